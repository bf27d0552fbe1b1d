/**
 * A large file of lines read by several threads, each a part of it. The parts are put together in the order of the file,
 * so that the store is the one that a single thread would have filled.
 *
 *   file     |----------|----------|----------|     cut at line breaks
 *   threads   read       read       read
 *   store     append ──► append ──► append
 */
import { Worker } from 'node:worker_threads';

import { decodeSource } from '../bytes/decode.ts';
import { lineRanges } from '../bytes/line-ranges.ts';
import { openFile } from '../bytes/source.ts';
import { detect, sampleSize } from '../formats/detect.ts';
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
 * its records are no lines. A file with damaged records is left to a single thread, too: what a damage leads to depends
 * on what came before.
 */
export async function readInParallel(
  path: string,
  { jobs, worker, format, shortest = shortestPart }: ParallelOptions,
  store: SpanStore,
  report: ReadReport,
): Promise<boolean> {
  const id = lineFormat(path, format);
  const ranges = id === undefined || jobs < 2 ? [] : lineRanges(path, jobs, shortest);
  if (id === undefined || ranges.length < 2) return false;
  const { details } = store.columns;
  const threads = ranges.map((range) => new Thread(worker, { path, range, format: id, details }));
  try {
    const results = await Promise.all(threads.map(({ result }) => result));
    if (results.some(({ isDamaged }) => isDamaged)) return false;
    for (const { part, skipped } of results) {
      appendPart(store, part);
      report.spanCount += part.size;
      for (const [signal, count] of skipped) report.skip(signal, count);
    }
    report.formats.set(id, (report.formats.get(id) ?? 0) + 1);
    return true;
  } finally {
    for (const thread of threads) thread.stop();
  }
}

/** The format of a file that holds plain JSON, a record a line; undefined for others. */
function lineFormat(path: string, name: string | undefined): string | undefined {
  const source = openFile(path);
  try {
    if (source.path === undefined) return undefined;
    const plain = decodeSource(source);
    const head = plain.peek(sampleSize);
    const isPlain = plain.isRaw && head[0] !== 0xef;
    const { format, lines } = detect(head, path, name);
    return isPlain && lines && format.encoding === 'json' ? format.id : undefined;
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
