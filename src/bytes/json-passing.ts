/**
 * Where JSON values end that are in the window as a whole: -1 says that the window or the line ends first, or that there is
 * no such value; the reader that slides the window then has a look. Positions are behind the value, of a string at its
 * closing quote.
 */
import { closeBrace, closeBracket, openBrace, openBracket, quote, stops } from './json-scanner.ts';

const backslash = 0x5c;
const newline = 0x0a;

/** Bytes of numbers, true, false and null. */
const tokenBytes = new Uint8Array(256);
for (const [from, to] of ['09', 'az', 'AZ', '++', '--', '..']) {
  tokenBytes.fill(1, from.charCodeAt(0), to.charCodeAt(0) + 1);
}

/** Bytes that mean something between the tokens of a value. */
const structural = new Uint8Array(256);
for (const byte of [0, newline, quote, openBrace, closeBrace, openBracket, closeBracket])
  structural[byte] = 1;

/** The closing quote of the string that goes on at a position. */
export function stringStop(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    while (stops[bytes[at]] === 0) at++;
    const byte = bytes[at];
    if (byte === quote) return at;
    const escaped = byte === backslash ? bytes[at + 1] : byte;
    if (escaped === 0 || escaped === newline) return -1;
    at += byte === backslash ? 2 : 1;
  }
}

/** Behind the number, true, false or null at a position. */
export function tokenStop(bytes: Uint8Array, from: number): number {
  let at = from;
  while (tokenBytes[bytes[at]] !== 0) at++;
  return at > from ? at : -1;
}

/** Behind the array or object at a position. */
export function nestedStop(bytes: Uint8Array, from: number): number {
  if (bytes[from] !== openBrace && bytes[from] !== openBracket) return -1;
  let open = 0;
  let at = from;
  for (;;) {
    while (structural[bytes[at]] === 0) at++;
    const byte = bytes[at++];
    if (byte === quote) {
      at = stringStop(bytes, at) + 1;
      if (at === 0) return -1;
    } else if (byte === openBrace || byte === openBracket) open++;
    else if (byte === 0 || byte === newline) return -1;
    else if (--open === 0) return at;
  }
}
