/** Where a trace goes from one service to another: what the edges of a graph are made of. */
import { SpanKind } from '../../model/kinds.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { isRemote } from '../siblings.ts';

/** Columns by row of a trace. */
export interface CallColumns {
  /** 1: the span is the other side of a call that its parent makes, or takes a message that its parent published. */
  isEntered: Uint8Array;
  /** The span with which its service was entered: itself, or above it. */
  entry: Int32Array;
  /** How many children are entered; 2 stands for any more. */
  answers: Uint8Array;
  /** 1: something below calls, or is elsewhere. */
  reaches: Uint8Array;
}

/** The columns of a trace. Linear. */
export function callColumns(trace: Trace): CallColumns {
  const { size, parent, kind, row } = trace;
  const isEntered = new Uint8Array(size);
  const entry = new Int32Array(size);
  const answers = new Uint8Array(size);
  const reaches = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    const above = parent[i];
    const isBelow = above >= 0 && row[above] >= 0;
    if (isBelow && isCalled(trace, above, i)) {
      isEntered[i] = 1;
      if (answers[above] < 2) answers[above]++;
    }
    entry[i] = isBelow && isEntered[i] === 0 ? entry[above] : i;
  }
  for (let i = size - 1; i > 0; i--) {
    if (parent[i] < 0) continue;
    const isCall = isEntered[i] !== 0 || kind[i] === SpanKind.client || kind[i] === SpanKind.producer;
    if (isCall || reaches[i] !== 0) reaches[parent[i]] = 1;
  }
  return { isEntered, entry, answers, reaches };
}

/** Another service, or the same one called over the network. */
function isCalled({ service, kind, clock }: Trace, above: TraceRow, row: TraceRow): boolean {
  if (service[above] !== service[row]) return true;
  if (kind[row] === SpanKind.server) return kind[above] === SpanKind.client || clock[above] !== clock[row];
  return kind[row] === SpanKind.consumer && kind[above] === SpanKind.producer;
}

/** Whether what a span and its parent have between them is a message rather than a call. */
export function isMessage(trace: Trace, row: TraceRow): boolean {
  const { kind, parent } = trace;
  return kind[row] === SpanKind.consumer || (kind[parent[row]] === SpanKind.producer && isRemote(trace, row));
}

/** Whether a span may call something that was not traced: nothing below it is on its way out. */
export function callsOut({ kind }: Trace, { reaches }: CallColumns, row: TraceRow): boolean {
  return reaches[row] === 0 && kind[row] !== SpanKind.server && kind[row] !== SpanKind.consumer;
}
