/** Files counted by several threads, each of them some files or a part of one at a time; count-thread.ts says what a thread does. */
import { statisticsState } from '../analysis/aggregate/statistics-part.ts';
import type { ReadReport } from '../model/read-report.ts';
import type { SpanStore } from '../model/span-store.ts';
import { appendPart } from '../model/store-part.ts';
import { type IdHalves, TraceIdSet, tracesIn } from '../model/trace-id-set.ts';
import type { ParallelOptions, ReadByThreads } from '../parallel/read-files.ts';
import { addReports, type TaskReport } from '../parallel/read-task.ts';
import { readTasks, type ReadTask } from '../parallel/tasks.ts';
import { dealOut, type Thread, withThreads } from '../parallel/threads.ts';
import type { CountQuestion, CountSetup, GivenUp, ThreadCounted, ThreadTraces } from './count-thread.ts';
import { NotInPassing, type PassingTraces, TooManyGroups } from './passing-traces.ts';

/** What is counted can't be taken back: everything has to be read again. */
class CountedInVain extends Error {}

/**
 * Counts what it can of files and puts the rest into the store; otherwise as readInParallel. Throws NotInPassing where spans of
 * one trace were counted apart from others, and where threads have given up. `batch`: spans counted at once, for tests.
 */
export function countingByThreads(passing: PassingTraces, batch?: number): ReadByThreads {
  const { plan } = passing.counter;
  return async (files, options, store, report) => {
    const setup: CountSetup = { plan, batch, details: store.columns.details };
    // Should a part be damaged, files are read whole instead, each by one thread, which can tell of it.
    for (const shortest of [options.shortest, Infinity]) {
      const tasks = readTasks(files, { ...options, shortest });
      if (Math.min(tasks.flat().length, options.jobs) < 2) return false;
      try {
        const counting = { passing, tasks, store, report, readHere: options.readHere };
        await withThreads(setup, tasks.flat(), options, (threads) => countBy(threads, counting));
        return true;
      } catch (error) {
        if (error instanceof TooManyGroups) return false;
        if (!(error instanceof CountedInVain)) throw error;
      }
    }
    return false;
  };
}

/** What is counted, and where it goes. */
interface Counting extends Pick<ParallelOptions, 'readHere'> {
  passing: PassingTraces;
  /** As of readTasks. */
  tasks: readonly (readonly ReadTask[])[];
  store: SpanStore;
  report: ReadReport;
}

async function countBy(threads: readonly Thread[], counting: Counting): Promise<void> {
  const { passing, tasks, store, report, readHere } = counting;
  const reports = await readBy(threads, tasks.flat());
  const traces = await Promise.all(threads.map((thread) => asked<ThreadTraces>(thread, 'traces')));
  for (const { counted } of traces) passing.addSeen(counted);
  for (const { held } of traces) passing.refuseSeen(held);
  for (const some of tasks) {
    const parts = some.flatMap((task) => reports.get(task) ?? []);
    addReports(report, some, parts);
    for (const { unreadable } of parts) unreadable.forEach(readHere);
  }
  const held = [...traces.map((one) => one.held), tracesIn(store).list()];
  for (const part of await countRest(threads, inSeveral(held))) {
    passing.traceCount += part.traceCount;
    passing.counter.statistics.merge(statisticsState(part.statistics));
    appendPart(store, part.rest);
  }
}

/** Has threads read, and count what passes by. */
async function readBy(
  threads: readonly Thread[],
  tasks: readonly ReadTask[],
): Promise<ReadonlyMap<ReadTask, TaskReport>> {
  const reports = new Map<ReadTask, TaskReport>();
  await dealOut(threads, tasks, async (thread, task) => {
    const answer = await asked<TaskReport>(thread, task);
    if (answer.isRefused) throw new CountedInVain();
    reports.set(task, answer);
  });
  return reports;
}

/** Has each thread count what it holds. */
async function countRest(threads: readonly Thread[], elsewhere: IdHalves): Promise<ThreadCounted[]> {
  try {
    const parts = await Promise.all(threads.map((thread) => asked<ThreadCounted>(thread, { elsewhere })));
    // What they hold is as much again as what is made of it now.
    await Promise.all(threads.map((thread) => thread.stop()));
    return parts;
  } catch (error) {
    // All spans are held by then: the next thing is to read them into one store, by threads again.
    throw error instanceof TooManyGroups ? new NotInPassing() : error;
  }
}

/** What a thread answers; throws at once where it has given up, so that others need not go on. */
async function asked<Answer extends object>(thread: Thread, question: CountQuestion): Promise<Answer> {
  const answer = await thread.ask<Answer | GivenUp>(question);
  if (!('givenUp' in answer)) return answer;
  throw answer.givenUp === 'too many groups' ? new TooManyGroups() : new NotInPassing();
}

/** The traces that are in more than one of the lists. */
function inSeveral(lists: readonly IdHalves[]): IdHalves {
  const [all, several] = [new TraceIdSet(), new TraceIdSet()];
  for (const list of lists) {
    for (let i = 0; i < list.length; i += 2) {
      if (!all.addHalf(list[i], list[i + 1])) several.addHalf(list[i], list[i + 1]);
    }
  }
  return several.list();
}
