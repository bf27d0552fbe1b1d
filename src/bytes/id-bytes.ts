/** Ids in bytes of text: hexadecimal in either case, and the base64 of Tempo, Jaeger 1.42 and protobuf's JSON. */
import type { IdValue } from '../model/ids.ts';

const digits = new Int8Array(256).fill(-1);
for (let i = 0; i < 16; i++) {
  digits[i.toString(16).charCodeAt(0)] = i;
  digits[i.toString(16).toUpperCase().charCodeAt(0)] = i;
}

/** Value of a hexadecimal digit, -1 for any other byte. */
export function hexDigit(byte: number): number {
  return digits[byte];
}

/** Value of the eight hexadecimal digits at `at`, or -1 if one of them is none. */
export function hexWordAt(bytes: Uint8Array, at: number): number {
  const a = digits[bytes[at]];
  const b = digits[bytes[at + 1]];
  const c = digits[bytes[at + 2]];
  const d = digits[bytes[at + 3]];
  const e = digits[bytes[at + 4]];
  const f = digits[bytes[at + 5]];
  const g = digits[bytes[at + 6]];
  const h = digits[bytes[at + 7]];
  // A digit that is none is -1, all bits set, so the or of all is negative.
  if ((a | b | c | d | e | f | g | h) < 0) return -1;
  return ((a << 28) | (b << 24) | (c << 20) | (d << 16) | (e << 12) | (f << 8) | (g << 4) | h) >>> 0;
}

/** Reads base64 of 8 bytes (12 characters ending in `=`) or 16 bytes (24 ending in `==`); false for anything else. */
export function base64Id(bytes: Uint8Array, from: number, to: number, id: IdValue): boolean {
  const length = to - from;
  const isId = (length === 12 && bytes[to - 2] !== 0x3d) || (length === 24 && bytes[to - 2] === 0x3d);
  if (!isId || bytes[to - 1] !== 0x3d) return false;
  const text = String.fromCharCode(...bytes.subarray(from, to));
  if (!/^[A-Za-z0-9+/]+={1,2}$/.test(text)) return false;
  idOfRawBytes(Buffer.from(text, 'base64'), id);
  return true;
}

/** Sets an id from its 1 to 16 raw bytes. */
export function idOfRawBytes(raw: Uint8Array, id: IdValue): void {
  const padded = new Uint8Array(16);
  padded.set(raw, 16 - raw.length);
  const view = new DataView(padded.buffer);
  id.word0 = view.getUint32(0);
  id.word1 = view.getUint32(4);
  id.word2 = view.getUint32(8);
  id.word3 = view.getUint32(12);
  id.length = raw.length * 2;
  id.text = 0;
}
