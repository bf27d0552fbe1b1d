/**
 * A file that is there in full or not at all: it is written beside its place, under another name, and moved there once it
 * is whole. A name that ends in `.gz` has it compressed.
 */
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { minizlib } from '../bytes/lazy-packages.ts';
import { ExitCode, TracectlError } from '../errors.ts';

/** A file to be; nothing is there before the first write. */
export class OutFile {
  private readonly path: string;
  /** Where the bytes go until they are moved; the path itself where that is no file: a pipe, a device. */
  private readonly place: string;
  private readonly target: string;
  private readonly mode: number | undefined;
  private descriptor: number | undefined;
  private compress: ((piece: Uint8Array | undefined) => void) | undefined;

  /** Throws a TracectlError where nothing can be written. */
  constructor(path: string) {
    this.path = path;
    const stats = this.guarded(() => statSync(path, { throwIfNoEntry: false }));
    if (stats?.isDirectory()) throw refused(path, 'it is a directory');
    // A link stays one.
    this.target = stats === undefined ? path : realpathSync(path);
    const isReplaced = stats === undefined || stats.isFile();
    this.place = isReplaced ? partialName(this.target) : this.target;
    this.mode = stats?.isFile() ? stats.mode : undefined;
    const written = isReplaced ? dirname(this.target) : this.target;
    this.guarded(() => accessSync(written, constants.W_OK));
    // Newer versions of node take a file as part of a path for a path that is not there.
    if (isReplaced && !statSync(written).isDirectory())
      throw refused(path, 'a part of the path is not a folder');
  }

  /** Adds bytes or text. Throws a TracectlError. */
  write(piece: string | Uint8Array): void {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    this.guarded(() => {
      this.open();
      if (this.compress === undefined) this.append(bytes);
      else this.compress(bytes);
    });
  }

  /** Moves the file to its place; without a write before, an empty one. Throws a TracectlError. */
  commit(): void {
    this.guarded(() => {
      const descriptor = this.open();
      this.compress?.(undefined);
      const isMoved = this.place !== this.target;
      if (isMoved) fsyncSync(descriptor);
      closeSync(descriptor);
      this.descriptor = undefined;
      if (isMoved) renameSync(this.place, this.target);
    });
  }

  /** Leaves nothing behind. Without effect once the file is in its place. */
  discard(): void {
    if (this.descriptor === undefined) return;
    closeSync(this.descriptor);
    this.descriptor = undefined;
    if (this.place !== this.target) rmSync(this.place, { force: true });
  }

  private open(): number {
    if (this.descriptor !== undefined) return this.descriptor;
    const descriptor = openSync(this.place, 'w');
    this.descriptor = descriptor;
    if (this.mode !== undefined) fchmodSync(descriptor, this.mode);
    if (this.path.endsWith('.gz')) this.compress = compressor((chunk) => this.append(chunk));
    return descriptor;
  }

  private append(bytes: Uint8Array): void {
    const descriptor = this.open();
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
  }

  private guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      this.discard();
      if (!(cause instanceof Error && 'code' in cause)) throw cause;
      throw refused(this.path, reasons.get(String(cause.code)) ?? cause.message, cause);
    }
  }
}

function partialName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
}

/** Takes bytes, at the end none, and hands over what they are in gzip. */
function compressor(append: (chunk: Uint8Array) => void): (piece: Uint8Array | undefined) => void {
  const stream = new (minizlib().Gzip)({});
  let failure: unknown;
  stream.on('data', (chunk: Uint8Array) => append(chunk));
  // Without a listener an error would end the process.
  stream.on('error', (error) => (failure = error));
  return (piece) => {
    if (piece === undefined) stream.end();
    else stream.write(Buffer.from(piece));
    if (failure !== undefined) throw failure;
  };
}

const reasons = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ENOENT', 'there is no such folder'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EISDIR', 'it is a directory'],
  ['ENOSPC', 'no space is left'],
  ['EROFS', 'the disk can only be read'],
]);

function refused(path: string, reason: string, cause?: unknown): TracectlError {
  return new TracectlError(`cannot write ${path}: ${reason}`, ExitCode.input, { cause });
}
