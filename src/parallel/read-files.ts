/**
 * Files read by several threads, each of them some files or a part of one at a time. What they read is put together in the order
 * of the files, so that the store is the one that a single thread would have filled.
 *
 *   files     |--- a ---|-- b ---|------------- c -----------|     large ones are cut between records
 *   tasks     |         |        |             |             |
 *   threads   1         2        2             1                   whichever is free
 *   store     append ──► append ──► append ──► append
 */
import type { ReadReport } from '../model/read-report.ts';
import type { SpanStore } from '../model/span-store.ts';
import { appendPart } from '../model/store-part.ts';
import { addReports, type ReadSetup, type TaskResult } from './read-task.ts';
import { type CutOptions, readTasks, type ReadTask, type SizedFile } from './tasks.ts';
import { dealOut, tellProgress, type ThreadOptions, withThreads } from './threads.ts';

/** How to read side by side. */
export interface ParallelOptions extends CutOptions, ThreadOptions {
  /** Reads a file in this thread, into the same store, and tells of it; throws what is to end everything. */
  readHere: (path: string) => void;
}

/** Reads files by several threads; says whether it did. See readInParallel. */
export type ReadByThreads = (
  files: readonly SizedFile[],
  options: ParallelOptions,
  store: SpanStore,
  report: ReadReport,
) => Promise<boolean>;

/**
 * Reads files into the store by several threads, and says whether it did: not where there is nothing to share, because they
 * are one file that is small, compressed, or can't be cut. What threads can't tell of is read here, in its turn.
 */
export async function readInParallel(
  files: readonly SizedFile[],
  options: ParallelOptions,
  store: SpanStore,
  report: ReadReport,
): Promise<boolean> {
  const tasks = readTasks(files, options);
  if (Math.min(tasks.flat().length, options.jobs) < 2) return false;
  const inOrder = new InOrder(tasks, options, store, report);
  const setup: ReadSetup = { details: store.columns.details };
  await withThreads(setup, tasks.flat(), options, (threads) =>
    dealOut(threads, tasks.flat(), async (thread, task) => {
      inOrder.take(task, await thread.ask<TaskResult>(task));
    }),
  );
  return true;
}

/** Puts results behind what is in a store, in the order of the files, those of a file in parts when all are there. */
class InOrder {
  private readonly tasks: readonly (readonly ReadTask[])[];
  private readonly options: ParallelOptions;
  private readonly store: SpanStore;
  private readonly report: ReadReport;
  /** Those that have to wait. */
  private readonly results = new Map<ReadTask, TaskResult>();
  private next = 0;

  constructor(
    tasks: readonly (readonly ReadTask[])[],
    options: ParallelOptions,
    store: SpanStore,
    report: ReadReport,
  ) {
    this.tasks = tasks;
    this.options = options;
    this.store = store;
    this.report = report;
  }

  take(task: ReadTask, result: TaskResult): void {
    this.results.set(task, result);
    for (; this.next < this.tasks.length; this.next++) {
      const tasks = this.tasks[this.next];
      const parts = tasks.flatMap((one) => this.results.get(one) ?? []);
      if (parts.length < tasks.length) return;
      for (const one of tasks) this.results.delete(one);
      this.add(tasks, parts);
    }
  }

  private add(tasks: readonly ReadTask[], parts: readonly TaskResult[]): void {
    if (parts.some(({ isRefused }) => isRefused)) return this.readAgain(tasks);
    for (const { part } of parts) appendPart(this.store, part);
    addReports(this.report, tasks, parts);
    for (const { unreadable } of parts) unreadable.forEach(this.options.readHere);
  }

  private readAgain(tasks: readonly ReadTask[]): void {
    for (const { progress } of tasks) progress.fill(0);
    tellProgress(this.tasks.flat(), this.options.onProgress);
    tasks[0].paths.forEach(this.options.readHere);
  }
}
