import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import type { LostContext } from '../../../src/analysis/lost-context/lost-context.ts';
import { readJson, readTraces } from '../../support/files.ts';
import type { SpanSpec } from '../../support/spans.ts';
import { answer, call, lostBetween, lostIn, ms, root } from './finding.ts';

const shared =
  process.env['TRACECTL_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const golden = `${shared}/golden/edge/lost-context`;

test.skipIf(!existsSync(`${golden}.json`))('the drawn edge case, as figured out by hand', () => {
  const { findings } = readJson(`${golden}.expected.json`);
  const [{ caller, callee, lostBy, matches }, ...more] = lostIn(readTraces(`${golden}.json`));
  expect(findings).toMatchObject([
    { client: matches[0].spanId, candidateRoot: matches[0].rootSpanId, from: caller, to: callee },
  ]);
  expect(lostBy).toBe('unknown');
  expect(more).toEqual([]);
});

describe('the shop', () => {
  test('while payment drops its headers, so that it and the bank start traces', () => {
    const found = lostIn(readTraces('fixtures/otlp-json/shop-lost-context.jsonl'));
    expect(found.map(figures)).toEqual([
      ['payment', 'bank', 'POST /transfers', 'unknown', 4, 4, 4, 'high'],
      ['orders', 'payment', 'POST /charges', 'unknown', 2, 2, 2, 'medium'],
    ]);
    expect(found[1].message).toBe(
      '[payment] starts its own traces where [orders] calls POST /charges: context is lost between them (2 of 2 calls); ' +
        'either [orders] does not inject it or [payment] does not extract it: no other caller tells which',
    );
  });

  test.each([
    'otlp-json/shop.jsonl',
    'otlp-json/shop-missing-parent.jsonl',
    'otlp-json/checkout.json',
    'zipkin/shop.json',
  ])('loses nothing else in %s', (file) => {
    expect(lostIn(readTraces(`fixtures/${file}`))).toEqual([]);
  });
});

describe('who lost it', () => {
  test('the callee, where no caller arrives', () => {
    const found = lostBetween(
      call('a', 'p', 10, 20),
      root('p', 12, 18),
      call('b', 'p', 30, 40),
      root('p', 32, 38),
    );
    expect(found.map(figures)).toEqual([
      ['a', 'p', 'call', 'callee', 1, 1, 1, 'low'],
      ['b', 'p', 'call', 'callee', 1, 1, 1, 'low'],
    ]);
    expect(found[0].message).toContain(
      'all 2 services that call it: [p], or a proxy before it, does not extract it',
    );
  });

  test('a caller, where those of another arrive', () => {
    const found = lostBetween(call('a', 'p', 10, 20), root('p', 12, 18), [
      ...call('b', 'p', 30, 40),
      answer('p', 32, 38),
    ]);
    expect(found.map(figures)).toEqual([['a', 'p', 'call', 'caller', 1, 1, 1, 'low']]);
    expect(found[0].message).toContain('calls of others arrive: [a] does not inject it');
  });

  test('nobody knows, where one calls, even if some of its calls arrive', () => {
    const found = lostBetween(call('a', 'p', 10, 20), root('p', 12, 18), [
      ...call('a', 'p', 30, 40),
      answer('p', 32, 38),
    ]);
    expect(found.map(figures)).toEqual([['a', 'p', 'call', 'unknown', 2, 1, 1, 'low']]);
  });
});

describe('a root is that of a call', () => {
  const within = root('p', 12, 18);
  const matches: readonly [string, SpanSpec[], SpanSpec[]][] = [
    ['within it', call('a', 'p', 10, 20), within],
    ['as long as it', call('a', 'p', 10, 20), root('p', 10, 20)],
    ['a hundredth beyond it', call('a', 'p', 10, 20), root('p', 9.9, 20.1)],
    ['of messages', call('a', 'p', 10, 20), root('p', 12, 18, { kind: 'consumer' })],
    ['a fragment, too', call('a', 'p', 10, 20), root('p', 12, 18, { parent: '77' })],
    [
      'by a kind that is an attribute',
      call('a', 'p', 10, 20),
      root('p', 12, 18, { kind: 'internal', attributes: { 'span.kind': 'server' } }),
    ],
    ['by the first part of a name', call('a', 'p.shop.svc', 10, 20), within],
    ['by a name with a port', call('a', 'p:8080', 10, 20), within],
    [
      'by the address that the callee says it has',
      call('a', '127.0.0.1:81', 10, 20),
      root('p', 12, 18, { attributes: { 'server.address': '127.0.0.1', 'server.port': '81' } }),
    ],
    [
      'for the same path',
      http({ 'url.full': 'http://p:80/users/7?x=1' }),
      server({ 'url.path': '/users/8' }),
    ],
    [
      'for a path of its template',
      http({ 'url.full': 'http://p/users/anna' }),
      server({ 'http.route': '/users/:name' }),
    ],
    [
      'for the same template',
      http({ 'url.template': '/users/{id}' }),
      server({ 'http.route': '/users/<int:id>' }),
    ],
    [
      'for a method of the same name',
      rpc('Charge', 'GET'),
      server({ 'rpc.method': 'Charge', 'http.request.method': 'POST' }),
    ],
    ['where one does not say what for', http({ 'url.path': '/users', 'http.request.method': 'GET' }), within],
  ];
  test.each(matches)('%s', (_, client, entry) => {
    expect(lostBetween(client, entry)).toHaveLength(1);
    expect(lostBetween(entry, client)).toHaveLength(1);
  });

  const misses: readonly [string, SpanSpec[][]][] = [
    ['longer', [call('a', 'p', 10, 20), root('p', 9.8, 18)]],
    ['after it', [call('a', 'p', 10, 20), root('p', 12, 20.2)]],
    ['of another service', [call('a', 'p', 10, 20), root('q', 12, 18), root('p', 50, 60)]],
    ['of the same trace', [[...call('a', 'p', 10, 20), ...root('p', 12, 18)]]],
    ['inner work', [call('a', 'p', 10, 20), root('p', 12, 18, { kind: 'internal' })]],
    [
      'linked to its caller',
      [call('a', 'p', 10, 20), root('p', 12, 18, { links: [{ trace: '1', id: '2' }] })],
    ],
    [
      'without a time',
      [call('a', 'p', 10, 20), root('p', 12, 18, { start: undefined, end: undefined }), root('p', 50, 60)],
    ],
    ['for another path', [http({ 'url.path': '/a' }), server({ 'url.path': '/b' })]],
    ['for another template', [http({ 'url.template': '/a/{x}' }), server({ 'http.route': '/b/{x}' })]],
    ['for a longer template', [http({ 'url.path': '/a' }), server({ 'http.route': '/a/{x}' })]],
    ['for another method', [http({ 'http.request.method': 'GET' }), server({ 'http.method': 'POST' })]],
    ['for another rpc', [rpc('Charge', 'GET'), server({ 'rpc.method': 'Refund' })]],
    ['one of two', [call('a', 'p', 10, 20), root('p', 12, 18), root('p', 13, 17)]],
    ['that of either of two calls', [call('a', 'p', 10, 20), call('b', 'p', 10, 20), root('p', 12, 18)]],
    [
      'of a database',
      [
        call('a', 'p', 10, 20, { attributes: { 'db.system': 'redis', 'peer.service': 'p' } }),
        root('p', 12, 18),
      ],
    ],
    ['of a call that arrived', [[...call('a', 'p', 10, 20), answer('p', 11, 19)], root('p', 12, 18)]],
    [
      'of a call around one that arrived',
      [
        [
          ...call('a', 'p', 10, 20),
          { ...call('a', 'p', 11, 19)[1], id: '4', parent: '2' },
          { ...answer('p', 12, 18), parent: '4' },
        ],
        root('p', 13, 17),
      ],
    ],
    [
      'of an address that two services have',
      [
        call('a', '127.0.0.1:81', 10, 20),
        root('p', 12, 18, {
          attributes: { 'http.host': 'x', 'server.address': '127.0.0.1', 'server.port': '81' },
        }),
        root('q', 52, 58, { attributes: { 'server.address': '127.0.0.1', 'server.port': '81' } }),
      ],
    ],
  ];
  test.each(misses)('unless it is %s', (_, traces) => {
    expect(lostBetween(...traces)).toEqual([]);
  });
});

test('an address is whose calls to it arrive', () => {
  const found = lostBetween(call('a', '10.0.0.7', 10, 20), root('p', 12, 18), [
    ...call('b', '10.0.0.7', 30, 40),
    answer('p', 32, 38),
  ]);
  expect(found.map(figures)).toEqual([['a', 'p', 'call', 'caller', 1, 1, 1, 'low']]);
});

test('of a client around another only the inner one calls', () => {
  const [outer, inner] = [call('a', 'p', 10, 20), call('a', 'p', 11, 19)[1]];
  const [found] = lostBetween([...outer, { ...inner, id: '4', parent: '2' }], root('p', 12, 18));
  expect(found.callCount).toBe(1);
  expect(found.matches[0]).toMatchObject({ spanId: '4', rootSpanId: '9' });
});

test('times are those of corrected clocks', () => {
  // The host of the caller is 5 s ahead, as the call from the entry to it tells.
  const ahead = 5000;
  const trace: SpanSpec[] = [
    { id: '1', service: 'web', host: 'web', kind: 'server', start: 0, end: 100 * ms },
    { id: '5', parent: '1', service: 'web', host: 'web', kind: 'client', start: 0, end: 100 * ms },
    {
      id: '6',
      parent: '5',
      service: 'a',
      host: 'a',
      kind: 'server',
      start: ahead * ms,
      end: (ahead + 100) * ms,
    },
    { ...call('a', 'p', ahead + 10, ahead + 20)[1], parent: '6' },
  ];
  expect(lostBetween(trace, root('p', 12, 18))).toHaveLength(1);
  expect(lostBetween(trace, root('p', ahead + 12, ahead + 18))).toEqual([]);
});

test('is surer the more it finds', () => {
  expect(confidence(lost(1))).toBe('low');
  expect(confidence(lost(2))).toBe('medium');
  expect(confidence(lost(4))).toBe('high');
  expect(confidence([...lost(4), call('a', 'p', 2000, 2100)])).toBe('high');
  expect(confidence([...lost(4), call('a', 'p', 2000, 2100), call('a', 'p', 2000, 2100)])).toBe('medium');
});

test('a call during which more than a thousand others arrive tells nothing', () => {
  const own = [
    call('a', 'p', 10, 20, { attributes: { 'url.path': '/own' } }),
    root('p', 12, 18, { attributes: { 'url.path': '/own' } }),
  ];
  expect(lostBetween(...own, ...others(999))).toHaveLength(1);
  expect(lostBetween(...own, ...others(1000))).toEqual([]);
});

function figures({
  caller,
  callee,
  operation,
  lostBy,
  callCount,
  lostCount,
  matchCount,
  confidence,
}: LostContext): unknown[] {
  return [caller, callee, operation, lostBy, callCount, lostCount, matchCount, confidence];
}

function http(attributes: Record<string, string>): SpanSpec[] {
  return call('a', 'p', 10, 20, { attributes });
}

function rpc(method: string, httpMethod: string): SpanSpec[] {
  return http({ 'rpc.method': method, 'http.request.method': httpMethod });
}

function server(attributes: Record<string, string>): SpanSpec[] {
  return root('p', 12, 18, { attributes });
}

/** So many calls that were lost, one after the other. */
function lost(count: number): SpanSpec[][] {
  return Array.from({ length: count }, (_, k) => [
    call('a', 'p', 10 + 100 * k, 20 + 100 * k),
    root('p', 12 + 100 * k, 18 + 100 * k),
  ]).flat();
}

function confidence(traces: SpanSpec[][]): string {
  return lostBetween(...traces)[0].confidence;
}

/** So many roots that are for something else. */
function others(count: number): SpanSpec[][] {
  return Array.from({ length: count }, () => server({ 'url.path': '/other' }));
}
