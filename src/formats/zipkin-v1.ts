/**
 * Zipkin v1 JSON: what happened to a span is told by annotations of two letters, who did it by their endpoints. One record
 * may hold both halves of a call, the client's and the server's, and becomes two spans of one id then.
 * https://zipkin.io/pages/data_model.html
 *
 *   annotations cs cr sr ss ms mr ws wr    kind, start and length; see zipkin-v1-parts.ts
 *   other annotations                      events
 *   binaryAnnotations sa ca ma             remote endpoint: the server's, client's, broker's address
 *   binaryAnnotations lc                   local component: names the service where no endpoint does; stays an attribute
 *   other binaryAnnotations                attributes of the type that is given, or that the value has
 */
import type { JsonReader } from '../bytes/json-reader.ts';
import { AttributeType } from '../model/attributes.ts';
import { copyId } from '../model/ids.ts';
import type { InstantValue, SpanWriter } from '../model/span-writer.ts';
import type { JsonFormat } from './format.ts';
import type { JsonSketch } from './json-sketch.ts';
import { readDuration, readEndpoint, readLists } from './zipkin-json.ts';
import { Endpoint, wantsTag } from './zipkin-span.ts';
import { addressKeys, V1Record } from './zipkin-v1-parts.ts';

/** Whether fields seen at the head of an input are those that only v1 has. */
export function isZipkinV1(sketch: JsonSketch): boolean {
  return (
    sketch.has('traceId', 'id') && (sketch.has('binaryAnnotations') || sketch.has('annotations.endpoint'))
  );
}

export const zipkinV1: JsonFormat = {
  id: 'zipkin-v1',
  title: 'Zipkin v1 JSON',
  encoding: 'json',

  sniff: isZipkinV1,

  read(json, spans) {
    readLists(json, spans, readSpan);
  },
};

const record = new V1Record();

function readSpan(json: JsonReader, spans: SpanWriter): void {
  spans.begin(json);
  record.clear();
  while (json.nextKey()) {
    switch (json.key) {
      case 'traceId':
        copyId(record.traceId, json.id());
        break;
      case 'id':
        copyId(record.id, json.id());
        break;
      case 'parentId':
        copyId(record.parentId, json.id());
        break;
      case 'name':
        record.name = json.text();
        break;
      case 'timestamp':
        Object.assign(record.start, json.instant(6));
        break;
      case 'duration':
        record.duration = readDuration(json);
        break;
      case 'annotations':
        while (json.nextElement()) readAnnotation(json);
        break;
      case 'binaryAnnotations':
        while (json.nextElement()) readBinaryAnnotation(json, spans);
        break;
      default:
        json.skip();
    }
  }
  record.commit(json, spans);
}

function readAnnotation(json: JsonReader): void {
  const time: InstantValue = { seconds: 0, nanos: 0 };
  let text = 0;
  let endpoint: Endpoint | undefined;
  while (json.nextKey()) {
    if (json.key === 'timestamp') Object.assign(time, json.instant(6));
    else if (json.key === 'value') text = json.text();
    else if (json.key === 'endpoint') endpoint = endpointOf(json);
    else json.skip();
  }
  record.annotations.push({ time, text, value: json.strings.text(text), endpoint });
}

function readBinaryAnnotation(json: JsonReader, spans: SpanWriter): void {
  let key = 0;
  let type: number = AttributeType.empty;
  let value = 0;
  let typeName = '';
  let endpoint: Endpoint | undefined;
  while (json.nextKey()) {
    switch (json.key) {
      case 'key':
        key = json.text();
        break;
      case 'value':
        [type, value] = valueOf(json);
        break;
      case 'type':
        typeName = json.strings.text(json.text());
        break;
      case 'endpoint':
        endpoint = endpointOf(json);
        break;
      default:
        json.skip();
    }
  }
  const keyText = json.strings.text(key);
  if (endpoint !== undefined && type !== AttributeType.string && addressKeys.includes(keyText)) {
    record.addresses.set(keyText, endpoint);
    return;
  }
  if (keyText === 'lc' && type === AttributeType.string) record.component = value;
  // Without a value it only marks the span as local.
  const isMarker = keyText === 'lc' && value === 0;
  const isWanted = !isMarker && wantsTag(spans, key);
  record.tags.push({ key, type: typeNames.get(typeName) ?? type, value, endpoint, isWanted });
}

/** Type of an attribute by AnnotationType; BOOL is told by the value. */
const typeNames = new Map<string, number>([
  ['BYTES', AttributeType.bytes],
  ['I16', AttributeType.int],
  ['I32', AttributeType.int],
  ['I64', AttributeType.int],
  ['DOUBLE', AttributeType.double],
]);

function valueOf(json: JsonReader): [type: number, value: number] {
  switch (json.peekType()) {
    case 'boolean':
      return [AttributeType.bool, json.boolean() ? 1 : 0];
    case 'null':
      json.skip();
      return [AttributeType.empty, 0];
    case 'number': {
      const value = json.text();
      const isInteger = /^-?\d+$/.test(json.strings.text(value));
      return [isInteger ? AttributeType.int : AttributeType.double, value];
    }
    default:
      return [AttributeType.string, json.text()];
  }
}

function endpointOf(json: JsonReader): Endpoint | undefined {
  if (json.peekType() === 'null') {
    json.skip();
    return undefined;
  }
  const endpoint = new Endpoint();
  readEndpoint(json, endpoint);
  return endpoint;
}
