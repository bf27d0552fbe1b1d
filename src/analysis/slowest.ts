/** The spans that took most time, of one trace or of many, by one of three measures: absolutely, or for their operation. */
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import type { OperationTimes } from './operation-times.ts';

/** What to rank by: own work, duration, or time on the critical path. */
export type SlowestBy = 'self' | 'total' | 'critical';

/** One ranked span. */
export interface SlowSpan {
  trace: Trace;
  row: TraceRow;
  durationNano: Nanos;
  selfTimeNano: Nanos;
  criticalPathNano: Nanos;
  /** What it is ranked by, as a share of the primary root's duration; 0 where that is 0. */
  share: number;
}

/**
 * The top of a ranking over any number of traces. Holds at most `limit` spans (all for 0), and their traces: O(log limit)
 * a span that gets in, constant for one that doesn't. The order does not depend on that of the traces.
 */
export class SlowestSpans {
  private readonly by: SlowestBy;
  private readonly limit: number;
  private readonly usual: OperationTimes | undefined;
  /** Beyond twice the limit it is sorted and cut. */
  private kept: SlowSpan[] = [];
  /** What a span must reach to get in. */
  private threshold = -1;

  /**
   * Given what is usual, by the same measure and for all traces that will come, it ranks outliers: by how many times its
   * operation's median a span took. Spans of which nothing is usual are left out.
   */
  constructor(by: SlowestBy, limit: number, usual?: OperationTimes) {
    this.by = by;
    this.limit = limit > 0 ? limit : Infinity;
    this.usual = usual;
  }

  /**
   * Ranks the spans of a trace; the columns are by row. Untimed spans and placeholders are left out. The times on the
   * critical path are asked for only where a span gets in, because most traces have none that does.
   */
  add(trace: Trace, self: Float64Array, timesOnPath: () => Float64Array): void {
    const { size, timed, start, end } = trace;
    const ranking = this.by === 'critical' ? timesOnPath() : this.by === 'self' ? self : undefined;
    let onPath: Float64Array | undefined;
    const rootDuration = trace.primaryRoot < 0 ? 0 : trace.duration(trace.primaryRoot);
    for (let row = 0; row < size; row++) {
      if (timed[row] === 0) continue;
      const value = ranking === undefined ? end[row] - start[row] : ranking[row];
      if (!this.mayEnter(trace, row, value)) continue;
      onPath ??= timesOnPath();
      this.kept.push({
        trace,
        row,
        durationNano: end[row] - start[row],
        selfTimeNano: self[row],
        criticalPathNano: onPath[row],
        share: rootDuration === 0 ? 0 : value / rootDuration,
      });
      if (this.kept.length >= this.limit * 2 + 64) this.cut();
    }
  }

  /** The spans, slowest first. */
  ranked(): SlowSpan[] {
    this.cut();
    return this.kept;
  }

  private cut(): void {
    this.kept.sort(
      (a, b) =>
        this.rankOf(b) - this.rankOf(a) || valueBy(this.by, b) - valueBy(this.by, a) || compareSpans(a, b),
    );
    if (this.kept.length <= this.limit) return;
    this.kept.length = this.limit;
    this.threshold = this.rankOf(this.kept[this.limit - 1]);
  }

  private mayEnter(trace: Trace, row: TraceRow, value: Nanos): boolean {
    if (this.usual === undefined) return value >= this.threshold;
    const ratio = this.usual.ratio(trace, row, value);
    return ratio !== undefined && ratio >= this.threshold;
  }

  private rankOf(span: SlowSpan): number {
    const value = valueBy(this.by, span);
    return this.usual === undefined ? value : (this.usual.ratio(span.trace, span.row, value) ?? 0);
  }
}

/** What a span is measured by. */
export function valueBy(by: SlowestBy, span: SlowSpan): Nanos {
  if (by === 'self') return span.selfTimeNano;
  return by === 'critical' ? span.criticalPathNano : span.durationNano;
}

/** The spans of one trace, slowest first; at most `limit`, all for 0. */
export function rankSpans(
  trace: Trace,
  self: Float64Array,
  onPath: Float64Array,
  { by = 'self', limit = 0 }: { by?: SlowestBy; limit?: number } = {},
): SlowSpan[] {
  const slowest = new SlowestSpans(by, limit);
  slowest.add(trace, self, () => onPath);
  return slowest.ranked();
}

/** Of equal values: the trace that began first, then by trace id, then in tree order. */
function compareSpans(a: SlowSpan, b: SlowSpan): number {
  if (a.trace === b.trace) return a.row - b.row;
  return (
    a.trace.startSeconds - b.trace.startSeconds ||
    a.trace.startNanos - b.trace.startNanos ||
    (a.trace.traceId < b.trace.traceId ? -1 : 1)
  );
}
