/** Where the critical path runs through each subtree. */
import type { PathSegment } from '../analysis/critical-path.ts';
import { noSpan } from '../analysis/whole-trace.ts';
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';

/**
 * By row, the stretch of the critical path that lies in its subtree: always one stretch, since the path enters a subtree
 * once. Rows off the path have `from` Infinity.
 */
export class PathSpans {
  readonly from: Float64Array;
  readonly to: Float64Array;

  constructor(trace: Trace, segments: readonly PathSegment[]) {
    this.from = new Float64Array(trace.size).fill(Infinity);
    this.to = new Float64Array(trace.size).fill(-Infinity);
    for (const { row, start, end } of segments) if (row !== noSpan) this.widen(row, start, end);
    for (let i = trace.size - 1; i > 0; i--) {
      if (trace.parent[i] >= 0) this.widen(trace.parent[i], this.from[i], this.to[i]);
    }
  }

  /** Whether the path runs through the row or something below it. */
  has(row: TraceRow): boolean {
    return this.from[row] !== Infinity;
  }

  private widen(row: TraceRow, from: Nanos, to: Nanos): void {
    if (from < this.from[row]) this.from[row] = from;
    if (to > this.to[row]) this.to[row] = to;
  }
}
