import { describe, expect, test } from 'vitest';

import {
  fingerprint,
  foldedPath,
  foldedQuery,
  withoutHost,
  withoutRepeats,
} from '../../src/analysis/fingerprint.ts';
import { traceOf } from '../support/spans.ts';

function fingerprintOf(attributes: Record<string, string>): string {
  return fingerprint(traceOf([{ id: '1', name: 'call', kind: 'client', attributes }]), 0);
}

test.each([
  ['SELECT * FROM t WHERE id = 42', 'SELECT * FROM t WHERE id = ?'],
  ["SELECT * FROM t WHERE n = 'it''s' AND m='b'", 'SELECT * FROM t WHERE n = ? AND m=?'],
  ['SELECT a\n  FROM t1 WHERE x IN (1, 2,3)', 'SELECT a FROM t1 WHERE x IN (?)'],
  ['UPDATE t SET v = 1.5, w = 0xff', 'UPDATE t SET v = ?, w = ?'],
])('the query %j', (query, folded) => {
  expect(foldedQuery(query)).toBe(folded);
});

test.each([
  ['GET /users/4711/orders?page=2', 'GET /users/{}/orders'],
  ['/a/0af76519-16cd-43dd-8448-eb211c80319c/b', '/a/{}/b'],
  ['/a/deadbeef01', '/a/{}'],
  ['/a/QWxhZGRpbjpvcGVuIHNl1', '/a/{}'],
  ['/facade/orders/v2', '/facade/orders/v2'],
])('the path %j', (path, folded) => {
  expect(foldedPath(path)).toBe(folded);
});

describe('two calls are the same', () => {
  test('if only literals differ', () => {
    expect(fingerprintOf({ 'db.statement': 'SELECT 1' })).toBe(
      fingerprintOf({ 'db.query.text': 'SELECT 2' }),
    );
  });

  test('unless they call another peer or path', () => {
    expect(fingerprintOf({ 'peer.service': 'a' })).not.toBe(fingerprintOf({ 'peer.service': 'b' }));
    expect(fingerprintOf({ 'url.path': '/a/1' })).not.toBe(fingerprintOf({ 'url.path': '/b/1' }));
  });
});

test.each([
  ['MGET price:? price:? price:?', 'MGET price:?'],
  ['MGET price:? price:? price:? price:?', 'MGET price:?'],
  ['MSET price:? ? price:? ? price:? ?', 'MSET price:? ?'],
  ['INSERT INTO t VALUES (?, ?), (?, ?), (?, ?)', 'INSERT INTO t VALUES (?, ?)'],
  ['SELECT a FROM a WHERE b = b', 'SELECT a FROM a WHERE b = b'],
  ['GET a:? a:?b', 'GET a:? a:?b'],
])('parameters in a row count once: %j', (operation, expected) => {
  expect(withoutRepeats(operation)).toBe(expected);
});

test.each([
  ['http://bank:8080/transfers', '/transfers'],
  ['/transfers', '/transfers'],
  ['HTTPS://bank', ''],
])('the path of %j without its host', (path, expected) => {
  expect(withoutHost(path)).toBe(expected);
});
