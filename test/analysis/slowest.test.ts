import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { criticalPath, criticalPathTimes } from '../../src/analysis/critical-path.ts';
import { edgeClasses } from '../../src/analysis/edges.ts';
import { selfTimes } from '../../src/analysis/self-time.ts';
import { rankSpans, type SlowestBy, SlowestSpans } from '../../src/analysis/slowest.ts';
import type { Trace } from '../../src/model/trace.ts';
import { drawn } from '../support/drawn.ts';
import { shuffled, wholeTrace } from '../support/random-traces.ts';
import { traceOf } from '../support/spans.ts';

function columns(trace: Trace): [Trace, Float64Array, Float64Array] {
  const edges = edgeClasses(trace);
  return [trace, selfTimes(trace, edges), criticalPathTimes(trace, criticalPath(trace, edges))];
}

function add(slowest: SlowestSpans, [trace, self, onPath]: ReturnType<typeof columns>): void {
  slowest.add(trace, self, () => onPath);
}

const drawing = drawn(`
  root     |==================|
    a        |====|
    b          |===========|
      c         |=|
`);

test.each<[SlowestBy, string[]]>([
  ['self', ['b 10', 'a 6', 'root 5', 'c 3']],
  ['total', ['root 20', 'b 13', 'a 6', 'c 3']],
  ['critical', ['b 10', 'root 7', 'c 3', 'a 0']],
])('spans by %s time', (by, expected) => {
  const spans = rankSpans(...columns(traceOf(drawing)), { by });
  const measure = { self: 'selfTimeNano', total: 'durationNano', critical: 'criticalPathNano' } as const;
  expect(spans.map((span) => `${span.trace.nameText(span.row)} ${span[measure[by]]}`)).toEqual(expected);
  expect(spans[0].share).toBe(spans[0][measure[by]] / 20);
});

describe('the slowest of many traces', () => {
  const traces = fc.array(wholeTrace(8), { minLength: 1, maxLength: 6 });

  test('are those of a full sort, in any order of the traces', () => {
    fc.assert(
      fc.property(traces, fc.integer({ min: 1, max: 9 }), fc.nat(), (many, limit, seed) => {
        const built = many.map((specs, k) =>
          columns(traceOf(specs.map((spec) => ({ ...spec, trace: `${k + 1}` })))),
        );
        const told = (order: typeof built, most: number): unknown[] => {
          const slowest = new SlowestSpans('self', most);
          for (const one of order) add(slowest, one);
          return slowest.ranked().map(({ trace, row, selfTimeNano }) => [trace.traceId, row, selfTimeNano]);
        };
        const all = told(built, 0);
        expect(all).toHaveLength(built.reduce((sum, [trace]) => sum + trace.size, 0));
        expect(told(shuffled(built, seed), limit)).toEqual(all.slice(0, limit));
      }),
      { numRuns: 200 },
    );
  });

  test('are kept while many more come', () => {
    const slowest = new SlowestSpans('total', 2);
    for (let k = 1; k <= 500; k++) {
      add(slowest, columns(traceOf([{ id: '1', trace: `${k}`, start: 0, end: (k * 7) % 500 }])));
    }
    expect(slowest.ranked().map(({ durationNano }) => durationNano)).toEqual([499, 498]);
  });

  test('are of equal ones always the same', () => {
    const slowest = new SlowestSpans('total', 2);
    for (let k = 999; k >= 100; k--) {
      add(slowest, columns(traceOf([{ id: '1', trace: `${k}`, start: 0, end: 5 }])));
    }
    expect(slowest.ranked().map(({ trace }) => trace.traceId)).toEqual(['100', '101']);
  });

  test('leave out placeholders and spans without a time', () => {
    const trace = traceOf([
      { id: '1', parent: '9', start: 0, end: 5 },
      { id: '2', parent: '1' },
    ]);
    expect(rankSpans(...columns(trace)).map(({ row }) => trace.spanId(row))).toEqual(['1']);
  });
});
