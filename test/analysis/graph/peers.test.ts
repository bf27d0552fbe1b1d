import { describe, expect, test } from 'vitest';

import { drawn } from '../../support/drawn.ts';
import type { SpanSpec } from '../../support/spans.ts';
import { edgesOf, figuresOf, graphOf, withAttributes } from './graphs.ts';

describe('a peer that was not traced', () => {
  const client = 'top @web server |======|\n  out client @web |====|';
  const peersOf = (attributes: Record<string, string>): string[] =>
    edgesOf(figuresOf(client, { out: attributes }));

  test.each<[Record<string, string>, string]>([
    [{ 'db.system': 'redis' }, 'redis'],
    [{ 'db.system.name': 'postgresql', 'db.namespace': 'shop', 'server.address': 'db-1' }, 'postgresql shop'],
    [{ 'db.system': 'mysql', 'server.address': 'db-1', 'server.port': '3306' }, 'mysql db-1'],
    [{ 'db.system': 'mysql', 'server.address': '10.0.0.7' }, 'mysql'],
    [{ 'db.system': 'redis', 'server.address': 'redis' }, 'redis'],
    [{ 'db.system': 'mysql', 'peer.service': 'billing-db' }, 'billing-db'],
    [{ 'server.address': 'api.example.com', 'server.port': '443' }, 'api.example.com'],
    [{ 'server.address': '10.0.0.7', 'server.port': '8080' }, '10.0.0.7:8080'],
    [{ 'net.peer.name': 'localhost', 'net.peer.port': '8081' }, 'localhost:8081'],
    [{ 'url.full': 'https://user:secret@api.example.com:8443/v1?q=1' }, 'api.example.com'],
    [{ 'http.url': 'http://127.0.0.1:8081/customer' }, '127.0.0.1:8081'],
    [{ 'url.full': 'http://[::1]:8081/' }, '[::1]:8081'],
    [{ 'rpc.service': 'shop.Cart' }, 'shop.Cart'],
    [{ 'network.peer.address': '10.1.2.3' }, '10.1.2.3'],
  ])('%j is %s', (attributes, name) => {
    expect(peersOf(attributes)).toEqual([`web -> ${name} 1`]);
  });

  test('is inferred, and what it is', () => {
    const { nodes } = figuresOf(client, { out: { 'db.system': 'redis' } });
    expect(nodes).toMatchObject([
      { kind: 'service', service: 'web', inferred: false, spanCount: 2, traceCount: 1, rootCount: 1 },
      { kind: 'database', service: 'redis', inferred: true, spanCount: 0, rootCount: 0 },
    ]);
  });

  test('is a service of that name if there is one', () => {
    const other: SpanSpec = {
      id: 'x',
      trace: 'f1',
      service: 'cart',
      name: 'get',
      kind: 'server',
      start: 0,
      end: 5,
    };
    const specs = withAttributes(drawn(client), { out: { 'peer.service': 'cart' } });
    expect(edgesOf(graphOf([...specs, other]).figures())).toEqual(['web -> cart 1']);
    expect(
      graphOf([...specs, other])
        .figures()
        .nodes.every(({ inferred }) => !inferred),
    ).toBe(true);
  });

  test('is called by the innermost of nested clients', () => {
    const nested = 'top @web server |======|\n  outer @web client |====|\n    out @web client |==|';
    const attributes = { outer: { 'db.system': 'sql' }, out: { 'db.system': 'mysql' } };
    expect(edgesOf(figuresOf(nested, attributes))).toEqual(['web -> mysql 1']);
  });

  test('is not oneself, and not named by spans that are on no way out', () => {
    expect(peersOf({ 'peer.service': 'web' })).toEqual([]);
    const own = 'top @web server |======|\n  step @web internal |====|';
    const attributes = { top: { 'server.address': 'here' }, step: { 'server.address': 'here' } };
    expect(edgesOf(figuresOf(own, attributes))).toEqual([]);
    expect(edgesOf(figuresOf(own, { step: { 'db.system': 'sqlite' } }))).toEqual(['web -> sqlite 1']);
  });

  test('that nothing names is counted', () => {
    expect(figuresOf(client).unnamedCount).toBe(1);
    // A database that is a service itself calls nobody.
    expect(figuresOf('top @web server |======|\n  query @mysql client |====|').unnamedCount).toBe(0);
  });
});
