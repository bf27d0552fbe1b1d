/**
 * The writing side of a store. Each writer has segments of its own, so that several listeners don't get in each other's
 * way, and what it was given is with the system when `append` returns: whatever ends the process then, it can be read.
 * (A machine that loses its power may lose the last seconds: nothing waits for the disk.)
 */
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

import { ExitCode, TracectlError } from '../errors.ts';
import { segmentName, trimSegments } from './segments.ts';

/** Bytes that a store may take, where nobody says how many. */
export const defaultStoreSize: number = 256 * 2 ** 20;

/** Bytes of a segment; in a small store less, so that not all of it goes at once. */
const largestSegment = 16 * 2 ** 20;
const fewestSegments = 8;

/** Times that lines are written again because their segment was removed meanwhile. */
const mostTries = 10;

/** Appends lines to a store; one process may have several. */
export class SegmentWriter {
  private readonly folder: string;
  private readonly mostBytes: number;
  private readonly segmentBytes: number;
  private readonly id = randomBytes(4).toString('hex');
  /** Segments begun so far. */
  private count = 0;
  private descriptor: number | undefined;
  private size = 0;

  /** Makes the folder, for this user alone. Throws a TracectlError where nothing can be written to it. */
  constructor(folder: string, mostBytes: number = defaultStoreSize) {
    this.folder = folder;
    this.mostBytes = mostBytes;
    this.segmentBytes = Math.min(largestSegment, Math.ceil(mostBytes / fewestSegments));
    this.guarded(() => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      accessSync(folder, constants.W_OK);
    });
  }

  /** Adds whole lines, all or none of them. Throws a TracectlError. */
  append(lines: Uint8Array): void {
    this.guarded(() => {
      for (let tries = 0; tries < mostTries; tries++) {
        const descriptor = this.segmentFor(lines.length);
        this.write(descriptor, lines);
        // Whoever made room may have taken it for an old one.
        if (fstatSync(descriptor).nlink > 0) return;
        this.close();
      }
      throw new Error('its files are removed as soon as they are written');
    });
  }

  /** Ends the segment; a later append begins another. */
  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
    this.size = 0;
  }

  private segmentFor(length: number): number {
    if (this.size > 0 && this.size + length > this.segmentBytes) this.close();
    if (this.descriptor !== undefined) return this.descriptor;
    trimSegments(this.folder, Math.max(0, this.mostBytes - Math.max(this.segmentBytes, length)));
    const path = join(this.folder, segmentName(new Date(), this.id, this.count++));
    this.descriptor = openSync(path, 'ax', 0o600);
    return this.descriptor;
  }

  private write(descriptor: number, lines: Uint8Array): void {
    try {
      for (let at = 0; at < lines.length;) at += writeSync(descriptor, lines, at);
    } catch (error) {
      this.takeBack(descriptor);
      throw error;
    }
    this.size += lines.length;
  }

  /** A line of which only the beginning was written must not have others behind it. */
  private takeBack(descriptor: number): void {
    try {
      ftruncateSync(descriptor, this.size);
    } catch {
      this.close();
    }
  }

  private guarded(work: () => void): void {
    try {
      work();
    } catch (cause) {
      throw new TracectlError(
        `cannot write to the store in ${this.folder}: ${reason(cause)}`,
        ExitCode.input,
        {
          hint: 'TRACECTL_STORE or --store names another folder',
          cause,
        },
      );
    }
  }
}

const reasons = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EEXIST', 'it is a file'],
  ['ENOTDIR', 'a part of the path is a file'],
  ['ENOSPC', 'no space is left'],
  ['EDQUOT', 'no space is left'],
  ['EROFS', 'the disk can only be read'],
]);

function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return reasons.get(code) ?? (cause instanceof Error ? cause.message : String(cause));
}
