/** Ids in bytes of text: hexadecimal in either case, and the base64 of Tempo, Jaeger 1.42 and protobuf's JSON. */
import type { IdValue } from '../model/ids.ts';
import type { StringTable } from '../model/strings.ts';

const digits = new Int8Array(256).fill(-1);
for (let i = 0; i < 16; i++) {
  digits[i.toString(16).charCodeAt(0)] = i;
  digits[i.toString(16).toUpperCase().charCodeAt(0)] = i;
}

/** Value of two hexadecimal digits as a little-endian number of 16 bits; -1 of anything else. */
const digitPairs = new Int16Array(1 << 16).fill(-1);
for (let high = 0; high < 256; high++) {
  for (let low = 0; low < 256 && digits[high] >= 0; low++) {
    if (digits[low] >= 0) digitPairs[high | (low << 8)] = (digits[high] << 4) | digits[low];
  }
}

/** Value of the eight hexadecimal digits at `at`, or -1 if one of them is none. */
function hexWordAt(words: DataView, at: number): number {
  const a = digitPairs[words.getUint16(at, true)];
  const b = digitPairs[words.getUint16(at + 2, true)];
  const c = digitPairs[words.getUint16(at + 4, true)];
  const d = digitPairs[words.getUint16(at + 6, true)];
  // A pair that is none is -1, all bits set, so the or of all is negative.
  return (a | b | c | d) < 0 ? -1 : ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

/** Reads base64 of 8 bytes (12 characters ending in `=`) or 16 bytes (24 ending in `==`); false for anything else. */
function base64Id(bytes: Uint8Array, from: number, to: number, id: IdValue): boolean {
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

/** Sets an id from 16 or 32 hexadecimal digits at `at`; false, with the id undefined, if one of them is none. */
export function readHexWords(words: DataView, at: number, length: 16 | 32, id: IdValue): boolean {
  const a = length === 32 ? hexWordAt(words, at) : 0;
  const b = length === 32 ? hexWordAt(words, at + 8) : 0;
  const c = hexWordAt(words, at + length - 16);
  const d = hexWordAt(words, at + length - 8);
  if (a < 0 || b < 0 || c < 0 || d < 0) return false;
  id.word0 = a;
  id.word1 = b;
  id.word2 = c;
  id.word3 = d;
  id.length = length;
  return true;
}

/** Adds the id in bytes[from, to) to an absent one: base64, up to 32 hexadecimal digits, or an opaque text. */
export function readIdBytes(
  bytes: Uint8Array,
  from: number,
  to: number,
  id: IdValue,
  strings: StringTable,
): void {
  if (base64Id(bytes, from, to, id)) return;
  if (to - from > 32 || !allHex(bytes, from, to)) {
    id.text = strings.intern(bytes, from, to);
    return;
  }
  for (let i = from; i < to; i++) {
    id.word0 = ((id.word0 << 4) | (id.word1 >>> 28)) >>> 0;
    id.word1 = ((id.word1 << 4) | (id.word2 >>> 28)) >>> 0;
    id.word2 = ((id.word2 << 4) | (id.word3 >>> 28)) >>> 0;
    id.word3 = ((id.word3 << 4) | digits[bytes[i]]) >>> 0;
  }
  id.length = to - from;
}

function allHex(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (digits[bytes[i]] < 0) return false;
  return true;
}
