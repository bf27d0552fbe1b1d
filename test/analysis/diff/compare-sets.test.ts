import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { diffSets, regressions, type SetsDiff } from '../../../src/analysis/diff/compare-sets.ts';
import type { OperationDiff } from '../../../src/analysis/diff/operation-diff.ts';
import { drawn } from '../../support/drawn.ts';
import { shuffled } from '../../support/random-traces.ts';
import type { SpanSpec } from '../../support/spans.ts';
import { numbered, tracesOf, traceSet } from '../../support/trace-sets.ts';
import { compared, type OperationSpec, type RequestSpec } from './random-sets.ts';

const operations: readonly OperationSpec[] = [
  { name: 'POST /checkout', micros: 4000, spread: 0.2 },
  { name: 'SELECT orders', micros: 30_000, spread: 0.4 },
  { name: 'INSERT orders', micros: 20_000, spread: 0.4 },
  { name: 'GET /cart', micros: 15_000, spread: 0.6 },
  { name: 'GET session', micros: 2000, spread: 0.5, count: 3 },
  { name: 'charge', micros: 60_000, spread: 0.3 },
  { name: 'charge again', micros: 60_000, spread: 0.3, share: 0.05 },
];
const checkout: RequestSpec = { name: 'POST /checkout', operations };
const search: RequestSpec = { name: 'GET /search', operations: operations.slice(1, 4) };

/** The request with one operation changed. */
function withChange(name: string, change: Partial<OperationSpec>): RequestSpec {
  const changed = operations.map((spec) => (spec.name === name ? Object.assign({}, spec, change) : spec));
  return { name: 'POST /checkout', operations: changed };
}

/** How many of so many pairs of sets show something. */
function seen(before: RequestSpec[], after: RequestSpec[], shows: (diff: SetsDiff) => boolean): number {
  let count = 0;
  for (let seed = 1; seed <= runs; seed++) {
    if (shows(compared(before, after, { traces: 500, seed }))) count++;
  }
  return count;
}

/** Pairs of sets; `TRACECTL_RUNS=200` takes a longer look. */
const runs = Number(process.env['TRACECTL_RUNS'] ?? 60);

describe('two sets of 500 traces', () => {
  test.each([
    { kinds: 'one kind', requests: [checkout] },
    { kinds: 'two kinds', requests: [checkout, search] },
  ])('of the same distributions, of $kinds, differ in at most a twentieth of the cases', ({ requests }) => {
    expect(seen(requests, requests, ({ hasChanges }) => hasChanges)).toBeLessThanOrEqual(runs * 0.05);
  });

  test('show that one operation is slower by 10% in at least 95% of the cases', () => {
    const after = withChange('charge', { micros: 66_000 });
    const count = seen([checkout], [after], ({ entryPoints: [{ operations }] }) =>
      operations.some(({ name, change }) => name === 'charge' && change === 'slower'),
    );
    expect(count).toBeGreaterThanOrEqual(runs * 0.95);
  });
});

/** A request with one long operation and a short one, which never vary much. */
function small(micros: number): RequestSpec {
  return {
    name: 'r',
    operations: [
      { name: 'big', micros: 100_000, spread: 0 },
      { name: 'small', micros, spread: 0.01 },
    ],
  };
}

/** What is told of an operation of requests that changed. */
function told(name: string, after: RequestSpec[], traces = 200): OperationDiff | undefined {
  const { entryPoints } = compared([checkout], after, { traces, seed: 7 });
  return entryPoints[0].operations.find((operation) => operation.name === name);
}

describe('a change is', () => {
  test('more calls, with what they take', () => {
    const found = told('GET session', [withChange('GET session', { count: 9 })]);
    expect(found).toMatchObject({
      change: 'slower',
      isCountChange: true,
      count: { shift: 6, low: 6, high: 6, delta: 1 },
      before: { p50Count: 3 },
      after: { leastCount: 9, mostCount: 9 },
    });
  });

  test('more calls even if they take no time that matters', () => {
    const found = told('GET session', [withChange('GET session', { micros: 1, count: 300, spread: 0 })]);
    expect(found).toMatchObject({ isCountChange: true, count: { shift: 297 } });
  });

  test('an operation that is new, or gone', () => {
    const added = { name: 'GET flags', micros: 5000, spread: 0.2 };
    const after = { name: 'POST /checkout', operations: [...operations.slice(0, -2), added] };
    expect(told('GET flags', [after])).toMatchObject({ change: 'new', after: { traceCount: 200 } });
    expect(told('charge', [after])).toMatchObject({ change: 'gone', before: { traceCount: 200 } });
  });

  test('an operation in more of the traces', () => {
    const found = told('charge again', [withChange('charge again', { share: 0.3 })]);
    expect(found).toMatchObject({ change: 'more-often', isTimeChange: false });
  });

  test('another mix of entry points, whose requests are compared with their own kind', () => {
    const { entryPoints } = compared([checkout, search], [checkout, search, search, search], {
      traces: 400,
      seed: 3,
    });
    expect(entryPoints.map(({ isMixChange }) => isMixChange)).toEqual([true, true]);
    expect(entryPoints.some(({ isTotalChange }) => isTotalChange)).toBe(false);
  });

  test('not what is too small to matter, however sure it is', () => {
    const { entryPoints, hasChanges } = compared([small(1000)], [small(1500)], { traces: 100, seed: 1 });
    expect(hasChanges).toBe(false);
    expect(entryPoints[0].operations[0].time.q).toBeLessThan(1e-6);
  });
});

describe('too few traces', () => {
  test('on one side tell nothing, also with q = 0', () => {
    const slow = withChange('charge', { micros: 600_000 });
    const { entryPoints, hasChanges } = compared([checkout], [slow], { traces: 7, seed: 1 });
    expect(hasChanges).toBe(false);
    expect(entryPoints).toMatchObject([{ total: null, tail: null, mix: null, operations: [] }]);
  });

  test('for a tail are told by the median alone', () => {
    const slow = withChange('charge', { micros: 600_000 });
    expect(compared([checkout], [slow], { traces: 39, seed: 1 }).entryPoints).toMatchObject([
      { isTotalChange: true, tail: null },
    ]);
    expect(compared([checkout], [slow], { traces: 40, seed: 1 }).entryPoints[0].tail?.shift).toBeGreaterThan(
      0,
    );
  });
});

test('a regression is a request that takes longer by more than a share, significantly', () => {
  const diff = compared([checkout], [withChange('charge', { micros: 90_000 })], { traces: 300, seed: 5 });
  expect(regressions(diff, 0.1).map(({ name }) => name)).toEqual(['POST /checkout']);
  expect(regressions(diff, 0.5)).toEqual([]);
  const faster = compared([checkout], [withChange('charge', { micros: 30_000 })], { traces: 300, seed: 5 });
  expect(regressions(faster, 0)).toEqual([]);
});

/** Compares traces of two stores. */
function comparedTraces(before: readonly SpanSpec[], after: readonly SpanSpec[]): SetsDiff {
  return diffSets(tracesOf(before), tracesOf(after));
}

/** So many traces like a drawing, in microseconds. */
function repeated(drawing: string, count = 12): SpanSpec[] {
  return numbered(Array.from({ length: count }, () => drawn(drawing, { unit: 1000 })));
}

/** The shifts of all operations by what they are. */
function shifts({ entryPoints }: SetsDiff): [string, number][] {
  return entryPoints.flatMap(({ name, operations }) =>
    operations.map((one): [string, number] => [`${name}/${one.service}/${one.name}`, one.time.shift]),
  );
}

describe('traces', () => {
  const inTurn = `
    checkout @shop server      |==================|
      price @shop client        |=====|
      stock @shop client               |======|
  `;
  const atOnce = `
    checkout @shop server      |============|
      price @shop client        |=====|
      stock @shop client         |======|
  `;
  test('are compared by the time on their critical paths', () => {
    const { entryPoints } = comparedTraces(repeated(inTurn), repeated(atOnce));
    expect(entryPoints[0]).toMatchObject({ name: 'checkout', total: { shift: -6000 }, isTotalChange: true });
    const found = entryPoints[0].operations.map(({ name, time }) => [name, time.shift]);
    expect(found).toEqual([
      ['price', -7000],
      ['checkout', 1000],
      ['stock', 0],
    ]);
  });

  test('tell of calls that no longer wait for each other', () => {
    const [found, ...others] = comparedTraces(repeated(inTurn), repeated(atOnce)).orders;
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      caller: { name: 'checkout' },
      first: { operation: 'price' },
      second: { operation: 'stock' },
      before: { supported: 12, refuted: 0 },
      after: { supported: 0, refuted: 12 },
      isInTurn: false,
    });
    expect(comparedTraces(repeated(atOnce), repeated(inTurn)).orders).toMatchObject([{ isInTurn: true }]);
    expect(comparedTraces(repeated(inTurn, 7), repeated(atOnce, 7)).orders).toEqual([]);
  });

  test('may come in any order, and their spans, too', () => {
    fc.assert(
      fc.property(traceSet(24), traceSet(24), fc.integer(), (a, b, seed) => {
        const [before, after] = [numbered(a), numbered(b)];
        const diff = comparedTraces(before, after);
        expect(comparedTraces(shuffled(before, seed), shuffled(after, seed))).toEqual(diff);
      }),
      { numRuns: 40 },
    );
  });

  test('compared the other way round have the opposite shifts, and as many changes', () => {
    fc.assert(
      fc.property(traceSet(20), traceSet(20), (a, b) => {
        const [there, back] = [
          comparedTraces(numbered(a), numbered(b)),
          comparedTraces(numbered(b), numbered(a)),
        ];
        const opposite = new Map(shifts(back));
        for (const [key, shift] of shifts(there)) expect(opposite.get(key)).toBe(0 - shift);
      }),
      { numRuns: 40 },
    );
  });
});
