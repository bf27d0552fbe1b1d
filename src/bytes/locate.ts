/**
 * Where in a dump the records of one trace stand, found by searching its id in the raw bytes, which runs at the speed of
 * `grep`: only the records that hold the id are parsed afterwards.
 */
import { closeSync, openSync, readSync } from 'node:fs';

import type { ByteRange } from './ranges.ts';

const newline = 0x0a;
const chunkSize = 1 << 20;

/** A file read at any place, a chunk at a time; the last chunk is kept. */
class RandomAccessFile {
  private readonly fd: number;
  private chunk: Buffer = Buffer.allocUnsafe(chunkSize);
  private from = 0;
  private length = 0;

  constructor(path: string) {
    this.fd = openSync(path, 'r');
  }

  close(): void {
    closeSync(this.fd);
  }

  /** The bytes from `offset` to the end of a chunk that holds at least `atLeast` of them if the file does. */
  bytes(offset: number, atLeast = 1): Buffer {
    if (offset < this.from || offset + atLeast > this.from + this.length) {
      this.from = offset;
      this.length = readSync(this.fd, this.chunk, 0, chunkSize, offset);
    }
    return this.chunk.subarray(offset - this.from, this.length);
  }

  /** Offset of a text at or behind `offset`, or -1. */
  find(text: Buffer, offset: number): number {
    let from = offset;
    for (;;) {
      const bytes = this.bytes(from, text.length);
      const at = bytes.indexOf(text);
      if (at >= 0) return from + at;
      if (bytes.length < text.length) return -1;
      // A text may stand across the border of two chunks.
      from += bytes.length - text.length + 1;
    }
  }

  /** Offset behind the last line break before `offset`. */
  lineStart(offset: number): number {
    for (let to = offset; to > 0;) {
      const from = Math.max(0, to - chunkSize);
      const at = Buffer.from(this.bytes(from, to - from).subarray(0, to - from)).lastIndexOf(newline);
      if (at >= 0) return from + at + 1;
      to = from;
    }
    return 0;
  }

  /** Offset of the first line break at or behind `offset`, or of the end. */
  lineEnd(offset: number): number {
    for (let from = offset; ;) {
      const bytes = this.bytes(from);
      const at = bytes.indexOf(newline);
      if (at >= 0) return from + at;
      if (bytes.length === 0) return from;
      from += bytes.length;
    }
  }

  /** Offset behind the JSON object that starts at `offset`, or -1 if it has no end. */
  objectEnd(offset: number): number {
    let depth = 0;
    let isText = false;
    let escaped = false;
    for (let from = offset; ;) {
      const bytes = this.bytes(from);
      if (bytes.length === 0) return -1;
      for (let i = 0; i < bytes.length; i++) {
        const byte = bytes[i];
        if (escaped) escaped = false;
        else if (byte === 0x22) isText = !isText;
        else if (isText) escaped = byte === 0x5c;
        else if (byte === 0x7b) depth++;
        else if (byte === 0x7d && --depth === 0) return from + i + 1;
      }
      from += bytes.length;
    }
  }
}

/** The lines of the file that hold the text. */
export function linesWith(path: string, text: string): ByteRange[] {
  const file = new RandomAccessFile(path);
  const wanted = Buffer.from(text);
  const ranges: ByteRange[] = [];
  try {
    for (let at = file.find(wanted, 0); at >= 0;) {
      const range = { from: file.lineStart(at), to: file.lineEnd(at) };
      ranges.push(range);
      at = file.find(wanted, range.to);
    }
  } finally {
    file.close();
  }
  return ranges;
}

/**
 * The objects of the file that begin with the field `first`, whose value ends in the text, and go on with the field
 * `second`. Undefined if the text also stands elsewhere outside of them: a search can't tell then what belongs to it.
 */
export function objectsWith(
  path: string,
  text: string,
  first: string,
  second: string,
): ByteRange[] | undefined {
  const file = new RandomAccessFile(path);
  const wanted = Buffer.from(text);
  const before = new RegExp(`\\{\\s*"${first}"\\s*:\\s*"[0-9a-fA-F]*$`);
  const behind = new RegExp(`^"\\s*,\\s*"${second}"\\s*:`);
  const ranges: ByteRange[] = [];
  try {
    for (let at = file.find(wanted, 0); at >= 0;) {
      const margin = Math.min(at, 128);
      const head = before.exec(file.bytes(at - margin, margin).toString('latin1', 0, margin));
      const from = head ? at - head[0].length : at;
      const tail = file.bytes(at + wanted.length, 128).toString('latin1', 0, 128);
      const to = head && behind.test(tail) ? file.objectEnd(from) : -1;
      if (to < 0) return undefined;
      ranges.push({ from, to });
      at = file.find(wanted, to);
    }
  } finally {
    file.close();
  }
  return ranges;
}
