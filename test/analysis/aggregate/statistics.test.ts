import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { groupFigures } from '../../../src/analysis/aggregate/figures.ts';
import { Statistics } from '../../../src/analysis/aggregate/statistics.ts';
import { byOperation, criticalPath } from '../../../src/analysis/critical-path.ts';
import { selfTimes } from '../../../src/analysis/self-time.ts';
import { drawn } from '../../support/drawn.ts';
import { brokenTrace, runs, shuffled, wholeTrace } from '../../support/random-traces.ts';
import { traceOf } from '../../support/spans.ts';
import { byName, counted, type Counting, shown, tracesOf } from './counting.ts';

const shop = [
  drawn(`
    buy @web         |==================|
      find @db         |====|
      find @db !               |====|
      save @db                       |==|
  `),
  drawn(`
    buy @web         |========|
      find @db         |====|
  `),
  drawn(`
    look @web        |====|
  `),
];

describe('figures of groups', () => {
  const figures = byName(counted(tracesOf(shop)));

  test('count spans, errors, and the traces that they are in', () => {
    expect(
      Object.entries(figures).map(([name, { count, errorCount, traceCount }]) => [
        name,
        count,
        errorCount,
        traceCount,
      ]),
    ).toEqual([
      ['find', 3, 1, 2],
      ['buy', 2, 0, 2],
      ['look', 1, 0, 1],
      ['save', 1, 0, 1],
    ]);
  });

  test('have quantiles of the durations and of the time of their own', () => {
    expect(figures['buy'].total).toMatchObject({
      sumNano: 30,
      minNano: 10,
      p50Nano: 10,
      p99Nano: 20,
      maxNano: 20,
    });
    expect(figures['buy'].self).toMatchObject({ sumNano: 8, minNano: 4, maxNano: 4 });
  });

  test('have what they contribute to each trace, and nothing where they are absent', () => {
    expect(figures['find'].criticalPath).toMatchObject({
      sumNano: 18,
      minNano: 0,
      p50Nano: 6,
      p90Nano: 12,
      maxNano: 12,
    });
    expect(figures['save'].criticalPath).toMatchObject({ sumNano: 4, p50Nano: 0, p99Nano: 4 });
  });

  test('have shares of all critical paths', () => {
    expect(Object.values(figures).map(({ criticalPathShare }) => criticalPathShare)).toEqual([
      18 / 36,
      8 / 36,
      6 / 36,
      4 / 36,
    ]);
  });

  test('have a rate over the time that was seen', () => {
    expect(figures['find'].ratePerSecond).toBe(3 / 20e-9);
    const [instant] = groupFigures(counted(tracesOf([drawn('a .')])));
    expect(instant.ratePerSecond).toBeNull();
  });

  test.each([
    ['critical', 'find buy look save'],
    ['total', 'buy find look save'],
    ['self', 'find buy look save'],
    ['count', 'find buy save look'],
    ['errors', 'find buy save look'],
    ['p50', 'buy find look save'],
    ['max', 'buy find look save'],
  ] as const)('are sorted by %s', (sort, expected) => {
    const names = groupFigures(counted(tracesOf(shop)), { sort }).map(({ key }) => key[1]);
    expect(names.join(' ')).toBe(expected);
    const first = groupFigures(counted(tracesOf(shop)), { sort, limit: 1 }).map(({ key }) => key[1]);
    expect(first).toEqual(names.slice(0, 1));
  });
});

describe('spans without a time', () => {
  const statistics = counted([
    traceOf([
      { id: '1', name: 'a', start: 10, end: 20 },
      { id: '2', name: 'b', parent: '1' },
    ]),
  ]);

  test('are counted, and have no quantiles', () => {
    const { b } = byName(statistics);
    expect([b.count, b.total.p50Nano, b.self.maxNano, b.criticalPath.p50Nano]).toEqual([1, null, null, 0]);
  });
});

describe('what spans are grouped by', () => {
  const traces = tracesOf(shop);
  const keys = (counting: Counting): unknown[] =>
    groupFigures(counted(traces, counting)).map(({ key }) => key);

  test('may be one thing or several', () => {
    expect(keys({ by: ['service'] })).toEqual([['db'], ['web']]);
    expect(keys({ by: ['kind'] })).toEqual([['unspecified']]);
    expect(keys({ by: ['root'] })).toEqual([[['web', 'buy']], [['web', 'look']]]);
    expect(keys({ by: ['root', 'service', 'kind'] })).toEqual([
      [['web', 'buy'], 'db', 'unspecified'],
      [['web', 'buy'], 'web', 'unspecified'],
      [['web', 'look'], 'web', 'unspecified'],
    ]);
  });

  test('may be the way from the root, where recursion stays what it is', () => {
    const statistics = counted(
      tracesOf([
        drawn(`
          a       |========|
            a      |======|
              a     |====|
            b            |=|
        `),
      ]),
      { by: ['path'] },
    );
    const a = ['a', 'a'];
    expect(groupFigures(statistics, { sort: 'total' }).map(({ key, count }) => [key, count])).toEqual([
      [[[a]], 1],
      [[[a, a]], 1],
      [[[a, a, a]], 1],
      [[[a, ['a', 'b']]], 1],
    ]);
  });

  test('names cannot make two groups one', () => {
    const specs = [
      { id: '1', service: 'a', name: '["b","c"]', start: 0, end: 9 },
      { id: '2', parent: '1', service: 'a","b', name: 'c', start: 0, end: 9 },
      { id: '3', parent: '1', service: 'a', name: 'b","c', start: 0, end: 9 },
    ];
    expect(counted(tracesOf([specs])).groups).toHaveLength(3);
  });

  test('a span whose parent was never seen is the top of its path', () => {
    const statistics = counted(
      [traceOf([{ id: '1', parent: 'ff', name: 'x', service: 'a', start: 0, end: 5 }])],
      {
        by: ['path'],
      },
    );
    expect([statistics.spanCount, statistics.groups.map(({ key }) => key)]).toEqual([1, [[[['a', 'x']]]]]);
  });
});

test('spans that are left out count neither as calls nor in shares; paths stay whole', () => {
  const statistics = counted(tracesOf(shop), { only: ['find'] });
  const [find, ...others] = groupFigures(statistics);
  expect(others).toEqual([]);
  expect([statistics.traceCount, statistics.spanCount, find.criticalPathShare]).toEqual([3, 3, 18 / 36]);
});

test('with a path for each root, shares are those of all paths', () => {
  const specs = [
    { id: '1', name: 'a', start: 0, end: 30 },
    { id: '2', name: 'b', start: 40, end: 50 },
  ];
  const share = (allRoots: boolean): number =>
    byName(counted(tracesOf([specs]), { allRoots }))['b'].criticalPathShare;
  expect([share(false), share(true)]).toEqual([0, 10 / 40]);
});

describe('of any traces', () => {
  const traces = fc.array(wholeTrace(8), { minLength: 1, maxLength: 6 });
  const oddTraces = fc.array(brokenTrace(10), { minLength: 1, maxLength: 5 });
  const by = fc.constantFrom(['service', 'operation'] as const, ['path'] as const, ['root', 'kind'] as const);

  test('statistics are the same in any order, and added up from any parts', () => {
    fc.assert(
      fc.property(fc.oneof(traces, oddTraces), by, fc.nat(), fc.nat(), (many, by, seed, cut) => {
        const built = tracesOf(many);
        const whole = shown(counted(built, { by }));
        const mixed = shuffled(built, seed);
        const at = cut % (built.length + 1);
        const [left, right] = [counted(mixed.slice(0, at), { by }), counted(mixed.slice(at), { by })];
        const sum = new Statistics();
        sum.merge(structuredClone(left));
        sum.merge(right);
        right.merge(left);
        expect(shown(sum)).toEqual(whole);
        expect(shown(right)).toEqual(whole);
      }),
      runs,
    );
  });

  test('shares are one whole', () => {
    fc.assert(
      fc.property(traces, by, (many, by) => {
        const statistics = counted(tracesOf(many), { by });
        const sum = statistics.groups.reduce((sum, group) => sum + group.criticalPath.sum.toBigInt(), 0n);
        expect(sum).toBe(statistics.criticalPath.toBigInt());
      }),
      runs,
    );
  });

  test('a trace alone has the figures of its path and of its spans', () => {
    fc.assert(
      fc.property(wholeTrace(12), (specs) => {
        const trace = traceOf(specs.map((spec, k) => ({ ...spec, name: `n${k % 3}` })));
        const statistics = counted([trace]);
        const expected = byOperation(trace, criticalPath(trace)).map((one) => [
          [one.service, one.name],
          one.criticalPathNano,
        ]);
        const onPath = statistics.groups
          .filter(({ criticalPath }) => criticalPath.count > 0)
          .map(({ key, criticalPath }) => [key, criticalPath.max]);
        expect(onPath).toEqual(expect.arrayContaining(expected));
        expect(onPath).toHaveLength(expected.length);
        const self = statistics.groups.reduce((sum, group) => sum + group.self.sum.toNumber(), 0);
        expect(self).toBe(selfTimes(trace).reduce((a, b) => a + b, 0));
      }),
      runs,
    );
  });
});
