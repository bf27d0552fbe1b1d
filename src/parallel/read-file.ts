/**
 * A large file of lines, or one long list, read by several threads, each a part of it. The parts are put together in the order of the file,
 * so that the store is the one that a single thread would have filled.
 *
 *   file     |----------|----------|----------|     cut between records
 *   threads   read       read       read
 *   store     append ──► append ──► append
 */
import type { ReadReport } from '../model/read-report.ts';
import type { SpanStore } from '../model/span-store.ts';
import { appendPart } from '../model/store-part.ts';
import { type CutOptions, partTasks } from './part-tasks.ts';
import { type PartResult, reportParts } from './read-part.ts';
import { type ThreadOptions, withThreads } from './threads.ts';

/** How to read side by side. */
export type ParallelOptions = CutOptions & ThreadOptions;

/** Reads a file into a store by several threads; says whether it did. See readInParallel. */
export type ReadByThreads = (
  path: string,
  options: ParallelOptions,
  store: SpanStore,
  report: ReadReport,
) => Promise<boolean>;

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
  return withThreads(tasks, options, async (threads) => {
    const results = await Promise.all(threads.map((thread) => thread.next<PartResult>()));
    if (results.some(({ isDamaged }) => isDamaged)) return false;
    for (const { part } of results) appendPart(store, part);
    reportParts(report, tasks, results);
    return true;
  });
}
