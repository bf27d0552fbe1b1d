import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { criticalPath, criticalPathTimes } from '../../../src/analysis/critical-path.ts';
import { edgeClasses } from '../../../src/analysis/edges.ts';
import { findPatterns } from '../../../src/analysis/patterns/find.ts';
import type { Trace } from '../../../src/model/trace.ts';
import { altered } from '../../support/altered.ts';
import { brokenTrace, runs, shuffled, wholeTrace } from '../../support/random-traces.ts';
import { type SpanSpec, traceOf } from '../../support/spans.ts';

/** Few names and services, so that calls repeat. */
const repetitive = wholeTrace(40).map((specs) =>
  altered(specs, ({ service = '' }, k) => {
    return { name: `n${k % 3}`, service: k % 4 === 0 ? service : 'a', host: 'one' };
  }),
);

test('no pattern saves more than is on the path, and no call is in two of one rule', () => {
  fc.assert(
    fc.property(fc.oneof(repetitive, brokenTrace(40)), (specs) => {
      const trace = traceOf(specs);
      const onPath = pathBelow(trace);
      const seen = new Set<string>();
      for (const { rule, rows, parent, onPathNano, savableNano } of findPatterns(trace)) {
        expect(onPathNano).toBe(rows.reduce((sum, row) => sum + onPath[row], 0));
        expect(savableNano).toBeGreaterThanOrEqual(0);
        expect(savableNano).toBeLessThanOrEqual(onPath[parent]);
        for (const row of rows) {
          expect(trace.parent[row]).toBe(parent);
          expect(seen.has(`${rule} ${row}`)).toBe(false);
          seen.add(`${rule} ${row}`);
        }
      }
    }),
    runs,
  );
});

test('the order of the records does not matter', () => {
  fc.assert(
    fc.property(repetitive, fc.integer(), (specs, seed) => {
      expect(shapes(shuffled(specs, seed))).toEqual(shapes(specs));
    }),
    runs,
  );
});

test('a hundred thousand siblings, and as many levels, take no time', () => {
  const wide = Array.from({ length: 100_000 }, (_, k): SpanSpec => {
    return { id: `c${k}`, parent: '1', name: `n${k % 20_000}`, kind: 'client', start: k, end: k + 1 };
  });
  const patterns = findPatterns(traceOf([{ id: '1', start: 0, end: 100_000 }, ...wide]));
  expect(patterns).toHaveLength(20_000);
  const deep = Array.from({ length: 100_000 }, (_, k): SpanSpec => {
    return {
      id: `d${k}`,
      parent: k === 0 ? undefined : `d${k - 1}`,
      kind: 'internal',
      start: 0,
      end: 200_000 - k,
    };
  });
  expect(findPatterns(traceOf(deep))).toEqual([]);
});

/** Patterns without the numbers of calls, which depend on what was seen first. */
function shapes(specs: readonly SpanSpec[]): unknown[] {
  return findPatterns(traceOf(specs)).map((pattern) =>
    Object.assign(pattern, { calls: pattern.calls.length }),
  );
}

/** Brute force: for each row the time on the path of everything below it. */
function pathBelow(trace: Trace): number[] {
  const own = criticalPathTimes(trace, criticalPath(trace, edgeClasses(trace)));
  return Array.from({ length: trace.size }, (_, row) => {
    let sum = 0;
    for (let k = row; k < trace.subtreeEnd[row]; k++) sum += own[k];
    return sum;
  });
}
