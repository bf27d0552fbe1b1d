/** A header as it came, with a caret under each place where something is wrong. */
import type { Header, Problem } from '../propagation/header-format.ts';
import type { Style } from './style.ts';
import { escapeText } from './text/escape.ts';
import { formatCount } from './text/numbers.ts';
import { cutEnd, cutMiddle, displayWidth } from './text/width.ts';
import { wrapped } from './text/wrap.ts';

/** Problems of one header that are shown. */
const shownProblems = 20;
/** Longer lines are shown around the place only. */
const longestLine = 120;

/** The header, and what is wrong with it. */
export function* headerView(header: Header, problems: readonly Problem[], style: Style): Generator<string> {
  const name = `${escapeText(header.name)}: `;
  const value = escapeText(header.value);
  const valueWidth = displayWidth(value);
  const nameWidth = displayWidth(name);
  const room = Math.min(style.width, longestLine);
  const isOneLine = 2 + nameWidth + valueWidth <= room;
  const isWhole = isOneLine || 4 + valueWidth <= room;
  const indent = isOneLine || !isWhole ? 2 + nameWidth : 4;
  const shownName = cutMiddle(name, Math.max(8, style.width - 2));
  if (isOneLine) yield `  ${name}${value}\n`;
  else if (isWhole) yield `  ${shownName.trimEnd()}\n    ${value}\n`;
  else yield `  ${shownName}${cutMiddle(value, Math.max(16, style.width - indent))}\n`;
  for (const problem of problems.slice(0, shownProblems)) {
    if (isWhole) yield caretLine(problem, indent + widthUpTo(problem), style);
    else yield* excerpt(problem, style);
  }
  if (problems.length > shownProblems) {
    const more = `    ${formatCount(problems.length - shownProblems)} more problems; -o json has all`;
    yield `${style.paint.dim(more)}\n`;
  }
}

function widthUpTo({ place: { header, from } }: Problem): number {
  return displayWidth(escapeText(header.value.slice(0, from)));
}

/** `^ error: what is wrong`; the words below the caret where they do not fit behind it. */
function caretLine({ severity, message }: Problem, column: number, { paint, width }: Style): string {
  const told = severity === 'error' ? paint.red : paint.yellow;
  const text = `${severity}: ${escapeText(message)}`;
  const caret = `${' '.repeat(column)}^`;
  if (column + 2 + displayWidth(text) <= width) return `${told(`${caret} ${text}`)}\n`;
  const lines = wrapped(text, Math.max(20, width - 4), '').split('\n');
  return `${told(caret)}\n${lines.map((line) => `    ${told(line)}\n`).join('')}`;
}

/** The value around the place, of a value too long to be shown whole. */
function* excerpt(problem: Problem, style: Style): Generator<string> {
  const { header, from } = problem.place;
  const room = Math.min(style.width, longestLine) - 6;
  const half = Math.floor(room / 2);
  const before = endingOf(header.value.slice(Math.max(0, from - half), from), half);
  const isCut = before.length < from;
  const head = `    ${isCut ? '…' : ''}${escapeText(before)}`;
  const rest = escapeText(header.value.slice(from, from + room));
  const isLonger = from + room < header.value.length ? '…' : '';
  const tail = cutEnd(rest + isLonger, Math.max(1, Math.min(style.width, longestLine) - displayWidth(head)));
  yield `${style.paint.dim(`${head}${tail}`)}\n`;
  yield caretLine(problem, displayWidth(head), style);
}

/** The end of a text that, escaped, takes at most so many columns. */
function endingOf(text: string, columns: number): string {
  let from = 0;
  while (displayWidth(escapeText(text.slice(from))) > columns) from++;
  return text.slice(from);
}
