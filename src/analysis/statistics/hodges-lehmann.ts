/**
 * By how much one sample is shifted against another: the median of all differences b - a (Hodges and Lehmann), with
 * Moses' 95 % interval. Unlike a difference of medians it is told by all values, and one outlier moves it by little.
 *
 * There are n·m differences, too many to list. But how many are at most v takes one walk through both samples, and
 * halving the range of v finds the k-th:
 *
 *   a   1 3 8      differences up to 2: for each b the a from b - 2 on, and that bound only moves to the right
 *   b   4 5
 */
import { ascending, type Sample } from './samples.ts';

/** How far b lies above a. */
export interface Shift {
  /** The median difference; of an even number of them the mean of the two in the middle. */
  shift: number;
  /** The 95 % interval; null where the samples are too small to have one. */
  low: number | null;
  high: number | null;
}

/** The quantile of the normal distribution that leaves 2.5 % above it. */
const z975 = 1.959963985;

/**
 * The shift of b against a. Values must be whole numbers below 2^53; neither sample may be empty.
 * O(n log n) to sort, then O((n + m) log of the range of values).
 */
export function hodgesLehmann(a: Sample, b: Sample): Shift {
  const [x, y] = [ascending(a), ascending(b)];
  const [n, m] = [x.length, y.length];
  const pairs = n * m;
  const middle = Math.ceil(pairs / 2);
  const lower = kthDifference(x, y, middle);
  const upper = pairs % 2 === 1 ? lower : kthDifference(x, y, middle + 1);
  const k = Math.floor(pairs / 2 - z975 * Math.sqrt((pairs * (n + m + 1)) / 12));
  return {
    shift: lower + (upper - lower) / 2,
    low: k < 1 ? null : kthDifference(x, y, k),
    high: k < 1 ? null : kthDifference(x, y, pairs - k + 1),
  };
}

/** The k-th smallest difference, counted from 1. */
function kthDifference(a: Float64Array, b: Float64Array, k: number): number {
  let low = b[0] - a[a.length - 1];
  let high = b[b.length - 1] - a[0];
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    if (isAmongFirst(a, b, middle, k)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whether at least k differences are at most a bound. */
function isAmongFirst(a: Float64Array, b: Float64Array, bound: number, k: number): boolean {
  let count = 0;
  let from = 0;
  for (const value of b) {
    while (from < a.length && a[from] < value - bound) from++;
    count += a.length - from;
    if (count >= k) return true;
  }
  return false;
}
