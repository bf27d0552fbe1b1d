/**
 * Zipkin v2 as protobuf: ListOfSpans of zipkin.proto3. Fields mean what they mean in JSON, see zipkin-span.ts.
 * https://github.com/openzipkin/zipkin-api/blob/master/zipkin.proto
 */
import { DamagedRecord } from '../bytes/damaged-record.ts';
import type { ProtobufReader } from '../bytes/protobuf-reader.ts';
import { AttributeType } from '../model/attributes.ts';
import { copyId } from '../model/ids.ts';
import { SpanKind } from '../model/kinds.ts';
import type { InstantValue, SpanWriter } from '../model/span-writer.ts';
import type { StringId } from '../model/strings.ts';
import type { ProtobufFormat } from './format.ts';
import { looksLikeMessage } from './protobuf-sketch.ts';
import { type Endpoint, firstOf, wantsTag, ZipkinSpan } from './zipkin-span.ts';

const endpoint = { 1: 2, 2: [4], 3: [16], 4: 0 };

/** Ids have fixed lengths, which tells these messages from OTLP's. */
const zipkinSpan = {
  1: [8, 16],
  2: [8],
  3: [8],
  4: 0,
  5: 2,
  6: 1,
  7: 0,
  8: endpoint,
  9: endpoint,
  10: { 1: 1, 2: 2 },
  11: { 1: 2, 2: 2 },
  12: 0,
  13: 0,
};

export const zipkinProto: ProtobufFormat = {
  id: 'zipkin-proto',
  title: 'Zipkin v2 protobuf (ListOfSpans)',
  encoding: 'protobuf',

  sniff(head) {
    return looksLikeMessage(head, { 1: zipkinSpan });
  },

  read(protobuf, spans) {
    while (protobuf.nextField(Infinity)) {
      if (protobuf.field === 1) {
        readWholeSpan(protobuf, spans);
        spans.settled('spans');
      } else protobuf.skip();
    }
  },
};

/** One damaged span does not spoil the next: its length says where that begins. */
function readWholeSpan(protobuf: ProtobufReader, spans: SpanWriter): void {
  const end = protobuf.message();
  try {
    readSpan(protobuf, spans, end);
  } catch (error) {
    if (!(error instanceof DamagedRecord) || !protobuf.moveTo(end)) throw error;
    spans.damaged(error.message, error);
  }
}

const kinds: readonly number[] = [
  SpanKind.unspecified,
  SpanKind.client,
  SpanKind.server,
  SpanKind.producer,
  SpanKind.consumer,
];

const span = new ZipkinSpan();

function readSpan(protobuf: ProtobufReader, spans: SpanWriter, end: number): void {
  spans.begin(protobuf);
  span.clear();
  while (protobuf.nextField(end)) {
    switch (protobuf.field) {
      case 1:
        copyId(span.traceId, protobuf.id());
        break;
      case 2:
        copyId(span.parentId, protobuf.id());
        break;
      case 3:
        copyId(span.id, protobuf.id());
        break;
      case 4:
        span.kind = kinds[protobuf.unsigned()] ?? SpanKind.unspecified;
        break;
      case 5:
        span.name = protobuf.text();
        break;
      case 6:
        span.startAt(protobuf.instant(6));
        break;
      case 7:
        span.duration = protobuf.unsigned() * 1000;
        break;
      case 8:
        readEndpoint(protobuf, span.local);
        break;
      case 9:
        readEndpoint(protobuf, span.remote);
        break;
      case 10:
        readAnnotation(protobuf);
        break;
      case 11:
        readTag(protobuf, spans);
        break;
      case 13:
        span.shared = protobuf.unsigned() !== 0;
        break;
      default:
        protobuf.skip();
    }
  }
  span.fill(spans);
  spans.commit(protobuf);
}

function readEndpoint(protobuf: ProtobufReader, endpoint: Endpoint): void {
  const end = protobuf.message();
  const { strings } = protobuf;
  endpoint.clear();
  while (protobuf.nextField(end)) {
    if (protobuf.field === 1) endpoint.service = protobuf.text();
    else if (protobuf.field === 2)
      endpoint.ip = firstOf(strings.add(protobuf.bytes().join('.')), endpoint.ip);
    else if (protobuf.field === 3) endpoint.ip = firstOf(endpoint.ip, ipv6(protobuf));
    else if (protobuf.field === 4) endpoint.port = portOf(protobuf);
    else protobuf.skip();
  }
}

function portOf(protobuf: ProtobufReader): StringId {
  const port = protobuf.unsigned();
  return port === 0 ? 0 : protobuf.strings.add(String(port));
}

/** The address as RFC 5952 spells it, which is how URLs are normalized. */
function ipv6(protobuf: ProtobufReader): StringId {
  const groups = Buffer.from(protobuf.bytes()).toString('hex').match(/.{4}/g);
  const url = `http://[${groups?.join(':') ?? ''}]`;
  return URL.canParse(url) ? protobuf.strings.add(new URL(url).hostname.slice(1, -1)) : 0;
}

const time: InstantValue = { seconds: 0, nanos: 0 };

function readAnnotation(protobuf: ProtobufReader): void {
  const end = protobuf.message();
  let value = 0;
  time.seconds = time.nanos = 0;
  while (protobuf.nextField(end)) {
    if (protobuf.field === 1) Object.assign(time, protobuf.instant(6));
    else if (protobuf.field === 2) value = protobuf.text();
    else protobuf.skip();
  }
  span.annotation(time, value);
}

function readTag(protobuf: ProtobufReader, spans: SpanWriter): void {
  const end = protobuf.message();
  let key = 0;
  let value = 0;
  while (protobuf.nextField(end)) {
    if (protobuf.field === 1) key = protobuf.text();
    else if (protobuf.field === 2) value = protobuf.text();
    else protobuf.skip();
  }
  if (wantsTag(spans, key)) span.tag(key, AttributeType.string, value);
}
