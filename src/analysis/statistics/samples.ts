/** Samples in ascending order, which most statistics begin with. */

import { nearestRank, type Percent } from '../aggregate/quantiles.ts';

/** Numbers, in any order unless something else is said. */
export type Sample = ArrayLike<number>;

/**
 * The values in ascending order: those given, where they are in it already, else a copy. Linear in the first case, which
 * lets callers sort once and then ask for several statistics.
 */
export function ascending(values: Sample): Float64Array {
  if (values instanceof Float64Array && isAscending(values)) return values;
  return Float64Array.from(values).sort();
}

function isAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] < values[i - 1]) return false;
  return true;
}

/** The quantile of values in ascending order, by nearest rank; there must be some. */
export function quantileOf(sorted: ArrayLike<number>, percent: Percent): number {
  return sorted[nearestRank(percent, sorted.length) - 1];
}
