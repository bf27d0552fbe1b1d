/** Batches of Jaeger's Thrift in the binary protocol, for tests. */

const types = { bool: 2, double: 4, i32: 8, i64: 10, string: 11, struct: 12, list: 15 } as const;

/** A value of one of Thrift's types. */
interface Value {
  type: number;
  bytes: Buffer;
}

/** A span to be; times are microseconds. */
interface SpanFields {
  id: bigint;
  parent?: bigint;
  name?: string;
  references?: Buffer[];
  tags?: Buffer[];
}

/** A batch of spans of one service. */
export function batch(service: string, spans: readonly Buffer[]): Buffer {
  return struct([1, { type: types.struct, bytes: struct([1, string(service)]) }], [2, list(spans)]);
}

/** A span of the trace 10·2⁶⁴ + 11; `more` are further fields as they stand. */
export function spanStruct(
  { id, parent = 0n, name = 'work', references = [], tags = [] }: SpanFields,
  more: Uint8Array = new Uint8Array(0),
): Buffer {
  const known = struct(
    [1, long(11n)],
    [2, long(10n)],
    [3, long(id)],
    [4, long(parent)],
    [5, string(name)],
    [6, list(references)],
    [7, { type: types.i32, bytes: i32(1) }],
    [8, long(1_700_000_000_000_005n)],
    [9, long(7n)],
    [10, list(tags)],
  );
  return Buffer.concat([known.subarray(0, -1), more, Buffer.from([0])]);
}

/** A reference to a span of a trace 10·2⁶⁴ + low. */
export function reference(type: number, low: bigint, span: bigint): Buffer {
  return struct([1, { type: types.i32, bytes: i32(type) }], [2, long(low)], [3, long(10n)], [4, long(span)]);
}

/** A tag of one of the types. */
export function tag(
  key: string,
  value: { string?: string; double?: number; bool?: boolean; long?: bigint; binary?: Buffer },
): Buffer {
  const as = (type: number, field: number, encoded: Value): Buffer =>
    struct([1, string(key)], [2, { type: types.i32, bytes: i32(type) }], [field, encoded]);
  if (value.double !== undefined) return as(1, 4, { type: types.double, bytes: double(value.double) });
  if (value.bool !== undefined)
    return as(2, 5, { type: types.bool, bytes: Buffer.from([Number(value.bool)]) });
  if (value.long !== undefined) return as(3, 6, long(value.long));
  if (value.binary !== undefined) return as(4, 7, sized(value.binary));
  return as(0, 3, string(value.string ?? ''));
}

/** Eight bytes. */
export function i64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function struct(...fields: [id: number, value: Value][]): Buffer {
  const parts = fields.flatMap(([id, { type, bytes }]) => [Buffer.from([type, id >> 8, id & 0xff]), bytes]);
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function list(structs: readonly Buffer[]): Value {
  const bytes = Buffer.concat([Buffer.from([types.struct]), i32(structs.length), ...structs]);
  return { type: types.list, bytes };
}

function string(text: string): Value {
  return sized(Buffer.from(text));
}

function sized(content: Buffer): Value {
  return { type: types.string, bytes: Buffer.concat([i32(content.length), content]) };
}

function long(value: bigint): Value {
  return { type: types.i64, bytes: i64(value) };
}

function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}
