/**
 * A span a row, as the CSV of other commands (views/outputs/csv.ts); what has several values is JSON in its cell.
 */
import { spanKindNames, statusCodeNames } from '../model/kinds.ts';
import { parseJson } from '../model/parse-json.ts';
import type { SpanRow } from '../model/span-store.ts';
import type { StringId } from '../model/strings.ts';
import { csvCell, csvLine, quotedCell } from '../views/outputs/csv.ts';
import type { Losses, LossKind } from './losses.ts';
import { plainLines } from './plain-lines.ts';
import type { PlainSpans } from './plain-spans.ts';
import type { Target } from './target.ts';
import { unixNanoText } from './times.ts';

const changed: LossKind = {
  thing: 'text',
  why: 'control characters spelled out, or a quote in front of what a spreadsheet would run',
};

const columns = [
  'traceId',
  'spanId',
  'parentSpanId',
  'service',
  'name',
  'kind',
  'startTimeUnixNano',
  'durationNano',
  'statusCode',
  'statusMessage',
  'error',
  'attributes',
  'resource',
  'scope',
  'events',
  'links',
];

export const csv: Target = {
  id: 'csv',
  title: 'a table, a span a row',
  isBinary: false,
  together: 'spans',
  encoder: (output, losses) =>
    plainLines(output, losses, (spans, row) => lineOf(spans, row, losses), csvLine(columns)),
};

function lineOf(spans: PlainSpans, row: SpanRow, losses: Losses): string {
  const { store, ids } = spans;
  const text = (id: StringId): string => (id === 0 ? '' : textCell(spans.texts.text(id), losses));
  return (
    `${idCell(ids.trace(store.trace[row]))},${idCell(ids.span(row))},${idCell(ids.parent(row))}` +
    `,${text(store.service(row))},${text(store.name[row])},${spanKindNames[store.kind[row]]}` +
    `,${unixNanoText(store.startSeconds[row], store.startNanos[row])},${store.duration[row]}` +
    `,${statusCodeNames[store.status[row]]},${text(store.statusMessage[row])},${spans.isError(row)}` +
    `,${jsonCell(spans.attributes(row))},${jsonCell(spans.resource(row))},${jsonCell(spans.scope(row))}` +
    `,${jsonCell(spans.events(row))},${jsonCell(spans.links(row))}\r\n`
  );
}

/** A text as any table has it. */
function textCell(text: string, losses: Losses): string {
  const cell = csvCell(text);
  if (cell !== text && cell !== quotedCell(text)) losses.note(changed);
  return cell;
}

/** An id, which comes as JSON; nothing for none. */
function idCell(json: string): string {
  if (/^"[0-9a-f]*"$/.test(json)) return json.slice(1, -1);
  return json === '' ? '' : csvCell(String(parseJson(json)));
}

/** JSON has no signs but quotes that a table changes. */
function jsonCell(json: string): string {
  return json.length === 2 ? json : quotedCell(json);
}
