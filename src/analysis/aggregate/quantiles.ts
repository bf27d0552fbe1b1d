/** Quantiles by nearest rank: the smallest value that so many of all values do not exceed. Nothing is interpolated. */
import type { Nanos } from '../../model/time.ts';

/** Figures of some values in nanoseconds; null where there is no value. */
export interface Quantiles {
  /** Exact; from 2^53 on the nearest double. */
  sumNano: number;
  minNano: Nanos | null;
  p50Nano: Nanos | null;
  p90Nano: Nanos | null;
  p95Nano: Nanos | null;
  p99Nano: Nanos | null;
  maxNano: Nanos | null;
}

/** A share of all values: `p99` is 99, `p99.9` is 99.9. At most two decimals. */
export type Percent = number;

/**
 * The rank of a quantile among `count` values, counted from 1: ceil(p · n). Hundredths of percents are whole numbers, so
 * that 0.95 · 20, which doubles make a little more than 19, has rank 19.
 */
export function nearestRank(percent: Percent, count: number): number {
  return Math.max(1, Math.ceil((Math.round(percent * 100) * count) / 10_000));
}
