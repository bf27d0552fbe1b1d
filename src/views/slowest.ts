/** `slowest`: spans ranked by the time they took, over one trace or many. */
import { titleOf } from './labels.ts';
import { type Column, type Report, Stream } from './outputs/report.ts';
import { tableView } from './outputs/table.ts';
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
}

/** A ranking. */
export interface SlowestResult {
  by: string;
  spans: readonly SlowSpan[];
  /** Spans that were ranked, and of how many traces. */
  spanCount: number;
  traceCount: number;
}

/** The report of a ranking. */
export function slowestReport(result: SlowestResult): Report<SlowSpan> {
  const { by, spans, spanCount, traceCount } = result;
  return {
    *text(style) {
      if (spans.length === 0) return;
      yield* tableView(textColumns(by, traceCount > 1), spans, style, 'name');
      if (spanCount > spans.length) {
        const ranked = `${formatCount(spans.length)} of ${counted(spanCount, 'span')} by ${ranking(by)}; --limit 0 for all`;
        yield `${style.paint.dim(ranked)}\n`;
      }
    },
    document: () => ({ schemaVersion: 1, by, spans: new Stream(() => spans.map((span) => ({ ...span }))) }),
    *records() {
      for (const span of spans) yield { schemaVersion: 1, by, ...span };
    },
    columns: slowestColumns,
    rows: () => spans,
  };
}

function ranking(by: string): string {
  return measures.find(({ name }) => name === by)?.title ?? by;
}

/** For people: figures first, what it was ranked by before the others. */
function textColumns(by: string, several: boolean): Column<SlowSpan>[] {
  const first = measures.find(({ name }) => name === by)?.key ?? 'selfTimeNano';
  const rest = measures.map(({ key }) => key).filter((key) => key !== first);
  const keys = [first, ...rest, 'share', 'name', 'spanId', 'error', ...(several ? ['traceId'] : [])];
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
