/** Ids in bytes of text: hexadecimal in either case, and the base64 of Tempo, Jaeger 1.42 and protobuf's JSON. */
import { absentId, copyId, type IdValue } from '../model/ids.ts';
import type { StringTable } from '../model/strings.ts';

const digits = new Int8Array(256).fill(-1);
for (let i = 0; i < 16; i++) {
  digits[i.toString(16).charCodeAt(0)] = i;
  digits[i.toString(16).toUpperCase().charCodeAt(0)] = i;
}

/** Value of the eight hexadecimal digits at `at`, or -1 if one of them is none. */
function hexWordAt(bytes: Uint8Array, at: number): number {
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
export function readHexWords(bytes: Uint8Array, at: number, length: 16 | 32, id: IdValue): boolean {
  const a = length === 32 ? hexWordAt(bytes, at) : 0;
  const b = length === 32 ? hexWordAt(bytes, at + 8) : 0;
  const c = hexWordAt(bytes, at + length - 16);
  const d = hexWordAt(bytes, at + length - 8);
  if (a < 0 || b < 0 || c < 0 || d < 0) return false;
  id.word0 = a;
  id.word1 = b;
  id.word2 = c;
  id.word3 = d;
  id.length = length;
  return true;
}

/** Reads ids of 32 hexadecimal digits, most of which are the one before: the spans of a trace stand together. */
export class RepeatedId {
  private readonly digits = new Uint8Array(32);
  private readonly words = new DataView(this.digits.buffer);
  private readonly id = absentId();

  /** Sets an id from the digits at `at`; `words` views the same bytes. False, with the id undefined, if one is none. */
  read(bytes: Uint8Array, words: DataView, at: number, id: IdValue): boolean {
    if (!this.isSame(words, at)) {
      // Cleared first: digits that are none must not be taken for the id before.
      this.digits[0] = 0;
      if (!readHexWords(bytes, at, 32, this.id)) return false;
      for (let i = 0; i < 32; i++) this.digits[i] = bytes[at + i];
    }
    copyId(id, this.id);
    return true;
  }

  private isSame(words: DataView, at: number): boolean {
    for (let i = 0; i < 32; i += 4) {
      if (this.words.getInt32(i, true) !== words.getInt32(at + i, true)) return false;
    }
    return true;
  }
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
