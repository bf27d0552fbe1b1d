/**
 * Spans as Jaeger's own clients sent them: a Batch of Jaeger's Thrift, in Thrift's binary protocol.
 *
 * https://github.com/jaegertracing/jaeger-idl/blob/main/thrift/jaeger.thrift
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md
 * https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/jaeger/ has the mapping from OpenTelemetry's words:
 *
 *   name, attributes, events     operationName, tags, logs (the event's name as the field `event`)
 *   resource                     process
 *   kind, status, scope          tags span.kind, error, otel.status_*, otel.scope.*
 *   links                        references FOLLOWS_FROM
 *   times                        microseconds
 */

const types = { bool: 2, double: 4, i32: 8, i64: 10, string: 11, struct: 12, list: 15 };
const tagTypes = { string: 0, double: 1, bool: 2, long: 3 };
const followsFrom = 1;
const kinds = { 2: 'server', 3: 'client', 4: 'producer', 5: 'consumer' };
const errorCode = 2;

/** A Batch for each resource of some OTLP/JSON requests, as bytes. */
export function thriftBatches(requests) {
  return requests
    .flatMap(({ resourceSpans }) => resourceSpans)
    .map(({ resource, scopeSpans }) => {
      const spans = scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => spanOf(span, scope)));
      return struct([1, processOf(resource)], [2, list('struct', spans)]).bytes;
    });
}

function processOf({ attributes }) {
  const name = attributes.find(({ key }) => key === 'service.name').value.stringValue;
  const others = attributes.filter(({ key }) => key !== 'service.name');
  return struct([1, string(name)], [2, list('struct', others.map(tagOf))]);
}

function spanOf(span, scope) {
  const start = micros(span.startTimeUnixNano);
  return struct(
    [1, i64(`0x${span.traceId.slice(16)}`)],
    [2, i64(`0x${span.traceId.slice(0, 16)}`)],
    [3, i64(`0x${span.spanId}`)],
    [4, i64(`0x${span.parentSpanId || '0'}`)],
    [5, string(span.name)],
    [6, list('struct', (span.links ?? []).map(referenceOf))],
    [7, i32(1)],
    [8, i64(start)],
    [9, i64(micros(span.endTimeUnixNano) - start)],
    [10, list('struct', [...(span.attributes ?? []), ...addedAttributes(span, scope)].map(tagOf))],
    [11, list('struct', (span.events ?? []).map(logOf))],
  );
}

function addedAttributes({ kind, status }, scope) {
  const added = {
    'span.kind': kinds[kind],
    'otel.scope.name': scope?.name,
    'otel.scope.version': scope?.version,
  };
  if (status?.code === errorCode) {
    Object.assign(added, { 'otel.status_code': 'ERROR', 'otel.status_description': status.message });
  }
  const attributes = Object.entries(added)
    .filter(([, value]) => value)
    .map(([key, value]) => ({ key, value: { stringValue: value } }));
  if (status?.code === errorCode) attributes.push({ key: 'error', value: { boolValue: true } });
  return attributes;
}

function referenceOf({ traceId, spanId }) {
  return struct(
    [1, i32(followsFrom)],
    [2, i64(`0x${traceId.slice(16)}`)],
    [3, i64(`0x${traceId.slice(0, 16)}`)],
    [4, i64(`0x${spanId}`)],
  );
}

function logOf({ timeUnixNano, name, attributes = [] }) {
  const fields = [{ key: 'event', value: { stringValue: name } }, ...attributes];
  return struct([1, i64(micros(timeUnixNano))], [2, list('struct', fields.map(tagOf))]);
}

function tagOf({ key, value }) {
  const tag = (type, field, encoded) => struct([1, string(key)], [2, i32(tagTypes[type])], [field, encoded]);
  if (value.stringValue !== undefined) return tag('string', 3, string(value.stringValue));
  if (value.doubleValue !== undefined) return tag('double', 4, double(value.doubleValue));
  if (value.boolValue !== undefined) return tag('bool', 5, bool(value.boolValue));
  if (value.intValue !== undefined) return tag('long', 6, i64(value.intValue));
  return tag('string', 3, string(JSON.stringify(value)));
}

function micros(nanos) {
  return BigInt(nanos) / 1000n;
}

// Thrift's values: a type and bytes each.

/** Fields `[id, value]`, each a type, an id and a value; then a stop. */
function struct(...fields) {
  const encoded = fields.flatMap(([id, { type, bytes }]) => [Buffer.from([type, id >> 8, id & 0xff]), bytes]);
  return { type: types.struct, bytes: Buffer.concat([...encoded, Buffer.from([0])]) };
}

function list(itemType, items) {
  const head = Buffer.alloc(5);
  head[0] = types[itemType];
  head.writeInt32BE(items.length, 1);
  return { type: types.list, bytes: Buffer.concat([head, ...items.map(({ bytes }) => bytes)]) };
}

function string(text) {
  const encoded = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeInt32BE(encoded.length);
  return { type: types.string, bytes: Buffer.concat([length, encoded]) };
}

function i64(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt.asIntN(64, BigInt(value)));
  return { type: types.i64, bytes };
}

function i32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return { type: types.i32, bytes };
}

function double(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return { type: types.double, bytes };
}

function bool(value) {
  return { type: types.bool, bytes: Buffer.from([value ? 1 : 0]) };
}
