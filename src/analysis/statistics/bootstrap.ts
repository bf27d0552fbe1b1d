/**
 * How sure a difference of tails is: samples of the same sizes are drawn from both samples again and again, with
 * replacement, and the middle 95 % of the differences that come out are the interval (Efron's percentile bootstrap).
 * The draws are pseudo-random from one seed: the same samples in the same order have the same interval, bit for bit.
 */
import { nearestRank } from '../aggregate/quantiles.ts';
import { quantileOf, type Sample } from './samples.ts';

/** The p95 of b less that of a. */
export interface TailShift {
  shift: number;
  low: number;
  high: number;
}

const replicates = 2000;
const seed = 1;

/**
 * The difference of the p95s with its interval. What is drawn depends on the order of the values: sort them where it means
 * nothing. O(2,000 (n + m)); neither sample may be empty.
 */
export function bootstrapP95(a: Sample, b: Sample): TailShift {
  const random = mulberry32(seed);
  const [x, y] = [new Tail(a), new Tail(b)];
  const shifts = new Float64Array(replicates);
  for (let replicate = 0; replicate < replicates; replicate++) {
    // One after the other: a draws first.
    const p95 = x.drawn(random);
    shifts[replicate] = y.drawn(random) - p95;
  }
  shifts.sort();
  return { shift: y.p95 - x.p95, low: quantileOf(shifts, 2.5), high: quantileOf(shifts, 97.5) };
}

/**
 * A sample that p95s of samples drawn from it are asked of. The values stay in order and only how often each was drawn is
 * counted, from the largest down until a twentieth has been passed: nothing is sorted again.
 */
class Tail {
  private readonly sorted: Float64Array;
  /** By place in the sample as it was given: the place in order. */
  private readonly places: Int32Array;
  private readonly counts: Int32Array;

  constructor(sample: Sample) {
    const order = Int32Array.from(sample, (_, i) => i).sort((i, j) => sample[i] - sample[j]);
    this.sorted = Float64Array.from(order, (i) => sample[i]);
    this.places = new Int32Array(order.length);
    order.forEach((i, place) => (this.places[i] = place));
    this.counts = new Int32Array(order.length);
  }

  get p95(): number {
    return quantileOf(this.sorted, 95);
  }

  /** The p95 of as many values drawn at random. Linear. */
  drawn(random: () => number): number {
    const { counts, places, sorted } = this;
    const { length } = sorted;
    counts.fill(0);
    for (let i = 0; i < length; i++) counts[places[Math.floor(random() * length)]]++;
    let place = length;
    for (let above = length - nearestRank(95, length) + 1; above > 0;) above -= counts[--place];
    return sorted[place];
  }
}

/** Uniform numbers in [0, 1) by Tommy Ettinger's mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
