/** The blocking children of a span, in the order in which the critical path asks them. */
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { compareSpanIds } from '../tree/compare.ts';
import { sortItems } from '../tree/sort.ts';
import { EdgeClass } from './edges.ts';

/**
 * Lists of children, one behind the other: a span is in one at most. Each child is clipped to the part of its parent that
 * the path goes through. The last to end comes first; of equal ends the one that began first, so that it is the longer,
 * also where both are clipped; then the one with the larger subtree, then with the smaller id.
 */
export class PathChildren {
  /** Rows; a list is a range of it. */
  rows: Int32Array;
  size = 0;
  /** By row: the clipped child. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  private readonly trace: Trace;
  private readonly edges: Uint8Array;

  constructor(trace: Trace, edges: Uint8Array) {
    this.trace = trace;
    this.edges = edges;
    this.rows = new Int32Array(trace.size);
    this.from = new Float64Array(trace.size);
    this.to = new Float64Array(trace.size);
  }

  /** Appends the list of a span's children within [low, high) and returns where it starts. */
  push(row: TraceRow, low: Nanos, high: Nanos): number {
    const { subtreeEnd, adjustedStart, adjustedEnd } = this.trace;
    const first = this.size;
    const stop = subtreeEnd[row];
    for (let child = row + 1; child < stop; child = subtreeEnd[child]) {
      if (this.edges[child] !== EdgeClass.sync) continue;
      this.from[child] = Math.max(adjustedStart[child], low);
      this.to[child] = Math.min(adjustedEnd[child], high);
      this.rows[this.size++] = child;
    }
    // They came by start; backwards they are nearly in order.
    this.rows.subarray(first, this.size).reverse();
    if (this.size - first > 1) sortItems(this.rows, first, this.size, (a, b) => this.compare(a, b));
    return first;
  }

  private compare(a: TraceRow, b: TraceRow): number {
    const { to } = this;
    if (to[a] !== to[b]) return to[b] - to[a];
    const { adjustedStart, subtreeEnd, store, row } = this.trace;
    return (
      adjustedStart[a] - adjustedStart[b] ||
      subtreeEnd[b] - b - (subtreeEnd[a] - a) ||
      compareSpanIds(store, row[a], row[b]) ||
      a - b
    );
  }
}
