/** `critical-path`: the segments that made a request as long as it was, and their sums; critical-path-text.ts draws them. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import type { ServiceShare } from '../analysis/critical-path.ts';
import { noSpan } from '../analysis/whole-trace.ts';
import type { TraceRow } from '../model/trace.ts';
import { pathText } from './critical-path-text.ts';
import { type Cell, type Column, type Json, type Report, Stream } from './outputs/report.ts';
import {
  ownerOf,
  ownerTitle,
  type PathModel,
  pathModel,
  type PathRow,
  pathRows,
  toldRows,
} from './path-row.ts';
import { formatDuration } from './text/duration.ts';

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
  function* allRows(): Generator<PathRow> {
    for (const model of models()) yield* pathRows(pathModel(model));
  }
  return {
    *text(style) {
      let isFirst = true;
      for (const model of models()) {
        if (!isFirst) yield '\n';
        isFirst = false;
        yield* pathText(pathModel(model), options.limit, style);
      }
    },
    document: () => ({
      schemaVersion: 1,
      traces: new Stream(function* traces() {
        for (const model of models()) yield traceJson(pathModel(model), options);
      }),
    }),
    *records() {
      for (const row of allRows()) {
        yield { schemaVersion: 1, traceId: row.path.model.trace.traceId, ...segmentJson(row) };
      }
    },
    columns: pathColumns,
    rows: allRows,
  };
}

function traceJson(path: PathModel, { profile }: PathOptions): Json {
  const { trace, path: found, byOperation, byService } = path.model;
  return {
    traceId: trace.traceId,
    rootSpanId: ownerOf(trace, found.root).spanId,
    durationNano: path.length,
    profile,
    segments: new Stream(function* segments() {
      for (const row of pathRows(path)) yield segmentJson(row);
    }),
    byOperation: new Stream(function* operations() {
      for (const share of byOperation) {
        yield { service: share.service, name: share.name, ...sumJson(share) };
      }
    }),
    byService: new Stream(function* services() {
      for (const share of byService) yield { service: share.service, ...sumJson(share) };
    }),
    spans: new Stream(function* spans() {
      for (const row of toldRows(path)) yield spanJson(path, row);
    }),
  };
}

function segmentJson(row: PathRow): { [key: string]: Json } {
  const { path, start, end, label } = row;
  return {
    ...ownerOf(path.model.trace, row.row),
    startOffsetNano: start - path.start,
    endOffsetNano: end - path.start,
    durationNano: end - start,
    label,
    dragNano: dragOf(row),
  };
}

function spanJson({ model, start, drag, slack }: PathModel, row: TraceRow): Json {
  const { trace } = model;
  return {
    ...ownerOf(trace, row),
    treeParentId: trace.parent[row] < 0 ? null : trace.spanId(trace.parent[row]),
    startOffsetNano: trace.adjustedStart[row] - start,
    endOffsetNano: trace.adjustedEnd[row] - start,
    durationNano: trace.adjustedEnd[row] - trace.adjustedStart[row],
    criticalPathNano: model.onPath[row],
    dragNano: drag[row],
    slackNano: Number.isNaN(slack[row]) ? null : slack[row],
  };
}

function sumJson({ criticalPathNano, share, segments }: ServiceShare): { [key: string]: Json } {
  return { criticalPathNano, share, segments };
}

/** Of the segment's span; null in no span. */
function dragOf({ path, row }: PathRow): number | null {
  return row === noSpan ? null : path.drag[row];
}

/** The table of `critical-path`, one row a segment in time order. */
const pathColumns: readonly Column<PathRow>[] = [
  programs('traceId', 'trace', ({ path }) => path.model.trace.traceId),
  programs('spanId', 'id', ({ path, row }) => ownerOf(path.model.trace, row).spanId),
  programs('service', 'service', ({ path, row }) => ownerOf(path.model.trace, row).service),
  {
    key: 'name',
    header: 'span',
    value: ({ path, row }) => ownerOf(path.model.trace, row).name,
    text: ({ path, row }) => ownerTitle(path.model.trace, row),
  },
  time('startOffsetNano', 'at', ({ path, start }) => start - path.start),
  programs('endOffsetNano', 'to', ({ path, end }) => end - path.start),
  time('durationNano', 'for', ({ start, end }) => end - start),
  programs('label', 'label', ({ label }) => label),
  time('dragNano', 'drag', dragOf),
];

function programs(key: string, header: string, value: (row: PathRow) => Cell): Column<PathRow> {
  return { key, header, text: null, value };
}

function time(key: string, header: string, value: (row: PathRow) => number | null): Column<PathRow> {
  const text = (row: PathRow): string => {
    const nanos = value(row);
    return nanos === null ? '' : formatDuration(nanos);
  };
  return { key, header, align: 'right', value, text };
}
