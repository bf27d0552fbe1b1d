/** Threads at work on tasks, each of them on the next one as soon as it is free, and a look at how far they are. */
import { Worker } from 'node:worker_threads';

import type { ReadTask } from './tasks.ts';

/** A thread that answers one question after the other; tasks are questions, too. */
export interface Thread {
  /** What it answers. Rejects where it fails or ends instead. One question at a time. */
  ask<Answer>(question: unknown): Promise<Answer>;
  /** Ends it, whatever it does; resolves when its memory is free. */
  stop(): Promise<unknown>;
}

/** How threads run. */
export interface ThreadOptions {
  /** The script that a thread runs. */
  worker: string;
  /** How many, at most. */
  jobs: number;
  /** Hears every now and then how many bytes and spans were read; what it throws ends the reading. */
  onProgress?: ((bytes: number, spanCount: number) => void) | undefined;
  /** Starts a thread; for tests. */
  start?: (script: string, setup: object) => Thread;
}

/**
 * Has threads while `work` lasts, at most one a task, and returns what that returns when they have ended. `setup` is what each
 * is started with; plain data.
 */
export async function withThreads<Result>(
  setup: object,
  tasks: readonly ReadTask[],
  { worker, jobs, onProgress, start = startThread }: ThreadOptions,
  work: (threads: readonly Thread[]) => Promise<Result>,
): Promise<Result> {
  const threads = tasks.slice(0, jobs).map(() => start(worker, setup));
  const watch = new Watch(tasks, onProgress);
  try {
    return await Promise.race([work(threads), watch.failure]);
  } finally {
    watch.stop();
    await Promise.all(threads.map((thread) => thread.stop()));
  }
}

/** Has threads do tasks in their order, each the next one as soon as it is free. */
export async function dealOut(
  threads: readonly Thread[],
  tasks: readonly ReadTask[],
  work: (thread: Thread, task: ReadTask) => Promise<void>,
): Promise<void> {
  let next = 0;
  const keepBusy = async (thread: Thread): Promise<void> => {
    while (next < tasks.length) await work(thread, tasks[next++]);
  };
  await Promise.all(threads.map(keepBusy));
}

/** What threads make besides columns is soon forgotten: letting it pile up, as node does by itself, gains no time. */
const limits = { maxYoungGenerationSizeMb: 4 };

function startThread(script: string, setup: object): Thread {
  const worker = new Worker(script, { workerData: setup, resourceLimits: limits });
  let failure: unknown;
  let refuse: ((error: unknown) => void) | undefined;
  const fail = (error: unknown): void => {
    failure ??= error;
    refuse?.(failure);
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('a thread ended without a result')));
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        refuse = reject;
        worker.once('message', resolve);
        worker.postMessage(question, []);
      }),
    stop: () => worker.terminate(),
  };
}

/** Milliseconds from one look at the tasks to the next. */
const pause = 50;

/** Looks how far the tasks are while threads are at work. */
class Watch {
  /** Rejects with what telling throws; never resolves. */
  readonly failure: Promise<never>;
  private timer: NodeJS.Timeout | undefined;

  constructor(tasks: readonly ReadTask[], tell: ThreadOptions['onProgress']) {
    this.failure = new Promise((_, reject) => {
      if (tell === undefined) return;
      this.timer = setInterval(() => {
        try {
          tellProgress(tasks, tell);
        } catch (error) {
          reject(error);
        }
      }, pause);
    });
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** Tells how far tasks are. */
export function tellProgress(tasks: readonly ReadTask[], tell: ThreadOptions['onProgress']): void {
  tell?.(sumOf(tasks, 0), sumOf(tasks, 1));
}

function sumOf(tasks: readonly ReadTask[], at: number): number {
  return tasks.reduce((sum, { progress }) => sum + progress[at], 0);
}
