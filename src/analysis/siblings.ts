/** The children of a span, by start and by what they are. */
import { SpanKind } from '../model/kinds.ts';
import type { Trace, TraceRow } from '../model/trace.ts';

/** The timed children of a span by corrected start. O(n log n) in the children. */
export function childrenByStart(trace: Trace, parent: TraceRow): TraceRow[] {
  const { subtreeEnd, timed, adjustedStart } = trace;
  const rows: TraceRow[] = [];
  const stop = subtreeEnd[parent];
  for (let child = parent + 1; child < stop; child = subtreeEnd[child]) {
    if (timed[child] !== 0) rows.push(child);
  }
  // Rows come by recorded start.
  if (adjustedStart === trace.start) return rows;
  return rows.sort((a, b) => adjustedStart[a] - adjustedStart[b] || a - b);
}

/** Rows of equal keys, in order of the first of each. */
export function groupedBy(rows: readonly TraceRow[], key: (row: TraceRow) => number): TraceRow[][] {
  const groups = new Map<number, TraceRow[]>();
  for (const row of rows) {
    const own = key(row);
    const group = groups.get(own);
    if (group) group.push(row);
    else groups.set(own, [row]);
  }
  return [...groups.values()];
}

/** Whether a span is of another service or host than its parent. */
export function isRemote({ parent, service, clock }: Trace, row: TraceRow): boolean {
  const above = parent[row];
  return above >= 0 && (service[row] !== service[above] || clock[row] !== clock[above]);
}

/** By row: 1 where anything below the span leaves its service: a client, a producer, a span elsewhere. Linear. */
export function callsBelow(trace: Trace): Uint8Array {
  const { size, parent, kind } = trace;
  const result = new Uint8Array(size);
  for (let row = size - 1; row > 0; row--) {
    const above = parent[row];
    if (above < 0) continue;
    const isCall = kind[row] === SpanKind.client || kind[row] === SpanKind.producer || isRemote(trace, row);
    if (isCall || result[row] !== 0) result[above] = 1;
  }
  return result;
}

/** How many of the spans ran at one time, at most; ends come before starts at equal times. O(n log n). */
export function mostAtOnce({ adjustedStart, adjustedEnd }: Trace, rows: readonly TraceRow[]): number {
  const starts = Float64Array.from(rows, (row) => adjustedStart[row]).sort();
  const ends = Float64Array.from(rows, (row) => adjustedEnd[row]).sort();
  let most = 0;
  let ended = 0;
  for (let started = 0; started < starts.length; started++) {
    while (ends[ended] <= starts[started]) ended++;
    most = Math.max(most, started + 1 - ended);
  }
  return most;
}
