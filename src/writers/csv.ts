/** A span a row, as CSV; what has several values is JSON in its cell. */
import { spanKindNames, statusCodeNames } from '../model/kinds.ts';
import type { SpanRow } from '../model/span-store.ts';
import { csvLine } from '../views/outputs/csv.ts';
import type { Losses, LossKind } from './losses.ts';
import { isError, notePlainLosses } from './ndjson.ts';
import { perGeneration } from './per-generation.ts';
import { Pieces } from './pieces.ts';
import { PlainSpans } from './plain-spans.ts';
import type { Target } from './target.ts';
import { unixNanoText } from './times.ts';

const changed: LossKind = {
  thing: 'text',
  why: 'control characters spelled out, or a quote in front of what a spreadsheet would run',
};

/** By column: the text of a cell. */
const columns: readonly [name: string, cell: (spans: PlainSpans, row: SpanRow) => string][] = [
  ['traceId', ({ store }, row) => store.traces.text(store.trace[row])],
  ['spanId', ({ store }, row) => store.spanId(row)],
  ['parentSpanId', ({ store }, row) => store.parentSpanId(row) ?? ''],
  ['service', ({ store, texts }, row) => texts.text(store.service(row))],
  ['name', ({ store, texts }, row) => texts.text(store.name[row])],
  ['kind', ({ store }, row) => spanKindNames[store.kind[row]]],
  ['startTimeUnixNano', ({ store }, row) => unixNanoText(store.startSeconds[row], store.startNanos[row])],
  ['durationNano', ({ store }, row) => String(store.duration[row])],
  ['statusCode', ({ store }, row) => statusCodeNames[store.status[row]]],
  ['statusMessage', ({ store, texts }, row) => texts.text(store.statusMessage[row])],
  ['error', ({ store }, row) => String(isError(store, row))],
  ['attributes', (spans, row) => spans.attributes(row)],
  ['resource', (spans, row) => spans.resource(row)],
  ['scope', (spans, row) => spans.scope(row)],
  ['events', (spans, row) => spans.events(row)],
  ['links', (spans, row) => spans.links(row)],
];

export const csv: Target = {
  id: 'csv',
  title: 'a table, a span a row',
  isBinary: false,
  together: 'spans',
  encoder(output, losses) {
    const pieces = new Pieces(output);
    const spansFor = perGeneration((store) => new PlainSpans(store, losses));
    pieces.add(csvLine(columns.map(([name]) => name)));
    return {
      write(store, rows) {
        const spans = spansFor(store);
        for (const row of rows) pieces.add(rowOf(spans, row, losses));
      },
      end: () => pieces.flush(),
    };
  },
};

function rowOf(spans: PlainSpans, row: SpanRow, losses: Losses): string {
  notePlainLosses(losses, spans.store, row);
  const cells = columns.map(([, cell]) => cell(spans, row));
  for (const cell of cells) if (isChanged(cell)) losses.note(changed);
  return csvLine(cells);
}

/** Whether a table does not have the text as it is: see csv.ts of the outputs. */
function isChanged(cell: string): boolean {
  return /^[=+\-@＝＋－＠]|\p{Cc}/u.test(cell);
}
