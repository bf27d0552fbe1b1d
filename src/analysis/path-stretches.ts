/** Where a critical path goes through the subtree of each span: one stretch, because it leaves a span only once. */
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import type { CriticalPath } from './critical-path.ts';
import { noSpan } from './whole-trace.ts';

/** A stretch for each row, on corrected times from the trace's start; empty off the path. */
export class PathStretches {
  readonly from: Float64Array;
  readonly to: Float64Array;

  /** Linear. */
  constructor(trace: Trace, path: CriticalPath) {
    const { size, parent } = trace;
    this.from = new Float64Array(size).fill(Infinity);
    this.to = new Float64Array(size).fill(-Infinity);
    for (const { row, start, end } of path.segments) if (row !== noSpan) this.widen(row, start, end);
    for (let row = size - 1; row > 0; row--) {
      if (this.isOn(row) && parent[row] >= 0) this.widen(parent[row], this.from[row], this.to[row]);
    }
  }

  /** Whether the path goes through the span or anything below it. */
  isOn(row: TraceRow): boolean {
    return this.to[row] > this.from[row];
  }

  /** How long it does. */
  length(row: TraceRow): Nanos {
    return this.isOn(row) ? this.to[row] - this.from[row] : 0;
  }

  private widen(row: TraceRow, from: Nanos, to: Nanos): void {
    if (from < this.from[row]) this.from[row] = from;
    if (to > this.to[row]) this.to[row] = to;
  }
}
