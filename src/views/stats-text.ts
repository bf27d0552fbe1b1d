/** Statistics for people: a table, and what a request is made of. */
import type { SortKey } from '../analysis/aggregate/figures.ts';
import type { UnixNano } from '../model/time.ts';
import { keyTitle } from './group-key.ts';
import { tableView } from './outputs/table.ts';
import { textColumns } from './stats-columns.ts';
import { histogramView } from './stats-histogram.ts';
import { madeOfView } from './stats-made-of.ts';
import type { StatsResult } from './stats.ts';
import type { Style } from './style.ts';
import { formatInstant } from './text/instant.ts';
import { counted, formatCount } from './text/numbers.ts';
import { wrapped } from './text/wrap.ts';

/** The statistics as text. */
export function* statsText(result: StatsResult, style: Style): Generator<string> {
  const { traceCount, groups, groupCount, sort } = result;
  if (traceCount === 0) return;
  yield `${style.paint.bold(wrapped(title(result), style.width))}\n`;
  yield* tableView(textColumns(result, style.width), groups, style, { flexible: 'title' });
  const notes = [];
  if (groups.length < groupCount) {
    notes.push(
      `${formatCount(groups.length)} of ${counted(groupCount, noun(result))} by ${sortTitles[sort]}; --limit 0 for all`,
    );
  }
  const estimated = groups.filter(({ isEstimated }) => isEstimated).length;
  if (estimated > 0) {
    notes.push(
      `quantiles of ${counted(estimated, noun(result))} with over a million values are off by less than 1%`,
    );
  }
  for (const note of notes) yield `${style.paint.dim(wrapped(note, style.width))}\n`;
  if (result.madeOf !== undefined) yield* madeOfView(result, result.madeOf, style);
  if (result.histogram)
    for (const group of groups) yield* histogramView(keyTitle(result.by, group.key), group, style);
}

/** `1,204 traces, 48,160 spans, 2026-11-21 12:00:01 to 12:14:58`. */
function title({ traceCount, spanCount, match, first, last }: StatsResult): string {
  const spans = match === 'span' ? counted(spanCount, 'matching span') : counted(spanCount, 'span');
  const parts = [counted(traceCount, 'trace'), spans];
  if (first !== undefined && last !== undefined) parts.push(period(first, last));
  return parts.join(', ');
}

/** Milliseconds matter in seconds only. */
const shortNanos = 10_000_000_000n;

function period(first: UnixNano, last: UnixNano): string {
  const [from, to] = [formatInstant(first), formatInstant(last)].map((text) =>
    last - first < shortNanos ? text : text.replace(/\.\d{3}$/, ''),
  );
  return `${from} to ${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to}`;
}

/** What a group is called. */
function noun({ by }: StatsResult): string {
  return by.join() === 'service,operation' ? 'operation' : 'group';
}

const sortTitles: Readonly<Record<SortKey, string>> = {
  critical: 'time on the critical path',
  self: 'self time in all',
  total: 'duration in all',
  count: 'calls',
  errors: 'errors',
  p50: 'p50',
  p90: 'p90',
  p95: 'p95',
  p99: 'p99',
  max: 'longest call',
};
