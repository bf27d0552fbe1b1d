/** Where bytes come from. Reading is synchronous, so that a parser is a plain loop; worker threads run beside it. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import { InputError } from '../errors.ts';

/** A sequence of bytes read from front to back. */
export interface ByteSource {
  /** How messages name it: a path, or `-`. */
  readonly name: string;
  /** Where the same bytes can be read again, at any offset, if they can. */
  readonly path?: string | undefined;
  /** How many bytes there are in all, as far as that is known. */
  readonly byteLength?: number | undefined;
  /** Reads up to `length` bytes into target at `offset`; returns how many, 0 at the end. Throws DamagedBytes. */
  read(target: Uint8Array, offset: number, length: number): number;
  close(): void;
}

/** The bytes end or break where they should not, e.g. a cut gzip file; what was read before stands. */
export class DamagedBytes extends Error {}

/** A file, or any path that can be opened for reading. Throws InputError. */
export function openFile(path: string): ByteSource {
  let fd: number;
  let size: number | undefined;
  try {
    fd = openSync(path, 'r');
    const stats = fstatSync(fd);
    if (stats.isDirectory()) throw new InputError(`cannot read ${path}: it is a directory`);
    if (stats.isFile()) size = stats.size;
  } catch (error) {
    throw error instanceof InputError
      ? error
      : new InputError(`cannot read ${path}: ${reason(error)}`, { cause: error });
  }
  return new DescriptorSource(fd, path, size);
}

/** Standard input. */
export function openStdin(): ByteSource {
  return new DescriptorSource(0, '-');
}

/** Bytes in memory. */
export function fromBytes(bytes: Uint8Array, name: string): ByteSource {
  let at = 0;
  return {
    name,
    read(target, offset, length) {
      const count = Math.min(length, bytes.length - at);
      target.set(bytes.subarray(at, at + count), offset);
      at += count;
      return count;
    },
    close() {},
  };
}

class DescriptorSource implements ByteSource {
  readonly name: string;
  readonly path: string | undefined;
  readonly byteLength: number | undefined;
  private readonly fd: number;

  /** `size` is that of a regular file. */
  constructor(fd: number, name: string, size?: number) {
    this.fd = fd;
    this.name = name;
    this.path = size === undefined ? undefined : name;
    this.byteLength = size;
  }

  read(target: Uint8Array, offset: number, length: number): number {
    for (;;) {
      try {
        return readSync(this.fd, target, offset, length, null);
      } catch (error) {
        const code = errorCode(error);
        if (code === 'EOF') return 0;
        // A pipe that its other end made non-blocking: wait for bytes instead of spinning.
        if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
        else throw new InputError(`cannot read ${this.name}: ${reason(error)}`, { cause: error });
      }
    }
  }

  close(): void {
    if (this.fd !== 0) closeSync(this.fd);
  }
}

const reasons = new Map([
  ['ENOENT', 'no such file'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'it is a directory'],
  ['ENOTDIR', 'a part of the path is not a directory'],
  ['EMFILE', 'too many open files'],
]);

/** Why the system refused, in words. */
function reason(error: unknown): string {
  const code = errorCode(error);
  return reasons.get(code) ?? (error instanceof Error ? error.message : String(error));
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
