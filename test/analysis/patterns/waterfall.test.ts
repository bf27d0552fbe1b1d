import { expect, test } from 'vitest';

import { ms, patternsOf, rulesOf } from './drawings.ts';

const home = `
  home server |====================|
    a client   |====|
    b client         |===|
    c client              |====|
`;

test('is different calls in turn; all but the longest could be saved', () => {
  expect(patternsOf(home)).toMatchObject([
    { rule: 'waterfall', rows: [1, 2, 3], savableNano: 11 * ms, maxNano: 6 * ms, confidence: 'single-trace' },
  ]);
});

test('ends where the parent works in between', () => {
  expect(
    patternsOf(`
      home server |==========================|
        a client   |====|
        b client         |===|
        c client                    |====|
    `),
  ).toMatchObject([{ rows: [1, 2] }]);
});

test('is at least a fifth of its parent', () => {
  const calls = '  a client |==|\n  b client     |==|';
  expect(rulesOf(`top server |${'='.repeat(39)}|\n${calls}`)).toEqual([]);
  expect(rulesOf(`top server |${'='.repeat(38)}|\n${calls}`)).toEqual(['waterfall']);
});

test('has steps inside as gaps, not as calls', () => {
  expect(rulesOf(home, () => ({ kind: 'internal' }))).toEqual([]);
  expect(rulesOf(home, (_, k) => (k === 0 ? undefined : { kind: 'internal', service: `s${k}` }))).toEqual([
    'waterfall',
  ]);
});

test('begins again where a call comes again', () => {
  expect(
    patternsOf(`
      home server |==================|
        a client   |==|
        b client       |==|
        a client           |==|
        c client               |==|
    `).map(({ rows }) => rows),
  ).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('leaves retries and N+1 aside', () => {
  expect(
    rulesOf(`
      home server |==================|
        a client ! |==|
        a client       |==|
        b client           |==|
    `),
  ).toEqual(['retry']);
  expect(
    rulesOf(`
      home server |======================|
        a client   |=|
        a client      |=|
        a client         |=|
        a client            |=|
        a client               |=|
        b client                  |=|
    `),
  ).toEqual(['n-plus-one']);
});

test('counts a call with everything below it', () => {
  expect(
    patternsOf(`
      home server |====================|
        a client   |====|
          a @a server |=|
        b client         |===|
    `),
  ).toMatchObject([{ rule: 'waterfall', rows: [1, 3], onPathNano: 11 * ms }]);
});

test('is of calls on the critical path only', () => {
  expect(
    rulesOf(`
      home server  |====================|
        long client |===================|
        a client    |====|
        b client          |====|
    `),
  ).toEqual([]);
});
