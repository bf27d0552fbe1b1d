/**
 * A Batch of Jaeger's Thrift as Jaeger's own JSON, which there is a format for.
 * https://github.com/jaegertracing/jaeger-idl/blob/main/thrift/jaeger.thrift
 *
 * Fields that the definition requires are required here, too: otherwise a few bytes could claim millions of spans.
 */
import Protocol from 'thrift/lib/nodejs/lib/thrift/binary_protocol.js';

import { MalformedBody } from './intake.ts';
import { ThriftBytes } from './thrift-bytes.ts';

/** Types of Thrift's values. */
const ThriftType = {
  stop: 0,
  bool: 2,
  double: 4,
  i32: 8,
  i64: 10,
  string: 11,
  struct: 12,
  list: 15,
} as const;

const tagTypes = ['string', 'float64', 'bool', 'int64', 'binary'] as const;
const referenceTypes = ['CHILD_OF', 'FOLLOWS_FROM'];

/** The batch as JSON. Throws MalformedBody. */
export function jaegerJson(body: Uint8Array): Uint8Array {
  const bytes = new ThriftBytes(body);
  try {
    return Buffer.from(JSON.stringify(readBatch(new Protocol(bytes), bytes)));
  } catch (cause) {
    // What the library throws is of no class of its own.
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MalformedBody(`not a batch of spans in Thrift: ${why}`, { cause });
  }
}

/** Reads the value of a field of a struct, by number and type. */
type FieldReaders = Readonly<Record<number, readonly [type: number, read: () => void]>>;

function readStruct(protocol: Protocol, required: readonly number[], readers: FieldReaders): void {
  const missing = new Set(required);
  for (;;) {
    const { ftype, fid } = protocol.readFieldBegin();
    if (ftype === ThriftType.stop) break;
    const [type, read] = readers[fid] ?? [];
    missing.delete(fid);
    if (read === undefined) protocol.skip(ftype);
    else if (ftype === type) read();
    else throw new TypeError(`field ${fid} has type ${ftype}`);
  }
  const [first] = missing;
  if (first !== undefined) throw new TypeError(`field ${first} is missing`);
}

function readList<T>(protocol: Protocol, item: () => T): T[] {
  const { etype, size } = protocol.readListBegin();
  const items: T[] = [];
  if (size > 0 && etype !== ThriftType.struct) throw new TypeError(`a list of type ${etype}`);
  for (let i = 0; i < size; i++) items.push(item());
  return items;
}

function readBatch(protocol: Protocol, bytes: ThriftBytes): object {
  let process: object = {};
  let spans: object[] = [];
  readStruct(protocol, [1, 2], {
    1: [ThriftType.struct, () => (process = readProcess(protocol, bytes))],
    2: [ThriftType.list, () => (spans = readList(protocol, () => readSpan(protocol, bytes)))],
  });
  return { data: [{ spans, processes: { p1: process } }] };
}

function readProcess(protocol: Protocol, bytes: ThriftBytes): object {
  let serviceName = '';
  let tags: object[] = [];
  readStruct(protocol, [1], {
    1: [ThriftType.string, () => (serviceName = protocol.readString())],
    2: [ThriftType.list, () => (tags = readList(protocol, () => readTag(protocol, bytes)))],
  });
  return { serviceName, tags };
}

function readSpan(protocol: Protocol, bytes: ThriftBytes): object {
  const ids = { low: 0n, high: 0n, span: 0n, parent: 0n };
  const times = { start: 0n, duration: 0n };
  let operationName = '';
  let references: Reference[] = [];
  let tags: object[] = [];
  let logs: object[] = [];
  readStruct(protocol, [1, 2, 3, 4, 5, 8, 9], {
    1: [ThriftType.i64, () => (ids.low = int64(protocol))],
    2: [ThriftType.i64, () => (ids.high = int64(protocol))],
    3: [ThriftType.i64, () => (ids.span = int64(protocol))],
    4: [ThriftType.i64, () => (ids.parent = int64(protocol))],
    5: [ThriftType.string, () => (operationName = protocol.readString())],
    6: [ThriftType.list, () => (references = readList(protocol, () => readReference(protocol)))],
    8: [ThriftType.i64, () => (times.start = int64(protocol))],
    9: [ThriftType.i64, () => (times.duration = int64(protocol))],
    10: [ThriftType.list, () => (tags = readList(protocol, () => readTag(protocol, bytes)))],
    11: [ThriftType.list, () => (logs = readList(protocol, () => readLog(protocol, bytes)))],
  });
  const traceID = traceIdText(ids.high, ids.low);
  const parent = { refType: 'CHILD_OF', traceID, spanID: hex(ids.parent) };
  const isNamed = ids.parent === 0n || references.some((one) => isSame(one, parent));
  return {
    traceID,
    spanID: hex(ids.span),
    operationName,
    references: isNamed ? references : [parent, ...references],
    startTime: String(times.start),
    duration: String(times.duration),
    processID: 'p1',
    tags,
    logs,
  };
}

interface Reference {
  refType: string;
  traceID: string;
  spanID: string;
}

function readReference(protocol: Protocol): Reference {
  const ids = { low: 0n, high: 0n, span: 0n };
  let type = 0;
  readStruct(protocol, [1, 2, 3, 4], {
    1: [ThriftType.i32, () => (type = protocol.readI32())],
    2: [ThriftType.i64, () => (ids.low = int64(protocol))],
    3: [ThriftType.i64, () => (ids.high = int64(protocol))],
    4: [ThriftType.i64, () => (ids.span = int64(protocol))],
  });
  const refType = referenceTypes[type] ?? 'FOLLOWS_FROM';
  return { refType, traceID: traceIdText(ids.high, ids.low), spanID: hex(ids.span) };
}

function isSame(a: Reference, b: Reference): boolean {
  return a.traceID === b.traceID && a.spanID === b.spanID;
}

function readLog(protocol: Protocol, bytes: ThriftBytes): object {
  let timestamp = 0n;
  let fields: object[] = [];
  readStruct(protocol, [1, 2], {
    1: [ThriftType.i64, () => (timestamp = int64(protocol))],
    2: [ThriftType.list, () => (fields = readList(protocol, () => readTag(protocol, bytes)))],
  });
  return { timestamp: String(timestamp), fields };
}

function readTag(protocol: Protocol, bytes: ThriftBytes): object {
  let key = '';
  let type = 0;
  let value: string | boolean = '';
  readStruct(protocol, [1, 2], {
    1: [ThriftType.string, () => (key = protocol.readString())],
    2: [ThriftType.i32, () => (type = protocol.readI32())],
    3: [ThriftType.string, () => (value = protocol.readString())],
    4: [ThriftType.double, () => (value = String(protocol.readDouble()))],
    5: [ThriftType.bool, () => (value = protocol.readBool())],
    6: [ThriftType.i64, () => (value = String(int64(protocol)))],
    7: [ThriftType.string, () => (value = bytes.read(protocol.readI32()).toString('base64'))],
  });
  return { key, type: tagTypes[type] ?? 'string', value };
}

function int64(protocol: Protocol): bigint {
  const { buffer, offset } = protocol.readI64();
  return new DataView(buffer.buffer, buffer.byteOffset + offset, 8).getBigInt64(0);
}

function traceIdText(high: bigint, low: bigint): string {
  return high === 0n ? hex(low) : hex(high) + hex(low);
}

function hex(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16).padStart(16, '0');
}
