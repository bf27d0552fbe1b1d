/** Whether files are worth several threads, and then their reading by them. */
import { statSync } from 'node:fs';

import type { ParallelOptions, ReadByThreads } from '../parallel/read-files.ts';
import type { SizedFile } from '../parallel/tasks.ts';
import type { Context } from './context.ts';
import type { Loaded } from './load.ts';
import type { SourceFlags } from './options.ts';
import type { Reading } from './reading.ts';

/** How to read files, and where to. */
export interface ByThreads extends Pick<Loaded, 'store' | 'report'>, Pick<ParallelOptions, 'readHere'> {
  jobs?: SourceFlags['jobs'] | undefined;
  format?: SourceFlags['format'] | undefined;
  reading: Reading;
  /** Instead of readInParallel. */
  byThreads?: ReadByThreads | undefined;
}

/** Bytes that a thread must have to read: starting it takes as long as reading so much. */
const leastAsked = 16 << 20;

/**
 * Where nobody says how many threads: each has the same code compiled anew, 0.4 s of a core's time, while it already runs. That
 * is beside the point where cores are idle; where threads have all of them, it has to be won back.
 */
const least = { besideIdleCores: 64 << 20, onAllCores: 256 << 20 };

/** Opening a file and finding out what it is takes as long as reading so much. */
const fileCost = 1 << 19;

/** Reads files by several threads, if that is possible and worth it; says whether it was. */
export async function readByThreads(
  { worker, cores = 1 }: Context,
  names: readonly string[],
  { jobs, format, store, report, readHere, reading, byThreads }: ByThreads,
): Promise<boolean> {
  if (worker === undefined || (jobs ?? cores) < 2) return false;
  const files = sizedFiles(names);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const threads =
    jobs === undefined
      ? threadsWorth(total + files.length * fileCost, cores)
      : Math.min(jobs, Math.floor(total / leastAsked));
  if (threads < 2) return false;
  const read = byThreads ?? (await import('../parallel/read-files.ts')).readInParallel;
  const onProgress = reading.reached.bind(reading);
  const isRead = await read(files, { jobs: threads, format, worker, onProgress, readHere }, store, report);
  // All of them will be read again.
  if (!isRead) reading.reached(0, 0);
  return isRead;
}

/** How many threads make reading so many bytes faster. */
function threadsWorth(bytes: number, cores: number): number {
  const besideIdle = Math.min(Math.floor(cores / 2), Math.floor(bytes / least.besideIdleCores));
  return Math.max(besideIdle, Math.min(cores, Math.floor(bytes / least.onAllCores)));
}

/** Dumps are some ten times as large as what they are compressed to. By names: looking into many small files takes long. */
const compressed = /\.(gz|zst|zstd)$/i;

/** Files with their sizes; none where something among them is no file: it may be there to be read but once. */
function sizedFiles(names: readonly string[]): SizedFile[] {
  const found = names.map((path) => ({ path, stats: statSync(path, { throwIfNoEntry: false }) }));
  if (found.some(({ stats }) => stats?.isFile() === false)) return [];
  return found.map(({ path, stats }) => {
    return { path, size: (stats?.size ?? 0) * (compressed.test(path) ? 10 : 1) };
  });
}
