/** The blocking children of a span, in the order in which the critical path asks them. */
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { compareSpanIds } from '../tree/compare.ts';
import { sortItems } from '../tree/sort.ts';
import { EdgeClass } from './edges.ts';

/** What the lists are made of, reused by one walk after the other. */
let rows = new Int32Array(64);
let from = new Float64Array(64);
let to = new Float64Array(64);

function reserve(size: number): void {
  if (size <= rows.length) return;
  rows = new Int32Array(size * 2);
  from = new Float64Array(size * 2);
  to = new Float64Array(size * 2);
}

/**
 * Lists of children, one behind the other: a span is in one at most. Each child is clipped to the part of its parent that
 * the path goes through. The last to end comes first; of equal ends the one that began first, so that it is the longer,
 * also where both are clipped; then the one with the larger subtree, then with the smaller id.
 * Valid until the next is made.
 */
export class PathChildren {
  /** Rows; a list is a range of it. */
  readonly rows: Int32Array;
  size = 0;
  /** By row: the clipped child. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  private readonly trace: Trace;
  private readonly edges: Uint8Array;

  constructor(trace: Trace, edges: Uint8Array) {
    this.trace = trace;
    this.edges = edges;
    reserve(trace.size);
    this.rows = rows;
    this.from = from;
    this.to = to;
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
    if (this.size - first > 1) {
      // They came by start; backwards they are nearly in order.
      this.reverse(first, this.size - 1);
      sortItems(this.rows, first, this.size, this.order);
    }
    return first;
  }

  private reverse(first: number, last: number): void {
    const { rows } = this;
    for (let low = first, high = last; low < high; low++, high--) {
      const row = rows[low];
      rows[low] = rows[high];
      rows[high] = row;
    }
  }

  private readonly order = (a: TraceRow, b: TraceRow): number => {
    const { to } = this;
    if (to[a] !== to[b]) return to[b] - to[a];
    const { adjustedStart, subtreeEnd, store, row } = this.trace;
    return (
      adjustedStart[a] - adjustedStart[b] ||
      subtreeEnd[b] - b - (subtreeEnd[a] - a) ||
      compareSpanIds(store, row[a], row[b]) ||
      a - b
    );
  };
}
