/** Plain decimal digits in JSON text: the common spelling of integers and times. */

const quote = 0x22;

/** Bytes that may follow a number: a comma, a closing bracket, a blank. */
const delimiters = new Uint8Array(256);
delimiters.fill(1, 1, 0x21);
for (const byte of [0x2c, 0x5d, 0x7d]) delimiters[byte] = 1;

/** Position behind the digits at `from`, if a delimiter follows; else -1, and that where there is no digit. */
export function digitsEnd(bytes: Uint8Array, from: number): number {
  const stop = behindDigits(bytes, from);
  return stop > from && delimiters[bytes[stop]] === 1 ? stop : -1;
}

/** Position of the quote behind the digits at `from`; -1 if anything else follows or there is no digit. */
export function quotedDigitsEnd(bytes: Uint8Array, from: number): number {
  const stop = behindDigits(bytes, from);
  return stop > from && bytes[stop] === quote ? stop : -1;
}

/** The number that the digits [from, to) spell; exact up to 15 digits. */
export function decimal(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + bytes[at] - 0x30;
  return value;
}

function behindDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] >= 0x30 && bytes[at] <= 0x39) at++;
  return at;
}
