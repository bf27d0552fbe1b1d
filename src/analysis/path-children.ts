/** The blocking children of a span, in the order in which the critical path asks them. */
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { compareSpanIds } from '../tree/compare.ts';
import { sortItems } from '../tree/sort.ts';
import { EdgeClass } from './edges.ts';
import { noSpan, topSpans } from './whole-trace.ts';

/** What the lists are made of, reused by one walk after the other. */
let rows = new Int32Array(64);
let from = new Float64Array(64);
let to = new Float64Array(64);
let beforeEnd = new Float64Array(64);

function reserve(size: number): void {
  if (size <= rows.length) return;
  rows = new Int32Array(size * 2);
  from = new Float64Array(size * 2);
  to = new Float64Array(size * 2);
  beforeEnd = new Float64Array(size * 2);
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
  /** What lists are sorted by: minus the end. */
  private readonly beforeEnd: Float64Array;
  private readonly trace: Trace;
  private readonly edges: Uint8Array;

  constructor(trace: Trace, edges: Uint8Array) {
    this.trace = trace;
    this.edges = edges;
    reserve(trace.size);
    this.rows = rows;
    this.from = from;
    this.to = to;
    this.beforeEnd = beforeEnd;
  }

  /** Appends the list of a span's children within [low, high) and returns where it starts; of no span, of the tops. */
  push(row: TraceRow, low: Nanos, high: Nanos): number {
    const first = this.size;
    if (row === noSpan) this.addTops(low, high);
    else this.addBlocking(row, low, high);
    if (this.size - first > 1) {
      // They came by start; backwards they are nearly in order.
      this.reverse(first, this.size - 1);
      sortItems(this.rows, first, this.size, this.beforeEnd, this.ties);
    }
    return first;
  }

  private addBlocking(row: TraceRow, low: Nanos, high: Nanos): void {
    const { subtreeEnd } = this.trace;
    const stop = subtreeEnd[row];
    for (let child = row + 1; child < stop; child = subtreeEnd[child]) {
      if (this.edges[child] === EdgeClass.sync) this.add(child, low, high);
    }
  }

  private addTops(low: Nanos, high: Nanos): void {
    const { timed, adjustedStart, adjustedEnd } = this.trace;
    for (const top of topSpans(this.trace)) {
      // The rest are `outside`, as edge classes have it: without length, at an end of the trace.
      const isWithin = adjustedEnd[top] > low && adjustedStart[top] < high;
      if (timed[top] !== 0 && isWithin) this.add(top, low, high);
    }
  }

  private add(child: TraceRow, low: Nanos, high: Nanos): void {
    const { adjustedStart, adjustedEnd } = this.trace;
    this.from[child] = Math.max(adjustedStart[child], low);
    this.to[child] = Math.min(adjustedEnd[child], high);
    this.beforeEnd[child] = -this.to[child];
    this.rows[this.size++] = child;
  }

  private reverse(first: number, last: number): void {
    const { rows } = this;
    for (let low = first, high = last; low < high; low++, high--) {
      const row = rows[low];
      rows[low] = rows[high];
      rows[high] = row;
    }
  }

  /** Of equal ends. */
  private readonly ties = (a: TraceRow, b: TraceRow): number => {
    const { adjustedStart, subtreeEnd, store, row } = this.trace;
    return (
      adjustedStart[a] - adjustedStart[b] ||
      subtreeEnd[b] - b - (subtreeEnd[a] - a) ||
      compareSpanIds(store, row[a], row[b]) ||
      a - b
    );
  };
}
