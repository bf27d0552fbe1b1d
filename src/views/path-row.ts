/** A critical path with all that is printed of it. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import { concurrentSegments, segmentLabels } from '../analysis/concurrent.ts';
import type { PathSegment } from '../analysis/critical-path.ts';
import { dragAndSlack } from '../analysis/drag-slack.ts';
import { PathStretches } from '../analysis/path-stretches.ts';
import { noSpan, noSpanName } from '../analysis/whole-trace.ts';
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { spanTitle } from './labels.ts';

/** A path with what each of its spans costs, how near others are, and what its segments are. */
export interface PathModel {
  model: TraceAnalysis;
  /** Where the path starts, which offsets count from, and how long it is. */
  start: Nanos;
  length: Nanos;
  /** See DragAndSlack. */
  drag: Float64Array;
  slack: Float64Array;
  /** By segment, see concurrentSegments. */
  concurrent: Uint8Array;
}

/** One segment of a path. */
export interface PathRow extends PathSegment {
  path: PathModel;
  label: (typeof segmentLabels)[number];
}

/** The path of an analysis, looked at once more. O(n log n). */
export function pathModel(model: TraceAnalysis): PathModel {
  const { trace, edges, path } = model;
  const { segments } = path;
  const start = segments.length === 0 ? 0 : segments[0].start;
  let end = start;
  for (const segment of segments) end = segment.end;
  return {
    model,
    start,
    length: end - start,
    ...dragAndSlack(trace, path, edges),
    concurrent: concurrentSegments(trace, path, edges),
  };
}

/** The segments in time order. */
export function* pathRows(path: PathModel): Generator<PathRow> {
  for (const [k, segment] of path.model.path.segments.entries()) {
    yield { ...segment, path, label: segmentLabels[path.concurrent[k]] };
  }
}

/** Rows of blocking children that the path skipped, in tree order. */
export function* skippedRows({ slack }: PathModel): Generator<TraceRow> {
  for (let row = 0; row < slack.length; row++) if (!Number.isNaN(slack[row])) yield row;
}

/** Rows of the spans that the path goes through, and of those it skipped, in tree order. */
export function* toldRows({ model: { trace, path }, slack }: PathModel): Generator<TraceRow> {
  const stretches = new PathStretches(trace, path);
  const [from, to] = path.root === noSpan ? [0, trace.size] : [path.root, trace.subtreeEnd[path.root]];
  for (let row = from; row < to; row++) {
    if (trace.isPlaceholder(row)) continue;
    if (stretches.isOn(row) || !Number.isNaN(slack[row])) yield row;
  }
}

/** What names the owner of a segment; `noSpan` has a name only. */
export function ownerOf(
  trace: Trace,
  row: TraceRow,
): { spanId: string | null; service: string; name: string } {
  if (row === noSpan) return { spanId: null, service: '', name: noSpanName };
  return { spanId: trace.spanId(row), service: trace.serviceText(row), name: trace.nameText(row) };
}

/** The same for people, escaped. */
export function ownerTitle(trace: Trace, row: TraceRow): string {
  return row === noSpan ? noSpanName : spanTitle(trace, row);
}

/**
 * Levels of a row below the root of its path. Of a whole trace all pieces are at 0, also those below the placeholder of a
 * missing parent, and so is time in no span.
 */
export function pathDepth(trace: Trace, root: TraceRow, row: TraceRow): number {
  if (row === noSpan) return 0;
  return trace.depth[row] - (root === noSpan ? topDepth(trace, row) : trace.depth[root]);
}

/** The level of the piece that a row is in: 1 below a placeholder. O(log n). */
function topDepth(trace: Trace, row: TraceRow): number {
  const { tops } = trace;
  let low = 0;
  for (let high = tops.length - 1; low < high;) {
    const middle = (low + high + 1) >>> 1;
    if (tops[middle] <= row) low = middle;
    else high = middle - 1;
  }
  return trace.isPlaceholder(tops[low]) ? 1 : 0;
}
