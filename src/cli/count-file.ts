/** A large file counted by several threads, each a part of it; count-part.ts says what a thread does. */
import { statisticsState } from '../analysis/aggregate/statistics-part.ts';
import { appendPart } from '../model/store-part.ts';
import { type IdHalves, TraceIdSet } from '../model/trace-id-set.ts';
import { partTasks } from '../parallel/part-tasks.ts';
import type { ReadByThreads } from '../parallel/read-file.ts';
import { reportParts } from '../parallel/read-part.ts';
import { type Thread, withThreads } from '../parallel/threads.ts';
import type { CountTask, PartCounted, PartRead, PartRest } from './count-part.ts';
import { type PassingTraces, NotInPassing } from './passing-traces.ts';

/** What else there is to know of the file. */
export interface CountFileOptions {
  /** Whether it is all that is read: else spans of a trace may be in another file, and only what passes by is counted. */
  isAll: boolean;
  /** Spans counted at once; for tests. */
  batch?: number;
}

/**
 * Counts what it can of a file and puts the rest into the store; otherwise as readInParallel. Throws NotInPassing where
 * spans of one trace were counted apart from others, and where threads have given up.
 */
export function countingByThreads(passing: PassingTraces, { isAll, batch }: CountFileOptions): ReadByThreads {
  const { plan } = passing.counter;
  return async (path, options, store, report) => {
    const tasks: CountTask[] = partTasks(path, options, store.columns.details).map((task) =>
      Object.assign(task, { plan, batch }),
    );
    if (tasks.length < 2) return false;
    return withThreads(tasks, options, async (threads) => {
      const parts = await Promise.all(threads.map((thread) => told<PartRead>(thread)));
      if (parts.some(({ isDamaged }) => isDamaged)) return false;
      for (const { counted } of parts) passing.addSeen(counted);
      for (const { held } of parts) passing.refuseSeen(held);
      for (const part of await countRest(threads, isAll ? inSeveral(parts) : undefined)) {
        passing.traceCount += part.traceCount;
        passing.counter.statistics.merge(statisticsState(part.statistics));
        appendPart(store, part.rest);
      }
      reportParts(report, tasks, parts);
      return true;
    });
  };
}

/** What a thread tells next; throws at once where it has given up, so that others need not go on. */
async function told<Message>(thread: Thread): Promise<Message> {
  const message = await thread.next<Message | undefined>();
  if (message === undefined) throw new NotInPassing();
  return message;
}

/** Has each thread count what it holds. */
async function countRest(
  threads: readonly Thread[],
  elsewhere: PartRest['elsewhere'],
): Promise<PartCounted[]> {
  const counted = threads.map((thread) => told<PartCounted>(thread));
  for (const thread of threads) thread.send({ elsewhere } satisfies PartRest);
  const parts = await Promise.all(counted);
  // What they hold is as much again as what is made of it now.
  await Promise.all(threads.map((thread) => thread.stop()));
  return parts;
}

/** The traces that are held by more than one of the parts. */
function inSeveral(parts: readonly PartRead[]): IdHalves {
  const [all, several] = [new TraceIdSet(), new TraceIdSet()];
  for (const { held } of parts) {
    for (let i = 0; i < held.length; i += 2) {
      if (!all.addHalf(held[i], held[i + 1])) several.addHalf(held[i], held[i + 1]);
    }
  }
  return several.list();
}
