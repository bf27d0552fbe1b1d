import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { concurrentSegments, segmentLabels } from '../../src/analysis/concurrent.ts';
import { criticalPath } from '../../src/analysis/critical-path.ts';
import { EdgeClass, edgeClasses, type Profile } from '../../src/analysis/edges.ts';
import { noSpan, topSpans } from '../../src/analysis/whole-trace.ts';
import { drawn } from '../support/drawn.ts';
import { brokenTrace, runs, wholeTrace } from '../support/random-traces.ts';
import { type SpanSpec, traceOf } from '../support/spans.ts';

/** The path as `name length label`, in time order. */
function told(specs: readonly SpanSpec[]): string {
  const trace = traceOf(specs);
  const path = criticalPath(trace);
  const labels = concurrentSegments(trace, path);
  return path.segments
    .map(({ row, start, end }, k) => `${trace.nameText(row)} ${end - start} ${segmentLabels[labels[k]]}`)
    .join(', ');
}

describe('a segment', () => {
  test('is concurrent where a child ran that the path skipped, and is not split there', () => {
    const specs = drawn(`
      root   |=================|
        a      |====|
        b          |====|
    `);
    expect(told(specs)).toBe('root 6 concurrent, b 6 self, root 7 self');
  });

  test('is self where children only touch it, or have no length', () => {
    const specs = drawn(`
      root   |=================|
        a      |====|
        b          .
        c             .
    `);
    expect(told(specs)).toBe('root 2 self, a 6 self, root 11 self');
  });

  test('is self where only children that do not block run', () => {
    const specs = drawn(`
      root   |=================|
        a ~>   |====|
    `);
    expect(told(specs)).toBe('root 19 self');
  });
});

test('for any trace a segment is concurrent where a blocking child of its span overlaps it', () => {
  fc.assert(
    fc.property(
      fc.oneof(wholeTrace(), brokenTrace()),
      fc.constantFrom<Profile[]>('auto', 'clip'),
      fc.boolean(),
      (specs, profile, isWhole) => {
        const trace = traceOf(specs);
        const edges = edgeClasses(trace, { profile });
        const root = isWhole ? noSpan : trace.primaryRoot;
        const path = criticalPath(trace, edges, { profile, root });
        const tops = topSpans(trace).filter((row) => trace.timed[row]);
        const expected = path.segments.map(({ row, start, end }) => {
          const blocking = Array.from({ length: trace.size }, (_, child) => child).filter(
            (child) => trace.parent[child] === row && edges[child] === EdgeClass.sync,
          );
          const overlapping = (row === noSpan ? tops : blocking).filter(
            (child) =>
              trace.duration(child) > 0 &&
              trace.adjustedStart[child] < end &&
              trace.adjustedEnd[child] > start,
          );
          return overlapping.length > 0 ? 1 : 0;
        });
        expect([...concurrentSegments(trace, path, edges)]).toEqual(expected);
      },
    ),
    runs,
  );
});
