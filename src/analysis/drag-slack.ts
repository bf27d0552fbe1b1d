/**
 * What each span on a critical path costs, and how near the others are to it (analysis.md 4), within their parent:
 *
 *   parent  |==============================|
 *     a        |---------|                      slack of a: it may end later by so much, until b would have to wait
 *     b                     |-----------|       on the path; its drag is what the parent gains if b alone vanishes:
 *     c                   |-------|             not all of b, because then c ends last
 *
 * The terms are those of critical path drag in project planning: Devaux, Total Project Control (1999).
 */
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import type { CriticalPath } from './critical-path.ts';
import { edgeClasses } from './edges.ts';
import { type PathFrame, PathFrames } from './path-frames.ts';
import { noSpan } from './whole-trace.ts';

/** Nanoseconds by row. */
export interface DragAndSlack {
  /** The most that its parent can gain if a span alone vanishes: 0 off the path, of the path's root its duration. */
  drag: Float64Array;
  /**
   * How much later a blocking child that the path skipped may end before a sibling on the path or their parent would;
   * NaN of all other rows: those on the path, those that do not block, and those below one that is off the path.
   */
  slack: Float64Array;
}

/** Drag and slack along one path; `edges` are those that it was found with, made here if absent. O(n log n). */
export function dragAndSlack(
  trace: Trace,
  path: CriticalPath,
  edges: Uint8Array = edgeClasses(trace),
): DragAndSlack {
  const figures = { drag: new Float64Array(trace.size), slack: new Float64Array(trace.size).fill(NaN) };
  const frames = new PathFrames(trace, edges, path);
  for (const frame of frames) {
    if (frame.row === path.root && frame.row !== noSpan) figures.drag[frame.row] = frame.high - frame.low;
    addFrame(figures, frames, frame);
  }
  return figures;
}

function addFrame(
  { drag, slack }: DragAndSlack,
  { children, stretches }: PathFrames,
  { first, stop, high }: PathFrame,
): void {
  const { rows, from, to } = children;
  const taken: TraceRow[] = [];
  /** Of those taken, how many began at or after the end of the child in view; the last of them did first. */
  let later = 0;
  for (let k = first; k < stop; k++) {
    const child = rows[k];
    if (stretches.isOn(child)) {
      taken.push(child);
      const next: Nanos = k + 1 < stop ? to[rows[k + 1]] : from[child];
      // Where the child was cut, the next may even have ended after that: then it takes over all of the stretch.
      drag[child] = Math.max(0, stretches.to[child] - Math.max(from[child], next));
      continue;
    }
    while (later < taken.length && from[taken[later]] >= to[child]) later++;
    slack[child] = (later === 0 ? high : from[taken[later - 1]]) - to[child];
  }
}
