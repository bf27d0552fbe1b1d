/**
 * Offsets of clocks from bounds on their differences, one clock after another, outward from the reference:
 *
 *   bounds    |--------------|            0     the end nearer to 0 is v away: move by v, and further in
 *                  |------------------|         by as much, but not beyond the middle
 *   offset               x
 *
 * So a tiny overhang v moves a clock by 2v at most, and a large skew is put in the middle.
 */
import type { StringTable } from '../model/strings.ts';
import type { ClockOffset } from '../model/trace.ts';
import { ClockQueue } from './clock-queue.ts';

/** `low <= offset(to) - offset(from) <= high`; clocks are StringIds. */
export interface ClockBound {
  from: number;
  to: number;
  low: number;
  high: number;
}

/** What is known of one clock's offset, as seen from a clock that is placed. */
interface Interval {
  low: number;
  high: number;
}

/** The offsets by clock, and a report of those that are not 0 or that the bounds contradict each other about. */
export interface PlacedClocks {
  offsets: Map<number, number>;
  report: ClockOffset[];
}

/** Places every clock that bounds connect with the reference, next the one with most bounds to placed ones. */
export function placeClocks(bounds: ClockBound[], reference: number, strings: StringTable): PlacedClocks {
  const boundsOf = boundsByClock(bounds);
  const clocks = [...boundsOf.keys()].sort((a, b) => (strings.text(a) < strings.text(b) ? -1 : 1));
  const queue = new ClockQueue(clocks);
  const offsets = new Map<number, number>();
  const report: ClockOffset[] = [];
  for (let clock: number | undefined = reference; clock !== undefined; clock = queue.take()) {
    const own = boundsOf.get(clock) ?? [];
    const placed = clockOffset(
      strings.text(clock),
      clock === reference ? [] : intervals(own, clock, offsets),
    );
    offsets.set(clock, placed.offset);
    if (placed.offset !== 0 || !placed.consistent) report.push(placed);
    for (const { from, to } of own) {
      const other = from === clock ? to : from;
      if (!offsets.has(other)) queue.raise(other);
    }
  }
  report.sort((a, b) => (a.clock < b.clock ? -1 : 1));
  return { offsets, report };
}

function boundsByClock(bounds: ClockBound[]): Map<number, ClockBound[]> {
  const result = new Map<number, ClockBound[]>();
  for (const bound of bounds) {
    for (const clock of [bound.from, bound.to]) {
      const list = result.get(clock);
      if (list) list.push(bound);
      else result.set(clock, [bound]);
    }
  }
  return result;
}

/** The bounds between a clock and placed ones, as intervals of its own offset. */
function intervals(bounds: ClockBound[], clock: number, offsets: Map<number, number>): Interval[] {
  const result: Interval[] = [];
  for (const { from, to, low, high } of bounds) {
    const other = offsets.get(from === clock ? to : from);
    if (other === undefined) continue;
    result.push(
      to === clock ? { low: other + low, high: other + high } : { low: other - high, high: other - low },
    );
  }
  return result;
}

/** The smallest offset that satisfies the intervals; where they contradict each other, what most of them say, or 0. */
function clockOffset(clock: string, list: Interval[]): ClockOffset {
  let lo = -Infinity;
  let hi = Infinity;
  for (const { low, high } of list) {
    if (low > lo) lo = low;
    if (high < hi) hi = high;
  }
  const consistent = lo <= hi;
  const offset = consistent ? smallestWithin(lo, hi) : majority(list);
  const satisfied = list.filter(({ low, high }) => low <= offset && offset <= high).length;
  return { clock, offset, edges: list.length, satisfied, consistent, lo, hi };
}

function smallestWithin(lo: number, hi: number): number {
  if (lo <= 0 && hi >= 0) return 0;
  const violation = lo > 0 ? lo : -hi;
  const inward = Number.isFinite(hi - lo) ? Math.min(violation, Math.floor((hi - lo) / 2)) : 0;
  return lo > 0 ? lo + inward : hi - inward;
}

/** The end point that satisfies most intervals, if that is three quarters of them and two more than 0 satisfies. */
function majority(list: Interval[]): number {
  const lows = Float64Array.from(list, ({ low }) => low).sort();
  const highs = Float64Array.from(list, ({ high }) => high).sort();
  const satisfiedBy = (x: number): number => countBelow(lows, x, true) - countBelow(highs, x, false);
  let best = 0;
  let bestCount = -1;
  for (const x of [...lows, ...highs]) {
    if (!Number.isFinite(x)) continue;
    const count = satisfiedBy(x);
    const isBetter = count > bestCount || (count === bestCount && isNearer0(x, best));
    if (isBetter) [best, bestCount] = [x, count];
  }
  return bestCount >= 0.75 * list.length && bestCount >= satisfiedBy(0) + 2 ? best : 0;
}

function isNearer0(a: number, b: number): boolean {
  return Math.abs(a) < Math.abs(b) || (Math.abs(a) === Math.abs(b) && a < b);
}

/** How many sorted values are below x, or at it. */
function countBelow(sorted: Float64Array, x: number, orAt: boolean): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle] < x || (orAt && sorted[middle] === x)) from = middle + 1;
    else to = middle;
  }
  return from;
}
