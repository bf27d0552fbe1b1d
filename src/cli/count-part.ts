/**
 * A part of a file read and counted: what a thread does for `stats`. Traces that the format keeps together are counted as
 * they pass by. The others are counted when all threads have read, unless their spans are in several parts: those are handed
 * over.
 *
 *   thread                               who started it
 *   ──► PartRead      ids of traces      which of the traces held are elsewhere, too?
 *   ◄── PartRest      those that are
 *   ──► PartCounted   what was counted; the spans of the rest
 */
import { type StatisticsPart, statisticsPart } from '../analysis/aggregate/statistics-part.ts';
import { SpanStore } from '../model/span-store.ts';
import { buffersOf, keepRows, type StorePart, storePart } from '../model/store-part.ts';
import { type IdHalves, TraceIdSet, tracesIn } from '../model/trace-id-set.ts';
import { type PartReport, type PartTask, readPartInto } from '../parallel/read-part.ts';
import { groupTraces } from '../tree/group.ts';
import { PassingTraces, NotInPassing } from './passing-traces.ts';
import { type CountPlan, traceCounter } from './trace-counter.ts';

/** What to read, and how to count it. */
export interface CountTask extends PartTask {
  plan: CountPlan;
  /** Spans counted at once; for tests. */
  batch?: number | undefined;
}

/** What is told once a part is read; undefined instead of this or what follows: given up. See NotInPassing. */
export interface PartRead extends PartReport {
  /** Traces that were counted, and those that were not. */
  counted: IdHalves;
  held: IdHalves;
}

/** What is told then. */
export interface PartRest {
  /** Traces that are not to be counted but handed over; undefined: all. */
  elsewhere: IdHalves | undefined;
}

/** What was counted in all, and the spans of traces that were not. */
export interface PartCounted {
  traceCount: number;
  statistics: StatisticsPart;
  rest: StorePart;
}

/** Where a thread tells what it has done, and hears what else there is to do. */
export interface ThreadPort {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  once(event: 'message', listener: (message: PartRest) => void): unknown;
}

/** Groups are many objects, and those of each thread are made once more when they are added up: of so many it does not pay. */
const mostGroups = 1 << 14;

/** Reads and counts a part. Calls `onDone` before it tells what was counted: the thread may be ended at once. */
export async function countPart(task: CountTask, port: ThreadPort, onDone?: () => void): Promise<void> {
  const { plan, batch, details } = task;
  const passing = new PassingTraces(await traceCounter(plan), { batch, mostGroups });
  const store = new SpanStore({ details });
  try {
    const report = readPartInto(store, task, (_, what) => passing.take(store, what));
    passing.takeLast(store);
    const asked = new Promise<PartRest>((resolve) => port.once('message', resolve));
    port.postMessage({
      ...report,
      counted: passing.seen.list(),
      held: tracesIn(store).list(),
    } satisfies PartRead);
    const counted = countRest(store, await asked, passing);
    onDone?.();
    port.postMessage(counted, buffersOf(counted));
  } catch (error) {
    if (!(error instanceof NotInPassing)) throw error;
    port.postMessage(undefined);
  }
}

function countRest(store: SpanStore, { elsewhere }: PartRest, passing: PassingTraces): PartCounted {
  if (elsewhere !== undefined) keepRows(store, countedWithout(store, elsewhere, passing));
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
  return Int32Array.from(rest.flatMap((rows) => Array.from(rows))).sort();
}
