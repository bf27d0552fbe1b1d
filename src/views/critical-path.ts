/** `critical-path`: the segments that made a request as long as it was, and their sums. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import type { PathSegment } from '../analysis/critical-path.ts';
import type { Nanos } from '../model/time.ts';
import { spanTitle, titleOf } from './labels.ts';
import { type Column, type Json, type Report, Stream } from './outputs/report.ts';
import { type Style, servicePaint } from './style.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { counted, formatCount, formatShare } from './text/numbers.ts';
import { cutMiddle, padEnd, padStart } from './text/width.ts';

/** Levels of indentation shown; a deeper one is told as a number. */
const shownLevels = 12;
/** Segments shown as text unless all are asked for. */
const shownOperations = 10;

/** One row of the table. */
export interface PathRow {
  model: TraceAnalysis;
  segment: PathSegment;
}

/** What to print. */
export interface PathOptions {
  profile: string;
  /** Segments of each trace to print as text, the longest, in time order; 0 for all. */
  limit: number;
}

/** The report of traces, which are made as they are asked for. Each may have several paths. */
export function criticalPathReport(
  models: () => Iterable<TraceAnalysis>,
  options: PathOptions,
): Report<PathRow> {
  return {
    *text(style) {
      let isFirst = true;
      for (const model of models()) {
        if (!isFirst) yield '\n';
        isFirst = false;
        yield* pathText(model, options, style);
      }
    },
    document: () => ({
      schemaVersion: 1,
      traces: new Stream(function* traces() {
        for (const model of models()) yield traceJson(model, options);
      }),
    }),
    *records() {
      for (const row of allRows(models())) {
        const { traceId } = row.model.trace;
        yield { schemaVersion: 1, traceId, ...segmentJson(row) };
      }
    },
    columns: pathColumns,
    rows: () => allRows(models()),
  };
}

function* allRows(models: Iterable<TraceAnalysis>): Generator<PathRow> {
  for (const model of models) for (const segment of model.path.segments) yield { model, segment };
}

/** The path starts where its root starts: offsets count from there. */
function offset({ model }: PathRow, time: Nanos): Nanos {
  return time - pathStart(model);
}

function pathStart({ trace, path }: TraceAnalysis): Nanos {
  return path.root < 0 ? 0 : trace.adjustedStart[path.root];
}

function pathLength({ path }: TraceAnalysis): Nanos {
  let length = 0;
  for (const { start, end } of path.segments) length += end - start;
  return length;
}

function traceJson(model: TraceAnalysis, { profile }: PathOptions): Json {
  const { trace, path } = model;
  return {
    traceId: trace.traceId,
    rootSpanId: path.root < 0 ? null : trace.spanId(path.root),
    durationNano: pathLength(model),
    profile,
    segments: new Stream(function* segments() {
      for (const segment of path.segments) yield segmentJson({ model, segment });
    }),
    byOperation: new Stream(() =>
      model.byOperation.map(({ service, name, criticalPathNano, share, segments }) => ({
        service,
        name,
        criticalPathNano,
        share,
        segments,
      })),
    ),
    byService: new Stream(() =>
      model.byService.map(({ service, criticalPathNano, share, segments }) => ({
        service,
        criticalPathNano,
        share,
        segments,
      })),
    ),
  };
}

function segmentJson(at: PathRow): { [key: string]: Json } {
  const { trace } = at.model;
  const { row, start, end } = at.segment;
  return {
    spanId: trace.spanId(row),
    service: trace.serviceText(row),
    name: trace.nameText(row),
    startOffsetNano: offset(at, start),
    endOffsetNano: offset(at, end),
    durationNano: end - start,
  };
}

function* pathText(model: TraceAnalysis, options: PathOptions, style: Style): Generator<string> {
  const { trace, path } = model;
  if (path.segments.length === 0) {
    yield `no time on the critical path of trace ${escapeText(trace.traceId)}: its root has no duration\n`;
    return;
  }
  const length = pathLength(model);
  const root = escapeText(trace.nameText(path.root)) || spanTitle(trace, path.root);
  const title = cutMiddle(root, Math.max(8, style.width - 48));
  const segments = `${formatDuration(length)} on the critical path of ${title}, in ${counted(path.segments.length, 'segment')}`;
  yield `${style.paint.bold(segments)}\n`;
  yield style.paint.dim('      at      for        span') + '\n';
  const shown = longest(path.segments, options.limit);
  for (const segment of shown) yield segmentLine({ model, segment }, length, style);
  const left = path.segments.length - shown.length;
  if (left > 0) {
    yield `${style.paint.dim(`${formatCount(shown.length)} longest of ${formatCount(path.segments.length)} segments; --limit 0 for all`)}\n`;
  }
  yield* sums(model, style);
}

/** The longest segments, in time order. */
function longest(segments: readonly PathSegment[], limit: number): readonly PathSegment[] {
  if (limit === 0 || segments.length <= limit) return segments;
  const chosen = new Set(segments.toSorted((a, b) => b.end - b.start - (a.end - a.start)).slice(0, limit));
  return segments.filter((segment) => chosen.has(segment));
}

function segmentLine(at: PathRow, length: Nanos, style: Style): string {
  const { trace, path } = at.model;
  const { row, start, end } = at.segment;
  const figures = `${padStart(formatDuration(offset(at, start)), 8)} ${padStart(formatDuration(end - start), 8)} ${padStart(formatShare((end - start) / length), 4)}  `;
  const depth = trace.depth[row] - trace.depth[path.root];
  const dots = depth > shownLevels ? `(${depth}) ` : '. '.repeat(depth);
  const title = cutMiddle(spanTitle(trace, row), Math.max(8, style.width - figures.length - dots.length));
  return `${figures}${style.paint.dim(dots)}${servicePaint(style, trace.serviceText(row))(title)}\n`;
}

function* sums({ byService, byOperation }: TraceAnalysis, style: Style): Generator<string> {
  yield `\n${style.paint.bold('by service')}\n`;
  for (const { service, criticalPathNano, share } of byService.slice(0, shownOperations)) {
    yield sumLine(escapeText(service) || '(no service)', criticalPathNano, share, style);
  }
  yield `\n${style.paint.bold('by operation')}\n`;
  for (const { service, name, criticalPathNano, share } of byOperation.slice(0, shownOperations)) {
    yield sumLine(titleOf(service, name), criticalPathNano, share, style);
  }
  const left = byOperation.length - shownOperations;
  if (left > 0) yield `${style.paint.dim(`  ${counted(left, 'more operation')}; -o json has all`)}\n`;
}

function sumLine(title: string, time: Nanos, share: number, style: Style): string {
  const figures = `${padStart(formatDuration(time), 8)}  ${padEnd(formatShare(share).padStart(4), 4)}  `;
  return `${figures}${cutMiddle(title, Math.max(8, style.width - figures.length))}\n`;
}

/** The table of `critical-path`, one row a segment in time order. */
const pathColumns: readonly Column<PathRow>[] = [
  { key: 'traceId', header: 'trace', text: null, value: ({ model }) => model.trace.traceId },
  { key: 'spanId', header: 'id', value: ({ model, segment }) => model.trace.spanId(segment.row), text: null },
  {
    key: 'service',
    header: 'service',
    text: null,
    value: ({ model, segment }) => model.trace.serviceText(segment.row),
  },
  {
    key: 'name',
    header: 'span',
    value: ({ model, segment }) => model.trace.nameText(segment.row),
    text: ({ model, segment }) => spanTitle(model.trace, segment.row),
  },
  {
    key: 'startOffsetNano',
    header: 'at',
    align: 'right',
    value: (at) => offset(at, at.segment.start),
    text: (at) => formatDuration(offset(at, at.segment.start)),
  },
  { key: 'endOffsetNano', header: 'to', text: null, value: (at) => offset(at, at.segment.end) },
  {
    key: 'durationNano',
    header: 'for',
    align: 'right',
    value: ({ segment }) => segment.end - segment.start,
    text: ({ segment }) => formatDuration(segment.end - segment.start),
  },
];
