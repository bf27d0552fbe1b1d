/** Parts of a file read one after the other, each ended by a line break. */
import { closeSync, openSync, readSync } from 'node:fs';

import type { ByteSource } from './source.ts';

/** Bytes [from, to) of a file. */
export interface ByteRange {
  from: number;
  to: number;
}

/** The ranges of the file at `path`, in order. */
export function openRanges(path: string, name: string, ranges: readonly ByteRange[]): ByteSource {
  const fd = openSync(path, 'r');
  let index = 0;
  let at = ranges[0]?.from ?? 0;
  return {
    name,
    byteLength: ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0),
    read(target, offset, length) {
      const range = ranges[index];
      if (range === undefined || length === 0) return 0;
      if (at >= range.to) {
        index++;
        at = ranges[index]?.from ?? 0;
        target[offset] = 0x0a;
        return 1;
      }
      const count = readSync(fd, target, offset, Math.min(length, range.to - at), at);
      // A file that shrinks while it is read ends its range.
      at = count === 0 ? range.to : at + count;
      return count === 0 ? this.read(target, offset, length) : count;
    },
    close: () => closeSync(fd),
  };
}

/** Offset in the file of a byte of `openRanges`. */
export function originOf(ranges: readonly ByteRange[], byte: number): number {
  let before = 0;
  for (const { from, to } of ranges) {
    if (byte <= before + to - from) return from + byte - before;
    before += to - from + 1;
  }
  return byte;
}
