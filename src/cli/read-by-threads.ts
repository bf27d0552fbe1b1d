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

/** Starting a thread takes as long as reading so much. */
const shortestForThread = 16 << 20;

/** Reads files by several threads, if that is possible and worth it; says whether it was. */
export async function readByThreads(
  { worker, cores = 1 }: Context,
  names: readonly string[],
  { jobs = cores, format, store, report, readHere, reading, byThreads }: ByThreads,
): Promise<boolean> {
  if (worker === undefined || jobs < 2) return false;
  const files = sizedFiles(names);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const threads = Math.min(jobs, Math.floor(total / shortestForThread));
  if (threads < 2) return false;
  const read = byThreads ?? (await import('../parallel/read-files.ts')).readInParallel;
  const onProgress = reading.reached.bind(reading);
  const isRead = await read(files, { jobs: threads, format, worker, onProgress, readHere }, store, report);
  // All of them will be read again.
  if (!isRead) reading.reached(0, 0);
  return isRead;
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
