/** Traces that finish while somebody watches: a line each, which can't know how wide the next ones are. */
import type { TraceSummary } from '../analysis/summary.ts';
import { titleOf } from './labels.ts';
import { jsonLine } from './outputs/json.ts';
import type { Style } from './style.ts';
import { formatDuration } from './text/duration.ts';
import { closedText, escapeText } from './text/escape.ts';
import { formatTimeOfDay } from './text/instant.ts';
import { formatCount } from './text/numbers.ts';
import { cutEnd, padStart } from './text/width.ts';

/** What is known of a trace without having rebuilt it. */
export type FinishedSummary = Omit<TraceSummary, 'depth' | 'pieces'> & {
  /** Whether it was told before, and more of it has come since. */
  isAgain: boolean;
};

const widths = { started: 12, total: 8, spans: 7, services: 8, errors: 6 };

/** Columns that the root has at least. */
const narrowest = 20;

/** What stands above the first line. */
export function finishedHeader({ paint }: Style): string {
  const titles = Object.entries(widths).map(([title, width]) => title.padStart(width));
  return `${paint.dim(`${titles.join('  ')}  ${'trace'.padEnd(32)}  root`)}\n`;
}

/** One trace; `+` in front of the spans where it was told before, with fewer of them. */
export function finishedRow(trace: FinishedSummary, style: Style): string {
  const { paint, width } = style;
  const spans = `${trace.isAgain ? '+' : ''}${formatCount(trace.spanCount)}`;
  const errors = formatCount(trace.errorCount).padStart(widths.errors);
  const cells = [
    formatTimeOfDay(trace.startTimeUnixNano).padStart(widths.started),
    padStart(formatDuration(trace.durationNano), widths.total),
    spans.padStart(widths.spans),
    formatCount(trace.serviceCount).padStart(widths.services),
    trace.errorCount > 0 ? paint.red(errors) : errors,
    escapeText(trace.traceId).padEnd(32),
  ];
  const taken = Object.values(widths).reduce((sum, one) => sum + one + 2, 0) + 34;
  const title = titleOf(trace.rootService, trace.rootName);
  return `${cells.join('  ')}  ${closedText(cutEnd(title, Math.max(narrowest, width - taken)))}\n`;
}

/** One trace as a line of JSON, with the fields that `list` has for it as far as they are known. */
export function finishedRecord(trace: FinishedSummary): string {
  const record = {
    schemaVersion: 1,
    traceId: trace.traceId,
    rootSpanId: trace.rootSpanId,
    rootService: trace.rootService,
    rootName: trace.rootName,
    startTimeUnixNano: String(trace.startTimeUnixNano),
    durationNano: trace.durationNano,
    extentNano: trace.extentNano,
    spanCount: trace.spanCount,
    serviceCount: trace.serviceCount,
    errorCount: trace.errorCount,
  };
  return `${jsonLine(record)}\n`;
}
