/** The reading side of a store: whole lines only, as they were when reading began. */
import { closeSync, openSync, readSync } from 'node:fs';

import { linesWith } from '../bytes/locate.ts';
import { openRanges } from '../bytes/ranges.ts';
import type { ByteSource } from '../bytes/source.ts';
import type { Segment } from './segments.ts';

const chunkSize = 1 << 16;
const newline = 0x0a;

/** Ids with fewer digits stand in too many places to be searched for. */
const fewestDigits = 8;

/**
 * A segment's whole lines. What a writer was adding when it was ended, or is adding now, is no line yet and not read. With
 * a trace id only the lines that hold it, found at the speed of `grep`. Undefined where there is no such line, or where the
 * segment was removed meanwhile.
 */
export function openSegment({ path, size }: Segment, traceId?: string): ByteSource | undefined {
  try {
    const end = wholeLength(path, size);
    const digits = traceId?.replaceAll('-', '').toLowerCase().replace(/^0+/, '') ?? '';
    const isSearched = /^[0-9a-f]+$/.test(digits) && digits.length >= fewestDigits;
    // Ids are written in one way only: what is not found is not there.
    const ranges = isSearched ? linesWith(path, digits).filter(({ to }) => to < end) : [{ from: 0, to: end }];
    return end === 0 || ranges.length === 0 ? undefined : openRanges(path, path, ranges);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Bytes up to the last line break before `size`. */
function wholeLength(path: string, size: number): number {
  const descriptor = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(chunkSize);
    for (let to = size; to > 0;) {
      const from = Math.max(0, to - chunkSize);
      const count = readSync(descriptor, chunk, 0, to - from, from);
      const at = chunk.subarray(0, count).lastIndexOf(newline);
      if (at >= 0) return from + at + 1;
      to = from;
    }
    return 0;
  } finally {
    closeSync(descriptor);
  }
}
