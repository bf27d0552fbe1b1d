/** Waterfall bars: `#` is time on the critical path, `=` the rest of a span; a span too short for a cell still gets one. */
import type { PathStretches } from '../analysis/path-stretches.ts';
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { formatDuration } from './text/duration.ts';
import { padEnd } from './text/width.ts';

/** The stretch of time that a bar's width stands for. */
export interface TimeScale {
  from: Nanos;
  to: Nanos;
}

/** The scale that holds all timed spans of these rows' subtrees. */
export function timeScale(trace: Trace, tops: readonly TraceRow[]): TimeScale {
  let from = Infinity;
  let to = -Infinity;
  for (const top of tops) {
    for (let i = top; i < trace.subtreeEnd[top]; i++) {
      if (!trace.timed[i]) continue;
      from = Math.min(from, trace.adjustedStart[i]);
      to = Math.max(to, trace.adjustedEnd[i]);
    }
  }
  return from <= to ? { from, to } : { from: 0, to: 0 };
}

/** The bar of the spans in `rows`, `width` cells, in clock-corrected time. */
export function bar(
  trace: Trace,
  rows: readonly TraceRow[],
  path: PathStretches,
  scale: TimeScale,
  width: number,
): string {
  const cells = new Uint8Array(width);
  for (const row of rows) {
    if (trace.timed[row]) fill(cells, trace.adjustedStart[row], trace.adjustedEnd[row], scale, 1);
  }
  for (const row of rows) if (path.isOn(row)) fill(cells, path.from[row], path.to[row], scale, 2);
  return Array.from(cells, (cell) => ' =#'[cell]).join('');
}

/** The header over the bars: begin, middle and end of the scale, measured from the trace's start. */
export function axis({ from, to }: TimeScale, width: number): string {
  const begin = formatDuration(from);
  const end = formatDuration(to);
  const middle = formatDuration((from + to) / 2);
  const half = Math.floor(width / 2);
  const roomy = half > begin.length + 1 && width > half + middle.length + 1 + end.length;
  const left = roomy ? padEnd(begin, half) + middle : begin;
  return left.length + 1 + end.length > width ? padEnd(end, width) : left + end.padStart(width - left.length);
}

function fill(cells: Uint8Array, start: Nanos, end: Nanos, { from, to }: TimeScale, value: number): void {
  const perCell = (to - from) / cells.length || 1;
  const first = Math.max(0, Math.min(cells.length - 1, Math.floor((start - from) / perCell)));
  const stop = Math.min(cells.length, Math.max(first + 1, Math.round((end - from) / perCell)));
  cells.fill(value, first, stop);
}
