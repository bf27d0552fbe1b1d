/** Protobuf messages, field by field: `message(bytes(1, id), text(5, 'name'), varint(4, 2))`. */

/** Fields one after the other: a message, or a part of one. */
export function message(...fields: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(fields));
}

/** A field of wire type 0; a negative number takes ten bytes. */
export function varint(field: number, value: number | bigint): Uint8Array {
  return message(number(BigInt(field * 8)), number(BigInt.asUintN(64, BigInt(value))));
}

/** A field of wire type 1. */
export function fixed64(field: number, value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return message(number(BigInt(field * 8 + 1)), bytes);
}

/** A double, of wire type 1. */
export function double(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return message(number(BigInt(field * 8 + 1)), bytes);
}

/** A field of wire type 5. */
export function fixed32(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return message(number(BigInt(field * 8 + 5)), bytes);
}

/** A field of wire type 2: bytes, or the fields of a submessage. */
export function bytes(field: number, ...content: Uint8Array[]): Uint8Array {
  const value = message(...content);
  return message(number(BigInt(field * 8 + 2)), number(BigInt(value.length)), value);
}

/** Text, of wire type 2. */
export function text(field: number, value: string): Uint8Array {
  return bytes(field, Buffer.from(value));
}

/** The bytes of hexadecimal digits, as a field. */
export function id(field: number, hex: string): Uint8Array {
  return bytes(field, Buffer.from(hex, 'hex'));
}

/** A message behind its length in 32 bits, big-endian. */
export function framed(content: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return message(length, content);
}

function number(value: bigint): Uint8Array {
  const result: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) result.push(Number(rest & 127n) | 128);
  result.push(Number(rest));
  return Uint8Array.from(result);
}
