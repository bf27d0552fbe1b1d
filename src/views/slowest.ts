/** `slowest`: spans ranked by the time they took, over one trace or many. */
import { fewestSamples } from '../analysis/operation-times.ts';
import { titleOf } from './labels.ts';
import { type Column, type Report, Stream } from './outputs/report.ts';
import { tableView } from './outputs/table.ts';
import type { Style } from './style.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { counted, formatCount, formatShare } from './text/numbers.ts';

/** A ranked span. */
export interface SlowSpan {
  traceId: string;
  spanId: string;
  service: string;
  name: string;
  durationNano: number;
  selfTimeNano: number;
  criticalPathNano: number;
  /** What it was ranked by, of the duration of its trace. */
  share: number;
  error: boolean;
  /** The median of what it was ranked by, over all spans of its service and name, and how many those are. */
  p50Nano: number;
  sampleCount: number;
  /** What it was ranked by, of that median; null where that says nothing. */
  ratio: number | null;
}

/** A ranking. */
export interface SlowestResult {
  by: string;
  /** Ranked by `ratio`. */
  outliers: boolean;
  spans: readonly SlowSpan[];
  /** Spans that were looked at, and of how many traces. */
  spanCount: number;
  traceCount: number;
}

/** The report of a ranking. */
export function slowestReport(result: SlowestResult): Report<SlowSpan> {
  const { by, outliers, spans } = result;
  return {
    text: (style) => slowestText(result, style),
    document: () => ({
      schemaVersion: 1,
      by,
      outliers,
      spans: new Stream(() => spans.map((span) => ({ ...span }))),
    }),
    *records() {
      for (const span of spans) yield { schemaVersion: 1, by, ...span };
    },
    columns: slowestColumns,
    rows: () => spans,
  };
}

function* slowestText(result: SlowestResult, style: Style): Generator<string> {
  const { by, outliers, spans, spanCount, traceCount } = result;
  const measure = measures.find(({ name }) => name === by) ?? measures[0];
  if (spans.length === 0) {
    if (outliers) yield `no operation has ${fewestSamples} spans and a median ${measure.title} above 0\n`;
    return;
  }
  const hasPlaces = traceCount > 1 && style.width < bothIds;
  const ids = hasPlaces ? ['error'] : traceCount > 1 ? ['spanId', 'error', 'traceId'] : ['spanId', 'error'];
  const figures = figureKeys(result, measure.key, style.width);
  const lines = tableView(columnsOf([...figures, 'name', ...ids]), spans, style, { flexible: 'name' });
  yield* hasPlaces ? withPlaces(lines, spans, style) : lines;
  if (spanCount > spans.length) {
    const usual = outliers ? ' vs p50' : '';
    const ranked = `${formatCount(spans.length)} of ${counted(spanCount, 'span')} by ${measure.title}${usual}; --limit 0 for all`;
    yield `${style.paint.dim(ranked)}\n`;
  }
}

/** A terminal this wide has room for the ids of span and trace beside a name. */
const bothIds = 140;
/** A narrower one shows only the measure that counts. */
const allMeasures = 72;

/** Under each line of a table where its span is, as `show` takes it. */
function* withPlaces(table: Iterable<string>, spans: readonly SlowSpan[], style: Style): Generator<string> {
  const [header, ...lines] = [...table].join('').trimEnd().split('\n');
  yield `${header}\n`;
  for (const [k, { traceId, spanId }] of spans.entries()) {
    const place = `show ${escapeText(traceId)} --focus ${escapeText(spanId)}`;
    yield `${lines[k]}\n    ${style.paint.dim(place)}\n`;
  }
}

/** What it was ranked by, then the other measures where there is room. */
function figureKeys({ spans }: SlowestResult, first: string, width: number): string[] {
  const others = measures.map(({ key }) => key).filter((key) => key !== first);
  const hasRatio = spans.some(({ ratio }) => ratio !== null);
  return [first, ...(width < allMeasures ? [] : others), 'share', ...(hasRatio ? ['ratio'] : [])];
}

function columnsOf(keys: readonly string[]): Column<SlowSpan>[] {
  return keys.flatMap((key) => slowestColumns.filter((column) => column.key === key));
}

const measures = [
  { name: 'self', key: 'selfTimeNano', title: 'self time' },
  { name: 'total', key: 'durationNano', title: 'duration' },
  { name: 'critical', key: 'criticalPathNano', title: 'time on the critical path' },
];

const slowestColumns: readonly Column<SlowSpan>[] = [
  {
    key: 'traceId',
    header: 'trace',
    value: ({ traceId }) => traceId,
    text: ({ traceId }) => escapeText(traceId),
  },
  { key: 'spanId', header: 'id', value: ({ spanId }) => spanId, text: ({ spanId }) => escapeText(spanId) },
  { key: 'service', header: 'service', text: null, value: ({ service }) => service },
  time('durationNano', 'total', ({ durationNano }) => durationNano),
  time('selfTimeNano', 'self', ({ selfTimeNano }) => selfTimeNano),
  time('criticalPathNano', 'critical', ({ criticalPathNano }) => criticalPathNano),
  {
    key: 'share',
    header: 'share',
    align: 'right',
    value: ({ share }) => share,
    text: ({ share }) => formatShare(share),
  },
  { key: 'p50Nano', header: 'p50', text: null, value: ({ p50Nano }) => p50Nano },
  {
    key: 'ratio',
    header: 'vs p50',
    align: 'right',
    value: ({ ratio }) => ratio,
    text: ({ ratio }) => (ratio === null ? '' : formatTimes(ratio)),
  },
  { key: 'sampleCount', header: 'samples', text: null, value: ({ sampleCount }) => sampleCount },
  { key: 'error', header: '', value: ({ error }) => error, text: ({ error }) => (error ? '!' : '') },
  {
    key: 'name',
    header: 'span',
    value: ({ name }) => name,
    text: ({ service, name }) => titleOf(service, name),
  },
];

function time(key: string, header: string, value: (span: SlowSpan) => number): Column<SlowSpan> {
  return { key, header, align: 'right', value, text: (span) => formatDuration(value(span)) };
}

/** `4.2x`; whole from 100 on. */
function formatTimes(ratio: number): string {
  return `${formatCount(ratio < 99.95 ? Math.round(ratio * 10) / 10 : Math.round(ratio))}x`;
}
