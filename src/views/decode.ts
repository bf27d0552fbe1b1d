/** `decode`: what propagation headers say, what is wrong with them, and how else it is said. */
import type { DecodedFormat, DecodedHeaders, Spelling } from '../propagation/decode.ts';
import type { Field, Problem, TraceContext } from '../propagation/header-format.ts';
import { decodeText } from './decode-text.ts';
import { type Column, type Json, type Report, Stream } from './outputs/report.ts';
import { escapeText } from './text/escape.ts';

/** One row: a field and what is wrong with it, or a problem of no field. */
export interface DecodeRow {
  /** Undefined where the problem is one between formats. */
  format: DecodedFormat | undefined;
  field: Field | undefined;
  problems: readonly Problem[];
}

/** The report of headers. */
export function decodeReport(decoded: DecodedHeaders): Report<DecodeRow> {
  return {
    text: (style) => decodeText(decoded, style),
    document: () => ({
      schemaVersion: 1,
      valid: decoded.isValid,
      context: contextJson(decoded.context),
      formats: new Stream(() => decoded.formats.map(formatJson)),
      problems: decoded.problems.map(problemJson),
      spellings: new Stream(() => decoded.spellings.map(spellingJson)),
      otherHeaders: decoded.others,
    }),
    *records() {
      for (const row of rowsOf(decoded)) yield { schemaVersion: 1, ...rowJson(row) };
    },
    columns,
    rows: () => rowsOf(decoded),
  };
}

/** Fields in their order, after those of a format its other problems; last the problems between formats. */
function* rowsOf({ formats, problems }: DecodedHeaders): Generator<DecodeRow> {
  for (const format of formats) {
    for (const field of format.fields) yield { format, field, problems: field.problems };
    for (const problem of problemsOfNoField(format)) yield { format, field: undefined, problems: [problem] };
  }
  for (const problem of problems) yield { format: undefined, field: undefined, problems: [problem] };
}

function problemsOfNoField({ fields, problems }: DecodedFormat): Problem[] {
  const told = new Set(fields.flatMap((field) => field.problems));
  return problems.filter((problem) => !told.has(problem));
}

function contextJson(context: TraceContext | undefined): Json {
  if (context === undefined) return null;
  const { traceId, spanId = null, parentSpanId = null, sampled = null, traceState = null } = context;
  return { traceId, spanId, parentSpanId, sampled, traceState };
}

function formatJson({ format, headers, isValid, context, fields, problems }: DecodedFormat): Json {
  return {
    format: format.id,
    title: format.title,
    valid: isValid,
    headers: headers.map(({ name, value, isGuessed, couldBe }) => ({
      name,
      value,
      guessed: isGuessed,
      couldBe,
    })),
    context: contextJson(context),
    fields: new Stream(() => fields.map(fieldJson)),
    problems: new Stream(() => problems.map(problemJson)),
  };
}

function fieldJson({ name, value, meaning, place, problems }: Field): Json {
  const { header, from, to } = place;
  const messages = problems.map(({ message }) => message);
  return { header: header.name, name, value, meaning, offset: from, length: to - from, problems: messages };
}

function problemJson({ severity, message, place: { header, from, to } }: Problem): Json {
  return { severity, message, header: header.name, offset: from, length: to - from };
}

function spellingJson({ format, headers, loss }: Spelling): Json {
  return {
    format: format.id,
    headers: headers.map(({ name, value }) => ({ name, value })),
    loss: loss ?? null,
  };
}

function rowJson(row: DecodeRow): { [key: string]: Json } {
  return Object.fromEntries(columns.map(({ key, value }) => [key, value(row)]));
}

function severityOf({ problems }: DecodeRow): string {
  const worst = problems.find(({ severity }) => severity === 'error') ?? problems[0];
  return worst?.severity ?? '';
}

function placeOf({ field, problems }: DecodeRow): Field['place'] | undefined {
  return field?.place ?? problems[0]?.place;
}

/** The table of `decode`. */
const columns: readonly Column<DecodeRow>[] = [
  { key: 'format', header: 'format', value: ({ format }) => format?.format.id ?? '' },
  text('header', (row) => placeOf(row)?.header.name ?? ''),
  text('name', ({ field }) => field?.name ?? ''),
  text('value', ({ field }) => field?.value ?? ''),
  text('meaning', ({ field }) => field?.meaning ?? ''),
  { key: 'offset', header: 'at', text: null, value: (row) => placeOf(row)?.from ?? null },
  text('severity', severityOf),
  text('problem', ({ problems }) => problems.map(({ message }) => message).join('; ')),
];

function text(key: string, value: (row: DecodeRow) => string): Column<DecodeRow> {
  return { key, header: key, value, text: (row) => escapeText(value(row)) };
}
