/**
 * Calls of one operation that used to be made in turn and no longer are, or the other way round: the order model of
 * patterns/order.ts, of both sides. "X before Y" is refuted by a trace that begins Y before X ended.
 *
 *   before   X |----|             after   X |----|        in turn before, at once after
 *            Y       |----|               Y |----|
 */
import type { Call } from '../fingerprint.ts';
import type { Caller, PatternNames } from '../patterns/names.ts';
import type { CallOrders, CallOrdersState, OrderEvidence } from '../patterns/order.ts';
import { fewestTraces, significance } from './change-rule.ts';
import { Family, type Test } from './family.ts';

/** A change of order. */
export interface OrderDiff {
  caller: Caller;
  /** The call that comes, or came, first. */
  first: Call;
  second: Call;
  /** Traces that have both and agree, or don't. */
  before: OrderEvidence;
  after: OrderEvidence;
  test: Test;
  /** Whether they are in turn now; else they were. */
  isInTurn: boolean;
}

/** The share of traces that has to agree more, or less: an order that traces keep by chance is none. */
const leastShare = 0.5;

/**
 * The orders that changed, by caller and calls. They are a table, and so a family of tests, of their own. Linear in the
 * pairs of calls that operations make.
 */
export function orderChanges(before: CallOrders, after: CallOrders, names: PatternNames): OrderDiff[] {
  const family = new Family();
  const known = new Map(after.state().rows.map((row) => [pairKey(row), row]));
  const found = before.state().rows.flatMap((row) => {
    const other = known.get(pairKey(row));
    return other === undefined ? [] : directions(family, row, other, names);
  });
  family.adjust();
  return found.filter(({ test, ...diff }) => test.q <= significance && isLarge(diff)).sort(byText);
}

type PairRow = CallOrdersState['rows'][number];

function pairKey([caller, low, high]: PairRow): string {
  return `${caller} ${low} ${high}`;
}

/** Both orders that a pair of calls can be made in. */
function directions(family: Family, row: PairRow, other: PairRow, names: PatternNames): OrderDiff[] {
  const [caller, low, high, both, refutesLow, refutesHigh] = row;
  const [, , , bothAfter, refutesLowAfter, refutesHighAfter] = other;
  if (Math.min(both, bothAfter) < fewestTraces) return [];
  const { callers, calls } = names;
  const diff = (first: number, second: number, refuted: number, refutedAfter: number): OrderDiff => {
    const before = { supported: both - refuted, refuted };
    const after = { supported: bothAfter - refutedAfter, refuted: refutedAfter };
    return {
      caller: callers.values[caller],
      first: calls.values[first],
      second: calls.values[second],
      before,
      after,
      test: family.share(before.supported, both, after.supported, bothAfter),
      isInTurn: shareOf(after) > shareOf(before),
    };
  };
  return [diff(low, high, refutesLow, refutesLowAfter), diff(high, low, refutesHigh, refutesHighAfter)];
}

function isLarge({ before, after }: Pick<OrderDiff, 'before' | 'after'>): boolean {
  return Math.abs(shareOf(after) - shareOf(before)) >= leastShare;
}

function shareOf({ supported, refuted }: OrderEvidence): number {
  return supported / (supported + refuted);
}

function byText(a: OrderDiff, b: OrderDiff): number {
  const [left, right] = [textOf(a), textOf(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

function textOf({ caller, first, second }: OrderDiff): string {
  return JSON.stringify([caller, first, second].map((one) => Object.values(one)));
}
