/** What the rules read of a trace, each column made once. */
import type { Nanos } from '../../model/time.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import type { CriticalPath } from '../critical-path.ts';
import { Fingerprints } from '../fingerprint.ts';
import { PathStretches } from '../path-stretches.ts';
import { callsBelow } from '../siblings.ts';

/** A trace that patterns are searched in. */
export class Search {
  readonly trace: Trace;
  /** See EdgeClass. */
  readonly edges: Uint8Array;
  readonly stretches: PathStretches;
  readonly fingerprints: Fingerprints;
  private below: Uint8Array | undefined;

  constructor(trace: Trace, edges: Uint8Array, path: CriticalPath) {
    this.trace = trace;
    this.edges = edges;
    this.stretches = new PathStretches(trace, path);
    this.fingerprints = Fingerprints.of(trace.store);
  }

  /** By row: 1 where anything below leaves the span's service. Made on the first call. */
  reaches(): Uint8Array {
    return (this.below ??= callsBelow(this.trace));
  }
}

/** Siblings that are looked at for one before another. */
const looked = 8;

/** The children of one span. */
export class Siblings {
  readonly parent: TraceRow;
  private readonly trace: Trace;
  private readonly rows: readonly TraceRow[];
  private byEnd: TraceRow[] | undefined;

  constructor(trace: Trace, parent: TraceRow, rows: readonly TraceRow[]) {
    this.trace = trace;
    this.parent = parent;
    this.rows = rows;
  }

  /** The last few that had ended by a time, the latest first. O(log n) but for sorting them once. */
  endedBy(time: Nanos): TraceRow[] {
    const { adjustedEnd: end } = this.trace;
    const rows = (this.byEnd ??= [...this.rows].sort((a, b) => end[a] - end[b] || a - b));
    let low = 0;
    for (let high = rows.length; low < high;) {
      const middle = (low + high) >>> 1;
      if (end[rows[middle]] <= time) low = middle + 1;
      else high = middle;
    }
    return rows.slice(Math.max(0, low - looked), low).reverse();
  }
}
