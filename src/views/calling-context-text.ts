/**
 * The calling-context tree drawn: figures first, so that they stay in line whatever the names.
 *
 *   per trace  share   own  traces   spans
 *       706ms   100%    3%      30      30  [frontend] GET /dispatch
 *       301ms    43%   <1%      30      30  +-- [frontend] GET /customer
 *       300ms    42%   42%      30      30  |   +-- [mysql] SELECT
 *
 * `per trace` and `share` are of the whole subtree, `own` is of the spans themselves.
 */
import type { CallingContext, CallingContexts } from '../analysis/calling-context.ts';
import { type ContextOptions, type Selection, selectContexts, shareOf } from './context-selection.ts';
import { asciiConnectors, type Connectors, Guides } from './guides.ts';
import { titleOf } from './labels.ts';
import { servicePaint, type Style } from './style.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { counted, formatCount, formatShare } from './text/numbers.ts';
import { cutMiddle, padStart } from './text/width.ts';
import { wrapped } from './text/wrap.ts';

/** From this width on the counts are there, too. */
const countsFrom = 72;
/** Below this width a level of the tree takes two columns instead of four. */
const wideFrom = 120;
/** Columns that indentation leaves to a name. */
const leastName = 22;

/** The tree as text: the largest contexts, what was left out, and where to look on. */
export function* contextText(
  contexts: CallingContexts,
  options: ContextOptions,
  style: Style,
): Generator<string> {
  const whole = contexts.criticalPathNano;
  if (whole === 0n) {
    const none = `no time on the critical path of ${counted(contexts.traceCount, 'trace')}: no root has a duration`;
    yield `${wrapped(none, style.width)}\n`;
    return;
  }
  const selection = selectContexts(contexts, options, whole);
  const { shown, leading, hidden, flags } = selection;
  yield `${style.paint.bold(title(contexts, selection, whole, style.width))}\n`;
  yield* treeLines(shown, whole, style);
  if (hidden > 0) {
    const left = `${hiddenText(shown, hidden, whole)}; ${flags} for all`;
    yield `${style.paint.dim(wrapped(left, style.width))}\n`;
  }
  yield* exemplarLines(leading, whole, style);
}

function title(
  { traceCount }: CallingContexts,
  { topCount, top }: Selection,
  whole: bigint,
  width: number,
): string {
  const traces = counted(traceCount, 'trace');
  if (topCount !== 1 || top === undefined) {
    const entryPoints = counted(topCount, 'entry point');
    const all = `${traces}, ${entryPoints}, ${formatDuration(Number(whole))} on their critical paths`;
    return wrapped(all, width);
  }
  const mean = `, ${formatDuration(Number(whole) / timesSeen(top))} on average`;
  const before = `${traces} of `;
  const room = Math.max(8, width - before.length - mean.length);
  return before + cutMiddle(titleOf(top.service, top.name), room) + mean;
}

function* treeLines(shown: readonly CallingContext[], whole: bigint, style: Style): Generator<string> {
  const hasCounts = style.width >= countsFrom;
  const header = `per trace  share   own${hasCounts ? '   traces    spans' : ''}`;
  yield `${style.paint.dim(header)}\n`;
  const guides = treeGuides(style.width - header.length - 2, style.width >= wideFrom);
  const last = lastSiblings(shown);
  let root = shown[0];
  for (const context of shown) {
    if (context.depth === 0) root = context;
    const { subtreeNano, criticalPathNano, traceCount, spanCount, depth, service, name } = context;
    const figures = [
      padStart(formatDuration(Number(subtreeNano) / timesSeen(root)), 9),
      padStart(formatShare(shareOf(subtreeNano, whole)), 5),
      padStart(criticalPathNano === 0n ? '' : formatShare(shareOf(criticalPathNano, whole)), 4),
      ...(hasCounts ? [padStart(formatCount(traceCount), 7), padStart(formatCount(spanCount), 7)] : []),
    ].join('  ');
    const prefix = guides.prefix(depth, last.has(context));
    const room = Math.max(8, style.width - figures.length - 2 - prefix.length);
    const label = servicePaint(style, service)(cutMiddle(titleOf(service, name), room));
    yield `${figures}  ${style.paint.dim(prefix)}${label}\n`;
  }
}

/** How often a context at the top was entered; time in no span has no spans to count. */
function timesSeen({ spanCount, traceCount }: CallingContext): number {
  return spanCount || traceCount;
}

const narrowConnectors: Connectors = {
  branch: '+-',
  lastBranch: '+-',
  line: '| ',
  blank: '  ',
  deep: (depth) => `+-${depth}-`,
};

/** Levels of a tree that is not on a terminal. */
const pipeLevels = 40;

function treeGuides(room: number, isWide: boolean): Guides {
  const levels = Math.floor((room - leastName) / (isWide ? 4 : 2));
  return new Guides(isWide ? asciiConnectors : narrowConnectors, Math.max(3, Math.min(pipeLevels, levels)));
}

/** Those after which no sibling comes. */
function lastSiblings(shown: readonly CallingContext[]): Set<CallingContext> {
  const last = new Map<number | undefined, CallingContext>();
  for (const context of shown) last.set(context.parent, context);
  return new Set(last.values());
}

function hiddenText(shown: readonly CallingContext[], hidden: number, whole: bigint): string {
  let own = 0n;
  for (const { criticalPathNano } of shown) own += criticalPathNano;
  const share = formatShare(shareOf(whole - own, whole));
  return `${counted(hidden, 'more call path')} with ${share} of the time left out`;
}

/** For each, the span that was longest on its path, as `show` takes it. */
function* exemplarLines(leading: readonly CallingContext[], whole: bigint, style: Style): Generator<string> {
  yield `\n${style.paint.bold('most time, and where it was longest')}\n`;
  for (const { service, name, criticalPathNano, exemplar } of leading) {
    if (exemplar === undefined) continue;
    const share = padStart(formatShare(shareOf(criticalPathNano, whole)), 4);
    const figures = `${share}  ${padStart(formatDuration(exemplar.criticalPathNano), 8)}  `;
    const room = Math.max(8, style.width - figures.length);
    yield `${figures}${servicePaint(style, service)(cutMiddle(titleOf(service, name), room))}\n`;
    const where = `show ${escapeText(exemplar.traceId)} --focus ${escapeText(exemplar.spanId)}`;
    yield `      ${style.paint.dim(where)}\n`;
  }
}
