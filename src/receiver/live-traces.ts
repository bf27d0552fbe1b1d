/**
 * The traces whose spans are arriving, as figures that are kept up to date: a trace is finished when nothing of it has come
 * for a while. Spans themselves are not held, so that memory depends on how many traces are under way, not on how many came.
 *
 *   root   the first span without a parent; as long as there is none, the first span
 */
import type { TraceSummary } from '../analysis/summary.ts';
import { SpanFlag } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import { nanosBetween, unixNano } from '../model/time.ts';

/** The figures of a trace, as far as it is known: a record that comes twice is counted twice. */
type LiveSummary = Omit<TraceSummary, 'depth' | 'pieces'>;

/** A trace of which nothing has come for a while. */
export interface FinishedTrace extends LiveSummary {
  /** When its first span came, in milliseconds since 1970. */
  firstSeen: number;
  /** Whether it was finished before, and more of it has come since. */
  isAgain: boolean;
}

interface LiveTrace {
  firstSeen: number;
  lastSeen: number;
  isAgain: boolean;
  spanCount: number;
  errorCount: number;
  services: Set<string>;
  hasRoot: boolean;
  rootSpanId: string;
  rootService: string;
  rootName: string;
  rootDuration: number;
  /** Of the root. */
  rootSeconds: number;
  rootNanos: number;
  /** The earliest start; Infinity while no span has one. */
  startSeconds: number;
  startNanos: number;
  /** The latest end, in nanoseconds from `startSeconds`. */
  end: number;
}

/** Traces that are under way or remembered, at most; the ones at rest the longest give way. */
const mostTraces = 20_000;

/** Milliseconds that a finished trace is remembered, in case that more of it comes. */
const remembered = 60_000;

/** Services counted in a trace. */
const mostServices = 1000;

/** Takes spans and tells which traces are finished. */
export class LiveTraces {
  private readonly quietMs: number;
  /** In the order in which something came last. */
  private readonly active = new Map<string, LiveTrace>();
  private readonly finished = new Map<string, LiveTrace>();
  /** Finished early, because there were too many. */
  private overdue: FinishedTrace[] = [];

  /** A trace is finished after so many milliseconds without a span. */
  constructor(quietMs: number) {
    this.quietMs = quietMs;
  }

  /** Adds all spans of a store, which came at a time. */
  add(store: SpanStore, now: number): void {
    const traces = new Map<number, LiveTrace>();
    for (let row = 0; row < store.size; row++) {
      const index = store.trace[row];
      let trace = traces.get(index);
      if (trace === undefined) traces.set(index, (trace = this.touched(store.traces.text(index), now)));
      addSpan(trace, store, row);
    }
  }

  /** The traces of which nothing has come for long enough, or all; each is told once, unless more of it comes. */
  take(now: number, all = false): FinishedTrace[] {
    const taken = this.overdue;
    this.overdue = [];
    for (const [traceId, trace] of this.active) {
      if (!all && now - trace.lastSeen < this.quietMs) break;
      taken.push(this.finish(traceId, trace));
    }
    for (const [traceId, { lastSeen }] of this.finished) {
      if (now - lastSeen < this.quietMs + remembered && this.finished.size <= mostTraces) break;
      this.finished.delete(traceId);
    }
    return taken;
  }

  /** The trace of an id, moved to the end of those under way. */
  private touched(traceId: string, now: number): LiveTrace {
    const trace = this.active.get(traceId) ?? this.finished.get(traceId) ?? emptyTrace(now);
    this.active.delete(traceId);
    this.finished.delete(traceId);
    trace.lastSeen = now;
    this.active.set(traceId, trace);
    if (this.active.size > mostTraces) {
      for (const [oldest, one] of this.active) {
        this.overdue.push(this.finish(oldest, one));
        break;
      }
    }
    return trace;
  }

  private finish(traceId: string, trace: LiveTrace): FinishedTrace {
    const summary = finishedTrace(traceId, trace);
    trace.isAgain = true;
    this.active.delete(traceId);
    this.finished.set(traceId, trace);
    return summary;
  }
}

function emptyTrace(now: number): LiveTrace {
  return {
    firstSeen: now,
    lastSeen: now,
    isAgain: false,
    spanCount: 0,
    errorCount: 0,
    services: new Set(),
    hasRoot: false,
    rootSpanId: '',
    rootService: '',
    rootName: '',
    rootDuration: 0,
    rootSeconds: Infinity,
    rootNanos: 0,
    startSeconds: Infinity,
    startNanos: 0,
    end: 0,
  };
}

function addSpan(trace: LiveTrace, store: SpanStore, row: SpanRow): void {
  trace.spanCount++;
  if (store.flags[row] & SpanFlag.error) trace.errorCount++;
  if (trace.services.size < mostServices) trace.services.add(store.strings.text(store.service(row)));
  if ((store.flags[row] & SpanFlag.noStart) === 0) extend(trace, store, row);
  const isRoot = store.parentSpanIdHigh[row] === 0 && store.parentSpanIdLow[row] === 0;
  const isBetter = isRoot === trace.hasRoot ? startsBefore(store, row, trace) : isRoot;
  if (isBetter || trace.rootSpanId === '') becomeRoot(trace, store, row, isRoot);
}

function extend(trace: LiveTrace, store: SpanStore, row: SpanRow): void {
  const seconds = store.startSeconds[row];
  const nanos = store.startNanos[row];
  const offset = nanosBetween(trace.startSeconds, trace.startNanos, seconds, nanos);
  const isFirst = trace.startSeconds === Infinity;
  if (isFirst || offset < 0) {
    trace.startSeconds = seconds;
    trace.startNanos = nanos;
    trace.end = isFirst ? store.duration[row] : Math.max(trace.end - offset, store.duration[row]);
  } else trace.end = Math.max(trace.end, offset + store.duration[row]);
}

function startsBefore(store: SpanStore, row: SpanRow, { rootSeconds, rootNanos }: LiveTrace): boolean {
  const seconds = store.startSeconds[row];
  return seconds < rootSeconds || (seconds === rootSeconds && store.startNanos[row] < rootNanos);
}

function becomeRoot(trace: LiveTrace, store: SpanStore, row: SpanRow, isRoot: boolean): void {
  trace.hasRoot = isRoot;
  trace.rootSpanId = store.spanId(row);
  trace.rootService = store.strings.text(store.service(row));
  trace.rootName = store.strings.text(store.name[row]);
  trace.rootDuration = store.duration[row];
  trace.rootSeconds = store.startSeconds[row];
  trace.rootNanos = store.startNanos[row];
}

function finishedTrace(traceId: string, trace: LiveTrace): FinishedTrace {
  const isTimed = trace.startSeconds !== Infinity;
  return {
    traceId,
    startTimeUnixNano: isTimed ? unixNano(trace.startSeconds, trace.startNanos) : 0n,
    durationNano: trace.rootDuration,
    extentNano: trace.end,
    rootSpanId: trace.rootSpanId,
    rootService: trace.rootService,
    rootName: trace.rootName,
    spanCount: trace.spanCount,
    serviceCount: trace.services.has('') ? trace.services.size - 1 : trace.services.size,
    errorCount: trace.errorCount,
    firstSeen: trace.firstSeen,
    isAgain: trace.isAgain,
  };
}
