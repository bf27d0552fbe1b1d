/** The backward walk that finds a critical path; see critical-path.ts. */
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { type Profile, tolerance } from './edges.ts';
import { PathChildren } from './path-children.ts';
import { hull, noSpan } from './whole-trace.ts';

/** A stretch of the path: [start, end) in nanoseconds from the trace's start, on corrected times. */
export interface PathSegment {
  /** The span that owns it; `noSpan` where the path of a whole trace is in none. */
  row: TraceRow;
  start: Nanos;
  end: Nanos;
}

/** A span on the path, while its children are asked, the last to end first. */
interface Frame {
  row: TraceRow;
  low: Nanos;
  /** Everything from here on is assigned; falls to `low`. */
  time: Nanos;
  tolerance: Nanos;
  /** Its children: which is next, where the list stops. */
  next: number;
  stop: number;
  /** Length of the child taken last. */
  last: Nanos;
}

/** The segments of a span's path, or with `noSpan` of the whole trace, the last first. */
export function walkBack(trace: Trace, edges: Uint8Array, profile: Profile, root: TraceRow): PathSegment[] {
  const segments: PathSegment[] = [];
  const children = new PathChildren(trace, edges);
  const { start, end } = bounds(trace, root);
  const open = (row: TraceRow, low: Nanos, high: Nanos): Frame => {
    const next = children.push(row, low, high);
    const length = row === root ? end - start : trace.adjustedEnd[row] - trace.adjustedStart[row];
    const noise = profile === 'clip' ? 0 : tolerance(length);
    return { row, low, time: high, tolerance: noise, next, stop: children.size, last: 0 };
  };
  const frames = [open(root, start, end)];
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const child = nextOnPath(frame, children);
    if (child < 0) {
      emit(segments, frame.row, frame.low, frame.time);
      frames.pop();
      continue;
    }
    const from = children.from[child];
    const to = Math.min(children.to[child], frame.time);
    emit(segments, frame.row, to, frame.time);
    frame.last = children.to[child] - from;
    frame.time = from;
    frames.push(open(child, from, to));
  }
  return segments;
}

/** Where a path begins and ends. */
function bounds(trace: Trace, root: TraceRow): { start: Nanos; end: Nanos } {
  if (root === noSpan) return hull(trace);
  return { start: trace.adjustedStart[root], end: trace.adjustedEnd[root] };
}

/** The next child to which time before `frame.time` belongs, or -1. One that is passed over is so for good: time only falls. */
function nextOnPath(frame: Frame, { rows, from, to }: PathChildren): TraceRow {
  while (frame.next < frame.stop) {
    const child = rows[frame.next++];
    const overlap = to[child] - frame.time;
    const isParallel =
      overlap > 0 &&
      (overlap > frame.tolerance || 20 * overlap > Math.min(to[child] - from[child], frame.last));
    if (!isParallel && from[child] < Math.min(to[child], frame.time)) return child;
  }
  return -1;
}

/** Adds [from, to) before what is there, or to it when that is the same span's. */
function emit(segments: PathSegment[], row: TraceRow, from: Nanos, to: Nanos): void {
  if (from >= to) return;
  const later = segments.at(-1);
  if (later?.row === row) later.start = from;
  else segments.push({ row, start: from, end: to });
}
