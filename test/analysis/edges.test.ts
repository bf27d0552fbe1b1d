import { describe, expect, test } from 'vitest';

import { edgeClasses, edgeClassNames, type Profile } from '../../src/analysis/edges.ts';
import type { SpanSpec } from '../support/spans.ts';
import { rowOf, traceOf } from '../support/spans.ts';

type Change = Partial<SpanSpec>;

/** The class of the edge between a parent that lasts from 0 to 1000 and a child from 400 to 600, both changed. */
function classOf(parent: Change, child: Change, profile: Profile = 'auto'): string {
  const trace = traceOf([
    { id: '1', name: 'parent', service: 'a', start: 0, end: 1000, ...parent },
    { id: '2', name: 'child', service: 'a', parent: '1', start: 400, end: 600, ...child },
  ]);
  return edgeClassNames[edgeClasses(trace, { profile })[rowOf(trace, 'child')]];
}

test.each<[string, Change, Change, string]>([
  ['within its parent blocks', {}, {}, 'sync'],
  ['of another service blocks', {}, { service: 'b' }, 'sync'],
  ['named by FOLLOWS_FROM does not', {}, { followsFrom: true }, 'follows-from'],
  [
    'named by FOLLOWS_FROM comes first',
    { kind: 'producer' },
    { followsFrom: true, kind: 'consumer' },
    'follows-from',
  ],
  [
    'that consumes what its parent produces is deferred',
    { kind: 'producer' },
    { kind: 'consumer' },
    'messaging',
  ],
  ['of a producer and another service is deferred', { kind: 'producer' }, { service: 'b' }, 'messaging'],
  ['of a producer and another host is deferred', { kind: 'producer' }, { host: 'h' }, 'messaging'],
  ['of a producer here blocks', { kind: 'producer' }, {}, 'sync'],
  ['that consumes elsewhere is deferred', {}, { kind: 'consumer', service: 'b' }, 'messaging'],
  ['that consumes here blocks', {}, { kind: 'consumer' }, 'sync'],
  ['that begins when its parent ends is outside', {}, { start: 1000, end: 1100 }, 'outside'],
  ['that is empty where its parent begins is outside', {}, { start: 0, end: 0 }, 'outside'],
  ['that ends 1 % late is noise', {}, { end: 1010 }, 'sync'],
  ['that ends later was not waited for', {}, { end: 1011 }, 'detached'],
  ['elsewhere that ends later is clipped', {}, { end: 1011, service: 'b' }, 'sync'],
  ['that serves a call and ends later is clipped', { kind: 'client' }, { end: 1011, kind: 'server' }, 'sync'],
  ['that is untimed has no class', {}, { start: undefined, end: undefined }, ''],
])('a child %s', (_, parent, child, expected) => {
  expect(classOf(parent, child)).toBe(expected);
});

test('a child that ends before its parent begins is outside', () => {
  expect(classOf({ start: 700 }, {})).toBe('outside');
});

test('the tolerance ends at a millisecond', () => {
  const parent = { end: 1e9 };
  expect(classOf(parent, { end: 1e9 + 1e6 })).toBe('sync');
  expect(classOf(parent, { end: 1e9 + 1e6 + 1 })).toBe('detached');
});

describe('clipping', () => {
  test('takes a child that outlives its parent for one that blocks', () => {
    expect(classOf({}, { end: 5000 }, 'clip')).toBe('sync');
  });

  test('still leaves out what is deferred or outside', () => {
    expect(classOf({ kind: 'producer' }, { kind: 'consumer' }, 'clip')).toBe('messaging');
    expect(classOf({}, { start: 1000, end: 1100 }, 'clip')).toBe('outside');
  });
});

test('roots and the children of a missing parent have no class', () => {
  const trace = traceOf([
    { id: '1', start: 0, end: 10 },
    { id: '2', parent: '99', start: 1, end: 2 },
  ]);
  expect([...edgeClasses(trace)]).toEqual([0, 0, 0]);
});

test('corrected times count', () => {
  const trace = traceOf([
    { id: '1', service: 'a', kind: 'client', start: 10_000, end: 20_000 },
    { id: '2', service: 'b', kind: 'server', parent: '1', name: 'child', start: 0, end: 8000 },
  ]);
  expect(edgeClassNames[edgeClasses(trace)[rowOf(trace, 'child')]]).toBe('sync');
});
