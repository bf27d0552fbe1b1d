/** What both versions of Zipkin's JSON have in common: lists of spans, endpoints. */
import type { JsonReader } from '../bytes/json-reader.ts';
import type { SpanWriter } from '../model/span-writer.ts';
import { type Endpoint, firstOf } from './zipkin-span.ts';

/** Reads a span, a list of spans, or a list of such lists; what is nested deeper is damage. */
export function readLists(
  json: JsonReader,
  spans: SpanWriter,
  readSpan: (json: JsonReader, spans: SpanWriter) => void,
): void {
  if (json.peekType() !== 'array') return readSpan(json, spans);
  while (json.nextElement()) {
    const isTrace = json.peekType() === 'array';
    if (!isTrace) readSpan(json, spans);
    else while (json.nextElement()) readSpan(json, spans);
    spans.settled(isTrace ? 'traces' : 'spans');
  }
}

/** A duration in nanoseconds; NaN if unreadable. null is none. */
export function readDuration(json: JsonReader): number | undefined {
  if (json.peekType() !== 'null') return json.nanos(6);
  json.skip();
  return undefined;
}

/** Reads an Endpoint; a port of 0 is none. */
export function readEndpoint(json: JsonReader, endpoint: Endpoint): void {
  endpoint.clear();
  while (json.nextKey()) {
    switch (json.key) {
      case 'serviceName':
        endpoint.service = json.text();
        break;
      case 'ipv4':
        endpoint.ip = firstOf(json.text(), endpoint.ip);
        break;
      case 'ipv6':
        endpoint.ip = firstOf(endpoint.ip, json.text());
        break;
      case 'port':
        endpoint.port = portOf(json);
        break;
      default:
        json.skip();
    }
  }
}

function portOf(json: JsonReader): number {
  const text = json.text();
  return json.strings.text(text) === '0' ? 0 : text;
}
