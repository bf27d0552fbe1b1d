/** The span of an OTLP/JSON document, read key by key. */
import type { JsonReader } from '../bytes/json-reader.ts';
import type { SpanWriter } from '../model/span-writer.ts';
import { enumerationOf, kinds, readAttributes, statusCodes } from './otlp-json-values.ts';

/** Reads the fields of the span begun. */
export function readSpan(json: JsonReader, spans: SpanWriter): void {
  while (json.nextKey()) {
    switch (json.key) {
      case 'traceId':
        spans.traceId(json.id());
        break;
      case 'spanId':
        spans.spanId(json.id());
        break;
      case 'parentSpanId':
        spans.parentSpanId(json.id());
        break;
      case 'name':
        spans.name(json.text());
        break;
      case 'kind':
        spans.kind(enumeration(json, kinds));
        break;
      case 'startTimeUnixNano':
        spans.start(json.instant(9));
        break;
      case 'endTimeUnixNano':
        spans.end(json.instant(9));
        break;
      case 'attributes':
        readAttributes(json, spans);
        break;
      case 'events':
        if (spans.details) while (json.nextElement()) readEvent(json, spans);
        else json.skip();
        break;
      case 'links':
        // Without details, too: a link says which of two spans was first, and so binds their clocks.
        while (json.nextElement()) readLink(json, spans);
        break;
      case 'status':
        readStatus(json, spans);
        break;
      default:
        json.skip();
    }
  }
}

function readEvent(json: JsonReader, spans: SpanWriter): void {
  const { events } = spans.store;
  const row = spans.event();
  while (json.nextKey()) {
    switch (json.key) {
      case 'timeUnixNano':
        spans.eventTime(row, json.instant(9));
        break;
      case 'name':
        events.name[row] = json.text();
        break;
      case 'attributes':
        readAttributes(json, spans.extras);
        break;
      default:
        json.skip();
    }
  }
  spans.closeEvent(row);
}

function readLink(json: JsonReader, spans: SpanWriter): void {
  const { links } = spans.store;
  const row = spans.link();
  while (json.nextKey()) {
    switch (json.key) {
      case 'traceId':
        spans.linkTraceId(row, json.id());
        break;
      case 'spanId':
        spans.linkSpanId(row, json.id());
        break;
      case 'traceState':
        links.name[row] = json.text();
        break;
      case 'attributes':
        if (spans.details) readAttributes(json, spans.extras);
        else json.skip();
        break;
      default:
        json.skip();
    }
  }
  spans.closeLink(row);
}

function readStatus(json: JsonReader, spans: SpanWriter): void {
  while (json.nextKey()) {
    switch (json.key) {
      case 'code':
        spans.status(enumeration(json, statusCodes));
        break;
      case 'message':
        if (spans.details) spans.statusMessage(json.text());
        else json.skip();
        break;
      default:
        json.skip();
    }
  }
}

function enumeration(json: JsonReader, names: ReadonlyMap<string, number>): number {
  if (json.peekType() !== 'string') return json.number();
  return enumerationOf(json.strings.text(json.text()), names);
}
