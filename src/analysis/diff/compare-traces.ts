/**
 * What changed between two traces (analysis.md 7.1), by call path. What a span takes that only one trace has counts in full,
 * so that the changes of the time on the critical path add up to that of the root, to the nanosecond.
 */
import type { Nanos } from '../../model/time.ts';
import type { Trace } from '../../model/trace.ts';
import { align, type Alignment } from './align.ts';
import { type PathDiff, pathDiffs } from './path-diff.ts';
import { type Deltas, deltasBetween, traceSide, type TraceSide, type TracesOptions } from './trace-side.ts';

/** What changed between two traces; the sums are over all spans, `totalNano` is that of the root. */
export interface TracesDiff extends Deltas {
  before: TraceSide;
  after: TraceSide;
  alignment: Alignment;
  /** In tree order. */
  paths: PathDiff[];
  /** What a time has to change by to count. */
  leastNano: Nanos;
  hasChanges: boolean;
}

/** Changes smaller than this part of the request before are noise. */
const leastShare = 0.01;

/** Compares two traces, of one store or of two. O(n log n). */
export function compareTraces(
  a: Trace,
  b: Trace,
  options: TracesOptions = { profile: 'auto', self: 'blocking' },
): TracesDiff {
  const [before, after] = [traceSide(a, options), traceSide(b, options)];
  const alignment = align(a, b);
  const leastNano = Math.max(1, Math.ceil(leastShare * before.durationNano));
  const paths = pathDiffs(before, after, alignment, leastNano);
  let [selfNano, pathNano] = [0, 0];
  for (const path of paths) {
    selfNano += path.selfNano;
    pathNano += path.pathNano;
  }
  return {
    before,
    after,
    alignment,
    paths,
    totalNano: after.durationNano - before.durationNano,
    selfNano,
    pathNano,
    leastNano,
    hasChanges: paths.some(({ change }) => change !== 'same'),
  };
}

/** What the spans of a node of the alignment changed by. */
export function nodeDeltas({ before, after, alignment }: TracesDiff, node: number): Deltas {
  return deltasBetween(before, alignment.before[node], after, alignment.after[node]);
}
