/** What changed of each operation, for the requests that begin with one. */
import type { Nanos } from '../../model/time.ts';
import { compareKeys } from '../aggregate/keys.ts';
import type { Caller, PatternNames } from '../patterns/names.ts';
import { bootstrapP95, type TailShift } from '../statistics/bootstrap.ts';
import { quantileOf } from '../statistics/samples.ts';
import { isShareChange, isShift } from './change-rule.ts';
import type { Family, Location, Test } from './family.ts';
import { SampleColumn } from './sample-column.ts';
import type { EntryPointValues, OperationValues } from './set-values.ts';

/** What is told of a change in one word; of several the first. */
const changeNames = [
  'new',
  'gone',
  'slower',
  'faster',
  'more-calls',
  'fewer-calls',
  'more-often',
  'less-often',
] as const;

type Change = (typeof changeNames)[number];

/** An operation on one side. */
interface OperationSide {
  /** Traces that have it. */
  traceCount: number;
  /** Of all traces, those without it have 0: the median time, and the fewest, median and most spans. */
  p50Nano: Nanos;
  leastCount: number;
  p50Count: number;
  mostCount: number;
}

/** What changed of one operation. */
export interface OperationDiff extends Caller {
  before: OperationSide;
  after: OperationSide;
  /** Its time in a trace, and its spans. */
  time: Location;
  count: Location;
  /** The traces that have it. */
  presence: Test;
  /** Which of the three changed. */
  isTimeChange: boolean;
  isCountChange: boolean;
  isPresenceChange: boolean;
  change: Change | null;
  /** Of the p95 of its time, where that changed; null where nothing did, or traces are too few. */
  tail: TailShift | null;
}

/** Fewer traces on a side tell nothing of the tail. */
export const fewestForTail = 40;

/**
 * Makes the tests of all operations of an entry point. Returns what asks for their results once the family is adjusted:
 * changes first, then by the shift of the time.
 */
export function compareOperations(
  family: Family,
  before: EntryPointValues,
  after: EntryPointValues,
  leastNano: Nanos,
  names: PatternNames,
): () => OperationDiff[] {
  const numbers = new Set([...before.operations.keys(), ...after.operations.keys()]);
  const [n, m] = [before.durations.size, after.durations.size];
  const settlers = Array.from(numbers, (number) => {
    const [a, b] = [before.operations.get(number) ?? absent, after.operations.get(number) ?? absent];
    return compareOperation(family, { a, n, b, m }, leastNano, names.callers.values[number]);
  });
  return () => settlers.map((settle) => settle()).sort(byWeight);
}

const absent: OperationValues = { time: new SampleColumn(), count: new SampleColumn() };

/** An operation's values on both sides, of so many traces. */
interface Sides {
  a: OperationValues;
  n: number;
  b: OperationValues;
  m: number;
}

function compareOperation(
  family: Family,
  { a, n, b, m }: Sides,
  leastNano: Nanos,
  caller: Caller,
): () => OperationDiff {
  const [times, otherTimes] = [a.time.sample(n), b.time.sample(m)];
  const [counts, otherCounts] = [a.count.sample(n), b.count.sample(m)];
  const [before, after] = [sideOf(a, times, counts), sideOf(b, otherTimes, otherCounts)];
  const time = family.location(times, otherTimes);
  const count = family.location(counts, otherCounts);
  const presence = family.share(before.traceCount, n, after.traceCount, m);
  return () => {
    const isTimeChange = isShift(time, leastNano);
    const isCountChange = isShift(count, 1);
    const isPresenceChange = isShareChange(presence, before.traceCount / n, after.traceCount / m);
    const diff = { before, after, time, count, presence, isTimeChange, isCountChange, isPresenceChange };
    const hasTail = isTimeChange && Math.min(n, m) >= fewestForTail;
    // Sampled again: the values of all operations at once would take more room than time.
    const tail = hasTail ? bootstrapP95(a.time.sample(n), b.time.sample(m)) : null;
    return { service: caller.service, name: caller.name, ...diff, change: changeOf(diff), tail };
  };
}

function sideOf({ count }: OperationValues, times: Float64Array, counts: Float64Array): OperationSide {
  return {
    traceCount: count.size,
    p50Nano: quantileOf(times, 50),
    leastCount: counts[0],
    p50Count: quantileOf(counts, 50),
    mostCount: counts[counts.length - 1],
  };
}

function changeOf(diff: Omit<OperationDiff, 'change' | 'tail' | keyof Caller>): Change | null {
  const { before, after, time, count, isTimeChange, isCountChange, isPresenceChange } = diff;
  if (isPresenceChange && before.traceCount === 0) return 'new';
  if (isPresenceChange && after.traceCount === 0) return 'gone';
  if (isTimeChange) return time.shift > 0 ? 'slower' : 'faster';
  if (isCountChange) return count.shift > 0 ? 'more-calls' : 'fewer-calls';
  if (!isPresenceChange) return null;
  return after.traceCount > before.traceCount ? 'more-often' : 'less-often';
}

function byWeight(a: OperationDiff, b: OperationDiff): number {
  return (
    Number(b.change !== null) - Number(a.change !== null) ||
    Math.abs(b.time.shift) - Math.abs(a.time.shift) ||
    compareKeys([a.service, a.name], [b.service, b.name])
  );
}
