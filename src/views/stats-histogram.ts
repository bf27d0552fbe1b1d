/** How the durations of a group are distributed: a row for each bucket, a bar and a count. */
import type { GroupFigures } from '../analysis/aggregate/figures.ts';
import { histogram } from '../analysis/aggregate/histogram.ts';
import type { Style } from './style.ts';
import { formatDuration } from './text/duration.ts';
import { formatCount } from './text/numbers.ts';
import { cutMiddle, padEnd, padStart } from './text/width.ts';

/** Cells of the longest bar, where there is room. */
const longestBar = 40;

/** The buckets under a title, a blank line before it; nothing where no span has a time. */
export function* histogramView(
  title: string,
  { distribution }: GroupFigures,
  style: Style,
): Generator<string> {
  const buckets = histogram(distribution);
  if (buckets.length === 0) return;
  yield `\n${cutMiddle(title, style.width)}\n`;
  const bounds = buckets.map(({ fromNano, toNano }) => [formatDuration(fromNano), formatDuration(toNano)]);
  const counts = buckets.map(({ count }) => formatCount(count));
  const [fromWidth, toWidth, countWidth] = [
    bounds.map(([from]) => from),
    bounds.map(([, to]) => to),
    counts,
  ].map((texts) => Math.max(...texts.map((text) => text.length)));
  const room = style.width - fromWidth - toWidth - countWidth - 9;
  const cells = Math.max(5, Math.min(longestBar, room));
  const most = Math.max(...buckets.map(({ count }) => count));
  for (const [i, { count }] of buckets.entries()) {
    const [from, to] = bounds[i];
    const range = `${padStart(from, fromWidth)} - ${padEnd(to, toWidth)}`;
    yield `  ${range}  ${padEnd(bar(count, most, cells), cells)}  ${padStart(counts[i], countWidth)}\n`;
  }
}

/** Something always shows: a cell for what is less than one. */
function bar(count: number, most: number, cells: number): string {
  return '#'.repeat(count === 0 ? 0 : Math.max(1, Math.round((count / most) * cells)));
}
