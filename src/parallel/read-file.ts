/**
 * A large file of lines, or one long list, read by several threads, each a part of it. The parts are put together in the order of the file,
 * so that the store is the one that a single thread would have filled.
 *
 *   file     |----------|----------|----------|     cut between records
 *   threads   read       read       read
 *   store     append ──► append ──► append
 */
import { Worker } from 'node:worker_threads';

import { decodeSource } from '../bytes/decode.ts';
import { lineRanges } from '../bytes/line-ranges.ts';
import { objectRanges } from '../bytes/object-ranges.ts';
import { openFile } from '../bytes/source.ts';
import { detect, sampleSize } from '../formats/detect.ts';
import type { JsonFormat } from '../formats/format.ts';
import type { ReadReport } from '../model/read-report.ts';
import type { SpanStore } from '../model/span-store.ts';
import { appendPart } from '../model/store-part.ts';
import type { PartResult, PartTask } from './read-part.ts';

/** How to read side by side. */
export interface ParallelOptions {
  /** Threads. */
  jobs: number;
  /** The script that a thread runs. */
  worker: string;
  /** Id of the format, instead of detection. */
  format: string | undefined;
  /** The least that is worth a thread, in bytes; for tests. */
  shortest?: number;
}

/** Starting a thread takes as long as reading so much. */
const shortestPart = 16 << 20;

/**
 * Reads a file into the store by several threads, and says whether it did: not where the file is small, compressed, or
 * can't be cut. A file with damaged records is left to a single thread, too: what a damage leads to depends on what came
 * before.
 */
export async function readInParallel(
  path: string,
  options: ParallelOptions,
  store: SpanStore,
  report: ReadReport,
): Promise<boolean> {
  const tasks = partTasks(path, options, store.columns.details);
  if (tasks.length < 2) return false;
  const threads = tasks.map((task) => new Thread(options.worker, task));
  try {
    const results = await Promise.all(threads.map(({ result }) => result));
    if (results.some(({ isDamaged }) => isDamaged)) return false;
    for (const { part, skipped } of results) {
      appendPart(store, part);
      report.spanCount += part.size;
      for (const [signal, count] of skipped) report.skip(signal, count);
    }
    const [{ format }] = tasks;
    report.formats.set(format, (report.formats.get(format) ?? 0) + 1);
    return true;
  } finally {
    for (const thread of threads) thread.stop();
  }
}

/** What each thread has to do; nothing, where the file is better read in one piece. */
function partTasks(
  path: string,
  { jobs, format: name, shortest = shortestPart }: ParallelOptions,
  details: boolean,
): PartTask[] {
  const found = plainFormat(path, name);
  if (found === undefined || jobs < 2) return [];
  const { format, lines } = found;
  const ranges = lines
    ? lineRanges(path, jobs, shortest)
    : format.startsWith && objectRanges(path, format.startsWith, jobs, shortest);
  return (ranges ?? []).map((range) => ({ path, range, lines, format: format.id, details }));
}

/** The format of a file that holds plain JSON, and whether its records are lines; undefined for others. */
function plainFormat(
  path: string,
  name: string | undefined,
): { format: JsonFormat; lines: boolean } | undefined {
  const source = openFile(path);
  try {
    if (source.path === undefined) return undefined;
    const plain = decodeSource(source);
    const head = plain.peek(sampleSize);
    const isPlain = plain.isRaw && head[0] !== 0xef;
    const { format, lines } = detect(head, path, name);
    return isPlain && format.encoding === 'json' ? { format, lines } : undefined;
  } finally {
    source.close();
  }
}

/** A thread at work on a part. */
class Thread {
  readonly result: Promise<PartResult>;
  private readonly worker: Worker;

  constructor(script: string, task: PartTask) {
    this.worker = new Worker(script, { workerData: task });
    this.result = new Promise((resolve, reject) => {
      this.worker.once('message', resolve);
      this.worker.once('error', reject);
      this.worker.once('exit', () => reject(new Error('a thread ended without a result')));
    });
    // All are looked at together; one that fails first must not end the process.
    this.result.catch(() => {});
  }

  stop(): void {
    void this.worker.terminate();
  }
}
