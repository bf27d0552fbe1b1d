/** The lines above and below the tree: what trace this is, what failed, what was odd and what is not drawn. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import type { ErrorCause } from '../analysis/errors.ts';
import type { Finding } from '../model/finding.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { errorText } from './error-text.ts';
import { spanTitle } from './labels.ts';
import type { HiddenSpans, VisibleTree } from './rows.ts';
import type { Style } from './style.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { formatInstant } from './text/instant.ts';
import { counted, formatCount } from './text/numbers.ts';
import { cutMiddle, displayWidth } from './text/width.ts';
import { wrapped } from './text/wrap.ts';

const shownErrors = 3;

/** `GET /dispatch  [frontend]  706ms  40 spans  6 services  3 errors        2026-11-21 12:06:03.214 UTC`, and the id. */
export function* headerView({ summary }: TraceAnalysis, style: Style): Generator<string> {
  const { paint, width } = style;
  const isBroken = summary.pieces > 1;
  const what = [
    summary.rootService === '' ? '' : `[${escapeText(summary.rootService)}]`,
    isBroken ? `${formatDuration(summary.extentNano)} of it seen` : formatDuration(summary.durationNano),
  ];
  const howMuch = [
    counted(summary.spanCount, 'span') + (isBroken ? ` in ${formatCount(summary.pieces)} pieces` : ''),
    counted(summary.serviceCount, 'service'),
    summary.errorCount > 0 ? counted(summary.errorCount, 'error') : '',
  ];
  const name = escapeText(summary.rootName) || '(no name)';
  const instant = `${formatInstant(summary.startTimeUnixNano)} UTC`;
  const id = paint.dim(`trace ${escapeText(summary.traceId)}`);
  const line = spaced([name, ...what, ...howMuch]);
  const gap = width === Infinity ? 2 : width - displayWidth(line) - instant.length;
  if (gap >= 2) {
    yield `${paint.bold(name)}${line.slice(name.length)}${' '.repeat(gap)}${paint.dim(instant)}\n${id}\n`;
    return;
  }
  const room = Math.max(8, width - displayWidth(spaced(what)) - 2);
  yield `${paint.bold(cutMiddle(name, room))}  ${spaced(what)}\n${spaced(howMuch)}\n${id}\n${paint.dim(instant)}\n`;
}

function spaced(parts: string[]): string {
  return parts.filter((part) => part !== '').join('  ');
}

/** The errors that no other error explains, the most telling first; then those that were handled. */
export function* errorLines({ trace, errors }: TraceAnalysis, style: Style): Generator<string> {
  const causes = [
    ...grouped(trace, errors.causes).map((group) => causeText(trace, group, '')),
    ...grouped(trace, errors.stopped).map((group) => causeText(trace, group, 'recovered')),
  ];
  for (const cause of causes.slice(0, shownErrors)) {
    yield `${style.paint.red(wrapped(`error: ${cause}`, style.width))}\n`;
  }
  const more = causes.length - shownErrors;
  if (more > 0) yield `${style.paint.red(`error: ${formatCount(more)} more; --only-errors shows all`)}\n`;
}

/** Causes that read the same, in order of the first of each. */
function grouped(trace: Trace, causes: readonly ErrorCause[]): ErrorCause[][] {
  const groups = new Map<string, ErrorCause[]>();
  for (const cause of causes) {
    const { row, levelsBelowRoot } = cause;
    const key = `${trace.service[row]} ${trace.name[row]} ${levelsBelowRoot} ${errorText(trace, row)}`;
    const group = groups.get(key);
    if (group) group.push(cause);
    else groups.set(key, [cause]);
  }
  return [...groups.values()];
}

/** `[postgres] SELECT orders: deadlock detected (4 levels below GET /checkout)`. */
function causeText(trace: Trace, group: ErrorCause[], fate: string): string {
  const [{ row, chain, levelsBelowRoot, note }] = group;
  const message = escapeText(errorText(trace, row) || (note ?? ''));
  const top = escapeText(trace.nameText(topOf(trace, chain[0] ?? row)));
  const place = [
    group.length > 1 ? `${formatCount(group.length)} times` : '',
    levelsBelowRoot > 0 ? `${counted(levelsBelowRoot, 'level')} below ${top}` : '',
  ];
  const about = [place.filter((part) => part !== '').join(', '), fate].filter((part) => part !== '');
  const tail = about.length > 0 ? ` (${about.join('; ')})` : '';
  return `${spanTitle(trace, row)}${message === '' ? '' : `: ${message}`}${tail}`;
}

function topOf(trace: Trace, row: TraceRow): TraceRow {
  let top = row;
  while (trace.parent[top] >= 0 && !trace.isPlaceholder(trace.parent[top])) top = trace.parent[top];
  return top;
}

/** Findings of one code named one by one. */
const shownAlike = 5;

/** Findings as sentences; of very many alike the first few. */
export function* findingLines(findings: readonly Finding[], style: Style): Generator<string> {
  const counts = new Map<string, number>();
  for (const { code, severity, message } of findings) {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    if (count > shownAlike) continue;
    const word = severity === 'info' ? 'note' : severity;
    const text = wrapped(`${word}: ${escapeText(message)}`, style.width);
    yield `${severity === 'info' ? text : style.paint.yellow(text)}\n`;
  }
  for (const [code, count] of counts) {
    const more = count - shownAlike;
    if (more > 0) yield `note: ${formatCount(more)} more findings of ${code}; -o json has all\n`;
  }
}

/** What is not drawn, why, and what shows it. */
export function* hiddenLines(tree: VisibleTree, style: Style): Generator<string> {
  for (const text of hiddenTexts(tree.hidden, tree)) {
    yield `${style.paint.dim(wrapped(text, style.width))}\n`;
  }
}

function* hiddenTexts(hidden: HiddenSpans, { options }: VisibleTree): Generator<string> {
  const { folded, foldedRows, others, deeper, crowded, wholeLevel, belowDepth, outsideFocus, pruned } =
    hidden;
  if (folded > 0) {
    yield `${formatCount(folded)} repeated spans folded into ${counted(foldedRows, 'row')}; --no-fold shows all`;
  }
  if (others > 0) yield `${counted(others, 'span')} beside many others not drawn; --no-fold shows all`;
  if (deeper > 0) {
    yield `${counted(deeper, 'span')} of the deepest levels not drawn; --focus <spanId> goes on there, --no-fold shows all`;
  }
  if (crowded > 0) {
    yield `${counted(crowded, 'span')} below level ${wholeLevel} left out of very many; --focus <spanId> opens one subtree, --no-fold shows all`;
  }
  if (belowDepth > 0) {
    const deeperBy = (options.depth ?? 0) + 1;
    yield `${counted(belowDepth, 'span')} below level ${options.depth} hidden; --depth ${deeperBy} shows one more level`;
  }
  if (outsideFocus > 0) yield `${counted(outsideFocus, 'span')} outside --focus hidden`;
  if (pruned > 0) {
    const flags = [
      options.onlyCritical ? '--only-critical' : '',
      options.onlyErrors ? '--only-errors' : '',
    ].filter((flag) => flag !== '');
    yield `${counted(pruned, 'span')} hidden by ${flags.join(' and ')}`;
  }
}
