import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { entryPoints, madeOf } from '../../../src/analysis/aggregate/made-of.ts';
import { TraceRows } from '../../../src/analysis/aggregate/trace-rows.ts';
import { byOperation, criticalPath } from '../../../src/analysis/critical-path.ts';
import type { Trace } from '../../../src/model/trace.ts';
import { drawn } from '../../support/drawn.ts';
import { runs, shuffled, wholeTrace } from '../../support/random-traces.ts';
import { counted, tracesOf } from './counting.ts';

/** A request that takes so long, of which the query takes a part. */
function request(length: number, query: number): ReturnType<typeof drawn> {
  const [root, child] = drawn(`
    buy @web      |=|
      query @db   |=|
  `);
  return [
    { ...root, end: (root.start ?? 0) + length },
    { ...child, end: (child.start ?? 0) + query },
  ];
}

const buy = { service: 'web', name: 'buy' };

describe('what a request is made of', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => request(1000 + i, i < 95 ? 100 : 900));
  const statistics = counted(tracesOf(hundred));

  test('is told by the requests around the rank', () => {
    const [p50, p99] = madeOf(statistics, buy, [50, 99]);
    // Ranks 47 to 53, and 96 to 100: there is none beyond.
    expect([p50.bandCount, p50.durationNano, p99.bandCount, p99.durationNano]).toEqual([7, 1049, 5, 1098]);
    expect(p99.traceId).toBe(tracesOf(hundred)[98].traceId);
    expect(p50.parts.map(({ key, criticalPathNano }) => [key[1], criticalPathNano])).toEqual([
      ['buy', 7 * 949],
      ['query', 700],
    ]);
    expect(p99.parts.map(({ key, share }) => [key[1], share])).toEqual([
      ['query', 4500 / 5485],
      ['buy', 985 / 5485],
    ]);
  });

  test('is about one entry point', () => {
    const mixed = counted(tracesOf([...hundred.slice(0, 5), drawn('look @web |=====|')]));
    expect(entryPoints(mixed)).toEqual([
      { ...buy, traceCount: 5 },
      { service: 'web', name: 'look', traceCount: 1 },
    ]);
    const [one] = madeOf(mixed, { service: 'web', name: 'look' }, [99]);
    expect([one.bandCount, one.parts]).toEqual([
      1,
      [{ key: ['web', 'look'], criticalPathNano: 7, share: 1 }],
    ]);
    expect(madeOf(mixed, { service: 'no', name: 'such' }, [99])).toEqual([]);
  });

  test('leaves a rest where spans were left out', () => {
    const [one] = madeOf(counted(tracesOf([request(10, 4)]), { only: ['query'] }), buy, [50]);
    expect(one.parts).toEqual([{ key: ['db', 'query'], criticalPathNano: 4, share: 0.4 }]);
  });

  test('of requests that take no time is nothing', () => {
    const [one] = madeOf(counted(tracesOf([drawn('buy @web .')])), buy, [50]);
    expect(one).toMatchObject({ durationNano: 0, parts: [] });
  });

  test('agrees with the rule said slowly, and sums to the requests', () => {
    const percent = fc.constantFrom(1, 50, 90, 99, 100);
    fc.assert(
      fc.property(fc.array(wholeTrace(6), { minLength: 1, maxLength: 90 }), percent, (many, percent) => {
        const traces = tracesOf(
          many.map((specs) => specs.map((spec) => ({ ...spec, service: 'a', host: 'a' }))),
        );
        const entry = { service: 'a', name: 'span 1' };
        const [one] = madeOf(counted(traces), entry, [percent]);
        const band = bandOracle(traces, percent);
        const total = band.reduce((sum, trace) => sum + trace.duration(trace.primaryRoot), 0);
        expect(one.bandCount).toBe(band.length);
        expect(one.parts.reduce((sum, part) => sum + part.criticalPathNano, 0)).toBe(total);
        for (const { key, criticalPathNano } of one.parts) {
          expect(criticalPathNano).toBe(band.reduce((sum, trace) => sum + onPath(trace, String(key[1])), 0));
        }
      }),
      { numRuns: Math.min(runs.numRuns, 300) },
    );
  });
});

function bandOracle(traces: readonly Trace[], percent: number): Trace[] {
  const sorted = traces
    .filter((trace) => trace.nameText(trace.primaryRoot) === 'span 1')
    .sort(
      (a, b) => a.duration(a.primaryRoot) - b.duration(b.primaryRoot) || (a.traceId < b.traceId ? -1 : 1),
    );
  const rank = Math.ceil((percent * sorted.length) / 100);
  const reach = Math.max(1, Math.ceil(sorted.length / 40));
  return sorted.filter((_, i) => Math.abs(i + 1 - rank) <= reach);
}

function onPath(trace: Trace, name: string): number {
  return byOperation(trace, criticalPath(trace)).find((one) => one.name === name)?.criticalPathNano ?? 0;
}

describe('traces that are too many', () => {
  test('are a sample that does not depend on their order or on parts', () => {
    const trace = fc.record({ id: fc.nat(500).map(String), duration: fc.nat(9), parts: fc.array(fc.nat(5)) });
    const rows = fc.uniqueArray(trace, { selector: ({ id }) => id, maxLength: 60, size: 'max' });
    fc.assert(
      fc.property(rows, fc.nat(), fc.nat(), (all, seed, cut) => {
        const table = (some: typeof all): TraceRows => {
          const rows = new TraceRows(10);
          for (const { id, duration, parts } of some) {
            rows.add('a', `b${duration % 2}`, id, duration, duration + 1);
            parts.forEach((time, group) => rows.addPart(group, time));
          }
          return rows;
        };
        const mixed = shuffled(all, seed);
        const at = cut % (all.length + 1);
        const sum = table(mixed.slice(0, at));
        const groups = Int32Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        sum.merge(table(mixed.slice(at)), groups);
        const [merged, whole] = [kept(sum), kept(table(all))];
        expect(merged).toEqual(whole);
        expect(whole.rows).toHaveLength(Math.min(10, all.length));
      }),
      runs,
    );
  });
});

test('the sample is not of those with the smallest ids', () => {
  const rows = new TraceRows(100);
  for (let i = 0; i < 1000; i++) rows.add('a', 'b', String(i).padStart(32, '0'), i, i);
  rows.trim();
  const late = rows.traceId.filter((id) => Number(id) >= 500).length;
  expect([rows.size, rows.entryPoints[0].traceCount]).toEqual([100, 1000]);
  expect(Math.abs(late - 50)).toBeLessThan(20);
});

function kept(table: TraceRows): { rows: unknown[]; points: unknown } {
  table.trim();
  const { size, traceId, duration, path, entry, entryPoints, from, group, time } = table;
  const rows = Array.from({ length: size }, (_, row) => ({
    id: traceId[row],
    name: entryPoints[entry[row]].name,
    times: [duration[row], path[row]],
    groups: [...group.subarray(from[row], from[row + 1])],
    parts: [...time.subarray(from[row], from[row + 1])],
  }));
  return {
    rows: rows.sort((a, b) => (a.id < b.id ? -1 : 1)),
    points: entryPoints.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
