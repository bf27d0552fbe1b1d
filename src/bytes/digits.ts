/** Plain decimal digits in JSON text: the common spelling of integers and times. */

const quote = 0x22;

/** Nanoseconds in 10^-digits seconds, by digits. */
export const nanosPerUnit: readonly number[] = [1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1];

/** Bytes that may follow a number: a comma, a closing bracket, a blank. */
const delimiters = new Uint8Array(256);
delimiters.fill(1, 1, 0x21);
for (const byte of [0x2c, 0x5d, 0x7d]) delimiters[byte] = 1;

/** Position behind the digits at `from`, if a delimiter follows; else -1, and that where there is no digit. */
export function digitsEnd(bytes: Uint8Array, words: DataView, from: number): number {
  const stop = digitsStop(bytes, words, from);
  return stop > from && delimiters[bytes[stop]] === 1 ? stop : -1;
}

/** Position of the quote behind the digits at `from`; -1 if anything else follows or there is no digit. */
export function quotedDigitsEnd(bytes: Uint8Array, words: DataView, from: number): number {
  const stop = digitsStop(bytes, words, from);
  return stop > from && bytes[stop] === quote ? stop : -1;
}

/** Position behind the digits at `from`; `words` views the same bytes, of which there are four more than asked for. */
export function digitsStop(bytes: Uint8Array, words: DataView, from: number): number {
  let at = from;
  while (areDigits(words.getInt32(at, true))) at += 4;
  while (bytes[at] >= 0x30 && bytes[at] <= 0x39) at++;
  return at;
}

/** The number that the digits [from, to) spell; exact up to 15 digits. */
export function decimal(bytes: Uint8Array, words: DataView, from: number, to: number): number {
  let value = 0;
  let at = from;
  for (; at + 4 <= to; at += 4) value = value * 10_000 + fourDigits(words.getInt32(at, true));
  for (; at < to; at++) value = value * 10 + bytes[at] - 0x30;
  return value;
}

/** Whether the four bytes of a word are 0x30 to 0x39: 6 more would carry a larger one over, into its upper half. */
function areDigits(word: number): boolean {
  const values = word ^ 0x30303030;
  return ((values | (values + 0x06060606)) & 0xf0f0f0f0) === 0;
}

/** The number that the bytes of a word spell, the first in its lowest byte: first two pairs side by side, then both. */
function fourDigits(word: number): number {
  const values = word ^ 0x30303030;
  const pairs = (values * 10 + (values >>> 8)) & 0x00ff00ff;
  return (pairs & 0xff) * 100 + (pairs >>> 16);
}
