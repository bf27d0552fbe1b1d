/** Spans of many traces, as little of them as finding lost context takes: about 150 bytes a span. */
import type { Nanos } from '../../model/time.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { compareKeys } from '../aggregate/keys.ts';
import type { LostMatch } from './lost-context.ts';
import type { Texts } from './texts.ts';

/** Traces that spans were kept of. */
export class SeenTraces {
  readonly ids: string[] = [];
  private readonly seconds: number[] = [];
  private readonly nanos: number[] = [];
  private last: Trace | undefined;

  /** The number of a trace whose spans are added one after the other. */
  number(trace: Trace): number {
    if (this.last === trace) return this.ids.length - 1;
    this.last = trace;
    this.seconds.push(trace.startSeconds);
    this.nanos.push(trace.startNanos);
    return this.ids.push(trace.traceId) - 1;
  }

  /** Lets go of the trace added last. */
  close(): void {
    this.last = undefined;
  }

  /**
   * By trace, its start in nanoseconds from that of the earliest. Exact where all begin within 104 days, else to a few
   * hundred nanoseconds.
   */
  starts(): Float64Array {
    let earliest = Infinity;
    for (const seconds of this.seconds) earliest = Math.min(earliest, seconds);
    return Float64Array.from(
      this.seconds,
      (seconds, trace) => (seconds - earliest) * 1e9 + this.nanos[trace],
    );
  }
}

/** A growing table of spans. */
export class SpanRows {
  /** Number of the trace. */
  readonly trace: number[] = [];
  readonly spanId: string[] = [];
  /** Number of the name in `names`. */
  readonly name: number[] = [];
  /** What the span is grouped by, and what else is kept of it; what they are depends on the table. */
  readonly group: number[] = [];
  readonly detail: number[] = [];
  private readonly start: number[] = [];
  private readonly end: number[] = [];
  private readonly traces: SeenTraces;
  private readonly names: Texts;

  constructor(traces: SeenTraces, names: Texts) {
    this.traces = traces;
    this.names = names;
  }

  get size(): number {
    return this.trace.length;
  }

  /** Adds a span, with corrected times. */
  add(trace: Trace, row: TraceRow, group: number, detail: number): void {
    this.trace.push(this.traces.number(trace));
    this.spanId.push(trace.spanId(row));
    this.name.push(this.names.of(trace.store, trace.name[row]));
    this.group.push(group);
    this.detail.push(detail);
    this.start.push(trace.adjustedStart[row]);
    this.end.push(trace.adjustedEnd[row]);
  }

  /** By row, start and end on one clock; `traceStarts` as {@link SeenTraces} has them. */
  times(traceStarts: Float64Array): { start: Float64Array; end: Float64Array } {
    const at = (times: readonly Nanos[]): Float64Array =>
      Float64Array.from(times, (time, row) => traceStarts[this.trace[row]] + time);
    return { start: at(this.start), end: at(this.end) };
  }

  /** A span, which is of a service, and the root of another table that should have been below it. */
  match(row: number, service: string, roots: SpanRows, root: number): LostMatch {
    return {
      traceId: this.traces.ids[this.trace[row]],
      spanId: this.spanId[row],
      service,
      name: this.names.values[this.name[row]],
      rootTraceId: this.traces.ids[roots.trace[root]],
      rootSpanId: roots.spanId[root],
    };
  }

  /** The rows of each group, by start; what begins together by ids. */
  byGroup(start: Float64Array): Map<number, Int32Array> {
    const lists = new Map<number, number[]>();
    for (let row = 0; row < this.size; row++) {
      const list = lists.get(this.group[row]);
      if (list) list.push(row);
      else lists.set(this.group[row], [row]);
    }
    return new Map(
      Array.from(lists, ([group, rows]) => [
        group,
        Int32Array.from(rows).sort((a, b) => start[a] - start[b] || this.compareIds(a, b)),
      ]),
    );
  }

  private compareIds(a: number, b: number): number {
    const { traces, trace, spanId } = this;
    return compareKeys([traces.ids[trace[a]], spanId[a]], [traces.ids[trace[b]], spanId[b]]);
  }
}

/** The first place of a list of rows that ascend by start at which a row begins at a time or later. Logarithmic. */
export function firstFrom(rows: Int32Array, start: Float64Array, time: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (start[rows[middle]] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** So many spans at most are looked at for each: where more begin within one, nothing tells which of them it is about. */
export const mostLookedAt = 1000;
