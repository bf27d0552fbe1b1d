/**
 * The values of one measure, for quantiles: all of them up to a million, beyond that how many lie in each bin of a
 * DDSketch (bins.ts). Which of the two it is depends on nothing but how many values there are. So a distribution is the
 * same however its values were split up, in whatever order they came: merging is adding.
 */
import { grown } from '../../model/strings.ts';
import type { Nanos } from '../../model/time.ts';
import { binCount, binOf, binValue } from './bins.ts';
import { ExactSum, type ExactSumState } from './exact-sum.ts';
import { nearestRank, type Percent, type Quantiles } from './quantiles.ts';
import { select } from './select.ts';

/** Values kept one by one: 8 MB a distribution. */
export const mostExact = 1_000_000;

/** The parts of a distribution, as another thread or a file hands them over. */
export interface DistributionState {
  count: number;
  /** Infinity and 0 where there is no value. */
  min: Nanos;
  max: Nanos;
  sum: ExactSumState;
  /** The first `count` are the values, in any order; without meaning where there are bins. */
  values: Float64Array;
  /** How many values lie in each bin. */
  bins: Float64Array | undefined;
}

/** Shared by all that are empty: where there are many groups, most are small. */
const none = new Float64Array(0);

/** Values of one measure: whole numbers from 0 on. */
export class Distribution implements DistributionState {
  count = 0;
  min: Nanos = Infinity;
  max: Nanos = 0;
  sum: ExactSum = new ExactSum();
  values: Float64Array;
  bins: Float64Array | undefined;
  private readonly limit: number;
  /** None of the first so many values is larger than any of the others. */
  private placed = 0;
  private isSorted = false;

  /** `limit` is for tests. */
  constructor(limit: number = mostExact) {
    this.limit = limit;
    this.values = none;
  }

  /** Adds a value. Amortised constant. */
  add(value: Nanos): void {
    this.sum.add(value);
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.forgetOrder();
    const at = this.count++;
    if (at === this.values.length) this.makeRoom(at, at + 1);
    if (this.bins === undefined) this.values[at] = value;
    else this.bins[binOf(value)]++;
  }

  /** Adds all values of another one. Linear in those, or in the bins. */
  merge(other: DistributionState): void {
    const before = this.count;
    this.sum.merge(other.sum);
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    this.forgetOrder();
    if (other.bins !== undefined) this.useBins(before);
    else this.makeRoom(before, before + other.count);
    this.count += other.count;
    if (this.bins === undefined) this.values.set(other.values.subarray(0, other.count), before);
    else if (other.bins === undefined) countInto(this.bins, other.values, other.count);
    else for (let bin = 0; bin < binCount; bin++) this.bins[bin] += other.bins[bin];
  }

  /** Whether quantiles are estimates, each off by less than 1 %. Sums, minimum and maximum are exact at all times. */
  get isEstimated(): boolean {
    return this.bins !== undefined;
  }

  /** The values in order. Only where they are kept: not where `isEstimated`. */
  sorted(): Float64Array {
    const values = this.values.subarray(0, this.count);
    if (!this.isSorted) values.sort();
    this.isSorted = true;
    return values;
  }

  /** A quantile of the values and `zeros` more that are 0; null of nothing. */
  quantile(percent: Percent, zeros = 0): Nanos | null {
    const count = this.count + zeros;
    if (count === 0) return null;
    const rank = nearestRank(percent, count);
    return rank <= zeros ? 0 : this.valueAt(rank - zeros);
  }

  /** The figures of the values and `zeros` more that are 0. Linear. */
  quantiles(zeros = 0): Quantiles {
    const isEmpty = this.count + zeros === 0;
    return {
      sumNano: this.sum.toNumber(),
      minNano: isEmpty ? null : zeros > 0 ? 0 : this.min,
      p50Nano: this.quantile(50, zeros),
      p90Nano: this.quantile(90, zeros),
      p95Nano: this.quantile(95, zeros),
      p99Nano: this.quantile(99, zeros),
      maxNano: isEmpty ? null : this.max,
    };
  }

  /** Each value, or what stands for a bin, with how often it occurs; ascending. */
  *counted(): Generator<{ value: Nanos; count: number }> {
    if (this.bins === undefined) for (const value of this.sorted()) yield { value, count: 1 };
    else {
      for (let bin = 0; bin < binCount; bin++) {
        if (this.bins[bin] > 0) yield { value: this.estimate(bin), count: this.bins[bin] };
      }
    }
  }

  /** The value of a rank, counted from 1. */
  private valueAt(rank: number): Nanos {
    if (this.bins === undefined) return this.placedAt(rank - 1);
    let bin = 0;
    for (let below = this.bins[0]; below < rank; below += this.bins[bin]) bin++;
    return this.estimate(bin);
  }

  /** Ranks that are asked for in ascending order share the work. */
  private placedAt(at: number): Nanos {
    if (!this.isSorted) {
      const isBelow = at < this.placed;
      select(this.values, isBelow ? 0 : this.placed, isBelow ? this.placed : this.count, at);
      this.placed = Math.max(this.placed, at + 1);
    }
    return this.values[at];
  }

  private forgetOrder(): void {
    this.isSorted = false;
    this.placed = 0;
  }

  private estimate(bin: number): Nanos {
    return Math.min(this.max, Math.max(this.min, binValue(bin)));
  }

  /** Makes room for `count` values, of which `kept` are there, or bins for them. */
  private makeRoom(kept: number, count: number): void {
    if (count > this.limit) this.useBins(kept);
    else if (count > this.values.length) {
      const room = Math.max(count, this.values.length * 2);
      this.values = grown(this.values, Math.min(room, this.limit));
    }
  }

  private useBins(kept: number): void {
    if (this.bins !== undefined) return;
    this.bins = new Float64Array(binCount);
    countInto(this.bins, this.values, kept);
    this.values = new Float64Array(0);
  }
}

function countInto(bins: Float64Array, values: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) bins[binOf(values[i])]++;
}
