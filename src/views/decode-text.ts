/** Propagation headers explained on a terminal. */
import type { DecodedFormat, DecodedHeaders, Spelling } from '../propagation/decode.ts';
import type { Field, Header, Problem, TraceContext } from '../propagation/header-format.ts';
import { headerView } from './decode-carets.ts';
import type { Style } from './style.ts';
import { escapeText } from './text/escape.ts';
import { counted, formatCount } from './text/numbers.ts';
import { cutEnd, cutMiddle, displayWidth, padEnd } from './text/width.ts';
import { wrapped } from './text/wrap.ts';

/** Fields of one format that are listed. */
const shownFields = 200;
/** Headers of one format that are shown. */
const shownHeaders = 40;
const shownOthers = 8;
const longestName = 24;
/** Values that set how far right the meanings stand. */
const longestAligned = 36;
/** Meanings narrower than this stand below. */
const narrowestMeaning = 20;

/** Each format with its headers and fields, then what is wrong between them, then the other spellings. */
export function* decodeText(decoded: DecodedHeaders, style: Style): Generator<string> {
  let between = '';
  for (const format of decoded.formats) {
    yield between;
    yield* formatView(format, style);
    between = '\n';
  }
  const { formats, context, problems, spellings, others } = decoded;
  if (problems.length > 0) yield '\n';
  for (const { severity, message } of problems) {
    yield `${style.paint.yellow(wrapped(`${severity}: ${escapeText(message)}`, style.width))}\n`;
  }
  if (context && !isSpelledOut(context, decoded.formats)) yield* contextView(context, style);
  const isRight = formats.some((format) => format.isValid && format.context === context);
  if (spellings.length > 0) yield* spellingsView(spellings, isRight, style);
  if (others.length > 0) yield `\n${style.paint.dim(wrapped(othersText(others), style.width))}\n`;
}

function* formatView({ format, headers, fields, problems }: DecodedFormat, style: Style): Generator<string> {
  const { paint } = style;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const counts = [
    errors > 0 ? counted(errors, 'error') : '',
    warnings > 0 ? counted(warnings, 'warning') : '',
  ].filter((count) => count !== '');
  const told = errors > 0 ? paint.red : warnings > 0 ? paint.yellow : paint.green;
  const verdict = [errors > 0 ? 'broken' : 'valid', ...counts].join(', ');
  yield `${paint.bold(format.title)}  ${told(verdict)}\n`;
  const byHeader = problemsByHeader(problems);
  for (const header of headers.slice(0, shownHeaders)) {
    if (header.isGuessed)
      yield `${paint.dim(wrapped(`  ${guessText(header.name, header.couldBe)}`, style.width))}\n`;
    yield* headerView(header, byHeader.get(header) ?? [], style);
  }
  const left = headers.length - shownHeaders;
  if (left > 0) yield `${paint.dim(`  ${formatCount(left)} more headers; -o json has all`)}\n`;
  if (fields.length > 0) yield '\n';
  yield* fieldsView(fields, style);
}

function problemsByHeader(problems: readonly Problem[]): Map<Header, Problem[]> {
  const byHeader = new Map<Header, Problem[]>();
  for (const problem of problems) {
    const { header } = problem.place;
    const before = byHeader.get(header);
    if (before) before.push(problem);
    else byHeader.set(header, [problem]);
  }
  return byHeader;
}

function guessText(name: string, couldBe: readonly string[]): string {
  const others = couldBe.length === 0 ? '' : `; it could be ${couldBe.join(' or ')}, too`;
  return `taken for ${name} by its form${others}`;
}

function* fieldsView(fields: readonly Field[], style: Style): Generator<string> {
  const shown = fields.slice(0, shownFields).map((field) => ({
    name: nameText(escapeText(field.name), style),
    value: escapeText(field.value),
    meaning: meaningText(field.meaning, style),
    mark: markOf(field, style),
  }));
  const nameWidth = Math.max(
    ...shown.map(({ name }) => displayWidth(name)).filter((width) => width <= longestName),
    0,
  );
  const aligned = shown.filter(({ meaning }) => meaning !== '').map(({ value }) => displayWidth(value));
  const valueWidth = Math.max(...aligned.filter((width) => width <= longestAligned), 0);
  const indent = 2 + nameWidth + 2;
  for (const { name, value, meaning, mark } of shown) {
    const text = cutMiddle(value, Math.max(8, style.width - indent));
    const lines = besideOrBelow(text, meaning, indent, valueWidth, style);
    yield `${mark}${padEnd(name, nameWidth)}  ${lines}`.trimEnd() + '\n';
  }
  const left = fields.length - shown.length;
  if (left > 0) yield `${style.paint.dim(`  ${formatCount(left)} more fields; -o json has all`)}\n`;
}

/** Meanings are short but for what headers add to them. */
function meaningText(meaning: string, { width }: Style): string {
  return width === Infinity ? escapeText(meaning) : cutEnd(escapeText(meaning), 3 * width);
}

/** Two columns. */
function markOf({ problems }: Field, { paint }: Style): string {
  if (problems.length === 0) return '  ';
  return problems.some(({ severity }) => severity === 'error') ? paint.red('! ') : paint.yellow('! ');
}

function nameText(name: string, style: Style): string {
  return style.width === Infinity ? name : cutMiddle(name, longestName);
}

/** The value and its meaning: in its column, where there is room, else in lines below. */
function besideOrBelow(
  value: string,
  meaning: string,
  indent: number,
  valueWidth: number,
  style: Style,
): string {
  const width = Math.max(valueWidth, displayWidth(value));
  const room = style.width - indent - width - 2;
  if (meaning === '') return value;
  const told = style.paint.dim;
  if (room >= displayWidth(meaning)) return `${padEnd(value, width)}  ${told(meaning)}`;
  const isBeside = room >= narrowestMeaning && width === valueWidth;
  const column = isBeside ? indent + width + 2 : indent;
  const lines = wrapped(meaning, Math.max(narrowestMeaning, style.width - column), '').split('\n');
  const below = lines.map((line) => told(line)).join(`\n${' '.repeat(column)}`);
  if (isBeside) return `${padEnd(value, width)}  ${below}`;
  return value === '' ? below : `${value}\n${' '.repeat(column)}${below}`;
}

/** Whether a reader has seen the ids in hexadecimal already. */
function isSpelledOut({ traceId, spanId = '' }: TraceContext, formats: readonly DecodedFormat[]): boolean {
  const values = formats.flatMap(({ headers }) => headers.map(({ value }) => value.toLowerCase()));
  return [traceId, spanId].every((id) => values.some((value) => value.includes(id)));
}

function* contextView({ traceId, spanId }: TraceContext, { paint }: Style): Generator<string> {
  yield `\n${paint.bold('ids in hexadecimal')}\n  trace id  ${traceId}\n`;
  if (spanId !== undefined) yield `  span id   ${spanId}\n`;
}

function* spellingsView(spellings: readonly Spelling[], isRight: boolean, style: Style): Generator<string> {
  yield `\n${style.paint.bold(isRight ? 'the same context in other formats' : 'the context, rightly spelled')}\n`;
  const idWidth = Math.max(...spellings.map(({ format }) => format.id.length));
  const beside = 2 + idWidth + 2;
  const values = spellings.flatMap(({ headers }) => headers.map(({ value }) => value.length));
  const isBeside = beside + Math.max(...values) <= style.width;
  const indent = ' '.repeat(isBeside ? beside : 4);
  for (const { format, headers, loss } of spellings) {
    const lines = headers.map((header) => headerText(header, indent, style));
    if (loss !== undefined) lines.push(style.paint.dim(loss));
    const head = isBeside ? `  ${padEnd(format.id, idWidth)}  ` : `  ${format.id}\n${indent}`;
    yield `${head}${lines.join(`\n${indent}`)}\n`;
  }
}

/** What is there to be copied is never cut: a value too long for a line of its own runs over. */
function headerText({ name, value }: Header, indent: string, { width }: Style): string {
  const text = `${name}: ${value}`;
  return indent.length + text.length <= width ? text : `${name}:\n${indent}${value}`;
}

function othersText(others: readonly string[]): string {
  const names = others.slice(0, shownOthers).map((name) => cutMiddle(escapeText(name), 40));
  const more = others.length - names.length;
  return `${counted(others.length, 'other header')} left out: ${names.join(', ')}${more > 0 ? `, and ${formatCount(more)} more` : ''}`;
}
