/**
 * What changed between two sets of traces (analysis.md 7.2). Traces are compared with those that begin with the same
 * operation; whether they begin with other operations than before comes first.
 *
 *   mix        which entry points, in which shares     Fisher's exact test
 *   total      durations of the roots                  Mann-Whitney, Hodges-Lehmann; of the p95 a bootstrap
 *   operation  its time in each trace, 0 if absent     Mann-Whitney, Hodges-Lehmann
 *              its spans in each trace                 Mann-Whitney, Hodges-Lehmann
 *              the traces that have it                 Fisher's exact test
 *
 * All tests are adjusted as one family. A change must be significant and large enough to matter: of times 1 % of what the
 * request took before, of counts one span, of shares one of a hundred. So two sets of the same kind differ in nothing,
 * mostly, and in no order of traces or files does the answer differ.
 */
import type { Nanos } from '../../model/time.ts';
import type { Trace } from '../../model/trace.ts';
import { compareKeys } from '../aggregate/keys.ts';
import { type Caller, PatternNames } from '../patterns/names.ts';
import { bootstrapP95, type TailShift } from '../statistics/bootstrap.ts';
import { quantileOf } from '../statistics/samples.ts';
import { fewestTraces, isShareChange, isShift } from './change-rule.ts';
import { Family, type Location, type Test } from './family.ts';
import { compareOperations, fewestForTail, type OperationDiff } from './operation-diff.ts';
import { type OrderDiff, orderChanges } from './order-diff.ts';
import { SampleColumn } from './sample-column.ts';
import { type EntryPointValues, type SetOptions, SetValues } from './set-values.ts';

/** What a time has to change by, of the median request before. */
const leastShare = 0.01;

/** The traces of one side that begin with one operation. Quantiles are null where there are none. */
interface EntryPointSide {
  traceCount: number;
  /** Of all traces of the side. */
  share: number;
  p50Nano: Nanos | null;
  p95Nano: Nanos | null;
  /** The trace at the rank of the median: one that shows it. */
  traceId: string | null;
}

/** What changed for the requests that begin with one operation. */
export interface EntryPointDiff extends Caller {
  before: EntryPointSide;
  after: EntryPointSide;
  /** Its share of all traces; null where a side has too few. */
  mix: Test | null;
  isMixChange: boolean;
  /** Durations of the requests; null where a side has too few. */
  total: Location | null;
  isTotalChange: boolean;
  /** The p95 of the durations; null where a side has too few. Not a test: it calls nothing a change. */
  tail: TailShift | null;
  /** What a time has to change by to matter. */
  leastNano: Nanos;
  /** Changes first, then by what the median changed; empty where a side has too few traces. */
  operations: OperationDiff[];
}

/** What changed between two sets. */
export interface SetsDiff {
  before: SetSide;
  after: SetSide;
  /** The most frequent first. */
  entryPoints: EntryPointDiff[];
  /** Calls that were made in turn and no longer are, or the other way round. */
  orders: OrderDiff[];
  hasChanges: boolean;
}

/** One side as a whole. */
type SetSide = Pick<SetValues, 'traceCount' | 'spanCount' | 'untimedCount'>;

/** Compares two sets, whose operations are numbered by the same names. O(n log n) for each operation. */
export function compareSets(before: SetValues, after: SetValues, names: PatternNames): SetsDiff {
  const family = new Family();
  const tick = tickOf([before, after]);
  const numbers = new Set([...before.entryPoints.keys(), ...after.entryPoints.keys()]);
  const settlers = Array.from(numbers, (number) => {
    const [a, b] = [before.entryPoints.get(number) ?? none, after.entryPoints.get(number) ?? none];
    return compareEntryPoint(
      family,
      { a, b, ofA: before.traceCount, ofB: after.traceCount },
      tick,
      number,
      names,
    );
  });
  family.adjust();
  const entryPoints = settlers.map((settle) => settle());
  entryPoints.sort(byFrequency);
  const orders = orderChanges(before.orders, after.orders, names);
  const hasChanges = orders.length > 0 || entryPoints.some(hasChange);
  return { before: sizes(before), after: sizes(after), entryPoints, orders, hasChanges };
}

/** Compares two sets of traces, of any stores, each of which is gone through once. */
export function diffSets(before: Iterable<Trace>, after: Iterable<Trace>, options?: SetOptions): SetsDiff {
  const names = new PatternNames();
  const [a, b] = [new SetValues(names, options), new SetValues(names, options)];
  for (const trace of before) a.add(trace);
  for (const trace of after) b.add(trace);
  return compareSets(a, b, names);
}

/** Whether anything changed for the requests that begin with an operation. */
export function hasChange({ isMixChange, isTotalChange, operations }: EntryPointDiff): boolean {
  return isMixChange || isTotalChange || operations.some(({ change }) => change !== null);
}

/** The entry points whose requests became longer by more than a share of what the median took before, significantly. */
export function regressions({ entryPoints }: SetsDiff, share: number): EntryPointDiff[] {
  return entryPoints.filter(({ isTotalChange, total, before }) => {
    return isTotalChange && total !== null && total.shift > share * (before.p50Nano ?? 0);
  });
}

const none: EntryPointValues = { durations: new SampleColumn(), traceIds: [], operations: new Map() };

/** The traces of an entry point on both sides, of all that there are. */
interface Sides {
  a: EntryPointValues;
  b: EntryPointValues;
  ofA: number;
  ofB: number;
}

/** Makes the tests of an entry point; what they mean can be asked once they are adjusted. */
function compareEntryPoint(
  family: Family,
  { a, b, ofA, ofB }: Sides,
  tick: Nanos,
  number: number,
  names: PatternNames,
): () => EntryPointDiff {
  const { service, name } = names.callers.values[number];
  const [before, after] = [sideOf(a, ofA), sideOf(b, ofB)];
  const mix =
    Math.min(ofA, ofB) < fewestTraces ? null : family.share(before.traceCount, ofA, after.traceCount, ofB);
  const leastNano = Math.max(tick, Math.ceil(leastShare * (before.p50Nano ?? 0)));
  const settle = compareRequests(family, a, b, leastNano, names);
  return () => {
    const isMixChange = mix !== null && isShareChange(mix, before.share, after.share);
    return { service, name, before, after, mix, isMixChange, leastNano, ...settle() };
  };
}

type Requests = Pick<EntryPointDiff, 'total' | 'isTotalChange' | 'tail' | 'operations'>;

function compareRequests(
  family: Family,
  a: EntryPointValues,
  b: EntryPointValues,
  leastNano: Nanos,
  names: PatternNames,
): () => Requests {
  const [x, y] = [a.durations.sample(), b.durations.sample()];
  const fewest = Math.min(x.length, y.length);
  if (fewest < fewestTraces) {
    return () => ({ total: null, isTotalChange: false, tail: null, operations: [] });
  }
  const total = family.location(x, y);
  const settle = compareOperations(family, a, b, leastNano, names);
  return () => {
    const tail = fewest < fewestForTail ? null : bootstrapP95(x, y);
    return { total, isTotalChange: isShift(total, leastNano), tail, operations: settle() };
  };
}

function sideOf({ durations, traceIds }: EntryPointValues, all: number): EntryPointSide {
  const count = durations.size;
  if (count === 0) return { traceCount: 0, share: 0, p50Nano: null, p95Nano: null, traceId: null };
  const sorted = durations.sample();
  const [p50Nano, p95Nano] = [quantileOf(sorted, 50), quantileOf(sorted, 95)];
  let traceId: string | null = null;
  traceIds.forEach((id, i) => {
    if (durations.at(i) === p50Nano && (traceId === null || id < traceId)) traceId = id;
  });
  return { traceCount: count, share: count / all, p50Nano, p95Nano, traceId };
}

/** The clock's steps, as far as durations tell: a microsecond, or a nanosecond. */
function tickOf(sets: readonly SetValues[]): Nanos {
  for (const { entryPoints } of sets) {
    for (const { durations } of entryPoints.values()) {
      for (let i = 0; i < durations.size; i++) if (durations.at(i) % 1000 !== 0) return 1;
    }
  }
  return 1000;
}

function sizes({ traceCount, spanCount, untimedCount }: SetValues): SetSide {
  return { traceCount, spanCount, untimedCount };
}

function byFrequency(a: EntryPointDiff, b: EntryPointDiff): number {
  const count = ({ before, after }: EntryPointDiff): number => before.traceCount + after.traceCount;
  return count(b) - count(a) || compareKeys([a.service, a.name], [b.service, b.name]);
}
