/**
 * A document that is one long list of objects, cut into parts between them, without reading it.
 *
 *   {"data":[ {"traceID":"1","spans":[…]}, {"traceID":"2","spans":[…]}, … ],"total":0,…}
 *             |------------ part ---------||------------ part -------- … |
 *
 * A brace, the name of an object's first field and that of its second can stand in this order only where such an object
 * begins: within a string, their quotes would have a backslash in front.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import type { ByteRange } from './ranges.ts';

/** How much is looked at at once. */
const windowSize = 1 << 20;

/** The longest beginning of an object: its brace, its first field with a short text, and the name of its second. */
const longestStart = 300;

/** What may stand behind the objects: the end of the list, then fields of no matter. */
const behind = /\]\s*(?:(?:,\s*"\w+"\s*:\s*(?:\d+|null|\[\s*\])\s*)*\})?\s*$/;

/** Objects that are the document, or in its first field `field`, and begin with the fields `first` and `second`. */
interface Listing {
  readonly field: string;
  readonly first: string;
  readonly second: string;
}

/**
 * The objects that the document at `path` lists, as up to `count` ranges, each of whole objects with commas between them;
 * undefined where the document is not of this kind, or less than two parts of `shortest` bytes. Reads the start, the end, and
 * from each border to the next object.
 */
export function objectRanges(
  path: string,
  { field, first, second }: Listing,
  count: number,
  shortest: number,
): ByteRange[] | undefined {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const parts = Math.min(count, Math.floor(size / shortest));
    const start = new RegExp(`\\{\\s*"${first}"\\s*:\\s*"[^"\\\\]{1,64}"\\s*,\\s*"${second}"\\s*:`, 'g');
    const before = new RegExp(`^\\s*(?:\\{\\s*"${field}"\\s*:\\s*)?\\[\\s*$`);
    const from = objectStart(file, 0, start);
    const end = listEnd(file, size);
    if (parts < 2 || from === undefined || end === undefined) return undefined;
    if (from > windowSize || !before.test(textAt(file, 0, from))) return undefined;
    const borders = [from];
    for (let part = 1; part < parts; part++) {
      const border = objectStart(file, Math.floor((size / parts) * part), start);
      if (border !== undefined && border > borders[borders.length - 1]) borders.push(border);
    }
    if (borders.length < 2) return undefined;
    return borders.map((border, i) => ({ from: border, to: borders[i + 1] ?? end }));
  } finally {
    closeSync(file);
  }
}

/** The offset of the first object from an offset on; undefined where none comes. */
function objectStart(file: number, from: number, start: RegExp): number | undefined {
  for (let at = from; ; at += windowSize - longestStart) {
    const text = textAt(file, at, windowSize);
    start.lastIndex = 0;
    const found = start.exec(text);
    if (found !== null) return at + found.index;
    if (text.length < windowSize) return undefined;
  }
}

/** The offset of the bracket that ends the list. */
function listEnd(file: number, size: number): number | undefined {
  const from = Math.max(0, size - 4096);
  const found = behind.exec(textAt(file, from, size - from));
  return found === null ? undefined : from + found.index;
}

/** Bytes as text of as many characters. */
function textAt(file: number, from: number, length: number): string {
  const bytes = Buffer.alloc(length);
  let size = 0;
  for (let count = 1; count > 0 && size < length; size += count) {
    count = readSync(file, bytes, size, length - size, from + size);
  }
  return bytes.toString('latin1', 0, size);
}
