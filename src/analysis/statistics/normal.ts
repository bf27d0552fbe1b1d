/** The normal distribution. */

/** From here on the continued fraction needs few enough terms. */
const farOut = 3;
const fractionTerms = 150;

/**
 * The probability that a standard normal value is above z, to about 13 digits also where it is tiny: a difference from 1
 * would leave none of them. Near the middle by the series of Marsaglia (Evaluating the Normal Distribution, Journal of
 * Statistical Software 11, 2004), far out by Laplace's continued fraction for Mills' ratio
 * (https://dlmf.nist.gov/7.9.1).
 *
 *   1/2 - φ(z) (z + z³/3 + z⁵/(3·5) + …)      φ(z) / (z + 1/(z + 2/(z + 3/(z + …))))
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  if (z < farOut) {
    let term = z;
    let sum = z;
    for (let odd = 3; term > sum * Number.EPSILON; odd += 2) sum += term *= (z * z) / odd;
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let k = fractionTerms; k > 0; k--) fraction = z + k / fraction;
  return density / fraction;
}
