/** `show`: traces as trees, in every output. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import type { Finding } from '../model/finding.ts';
import { statusCodeNames } from '../model/kinds.ts';
import type { TraceRow } from '../model/trace.ts';
import { diagramView } from './diagram.ts';
import { errorLines, findingLines, headerView, hiddenLines } from './header.ts';
import { spanTitle } from './labels.ts';
import { type Column, type Json, type Report, Stream } from './outputs/report.ts';
import { isNoteworthy, patternFinding, patternFindings } from './pattern-findings.ts';
import { type RowOptions, visibleTree } from './rows.ts';
import { type SectionName, sectionsView } from './sections.ts';
import { edgeClass, findingJson, isError, spanJson, startTime, summaryJson } from './span-json.ts';
import type { Style } from './style.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { wrapped } from './text/wrap.ts';
import { treeLines } from './tree.ts';

/** How trees are drawn, as `--style` takes it. */
export const treeStyles = ['ascii', 'unicode', 'diagram'] as const;

export type TreeStyle = (typeof treeStyles)[number];

/** What `show` draws of a trace. */
export interface ShowOptions {
  treeStyle: TreeStyle;
  sections: readonly SectionName[];
  /** Leave out what was odd. */
  quiet: boolean;
  /** What was odd about the input as a whole: joins each trace's findings in documents; people read it elsewhere. */
  inputFindings: readonly Finding[];
  /** Which rows; asked for each trace, since a focus is a row. */
  rows: (model: TraceAnalysis) => RowOptions;
}

/** One row of the table. */
export interface ShowRow {
  model: TraceAnalysis;
  row: TraceRow;
}

/** The report of traces, which are made as they are asked for. */
export function showReport(models: () => Iterable<TraceAnalysis>, options: ShowOptions): Report<ShowRow> {
  return {
    *text(style) {
      let isFirst = true;
      for (const model of models()) {
        if (!isFirst) yield '\n';
        isFirst = false;
        yield* showText(model, options, style);
      }
    },
    document: () => ({
      schemaVersion: 1,
      traces: new Stream(function* traces() {
        for (const model of models()) yield traceJson(model, options.inputFindings);
      }),
    }),
    *records() {
      for (const { model, row } of allRows(models())) {
        yield { schemaVersion: 1, traceId: model.trace.traceId, ...spanJson(model, row) };
      }
    },
    columns: showColumns,
    rows: () => allRows(models()),
  };
}

/** One trace as text. */
function* showText(model: TraceAnalysis, options: ShowOptions, style: Style): Generator<string> {
  const rows = options.rows(model);
  const tree = visibleTree(model, rows);
  if (options.treeStyle === 'diagram') {
    yield* diagramView(model, tree, style);
    return;
  }
  yield* headerView(model, style);
  yield* errorLines(model, style);
  yield '\n';
  yield* treeLines(model, tree, style, options.treeStyle === 'unicode');
  if (options.sections.length > 0) yield* sectionsView(model, options.sections, style);
  const patterns = options.quiet ? [] : notedPatterns(model, rows);
  const notes = [
    ...(options.quiet ? [] : findingLines([...model.trace.findings, ...patterns], style)),
    ...waterfallHint(patterns, style),
    ...hiddenLines(tree, style),
  ];
  if (notes.length > 0) yield `\n${notes.join('')}`;
}

/** Patterns worth a line, of what is drawn. */
function notedPatterns(model: TraceAnalysis, { focus }: RowOptions): Finding[] {
  const { trace } = model;
  const isDrawn = (row: TraceRow): boolean =>
    focus === undefined || (row >= focus && row < trace.subtreeEnd[focus]);
  return model
    .patterns()
    .filter((pattern) => isDrawn(pattern.parent) && isNoteworthy(model, pattern))
    .map((pattern) => patternFinding(trace, pattern));
}

/** One trace can't tell whether a waterfall is one. */
function* waterfallHint(patterns: readonly Finding[], { paint, width }: Style): Generator<string> {
  if (!patterns.some(({ code }) => code === 'waterfall')) return;
  yield `${paint.dim(wrapped('tracectl stats --patterns tells over many traces which calls need each other', width))}\n`;
}

function traceJson(model: TraceAnalysis, inputFindings: readonly Finding[]): Json {
  const { trace } = model;
  return {
    ...summaryJson(model.summary),
    findings: [...trace.findings, ...patternFindings(model), ...inputFindings].map(findingJson),
    spans: new Stream(function* spans() {
      for (let row = 0; row < trace.size; row++) yield spanJson(model, row);
    }),
  };
}

function* allRows(models: Iterable<TraceAnalysis>): Generator<ShowRow> {
  for (const model of models) for (let row = 0; row < model.trace.size; row++) yield { model, row };
}

const storeRow = ({ model, row }: ShowRow): number => model.trace.row[row];
const parentOf = ({ model, row }: ShowRow): TraceRow => model.trace.parent[row];

function statusMessage(at: ShowRow): string {
  const { store } = at.model.trace;
  return storeRow(at) < 0 ? '' : store.strings.text(store.statusMessage[storeRow(at)] ?? 0);
}

/** Two blanks a level, up to what still reads in a table. */
function indented({ model, row }: ShowRow): string {
  const { trace } = model;
  const title = trace.isPlaceholder(row)
    ? `? missing span ${escapeText(trace.spanId(row))}`
    : spanTitle(trace, row);
  return '· '.repeat(Math.min(20, trace.depth[row])) + title;
}

/** The table of `show`, one row a span in tree order. */
const showColumns: readonly Column<ShowRow>[] = [
  { key: 'traceId', header: 'trace', text: null, value: ({ model }) => model.trace.traceId },
  { key: 'spanId', header: 'id', text: null, value: ({ model, row }) => model.trace.spanId(row) },
  {
    key: 'parentSpanId',
    header: 'parent',
    text: null,
    value: (at) => (storeRow(at) < 0 ? null : (at.model.trace.store.parentSpanId(storeRow(at)) ?? null)),
  },
  {
    key: 'treeParentId',
    header: 'tree parent',
    text: null,
    value: (at) => (parentOf(at) < 0 ? null : at.model.trace.spanId(parentOf(at))),
  },
  { key: 'depth', header: 'depth', text: null, value: ({ model, row }) => model.trace.depth[row] },
  { key: 'service', header: 'service', text: null, value: ({ model, row }) => model.trace.serviceText(row) },
  { key: 'name', header: 'span', text: indented, value: ({ model, row }) => model.trace.nameText(row) },
  { key: 'kind', header: 'kind', text: null, value: ({ model, row }) => model.trace.span(row).kind },
  {
    key: 'startTimeUnixNano',
    header: 'start time',
    text: null,
    value: ({ model, row }) => startTime(model, row),
  },
  {
    key: 'startOffsetNano',
    header: 'start',
    align: 'right',
    value: ({ model, row }) => model.trace.start[row],
    text: ({ model, row }) => formatDuration(model.trace.start[row]),
  },
  {
    key: 'durationNano',
    header: 'total',
    align: 'right',
    value: ({ model, row }) => model.trace.duration(row),
    text: ({ model, row }) => formatDuration(model.trace.duration(row)),
  },
  {
    key: 'selfTimeNano',
    header: 'self',
    align: 'right',
    value: ({ model, row }) => model.self[row],
    text: ({ model, row }) => formatDuration(model.self[row]),
  },
  {
    key: 'criticalPathNano',
    header: 'critical path',
    align: 'right',
    value: ({ model, row }) => model.onPath[row],
    text: ({ model, row }) => (model.onPath[row] > 0 ? formatDuration(model.onPath[row]) : ''),
  },
  { key: 'edgeClass', header: 'edge', text: null, value: ({ model, row }) => edgeClass(model, row) },
  {
    key: 'statusCode',
    header: 'status',
    text: null,
    value: (at) => statusCodeNames[at.model.trace.store.status[storeRow(at)] ?? 0] ?? 'unset',
  },
  { key: 'statusMessage', header: 'message', text: null, value: statusMessage },
  {
    key: 'error',
    header: 'error',
    value: ({ model, row }) => isError(model, row),
    text: (at) => (isError(at.model, at.row) ? `! ${escapeText(statusMessage(at))}`.trim() : ''),
  },
  {
    key: 'placeholder',
    header: 'missing',
    text: null,
    value: ({ model, row }) => model.trace.isPlaceholder(row),
  },
];
