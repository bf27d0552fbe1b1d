/** `list`: one row a trace. */
import type { TraceSummary } from '../analysis/summary.ts';
import { titleOf } from './labels.ts';
import { type Column, type Report, Stream } from './outputs/report.ts';
import { tableView } from './outputs/table.ts';
import { summaryJson } from './span-json.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { formatInstant, formatTimeOfDay } from './text/instant.ts';
import { formatCount } from './text/numbers.ts';

/** The report of traces, of which `total` matched; Infinity: nobody knows how many more. */
export function listReport(
  summaries: readonly TraceSummary[],
  total: number,
  rest = '--limit 0 for all',
): Report<TraceSummary> {
  return {
    *text(style) {
      if (summaries.length === 0) return;
      const yielding = { flexible: 'rootName', spare: started.key };
      yield* tableView(listTableColumns(summaries), summaries, style, yielding);
      if (total > summaries.length) {
        yield `${style.paint.dim(shownOf(summaries.length, total, rest))}\n`;
      }
    },
    document: () => ({ schemaVersion: 1, traces: new Stream(() => summaries.map(summaryJson)) }),
    *records() {
      for (const summary of summaries) yield { schemaVersion: 1, ...summaryJson(summary) };
    },
    columns: listColumns,
    rows: () => summaries,
  };
}

function shownOf(shown: number, total: number, rest: string): string {
  const count = formatCount(shown);
  return total === Infinity
    ? `${count} of more than ${count} traces; --limit for more`
    : `${count} of ${formatCount(total)} traces; ${rest}`;
}

/** The columns; the time of day is enough where all traces are of one day. */
export function listTableColumns(summaries: readonly TraceSummary[]): Column<TraceSummary>[] {
  const days = new Set(
    summaries.map(({ startTimeUnixNano }) => formatInstant(startTimeUnixNano).slice(0, 10)),
  );
  return days.size === 1 ? listColumns.with(1, timeOfDay) : [...listColumns];
}

const started: Column<TraceSummary> = {
  key: 'startTimeUnixNano',
  header: 'started',
  value: ({ startTimeUnixNano }) => String(startTimeUnixNano),
  text: ({ startTimeUnixNano }) => formatInstant(startTimeUnixNano),
};

const timeOfDay: Column<TraceSummary> = {
  ...started,
  text: ({ startTimeUnixNano }) => formatTimeOfDay(startTimeUnixNano),
};

const listColumns: readonly Column<TraceSummary>[] = [
  {
    key: 'traceId',
    header: 'trace',
    value: ({ traceId }) => traceId,
    text: ({ traceId }) => escapeText(traceId),
  },
  started,
  { key: 'rootService', header: 'service', text: null, value: ({ rootService }) => rootService },
  {
    key: 'rootName',
    header: 'root',
    value: ({ rootName }) => rootName,
    text: ({ rootService, rootName }) => titleOf(rootService, rootName),
  },
  {
    key: 'durationNano',
    header: 'total',
    align: 'right',
    value: ({ durationNano }) => durationNano,
    text: ({ durationNano }) => formatDuration(durationNano),
  },
  count('spanCount', 'spans', ({ spanCount }) => spanCount),
  count('serviceCount', 'services', ({ serviceCount }) => serviceCount),
  count('errorCount', 'errors', ({ errorCount }) => errorCount),
];

function count(key: string, header: string, value: (summary: TraceSummary) => number): Column<TraceSummary> {
  return { key, header, align: 'right', value, text: (summary) => formatCount(value(summary)) };
}
