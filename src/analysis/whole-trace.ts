/**
 * A trace as if one span were above all its pieces, for critical paths of `--whole-trace` (analysis.md 4).
 *
 *   no span    |=====================================|     from the first start to the last end
 *     root     |=========|
 *     root                    |=======|
 *     fragment                     |=====|                 its parent is missing
 */
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';

/** The row of that span, which is none of the trace's. */
export const noSpan: TraceRow = -1;

/** What stands for the name of that span, which has no service. */
export const noSpanName = 'no span';

/** The spans without one above them, in tree order: every root, and every fragment below a missing parent. */
export function topSpans(trace: Trace): TraceRow[] {
  const rows: TraceRow[] = [];
  for (const top of trace.tops) {
    if (!trace.isPlaceholder(top)) rows.push(top);
    else for (let c = top + 1; c < trace.subtreeEnd[top]; c = trace.subtreeEnd[c]) rows.push(c);
  }
  return rows;
}

/** The earliest start and the latest end of a trace's spans, on corrected times; both 0 where none is timed. Linear. */
export function hull({ size, timed, adjustedStart, adjustedEnd }: Trace): { start: Nanos; end: Nanos } {
  let start = Infinity;
  let end = -Infinity;
  for (let row = 0; row < size; row++) {
    if (timed[row] === 0) continue;
    if (adjustedStart[row] < start) start = adjustedStart[row];
    if (adjustedEnd[row] > end) end = adjustedEnd[row];
  }
  return start <= end ? { start, end } : { start: 0, end: 0 };
}
