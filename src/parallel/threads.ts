/** Threads at work on the parts of a file, and a look at how far they are. */
import { Worker } from 'node:worker_threads';

import type { PartTask } from './read-part.ts';

/** A thread at work on a part: it tells something, and may then be asked for more. */
export interface Thread {
  /** The next thing that it tells. Rejects where it fails or ends instead. Ask for it before you send. */
  next<Message>(): Promise<Message>;
  send(message: unknown): void;
  /** Ends it, whatever it does; resolves when its memory is free. */
  stop(): Promise<unknown>;
}

/** How threads run. */
export interface ThreadOptions {
  /** The script that a thread runs. */
  worker: string;
  /** Hears every now and then how many bytes and spans were read; what it throws ends the reading. */
  onProgress?: ((bytes: number, spanCount: number) => void) | undefined;
  /** Starts a thread; for tests. */
  start?: (script: string, task: PartTask) => Thread;
}

/** Has a thread for each task while `work` lasts, and returns what that returns. */
export async function withThreads<Result>(
  tasks: readonly PartTask[],
  { worker, onProgress, start = startThread }: ThreadOptions,
  work: (threads: readonly Thread[]) => Promise<Result>,
): Promise<Result> {
  const threads = tasks.map((task) => start(worker, task));
  const watch = new Watch(tasks, onProgress);
  try {
    return await Promise.race([work(threads), watch.failure]);
  } finally {
    watch.stop();
    for (const thread of threads) void thread.stop();
  }
}

/** What threads make besides columns is soon forgotten: letting it pile up, as node does by itself, gains no time. */
const limits = { maxYoungGenerationSizeMb: 4 };

function startThread(script: string, task: PartTask): Thread {
  const worker = new Worker(script, { workerData: task, resourceLimits: limits });
  return {
    next<Message>() {
      const next = new Promise<Message>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', () => reject(new Error('a thread ended without a result')));
      });
      // All are looked at together; one that fails first must not end the process.
      next.catch(() => {});
      return next;
    },
    send: (message) => worker.postMessage(message, []),
    stop: () => worker.terminate(),
  };
}

/** Milliseconds from one look at the parts to the next. */
const pause = 50;

/** Looks how far the parts are while their threads are at work. */
class Watch {
  /** Rejects with what telling throws; never resolves. */
  readonly failure: Promise<never>;
  private timer: NodeJS.Timeout | undefined;

  constructor(tasks: readonly PartTask[], tell: ThreadOptions['onProgress']) {
    this.failure = new Promise((_, reject) => {
      if (tell === undefined) return;
      this.timer = setInterval(() => {
        try {
          tell(sumOf(tasks, 0), sumOf(tasks, 1));
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

function sumOf(tasks: readonly PartTask[], at: number): number {
  return tasks.reduce((sum, { progress }) => sum + progress[at], 0);
}
