/**
 * Zipkin v2 JSON: spans with times in microseconds; one, a list, or a list of traces.
 * https://zipkin.io/zipkin-api/
 *
 *   id, parentId         spanId, parentSpanId
 *   timestamp, duration  start and length
 *   the rest             see zipkin-span.ts
 */
import type { JsonReader } from '../bytes/json-reader.ts';
import { AttributeType } from '../model/attributes.ts';
import { copyId } from '../model/ids.ts';
import type { InstantValue, SpanWriter } from '../model/span-writer.ts';
import type { JsonFormat } from './format.ts';
import { readDuration, readEndpoint, readLists } from './zipkin-json.ts';
import { kindsByName, wantsTag, ZipkinSpan } from './zipkin-span.ts';
import { isZipkinV1 } from './zipkin-v1.ts';

const fields = [
  'name',
  'kind',
  'timestamp',
  'duration',
  'parentId',
  'localEndpoint',
  'remoteEndpoint',
  'annotations',
  'tags',
];

export const zipkin: JsonFormat = {
  id: 'zipkin',
  title: 'Zipkin v2 JSON (Zipkin, Brave, OpenTelemetry’s Zipkin exporters)',
  encoding: 'json',

  sniff(sketch) {
    return sketch.has('traceId', 'id') && fields.some((field) => sketch.has(field)) && !isZipkinV1(sketch);
  },

  read(json, spans) {
    readLists(json, spans, readSpan);
  },
};

const span = new ZipkinSpan();

function readSpan(json: JsonReader, spans: SpanWriter): void {
  spans.begin(json);
  span.clear();
  while (json.nextKey()) {
    switch (json.key) {
      case 'traceId':
        copyId(span.traceId, json.id());
        break;
      case 'id':
        copyId(span.id, json.id());
        break;
      case 'parentId':
        copyId(span.parentId, json.id());
        break;
      case 'name':
        span.name = json.text();
        break;
      case 'kind':
        span.kind = kindsByName.get(json.strings.text(json.text()).toUpperCase()) ?? 0;
        break;
      case 'timestamp':
        span.startAt(json.instant(6));
        break;
      case 'duration':
        span.duration = readDuration(json);
        break;
      case 'localEndpoint':
        readEndpoint(json, span.local);
        break;
      case 'remoteEndpoint':
        readEndpoint(json, span.remote);
        break;
      case 'annotations':
        readAnnotations(json, spans);
        break;
      case 'tags':
        readTags(json, spans);
        break;
      case 'shared':
        span.shared = json.boolean();
        break;
      default:
        json.skip();
    }
  }
  span.fill(spans);
  spans.commit(json);
}

const time: InstantValue = { seconds: 0, nanos: 0 };

function readAnnotations(json: JsonReader, spans: SpanWriter): void {
  if (!spans.details) return json.skip();
  while (json.nextElement()) readAnnotation(json);
}

function readAnnotation(json: JsonReader): void {
  let value = 0;
  time.seconds = time.nanos = 0;
  while (json.nextKey()) {
    if (json.key === 'timestamp') Object.assign(time, json.instant(6));
    else if (json.key === 'value') value = json.text();
    else json.skip();
  }
  span.annotation(time, value);
}

function readTags(json: JsonReader, spans: SpanWriter): void {
  while (json.nextKey()) {
    const key = json.keyId;
    if (wantsTag(spans, key)) span.tag(key, AttributeType.string, json.text());
    else json.skip();
  }
}
