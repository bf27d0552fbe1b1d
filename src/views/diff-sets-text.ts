/**
 * What changed between two sets of traces, for people.
 *
 *   [shop] POST /checkout  p50 180ms -> 212ms  (+32ms, 95% interval +27ms..+36ms)  200 and 200 traces
 *      +29ms  [postgres] SELECT orders  calls 1 -> 3 in every trace
 *       +3ms  [cart] GET /cart          same calls, slower (q = 0.004)
 *        new  [redis] GET session       in 200 of 200
 *     12 other operations: no change of 1.8ms or more
 */
import { fewestTraces, significance } from '../analysis/diff/change-rule.ts';
import { type EntryPointDiff, hasChange, type SetsDiff } from '../analysis/diff/compare-sets.ts';
import type { OperationDiff } from '../analysis/diff/operation-diff.ts';
import type { OrderDiff } from '../analysis/diff/order-diff.ts';
import type { Call } from '../analysis/fingerprint.ts';
import type { DiffSetsOptions } from './diff-sets.ts';
import { titleOf } from './labels.ts';
import { servicePaint, type Style } from './style.ts';
import { formatChange } from './text/change.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { counted, formatCount, formatShare } from './text/numbers.ts';
import { cutMiddle, displayWidth, padEnd, padStart } from './text/width.ts';
import { wrapped } from './text/wrap.ts';

/** The comparison as text. */
export function* diffSetsText(diff: SetsDiff, options: DiffSetsOptions, style: Style): Generator<string> {
  yield* sides(diff, options, style);
  if (!diff.hasChanges) yield `\n${style.paint.bold(wrapped(nothingText(diff), style.width))}\n`;
  if (diff.entryPoints.length > 1) yield* mixLines(diff, style);
  for (const entryPoint of diff.entryPoints) {
    yield '\n';
    yield* entryPointLines(entryPoint, options, style);
  }
  if (diff.orders.length > 0) yield* orderLines(diff.orders, style);
}

function* sides({ before, after }: SetsDiff, { titles }: DiffSetsOptions, style: Style): Generator<string> {
  const names = titles.map(escapeText);
  const width = Math.max(...names.map(displayWidth));
  const lines = [before, after].map(({ traceCount, spanCount, untimedCount }, i) => {
    const untimed = untimedCount === 0 ? '' : `, ${formatCount(untimedCount)} left out without a time`;
    const figures = `${counted(traceCount, 'trace')}, ${counted(spanCount, 'span')}${untimed}`;
    return `${i === 0 ? 'before' : 'after '}  ${padEnd(names[i], width)}  ${figures}`;
  });
  for (const line of lines) yield `${style.paint.dim(cutMiddle(line, style.width))}\n`;
}

function nothingText({ entryPoints }: SetsDiff): string {
  const compared = entryPoints.filter(({ total }) => total !== null);
  if (compared.length === 0)
    return `too few traces to tell: at least ${fewestTraces} of one kind on each side`;
  const operations = compared.reduce((sum, one) => sum + one.operations.length, 0);
  const where = `${counted(operations, 'operation')} of ${counted(compared.length, 'entry point')}`;
  return `nothing changed: no significant difference in ${where}`;
}

/** Which entry points have another share of the traces. */
function* mixLines({ entryPoints }: SetsDiff, style: Style): Generator<string> {
  const changed = entryPoints.filter(({ isMixChange }) => isMixChange);
  const count = counted(entryPoints.length, 'entry point');
  yield `\n${style.paint.bold(`mix of ${count}`)}${changed.length === 0 ? ': no change' : ''}\n`;
  for (const { service, name, before, after, mix } of changed) {
    const shares = `${formatShare(before.share)} -> ${formatShare(after.share)}`;
    const figures = padStart(shares, 12);
    const room = Math.max(8, style.width - figures.length - 20);
    const title = servicePaint(style, service)(cutMiddle(titleOf(service, name), room));
    yield `  ${figures}  ${title}  ${qText(mix?.q ?? 1)}\n`;
  }
}

function* entryPointLines(
  entryPoint: EntryPointDiff,
  { all = false }: DiffSetsOptions,
  style: Style,
): Generator<string> {
  const { service, name, total, operations, leastNano } = entryPoint;
  const figures = figuresText(entryPoint);
  const title = titleOf(service, name);
  const isBroken = displayWidth(title) + 2 + displayWidth(figures) > style.width;
  const paint = servicePaint(style, service);
  yield `${style.paint.bold(paint(cutMiddle(title, style.width)))}${isBroken ? '\n  ' : '  '}`;
  yield `${wrapped(figures, style.width - 2)}\n`;
  if (total === null) return;
  const shown = operations.filter(({ change }) => all || change !== null);
  const width = Math.max(0, ...shown.map((one) => displayWidth(titleOf(one.service, one.name))));
  for (const operation of shown) yield `${operationLine(operation, entryPoint, width, style)}\n`;
  const tail = tailText(entryPoint);
  if (tail !== '' && (hasChange(entryPoint) || all)) yield `  ${wrapped(tail, style.width - 2, '    ')}\n`;
  const others = operations.length - shown.length;
  if (others > 0) {
    const noun = shown.length === 0 ? counted(others, 'operation') : counted(others, 'other operation');
    const left = `${noun}: no change of ${formatDuration(leastNano)} or more; --all shows them`;
    yield `  ${style.paint.dim(wrapped(left, style.width - 2, '    '))}\n`;
  }
}

/** `p50 180ms -> 212ms  (+32ms, 95% interval +27ms..+36ms)  200 and 200 traces`. */
function figuresText({ before, after, total, isTotalChange }: EntryPointDiff): string {
  const traces = `${formatCount(before.traceCount)} and ${counted(after.traceCount, 'trace')}`;
  if (total === null)
    return `${traces}: too few to compare, at least ${fewestTraces} are needed on each side`;
  const [from, to] = [before.p50Nano ?? 0, after.p50Nano ?? 0];
  const interval = intervalText(total.low, total.high);
  const changed = `${isTotalChange ? '' : 'no change: '}${formatChange(Math.round(total.shift))}${interval}`;
  return `p50 ${formatDuration(from)} -> ${formatDuration(to)}  (${changed})  ${traces}`;
}

function intervalText(low: number | null, high: number | null): string {
  if (low === null || high === null) return '';
  return `, 95% interval ${formatChange(low)}..${formatChange(high)}`;
}

function tailText({ before, after, tail }: EntryPointDiff): string {
  if (tail === null) return 'p95: too few traces to compare';
  const [from, to] = [before.p95Nano ?? 0, after.p95Nano ?? 0];
  const change = `${formatChange(tail.shift)}${intervalText(tail.low, tail.high)}`;
  return `p95 ${formatDuration(from)} -> ${formatDuration(to)}  (${change})`;
}

function operationLine(
  operation: OperationDiff,
  entryPoint: EntryPointDiff,
  width: number,
  style: Style,
): string {
  const { service, name } = operation;
  const lead = `${padStart(leadText(operation), 9)}  `;
  const about = aboutText(operation, entryPoint);
  const room = Math.max(16, style.width - lead.length - displayWidth(about) - 2);
  const title = padEnd(cutMiddle(titleOf(service, name), Math.min(room, width)), Math.min(room, width));
  return `${lead}${servicePaint(style, service)(title)}  ${about}`;
}

/** `+29ms`; or what became of it, where that is not a matter of time. */
function leadText({ change, isTimeChange, time }: OperationDiff): string {
  if (change === 'new' || change === 'gone') return change;
  return isTimeChange || change === null ? formatChange(Math.round(time.shift)) : '';
}

function aboutText(operation: OperationDiff, { before, after }: EntryPointDiff): string {
  const { change, time, count, presence, isCountChange, isPresenceChange, isTimeChange } = operation;
  const [a, b] = [operation.before, operation.after];
  if (change === null) return `no change (${qText(time.q)})`;
  const parts: string[] = [];
  if (change === 'new') parts.push(`in ${formatCount(b.traceCount)} of ${formatCount(after.traceCount)}`);
  else if (change === 'gone')
    parts.push(`was in ${formatCount(a.traceCount)} of ${formatCount(before.traceCount)}`);
  else if (isPresenceChange) {
    const [from, to] = [a.traceCount / before.traceCount, b.traceCount / after.traceCount];
    parts.push(`in ${formatShare(from)} -> ${formatShare(to)} of the traces`);
  }
  if (isCountChange && change !== 'new' && change !== 'gone') parts.push(callsText(operation));
  if (parts.length === 0) parts.push(`same calls, ${change}`);
  const q = isTimeChange ? time.q : isCountChange ? count.q : presence.q;
  return `${parts.join(', ')} (${qText(q)})`;
}

/** `calls 1 -> 3 in every trace`. */
function callsText({ before, after }: OperationDiff): string {
  const isConstant = before.leastCount === before.mostCount && after.leastCount === after.mostCount;
  const where = isConstant ? ' in every trace' : ' in the median trace';
  return `calls ${formatCount(before.p50Count)} -> ${formatCount(after.p50Count)}${where}`;
}

function* orderLines(orders: readonly OrderDiff[], style: Style): Generator<string> {
  yield `\n${style.paint.bold('order of calls')}\n`;
  for (const { caller, first, second, before, after, isInTurn } of orders) {
    const [a, b] = [before, after].map(
      ({ supported, refuted }) => `${formatCount(supported)} of ${formatCount(supported + refuted)} traces`,
    );
    const who = `${callTitle(second)} after ${callTitle(first)}`;
    const how = isInTurn ? 'is made only' : 'is no longer made only';
    const where = `in ${titleOf(caller.service, caller.name)}`;
    yield `  ${wrapped(`${where}, ${who}: ${how} once that has ended (${a} before, ${b} now)`, style.width - 2, '    ')}\n`;
  }
}

function callTitle({ service, operation }: Call): string {
  return titleOf(service, operation);
}

/** `q = 0.004`; exact digits of what is tiny say nothing. */
function qText(q: number): string {
  if (q < 0.001) return 'q < 0.001';
  return `q = ${q > significance ? q.toFixed(2) : Number(q.toPrecision(2))}`;
}
