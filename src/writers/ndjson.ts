/**
 * A span a line, as plain JSON: for jq, for databases, for programs of one's own. The fields are those of `show -o ndjson`
 * that do not depend on the tree; docs/schemas/convert.json describes them.
 */
import { spanKindNames, statusCodeNames } from '../model/kinds.ts';
import type { SpanRow } from '../model/span-store.ts';
import { plainLines } from './plain-lines.ts';
import type { PlainSpans } from './plain-spans.ts';
import type { Target } from './target.ts';
import { unixNanoText } from './times.ts';

export const ndjson: Target = {
  id: 'ndjson',
  title: 'plain JSON, a span a line',
  isBinary: false,
  together: 'spans',
  encoder: (output, losses) => plainLines(output, losses, lineOf),
};

function lineOf(spans: PlainSpans, row: SpanRow): string {
  const { store, texts, ids } = spans;
  const parent = ids.parent(row);
  return (
    `{"schemaVersion":1,"traceId":${ids.trace(store.trace[row])},"spanId":${ids.span(row)}` +
    `,"parentSpanId":${parent === '' ? 'null' : parent}` +
    `,"service":${texts.quoted(store.service(row))},"name":${texts.quoted(store.name[row])}` +
    `,"kind":"${spanKindNames[store.kind[row]]}"` +
    `,"startTimeUnixNano":"${unixNanoText(store.startSeconds[row], store.startNanos[row])}"` +
    `,"durationNano":${store.duration[row]}` +
    `,"status":{"code":"${statusCodeNames[store.status[row]]}","message":${texts.quoted(store.statusMessage[row])}}` +
    `,"error":${spans.isError(row)},"attributes":${spans.attributes(row)}` +
    `,"resource":${spans.resource(row)},"scope":${spans.scope(row)}` +
    `,"events":${spans.events(row)},"links":${spans.links(row)}}\n`
  );
}
