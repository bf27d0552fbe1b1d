/** One line about a trace, as lists and headers tell it. */
import { SpanFlag } from '../model/kinds.ts';
import type { Nanos, UnixNano } from '../model/time.ts';
import { unixNano } from '../model/time.ts';
import type { Trace } from '../model/trace.ts';

/** Figures of one trace. */
export interface TraceSummary {
  traceId: string;
  /** The earliest start of its spans. */
  startTimeUnixNano: UnixNano;
  /** Of the primary root. */
  durationNano: Nanos;
  /** From the earliest start to the latest end of its spans. */
  extentNano: Nanos;
  rootSpanId: string;
  rootService: string;
  rootName: string;
  spanCount: number;
  serviceCount: number;
  errorCount: number;
  /** Levels of the tree, those of placeholders included; a lone root has 1. */
  depth: number;
  /** Trees that the trace is in: 1 unless parents are missing or there are several roots. */
  pieces: number;
}

/** The figures of a trace. Linear. */
export function summarize(trace: Trace): TraceSummary {
  const { size, row, timed, end, flags, service, depth, primaryRoot: root } = trace;
  const services = new Set<number>();
  let extent = 0;
  let errorCount = 0;
  let levels = 0;
  for (let i = 0; i < size; i++) {
    if (depth[i] >= levels) levels = depth[i] + 1;
    if (row[i] < 0) continue;
    if (service[i] !== 0) services.add(service[i]);
    if (flags[i] & SpanFlag.error) errorCount++;
    if (timed[i] !== 0 && end[i] > extent) extent = end[i];
  }
  return {
    traceId: trace.traceId,
    startTimeUnixNano: unixNano(trace.startSeconds, trace.startNanos),
    durationNano: root < 0 ? 0 : trace.duration(root),
    extentNano: extent,
    rootSpanId: root < 0 ? '' : trace.spanId(root),
    rootService: root < 0 ? '' : trace.serviceText(root),
    rootName: root < 0 ? '' : trace.nameText(root),
    spanCount: trace.spanCount,
    serviceCount: services.size,
    errorCount,
    depth: levels,
    pieces: trace.tops.length,
  };
}
