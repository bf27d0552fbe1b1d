/**
 * OTLP as protobuf: TracesData, which ExportTraceServiceRequest equals on the wire; one message, or messages behind a
 * 32-bit big-endian length each, as the collector's file exporter writes them.
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
import { DamagedRecord } from '../bytes/damaged-record.ts';
import type { ProtobufReader } from '../bytes/protobuf-reader.ts';
import type { SpanWriter } from '../model/span-writer.ts';
import type { ProtobufFormat } from './format.ts';
import { readAttribute } from './otlp-proto-values.ts';
import { looksLikeMessage } from './protobuf-sketch.ts';

const anyValue = { 1: 2, 2: 0, 3: 0, 4: 1, 5: 2, 6: 2, 7: 2 };

/** Fields and wire types down to where it can be nothing else; 2 is a message or bytes, an object describes the message. */
const tracesData = {
  1: { 1: { 1: { 1: 2, 2: anyValue }, 2: 0, 3: 2 }, 2: { 1: 2, 2: 2, 3: 2 }, 3: 2, 1000: 2 },
};

export const otlpProto: ProtobufFormat = {
  id: 'otlp-proto',
  title: 'OTLP protobuf (single message, or length-prefixed as the Collector writes it)',
  encoding: 'protobuf',

  sniff(head) {
    return looksLikeMessage(head, tracesData) || isFramed(head);
  },

  read(protobuf, spans) {
    if (!isFramed(protobuf.peek(framedHead))) readTracesData(protobuf, spans, Infinity);
    else while (!protobuf.atEnd()) readFramed(protobuf, spans);
  },
};

const framedHead = 1 << 12;

function isFramed(head: Uint8Array): boolean {
  if (head.length < 6) return false;
  const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
  // A message without a length before it begins with 0x0a, too.
  const isLength = length > 1 && length < 0x0a000000;
  return isLength && head[4] === 0x0a && looksLikeMessage(head.subarray(4, 4 + length), tracesData);
}

/** One damaged message does not spoil the next: its length says where that begins. */
function readFramed(protobuf: ProtobufReader, spans: SpanWriter): void {
  const end = protobuf.lengthPrefix();
  try {
    readTracesData(protobuf, spans, end);
  } catch (error) {
    if (!(error instanceof DamagedRecord) || !protobuf.moveTo(end)) throw error;
    spans.abandon();
    spans.damaged(error.message, error);
  }
}

function readTracesData(protobuf: ProtobufReader, spans: SpanWriter, end: number): void {
  while (protobuf.nextField(end)) {
    if (protobuf.field === 1) {
      readResourceSpans(protobuf, spans);
      spans.settled('spans');
    } else protobuf.skip();
  }
}

function readResourceSpans(protobuf: ProtobufReader, spans: SpanWriter): void {
  const { store } = spans;
  const first = store.size;
  const end = protobuf.message();
  let resource = 0;
  try {
    while (protobuf.nextField(end)) {
      // 1000 is where InstrumentationLibrarySpans were before OTLP 0.15.
      if (protobuf.field === 1) resource = readResource(protobuf, spans);
      else if (protobuf.field === 2 || protobuf.field === 1000) readScopeSpans(protobuf, spans);
      else protobuf.skip();
    }
  } finally {
    store.resource.fill(resource, first, store.size);
  }
}

function readResource(protobuf: ProtobufReader, spans: SpanWriter): number {
  const { resources } = spans.store;
  const end = protobuf.message();
  resources.begin();
  while (protobuf.nextField(end)) {
    if (protobuf.field === 1) readAttribute(protobuf, resources);
    else protobuf.skip();
  }
  return resources.end();
}

function readScopeSpans(protobuf: ProtobufReader, spans: SpanWriter): void {
  const { store } = spans;
  const first = store.size;
  const end = protobuf.message();
  let scope = 0;
  try {
    while (protobuf.nextField(end)) {
      if (protobuf.field === 1 && spans.details) scope = readScope(protobuf, spans);
      else if (protobuf.field === 2) readSpan(protobuf, spans);
      else protobuf.skip();
    }
  } finally {
    if (spans.details) store.scope.fill(scope, first, store.size);
  }
}

function readScope(protobuf: ProtobufReader, spans: SpanWriter): number {
  const { scopes, strings } = spans.store;
  const end = protobuf.message();
  scopes.begin();
  while (protobuf.nextField(end)) {
    if (protobuf.field === 1) scopes.attribute(strings.add('name'), 0, protobuf.text());
    else if (protobuf.field === 2) scopes.attribute(strings.add('version'), 0, protobuf.text());
    else if (protobuf.field === 3) readAttribute(protobuf, scopes);
    else protobuf.skip();
  }
  return scopes.end();
}

function readSpan(protobuf: ProtobufReader, spans: SpanWriter): void {
  const end = protobuf.message();
  spans.begin(protobuf);
  while (protobuf.nextField(end)) {
    switch (protobuf.field) {
      case 1:
        spans.traceId(protobuf.id());
        break;
      case 2:
        spans.spanId(protobuf.id());
        break;
      case 4:
        spans.parentSpanId(protobuf.id());
        break;
      case 5:
        spans.name(protobuf.text());
        break;
      case 6:
        spans.kind(protobuf.unsigned());
        break;
      case 7:
        spans.start(protobuf.instant());
        break;
      case 8:
        spans.end(protobuf.instant());
        break;
      case 9:
        readAttribute(protobuf, spans);
        break;
      case 11:
        readEvent(protobuf, spans);
        break;
      case 13:
        readLink(protobuf, spans);
        break;
      case 15:
        readStatus(protobuf, spans);
        break;
      default:
        protobuf.skip();
    }
  }
  spans.commit(protobuf);
}

function readEvent(protobuf: ProtobufReader, spans: SpanWriter): void {
  if (!spans.details) return protobuf.skip();
  const end = protobuf.message();
  const row = spans.event();
  while (protobuf.nextField(end)) {
    if (protobuf.field === 1) spans.eventTime(row, protobuf.instant());
    else if (protobuf.field === 2) spans.store.events.name[row] = protobuf.text();
    else if (protobuf.field === 3) readAttribute(protobuf, spans.extras);
    else protobuf.skip();
  }
  spans.closeEvent(row);
}

function readLink(protobuf: ProtobufReader, spans: SpanWriter): void {
  const end = protobuf.message();
  const row = spans.link();
  while (protobuf.nextField(end)) {
    if (protobuf.field === 1) spans.linkTraceId(row, protobuf.id());
    else if (protobuf.field === 2) spans.linkSpanId(row, protobuf.id());
    else if (protobuf.field === 3) spans.store.links.name[row] = protobuf.text();
    else if (protobuf.field === 4 && spans.details) readAttribute(protobuf, spans.extras);
    else protobuf.skip();
  }
  spans.closeLink(row);
}

function readStatus(protobuf: ProtobufReader, spans: SpanWriter): void {
  const end = protobuf.message();
  while (protobuf.nextField(end)) {
    if (protobuf.field === 2) spans.statusMessage(protobuf.text());
    else if (protobuf.field === 3) spans.status(protobuf.unsigned());
    else protobuf.skip();
  }
}
