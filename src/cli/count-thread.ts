/**
 * Files and parts of files read and counted: what a thread does for `stats`. Traces that the format keeps together are counted
 * as they pass by. The others are counted when all threads have read, unless several threads hold spans of them: those are
 * handed over.
 *
 *   who started it         thread
 *   ReadTask  ──►          reads, and counts what passes by
 *             ◄──          TaskReport                                   … and so on, until all is read
 *   'traces'  ──►
 *             ◄──          ThreadTraces: which it has counted, and which it holds
 *   CountRest ──►          counts those that no other thread holds
 *             ◄──          ThreadCounted: what was counted in all; the spans of the rest
 */
import { type StatisticsPart, statisticsPart } from '../analysis/aggregate/statistics-part.ts';
import { SpanStore } from '../model/span-store.ts';
import { keepRows, type StorePart, storePart } from '../model/store-part.ts';
import { type IdHalves, TraceIdSet, tracesIn } from '../model/trace-id-set.ts';
import { type ReadSetup, readTaskInto, type TaskReport } from '../parallel/read-task.ts';
import type { ReadTask } from '../parallel/tasks.ts';
import { groupTraces } from '../tree/group.ts';
import { NotInPassing, PassingTraces, TooManyGroups } from './passing-traces.ts';
import { type CountPlan, traceCounter } from './trace-counter.ts';

/** How a thread reads and counts. */
export interface CountSetup extends ReadSetup {
  plan: CountPlan;
  /** Spans counted at once; for tests. */
  batch?: number | undefined;
}

/** What a thread is asked. */
export type CountQuestion = ReadTask | 'traces' | CountRest;

/** Traces that were counted, and those that were not. */
export interface ThreadTraces {
  counted: IdHalves;
  held: IdHalves;
}

/** Asks to count what is held. */
export interface CountRest {
  /** Traces that are not to be counted but handed over. */
  elsewhere: IdHalves;
}

/** What was counted in all, and the spans of traces that were not. */
export interface ThreadCounted {
  traceCount: number;
  statistics: StatisticsPart;
  rest: StorePart;
}

/** Told instead of anything else: the thread can't go on. See NotInPassing. */
export interface GivenUp {
  givenUp: 'a trace goes on' | 'too many groups';
}

/** What a thread answers. */
export type CountAnswer = TaskReport | ThreadTraces | ThreadCounted | GivenUp;

/** Groups are many objects, and those of each thread are made once more when they are added up: of so many it does not pay. */
const mostGroups = 1 << 14;

/** Answers questions in their order. `onDone` is called before the last answer is told: the thread may be ended at once. */
export async function counting(
  { plan, batch, details }: CountSetup,
  onDone?: () => void,
): Promise<(question: CountQuestion) => CountAnswer> {
  const passing = new PassingTraces(await traceCounter(plan), { batch, mostGroups });
  const store = new SpanStore({ details });
  return (question) => {
    try {
      if (question === 'traces') return { counted: passing.seen.list(), held: tracesIn(store).list() };
      if ('paths' in question) return readTask(store, question, passing);
      const counted = countRest(store, question, passing);
      onDone?.();
      return counted;
    } catch (error) {
      if (!(error instanceof NotInPassing)) throw error;
      return { givenUp: error instanceof TooManyGroups ? 'too many groups' : 'a trace goes on' };
    }
  };
}

function readTask(store: SpanStore, task: ReadTask, passing: PassingTraces): TaskReport {
  const report = readTaskInto(store, task, (_, what) => passing.take(store, what));
  passing.takeLast(store);
  return report;
}

function countRest(store: SpanStore, { elsewhere }: CountRest, passing: PassingTraces): ThreadCounted {
  keepRows(store, countedWithout(store, elsewhere, passing));
  // Texts of spans that are not handed over mean nothing.
  if (store.size === 0) store.clear();
  const { traceCount, counter } = passing;
  return { traceCount, statistics: statisticsPart(counter.statistics), rest: storePart(store) };
}

/** Counts all traces of a store but some; returns the rows of those, ascending. */
function countedWithout(store: SpanStore, elsewhere: IdHalves, passing: PassingTraces): Int32Array {
  const away = new TraceIdSet();
  for (let i = 0; i < elsewhere.length; i += 2) away.addHalf(elsewhere[i], elsewhere[i + 1]);
  const rest: Int32Array[] = [];
  const groups = groupTraces(store);
  passing.count(store, groups, (group) => {
    const rows = groups.rows(group);
    const isAway = away.has(store, store.trace[rows[0]]);
    if (isAway) rest.push(rows);
    return !isAway;
  });
  const all = new Int32Array(rest.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const rows of rest) {
    all.set(rows, at);
    at += rows.length;
  }
  return all.sort();
}
