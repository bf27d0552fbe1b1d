import { describe, expect, test } from 'vitest';

import { drawn } from '../support/drawn.ts';
import { outline, traceOf } from '../support/spans.ts';

test('siblings sort by start, the longer first, then by id', () => {
  const specs = drawn(`
    root       |===========|
      late        |=|
      short id:5 |==|
      twin id:4  |==|
      long id:9  |====|
  `);
  expect(outline(traceOf(specs))).toEqual(['root', '  long', '  twin', '  short', '  late']);
});

test('spans of one id and time sort by client, service and name', () => {
  const specs = drawn(`
    d @b id:1         |=|
    c @b id:1         |=|
    z @a id:1         |=|
    a @b client id:1  |=|
  `);
  expect(outline(traceOf(specs))).toEqual(['a', 'z', 'c', 'd']);
});

test('untimed siblings come last', () => {
  const specs = drawn(`
    root     |====|
      lost
      found   |==|
  `);
  expect(outline(traceOf(specs))).toEqual(['root', '  found', '  lost']);
});

describe('the primary root', () => {
  test('is the earliest root, also when a fragment began earlier', () => {
    const specs = drawn(`
      fragment parent:9 |=====|
      second                |==|
      first               |===|
    `);
    const trace = traceOf(specs);
    expect(trace.nameText(trace.primaryRoot)).toBe('first');
    expect([...trace.roots].map((row) => trace.nameText(row))).toEqual(['first', 'second']);
    expect(trace.findings.map(({ code }) => code)).toEqual(['missing-parent', 'multiple-roots']);
  });

  test('is the earliest fragment without roots, never its placeholder', () => {
    const specs = drawn(`
      b parent:9    |==|
      a parent:8  |==|
    `);
    const trace = traceOf(specs);
    expect(trace.nameText(trace.primaryRoot)).toBe('a');
    expect([...trace.roots]).toEqual([]);
  });
});

describe('a cycle', () => {
  test('is cut above its earliest member', () => {
    const specs = drawn(`
      root          |=========|
      x id:b parent:d |====|
      y id:c parent:b  |==|
      z id:d parent:c   ||
      tail parent:d     ||
    `);
    const trace = traceOf(specs);
    expect(outline(trace)).toEqual(['root', 'x', '  y', '    z', '      tail']);
    expect([...trace.roots]).toEqual([0]);
    expect(trace.findings).toMatchObject([{ code: 'cycle', spanIds: ['b', 'd', 'c'], data: { cutAt: 'b' } }]);
  });

  test('that is all there is still has a primary root', () => {
    const specs = drawn(`
      x id:1 parent:2  |==|
      y id:2 parent:1   ||
    `);
    const trace = traceOf(specs);
    expect(outline(trace)).toEqual(['x', '  y']);
    expect(trace.primaryRoot).toBe(0);
  });

  test('is found from above, from below and beside others', () => {
    const specs = drawn(`
      below parent:2     |=|
      x id:2 parent:3    |==|
      y id:3 parent:2    |===|
      u id:7 parent:8       |===|
      v id:8 parent:7         |===|
      below2 id:9 parent:8     .
    `);
    const trace = traceOf(specs);
    expect(outline(trace)).toEqual(['x', '  y', '  below', 'u', '  v', '    below2']);
    expect(trace.findings.map(({ code }) => code)).toEqual(['cycle', 'cycle']);
  });
});
