/** Bytes that arrive over time and are read afterwards, so that a parser stays a plain loop: see docs/architecture.md. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { InputError } from '../errors.ts';
import type { ByteSource } from './source.ts';

/** Bytes kept in memory before they go to a file. */
const mostInMemory = 8 << 20;

/** Bytes received, in memory or, when there are many, in a temporary file without a name. Not more than it is given. */
export class Spool {
  /** Bytes written so far. */
  size = 0;
  private chunks: Uint8Array[] = [];
  private file: number | undefined;

  /** Adds bytes; the chunk must not change afterwards. Throws InputError where the disk is full. */
  write(chunk: Uint8Array): void {
    if (this.file === undefined && this.size + chunk.length > mostInMemory) this.spill();
    if (this.file === undefined) this.chunks.push(chunk);
    else writeAll(this.file, chunk);
    this.size += chunk.length;
  }

  /** The first bytes, up to `count`. */
  head(count: number): Uint8Array {
    const head = new Uint8Array(Math.min(count, this.size));
    const source = this.open('');
    for (let at = 0; at < head.length;) at += source.read(head, at, head.length - at);
    return head;
  }

  /** What was written, from the start; may be opened again and again until `dispose`. */
  open(name: string): ByteSource {
    return this.file === undefined ? fromChunks(this.chunks, name) : fromFile(this.file, name);
  }

  /** Gives memory and file back. */
  dispose(): void {
    this.chunks = [];
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
    this.size = 0;
  }

  private spill(): void {
    this.file = openUnnamed();
    for (const chunk of this.chunks) writeAll(this.file, chunk);
    this.chunks = [];
  }
}

/** The name goes as soon as the file is open: whatever ends the program, nothing stays behind. */
function openUnnamed(): number {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'tracectl-'));
    try {
      return openSync(join(folder, 'reply'), 'wx+', 0o600);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch (cause) {
    throw unusable(cause);
  }
}

function writeAll(file: number, chunk: Uint8Array): void {
  try {
    for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at);
  } catch (cause) {
    throw unusable(cause);
  }
}

function unusable(cause: unknown): InputError {
  return new InputError(`cannot keep a large reply in ${tmpdir()}: ${String(cause)}`, {
    hint: 'TMPDIR names another folder for temporary files',
    cause,
  });
}

function fromFile(file: number, name: string): ByteSource {
  let at = 0;
  return {
    name,
    read(target, offset, length) {
      const count = readSync(file, target, offset, length, at);
      at += count;
      return count;
    },
    close() {},
  };
}

function fromChunks(chunks: readonly Uint8Array[], name: string): ByteSource {
  let index = 0;
  let at = 0;
  return {
    name,
    read(target, offset, length) {
      while (index < chunks.length && at === chunks[index].length) {
        index++;
        at = 0;
      }
      if (index === chunks.length) return 0;
      const count = Math.min(length, chunks[index].length - at);
      target.set(chunks[index].subarray(at, at + count), offset);
      at += count;
      return count;
    },
    close() {},
  };
}
