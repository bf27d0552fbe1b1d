/**
 * A span a line, as plain JSON: for jq, for databases, for programs of one's own. The fields are those of `show -o ndjson`
 * that do not depend on the tree; docs/schemas/convert.json describes them.
 */
import { SpanFlag, spanKindNames, statusCodeNames } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { Losses, LossKind } from './losses.ts';
import { perGeneration } from './per-generation.ts';
import { Pieces } from './pieces.ts';
import { PlainSpans } from './plain-spans.ts';
import type { Target } from './target.ts';
import { noteTimes, unixNanoText } from './times.ts';

const unfinished: LossKind = { thing: 'span', why: 'never ended; the length becomes 0' };

export const ndjson: Target = {
  id: 'ndjson',
  title: 'plain JSON, a span a line',
  isBinary: false,
  together: 'spans',
  encoder(output, losses) {
    const pieces = new Pieces(output);
    const spansFor = perGeneration((store) => new PlainSpans(store, losses));
    return {
      write(store, rows) {
        const spans = spansFor(store);
        for (const row of rows) pieces.add(lineOf(spans, row, losses));
      },
      end: () => pieces.flush(),
    };
  },
};

function lineOf(spans: PlainSpans, row: SpanRow, losses: Losses): string {
  const { store, texts, ids } = spans;
  notePlainLosses(losses, store, row);
  const parent = ids.parent(row);
  return (
    `{"schemaVersion":1,"traceId":${ids.trace(store.trace[row])},"spanId":${ids.span(row)}` +
    `,"parentSpanId":${parent === '' ? 'null' : parent}` +
    `,"service":${texts.quoted(store.service(row))},"name":${texts.quoted(store.name[row])}` +
    `,"kind":"${spanKindNames[store.kind[row]]}"` +
    `,"startTimeUnixNano":"${unixNanoText(store.startSeconds[row], store.startNanos[row])}"` +
    `,"durationNano":${store.duration[row]}` +
    `,"status":{"code":"${statusCodeNames[store.status[row]]}","message":${texts.quoted(store.statusMessage[row])}}` +
    `,"error":${isError(store, row)},"attributes":${spans.attributes(row)}` +
    `,"resource":${spans.resource(row)},"scope":${spans.scope(row)}` +
    `,"events":${spans.events(row)},"links":${spans.links(row)}}\n`
  );
}

/** Counts what a span loses in plain JSON and in tables. */
export function notePlainLosses(losses: Losses, store: SpanStore, row: SpanRow): void {
  losses.nextSpan();
  noteTimes(losses, store, row);
  if (store.flags[row] & SpanFlag.noEnd) losses.note(unfinished);
}

/** Whether a span failed. */
export function isError({ flags }: SpanStore, row: SpanRow): boolean {
  return (flags[row] & SpanFlag.error) !== 0;
}
