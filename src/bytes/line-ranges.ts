/** A file of lines cut into parts. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import type { ByteRange } from './ranges.ts';

const newline = 0x0a;

/**
 * The file at `path` as up to `count` ranges of whole lines, about as long as each other and each at least `shortest`
 * bytes; one range, where the file is no longer. Reads only around the borders.
 */
export function lineRanges(path: string, count: number, shortest: number): ByteRange[] {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const parts = Math.max(1, Math.min(count, Math.floor(size / shortest)));
    const ranges: ByteRange[] = [];
    let from = 0;
    for (let part = 1; part <= parts && from < size; part++) {
      const to =
        part === parts ? size : lineEnd(file, Math.max(from, Math.floor((size / parts) * part)), size);
      ranges.push({ from, to });
      from = to;
    }
    return ranges;
  } finally {
    closeSync(file);
  }
}

/** The offset behind the next line break from an offset on; the file's size if there is none. */
function lineEnd(file: number, from: number, size: number): number {
  const chunk = new Uint8Array(1 << 16);
  for (let at = from; at < size;) {
    const count = readSync(file, chunk, 0, chunk.length, at);
    if (count === 0) break;
    const found = chunk.subarray(0, count).indexOf(newline);
    if (found >= 0) return at + found + 1;
    at += count;
  }
  return size;
}
