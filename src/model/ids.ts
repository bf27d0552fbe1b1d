/**
 * Trace and span ids. Canonical is lower-case hexadecimal; an id that is not hexadecimal is an opaque text. For output a
 * span id keeps the number of digits it was read with; a trace id of 16 digits or more is padded to 32.
 */
import type { StringId } from './strings.ts';

/** An id as a reader hands it on: 128 bits in four words, most significant first, or a text. Reused for every id. */
export interface IdValue {
  word0: number;
  word1: number;
  word2: number;
  word3: number;
  /** Hexadecimal digits as read; 0 for a text and for an absent id. */
  length: number;
  /** StringId of an id that is not hexadecimal; 0 for others. */
  text: StringId;
}

/** An id that is not there. */
export function absentId(): IdValue {
  return { word0: 0, word1: 0, word2: 0, word3: 0, length: 0, text: 0 };
}

/** Sets an id to the value of another: readers reuse theirs. */
export function copyId(target: IdValue, source: IdValue): void {
  target.word0 = source.word0;
  target.word1 = source.word1;
  target.word2 = source.word2;
  target.word3 = source.word3;
  target.length = source.length;
  target.text = source.text;
}

/** Whether there is no id: nothing, or only zeros, which the W3C and OpenTelemetry call invalid. */
export function isAbsent(id: IdValue): boolean {
  return (id.word0 | id.word1 | id.word2 | id.word3 | id.text) === 0;
}

/** Where digits are written. Added up from pieces, a string would keep them all: ten times its size. */
const digits = Buffer.alloc(32);
const digitCodes = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** The digits of a 128-bit id given as four 32-bit words, `length` of them. */
export function hexId(word0: number, word1: number, word2: number, word3: number, length: number): string {
  writeHex(word0, 0);
  writeHex(word1, 8);
  return hexId64(word2, word3, length);
}

/** The digits of a 64-bit id given as two 32-bit words, `length` of them. */
export function hexId64(high: number, low: number, length: number): string {
  writeHex(high, 16);
  writeHex(low, 24);
  return digits.toString('latin1', 32 - length, 32);
}

function writeHex(word: number, at: number): void {
  for (let i = 0; i < 8; i++) digits[at + i] = digitCodes[(word >>> (28 - 4 * i)) & 15];
}

const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The eight digits of a 32-bit word. */
export function hexWord(word: number): string {
  return (
    hexBytes[word >>> 24] +
    hexBytes[(word >>> 16) & 0xff] +
    hexBytes[(word >>> 8) & 0xff] +
    hexBytes[word & 0xff]
  );
}
