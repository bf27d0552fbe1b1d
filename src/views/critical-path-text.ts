/**
 * A critical path drawn: figures first, so that they stay in line whatever the names.
 *
 *       at      for         drag  span
 *      0ms    0.4ms  <1%   706ms  [frontend] HTTP GET /dispatch
 *    0.4ms    300ms  42%+  280ms  . [frontend] HTTP GET /customer
 *
 * Drag is of the span, and stands where it is first.
 */
import type { OperationShare, ServiceShare } from '../analysis/critical-path.ts';
import { noSpan } from '../analysis/whole-trace.ts';
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { spanTitle, titleOf } from './labels.ts';
import { ownerTitle, pathDepth, type PathModel, type PathRow, pathRows, skippedRows } from './path-row.ts';
import { type Style, servicePaint } from './style.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { counted, formatCount, formatShare } from './text/numbers.ts';
import { cutMiddle, padEnd, padStart } from './text/width.ts';
import { wrapped } from './text/wrap.ts';

/** Levels of indentation shown; a deeper one is told as a number. */
const shownLevels = 12;
/** Services and operations shown. */
const shownOperations = 10;
/** Spans beside the path shown. */
const shownSkipped = 5;
/** From this width on there is drag, too. */
const dragFrom = 60;

/** The longest segments of a path in time order, all of them with limit 0; what ran beside it; sums. */
export function* pathText(path: PathModel, limit: number, style: Style): Generator<string> {
  const { trace, path: found, byService, byOperation } = path.model;
  const isWhole = found.root === noSpan;
  if (found.segments.length === 0) {
    const why = isWhole ? 'it has no duration' : 'its root has no duration';
    yield `no time on the critical path of trace ${escapeText(trace.traceId)}: ${why}\n`;
    return;
  }
  const segments = counted(found.segments.length, 'segment');
  const title = isWhole ? 'the whole trace' : rootTitle(trace, found.root, style);
  const head = `${formatDuration(path.length)} on the critical path of ${title}, in ${segments}`;
  yield `${style.paint.bold(wrapped(head, style.width))}\n`;
  yield* segmentLines(path, limit, style);
  yield* skippedLines(path, style);
  yield* sums('service', byService, ({ service }) => escapeText(service) || '(no service)', style);
  yield* sums('operation', byOperation, ({ service, name }) => titleOf(service, name), style);
}

function rootTitle(trace: Trace, root: TraceRow, style: Style): string {
  const title = escapeText(trace.nameText(root)) || spanTitle(trace, root);
  return cutMiddle(title, Math.max(8, style.width - 48));
}

function* segmentLines(path: PathModel, limit: number, style: Style): Generator<string> {
  const hasDrag = style.width >= dragFrom;
  const all = [...pathRows(path)];
  const shown = longest(all, limit);
  yield `${style.paint.dim(`      at      for      ${hasDrag ? '     drag' : ''}  span`)}\n`;
  const seen = new Set<TraceRow>([noSpan]);
  for (const row of shown) {
    const drag = seen.has(row.row) ? '' : formatDuration(path.drag[row.row]);
    seen.add(row.row);
    yield segmentLine(row, hasDrag ? ` ${padStart(drag, 8)}` : '', style);
  }
  if (shown.some(({ label }) => label === 'concurrent')) {
    const legend = '+ concurrent: children that it waits for ran meanwhile';
    yield `${style.paint.dim(wrapped(legend, style.width))}\n`;
  }
  if (shown.length < all.length) {
    const left = `${formatCount(shown.length)} longest of ${formatCount(all.length)} segments; --limit 0 for all`;
    yield `${style.paint.dim(wrapped(left, style.width))}\n`;
  }
}

/** The longest segments, in time order. */
function longest(rows: readonly PathRow[], limit: number): readonly PathRow[] {
  if (limit === 0 || rows.length <= limit) return rows;
  const chosen = new Set(rows.toSorted((a, b) => b.end - b.start - (a.end - a.start)).slice(0, limit));
  return rows.filter((row) => chosen.has(row));
}

function segmentLine({ path, row, start, end, label }: PathRow, drag: string, style: Style): string {
  const { trace, path: found } = path.model;
  const at = padStart(formatDuration(start - path.start), 8);
  const length = padStart(formatDuration(end - start), 8);
  const share = padStart(formatShare((end - start) / path.length), 4);
  const figures = `${at} ${length} ${share}${label === 'concurrent' ? '+' : ' '}${drag}  `;
  const depth = pathDepth(trace, found.root, row);
  const dots = depth > shownLevels ? `(${depth}) ` : '. '.repeat(depth);
  const room = Math.max(8, style.width - figures.length - dots.length);
  const title = cutMiddle(ownerTitle(trace, row), room);
  const service = row === noSpan ? '' : trace.serviceText(row);
  return `${figures}${style.paint.dim(dots)}${servicePaint(style, service)(title)}\n`;
}

/** What would be on the path first if it took longer; of equal slack the longest. */
function* skippedLines(path: PathModel, style: Style): Generator<string> {
  const { slack, model } = path;
  const { trace } = model;
  const length = (row: TraceRow): Nanos => trace.adjustedEnd[row] - trace.adjustedStart[row];
  const rows = [...skippedRows(path)].filter((row) => length(row) > 0);
  if (rows.length === 0) return;
  rows.sort((a, b) => slack[a] - slack[b] || length(b) - length(a) || a - b);
  yield `\n${style.paint.bold('beside the path, least slack first')}\n`;
  yield `${style.paint.dim('   slack      for  span')}\n`;
  for (const row of rows.slice(0, shownSkipped)) {
    const figures = `${padStart(formatDuration(slack[row]), 8)} ${padStart(formatDuration(length(row)), 8)}  `;
    const title = cutMiddle(spanTitle(trace, row), Math.max(8, style.width - figures.length));
    yield `${figures}${servicePaint(style, trace.serviceText(row))(title)}\n`;
  }
  yield* more(rows.length - shownSkipped, 'more span', style);
}

function* sums<Share extends ServiceShare | OperationShare>(
  by: string,
  shares: readonly Share[],
  title: (share: Share) => string,
  style: Style,
): Generator<string> {
  yield `\n${style.paint.bold(`by ${by}`)}\n`;
  for (const share of shares.slice(0, shownOperations)) {
    const percent = padEnd(formatShare(share.share).padStart(4), 4);
    const figures = `${padStart(formatDuration(share.criticalPathNano), 8)}  ${percent}  `;
    yield `${figures}${cutMiddle(title(share), Math.max(8, style.width - figures.length))}\n`;
  }
  yield* more(shares.length - shownOperations, `more ${by}`, style);
}

function* more(left: number, noun: string, style: Style): Generator<string> {
  if (left > 0) yield `${style.paint.dim(`  ${counted(left, noun)}; -o json has all`)}\n`;
}
