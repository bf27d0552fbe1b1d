/** One trace of two that are compared, measured. */
import type { Nanos } from '../../model/time.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { criticalPath, criticalPathTimes } from '../critical-path.ts';
import { edgeClasses, type Profile } from '../edges.ts';
import { selfTimes } from '../self-time.ts';

/** How traces are measured. */
export interface TracesOptions {
  profile: Profile;
  self: 'blocking' | 'all';
}

/** A trace with what is compared; columns by row. */
export interface TraceSide {
  trace: Trace;
  /** Of the primary root; 0 if it has no time. */
  durationNano: Nanos;
  self: Float64Array;
  /** Time on the critical path of the primary root. */
  onPath: Float64Array;
}

/** After less before. */
export interface Deltas {
  /** Of durations. */
  totalNano: Nanos;
  selfNano: Nanos;
  /** Of times on the critical path. */
  pathNano: Nanos;
}

/** Measures a trace. O(n log n). */
export function traceSide(trace: Trace, { profile, self }: TracesOptions): TraceSide {
  const { primaryRoot: root } = trace;
  const edges = edgeClasses(trace, { profile });
  return {
    trace,
    durationNano: durationOf(trace, root),
    self: selfTimes(trace, edges, { self }),
    onPath: criticalPathTimes(trace, criticalPath(trace, edges, { profile })),
  };
}

/** What a span takes after the change, less what it took before; a row of -1 takes nothing. */
export function deltasBetween(before: TraceSide, row: TraceRow, after: TraceSide, other: TraceRow): Deltas {
  return {
    totalNano: durationOf(after.trace, other) - durationOf(before.trace, row),
    selfNano: (after.self[other] ?? 0) - (before.self[row] ?? 0),
    pathNano: (after.onPath[other] ?? 0) - (before.onPath[row] ?? 0),
  };
}

function durationOf(trace: Trace, row: TraceRow): Nanos {
  return row < 0 || trace.timed[row] === 0 ? 0 : trace.duration(row);
}
