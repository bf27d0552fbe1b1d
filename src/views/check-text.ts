/**
 * `check` for people: one line an assertion, and below one that is broken the spans that show it.
 *
 *   ok     checkout p95        212ms <= 300ms        180 traces, 95% interval 204ms..223ms
 *   FAIL   checkout queries    14 > 12 (+2, +17%)    in 23 of 180 traces
 *            in [orders] POST /orders: 14 spans
 *            tracectl show 9be01d2211f0aa31 --focus 5a3f1c9e -f traces.jsonl
 *
 * Where the lines don't fit, what was found stands below the name.
 */
import type { Verdict } from '../analysis/budgets/outcome.ts';
import { type CheckModel, type CheckRow, checkRows, verdictWord } from './check-rows.ts';
import {
  assertionTitle,
  comparisonText,
  evidenceText,
  nothingText,
  samplesText,
  showLine,
  verdictLine,
} from './check-words.ts';
import type { Style } from './style.ts';
import { closedText, escapeText } from './text/escape.ts';
import { cutMiddle, displayWidth, padEnd } from './text/width.ts';
import { wrapped } from './text/wrap.ts';

const verdictWidth = 7;
/** Names and comparisons are aligned up to these widths; longer ones push what follows to the right. */
const widestTitle = 56;
const widestComparison = 36;

interface Line {
  row: CheckRow;
  title: string;
  comparison: string;
  samples: string;
}

/** The rows, then the verdict on all of them. */
export function* checkText(model: CheckModel, style: Style): Generator<string> {
  const lines = Array.from(checkRows(model), lineOf);
  const title = columnWidth(
    lines.map((line) => line.title),
    widestTitle,
  );
  const comparison = columnWidth(
    lines.map((line) => line.comparison),
    widestComparison,
  );
  for (const line of lines) {
    yield* lineText(line, { title, comparison }, style);
    yield* evidenceLines(line.row, model, style);
  }
  const { result } = model;
  const verdict = wrapped(verdictLine(result.budgets), style.width);
  yield `${result.brokenCount > 0 ? style.paint.red(verdict) : verdict}\n`;
}

function lineOf(row: CheckRow): Line {
  const { budget, assertion } = row;
  if (assertion === undefined) {
    return { row, title: escapeText(budget.budget.name), comparison: nothingText(budget), samples: '' };
  }
  const { outcome } = assertion;
  return {
    row,
    title: assertionTitle(budget, assertion),
    comparison: comparisonText(outcome),
    samples: samplesText(outcome),
  };
}

function columnWidth(texts: readonly string[], widest: number): number {
  return Math.max(0, ...texts.map(displayWidth).filter((width) => width <= widest));
}

function* lineText(
  { row, title, comparison, samples }: Line,
  widths: { title: number; comparison: number },
  style: Style,
): Generator<string> {
  const { width } = style;
  const word = padEnd(verdictWord(row), verdictWidth);
  const verdict = painted(row, style)(word);
  const found = `${padEnd(comparison, samples === '' ? 0 : widths.comparison)}  ${samples}`.trimEnd();
  const name = padEnd(title, widths.title);
  if (verdictWidth + displayWidth(name) + 2 + displayWidth(found) <= width) {
    yield `${verdict}${shown(name, style)}  ${found}\n`;
    return;
  }
  yield `${verdict}${shown(cutMiddle(title, width - verdictWidth), style)}\n`;
  const indent = ' '.repeat(verdictWidth + 2);
  const room = width - indent.length;
  const isOneLine = displayWidth(comparison) + 2 + displayWidth(samples) <= room;
  for (const part of isOneLine ? [`${comparison}  ${samples}`.trimEnd()] : [comparison, samples]) {
    if (part !== '') yield `${indent}${wrapped(part, room).replaceAll('\n', `\n${indent}`)}\n`;
  }
}

function shown(text: string, { columns }: Style): string {
  return columns ? closedText(text) : text;
}

function painted(row: CheckRow, { paint }: Style): (text: string) => string {
  const isBroken = row.assertion?.isBroken ?? row.budget.isBroken;
  if (isBroken) return paint.red;
  const verdict: Verdict = row.assertion?.outcome.verdict ?? 'skipped';
  return verdict === 'pass' ? paint.green : verdict === 'inconclusive' ? paint.yellow : paint.dim;
}

/** The worst sample of what is broken; the line to paste is never cut. */
function* evidenceLines({ assertion }: CheckRow, { sources }: CheckModel, style: Style): Generator<string> {
  const [worst] = assertion?.outcome.evidence ?? [];
  if (!assertion?.isBroken || worst === undefined) return;
  const indent = ' '.repeat(verdictWidth + 2);
  // Behind a word of ours, so that no name from a trace is what a CI's log takes for a command.
  yield `${indent}in ${cutMiddle(evidenceText(worst), Math.max(8, style.width - indent.length - 3))}\n`;
  yield `${indent}${style.paint.dim(showLine(worst, sources))}\n`;
}
