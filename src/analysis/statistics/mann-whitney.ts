/**
 * Whether values of one sample tend to be larger than those of another, whatever their distribution: the two-sided
 * Mann-Whitney U test (https://en.wikipedia.org/wiki/Mann–Whitney_U_test).
 *
 * Small samples without ties are tested exactly. Others by the normal approximation, its variance corrected for ties, and
 * half a pair taken off for continuity: as scipy.stats.mannwhitneyu does.
 */
import { normalTail } from './normal.ts';
import { ascending, type Sample } from './samples.ts';

/** The outcome of a test. */
export interface MannWhitney {
  /** Pairs whose value of b is the larger one, and half of those that are equal: from 0 to all. */
  u: number;
  /** How probable a u at least as far from the middle is, where both samples are of one distribution. */
  p: number;
}

/** More values than this in both samples together are not tested exactly. */
const mostExact = 40;

/** Tests b against a. O(n log n); 1 for p where a sample is empty: it tells nothing. */
export function mannWhitney(a: Sample, b: Sample): MannWhitney {
  const [n, m] = [a.length, b.length];
  const { u, tied } = ranked(ascending(a), ascending(b));
  if (n === 0 || m === 0) return { u, p: 1 };
  const larger = Math.max(u, n * m - u);
  const isExact = tied === 0 && n + m <= mostExact;
  return { u, p: isExact ? exactP(larger, n, m) : normalP(larger, n, m, tied) };
}

/** Cliff's delta: pairs whose value of b is larger less those whose is smaller, of all pairs; from -1 to 1. O(n log n). */
export function cliffsDelta(a: Sample, b: Sample): number {
  const pairs = a.length * b.length;
  return pairs === 0 ? 0 : (2 * ranked(ascending(a), ascending(b)).u) / pairs - 1;
}

/** Walks both samples up together; `tied` is the sum of t³ - t over groups of t equal values. */
function ranked(a: Float64Array, b: Float64Array): { u: number; tied: number } {
  let u = 0;
  let tied = 0;
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const value = i < a.length && !(b[j] < a[i]) ? a[i] : b[j];
    const [fromA, fromB] = [i, j];
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    u += (j - fromB) * (fromA + (i - fromA) / 2);
    const equal = i - fromA + j - fromB;
    tied += equal ** 3 - equal;
  }
  return { u, tied };
}

function normalP(larger: number, n: number, m: number, tied: number): number {
  const count = n + m;
  const variance = ((n * m) / 12) * (count + 1 - tied / (count * (count - 1)));
  if (!(variance > 0)) return 1;
  return Math.min(1, 2 * normalTail((larger - (n * m) / 2 - 0.5) / Math.sqrt(variance)));
}

/**
 * In how many of all orders of the values u comes out as 0, 1, 2…: the coefficients of a Gaussian binomial, the product
 * of (1 - q^(m+i)) / (1 - q^i) for i up to n. Whole numbers all along. O(n · nm), at most 8,000 steps.
 */
function exactP(larger: number, n: number, m: number): number {
  const orders = new Float64Array(n * m + 1);
  orders[0] = 1;
  for (let i = 1; i <= n; i++) {
    for (let u = n * m; u >= m + i; u--) orders[u] -= orders[u - m - i];
    for (let u = i; u <= n * m; u++) orders[u] += orders[u - i];
  }
  const all = orders.reduce((sum, count) => sum + count, 0);
  const asFar = orders.subarray(larger).reduce((sum, count) => sum + count, 0);
  return Math.min(1, (2 * asFar) / all);
}
