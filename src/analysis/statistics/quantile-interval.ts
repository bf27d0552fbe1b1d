/**
 * How sure a quantile is, without assuming a distribution: of n values, the number below the true quantile is binomial,
 * so that two of the sorted values hold the quantile between them with at least 95 %.
 * https://www-users.york.ac.uk/~mb55/intro/cicent.htm
 */
import type { Percent } from '../aggregate/quantiles.ts';

/** The values that a quantile lies between with 95 %; null where there are too few values to have one on that side. */
export interface QuantileInterval {
  low: number | null;
  high: number | null;
}

/** Of the probability, what is left out on each side. */
const outside = 0.025;

/** The interval of a quantile (95 is the p95) of values in ascending order. O(√n). */
export function quantileInterval(sorted: ArrayLike<number>, percent: Percent): QuantileInterval {
  const count = sorted.length;
  const low = binomialQuantile(count, percent / 100, outside);
  const high = binomialQuantile(count, percent / 100, 1 - outside) + 1;
  return { low: low < 1 ? null : sorted[low - 1], high: high > count ? null : sorted[high - 1] };
}

/** Terms farther than so many standard deviations from the middle are less than a rounding error. */
const farthest = 12;

/**
 * The smallest k that a binomial count of `count` tries does not exceed with a probability of at least `wanted`. Terms are
 * taken relative to the largest, by the ratio of neighbours: neither factorials nor logarithms, and no digits lost.
 */
function binomialQuantile(count: number, probability: number, wanted: number): number {
  const mode = Math.min(count, Math.floor((count + 1) * probability));
  const reach = Math.ceil(farthest * Math.sqrt(count * probability * (1 - probability))) + farthest;
  const [first, last] = [Math.max(0, mode - reach), Math.min(count, mode + reach)];
  const odds = probability / (1 - probability);
  const terms = new Float64Array(last - first + 1);
  terms[mode - first] = 1;
  for (let k = mode + 1; k <= last; k++)
    terms[k - first] = terms[k - first - 1] * odds * ((count - k + 1) / k);
  for (let k = mode - 1; k >= first; k--)
    terms[k - first] = (terms[k - first + 1] / odds) * ((k + 1) / (count - k));
  const all = terms.reduce((sum, term) => sum + term, 0);
  let sum = 0;
  for (let k = first; k <= last; k++) {
    sum += terms[k - first];
    if (sum >= wanted * all) return k;
  }
  return last;
}
