/** Which segments of a critical path are a span's own work while children that it waits for ran, too. */
import type { Trace } from '../model/trace.ts';
import type { CriticalPath } from './critical-path.ts';
import { edgeClasses } from './edges.ts';
import { PathFrames } from './path-frames.ts';

/** Labels of segments, by what {@link concurrentSegments} says of them. */
export const segmentLabels = ['self', 'concurrent'] as const;

/**
 * By segment of a path, 1 where some blocking child of the segment's span overlaps it (analysis.md 4). A child without
 * length overlaps nothing. `edges` are those that the path was found with, made here if absent. O(n log n).
 *
 *   span      |===================|
 *     a         |----|                  ends first and is off the path: what the span did until b began is concurrent
 *     b            |---------|
 *   segments  |==+=|---------|====|
 */
export function concurrentSegments(
  trace: Trace,
  path: CriticalPath,
  edges: Uint8Array = edgeClasses(trace),
): Uint8Array {
  const { segments } = path;
  const labels = new Uint8Array(segments.length);
  const { last, previous } = segmentsByRow(trace, path);
  const frames = new PathFrames(trace, edges, path);
  const { rows, from, to } = frames.children;
  for (const { row, first, stop } of frames) {
    // Backwards: the children that end after a segment's start are those that end after a later one's, and more.
    let next = first;
    let earliest = Infinity;
    for (let k = last[row + 1]; k >= 0; k = previous[k]) {
      for (; next < stop && to[rows[next]] > segments[k].start; next++) {
        const child = rows[next];
        if (from[child] < to[child]) earliest = Math.min(earliest, from[child]);
      }
      if (earliest < segments[k].end) labels[k] = 1;
    }
  }
  return labels;
}

/** The last segment of each row, that of `noSpan` first, and before each segment the one of the same row; -1 for none. */
function segmentsByRow(
  { size }: Trace,
  { segments }: CriticalPath,
): { last: Int32Array; previous: Int32Array } {
  const last = new Int32Array(size + 1).fill(-1);
  const previous = new Int32Array(segments.length);
  for (const [k, { row }] of segments.entries()) {
    previous[k] = last[row + 1];
    last[row + 1] = k;
  }
  return { last, previous };
}
