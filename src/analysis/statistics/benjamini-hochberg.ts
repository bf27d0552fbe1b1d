/**
 * Many tests at once: of 100 that have nothing to find, 5 find it anyway at p ≤ 0.05. Benjamini and Hochberg's adjusted
 * p-values (1995) tell instead how many of the findings are expected to be false: of all with q ≤ 0.05, a twentieth.
 */

/** The q of each p, in their order; never below it, and never in another order of size. O(n log n). */
export function benjaminiHochberg(ps: ArrayLike<number>): number[] {
  const order = Array.from({ length: ps.length }, (_, i) => i).sort((i, j) => ps[j] - ps[i]);
  const qs: number[] = Array.from(ps);
  let least = 1;
  order.forEach((i, k) => {
    // The ratio by itself is at least 1 also when rounded, so that no q falls below its p.
    least = Math.min(least, ps[i] * (ps.length / (ps.length - k)));
    qs[i] = least;
  });
  return qs;
}
