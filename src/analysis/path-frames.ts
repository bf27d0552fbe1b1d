/** The spans that a critical path goes through, each with the children that the walk asked: the path, looked at again. */
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import type { CriticalPath } from './critical-path.ts';
import { PathChildren } from './path-children.ts';
import { PathStretches } from './path-stretches.ts';
import { noSpan } from './whole-trace.ts';

/** A span on the path, `noSpan` for the whole trace, and where the path enters and leaves it. */
export interface PathFrame {
  row: TraceRow;
  low: Nanos;
  high: Nanos;
  /** Its blocking children are `children.rows` from first to stop, in the order in which they were asked. */
  first: number;
  stop: number;
}

/**
 * What the walk saw of one path, whose edges are those that it was found with. A path says by itself which children were
 * taken and how much of each, so nothing is decided again, and walks that nobody asks about pay nothing. Valid until the
 * next walk.
 */
export class PathFrames {
  /** Children, clipped to the stretch of the path in their parent. */
  readonly children: PathChildren;
  /** Where the path is in each span: of one that was taken, from its start to where it was cut. */
  readonly stretches: PathStretches;
  private readonly trace: Trace;
  private readonly path: CriticalPath;

  constructor(trace: Trace, edges: Uint8Array, path: CriticalPath) {
    this.trace = trace;
    this.path = path;
    this.children = new PathChildren(trace, edges);
    this.stretches = new PathStretches(trace, path);
  }

  /** The frames in tree order; none of an empty path. O(n log n) for all. */
  *[Symbol.iterator](): Generator<PathFrame> {
    const { stretches, trace } = this;
    const { root, segments } = this.path;
    if (segments.length === 0) return;
    const isWhole = root === noSpan;
    if (isWhole) yield this.frame(noSpan, segments[0].start, segments[segments.length - 1].end);
    const stop = isWhole ? trace.size : trace.subtreeEnd[root];
    for (let row = isWhole ? 0 : root; row < stop;) {
      const isOn = stretches.isOn(row);
      // Also missing parents, for which no child blocks.
      if (isOn) yield this.frame(row, stretches.from[row], stretches.to[row]);
      row = isOn ? row + 1 : trace.subtreeEnd[row];
    }
  }

  private frame(row: TraceRow, low: Nanos, high: Nanos): PathFrame {
    const first = this.children.push(row, low, high);
    return { row, low, high, first, stop: this.children.size };
  }
}
