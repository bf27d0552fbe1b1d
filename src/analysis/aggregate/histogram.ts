/** How often values of each size occur, in buckets that are cut where people cut: 1, 2, 5, 10, 20, 50, … */
import type { Nanos } from '../../model/time.ts';
import type { Distribution } from './distribution.ts';

/** Values from one bound up to, not including, another. */
export interface Bucket {
  fromNano: Nanos;
  toNano: Nanos;
  count: number;
}

/** The buckets from that of the smallest value to that of the largest, the empty ones among them, too. Linear. */
export function histogram(distribution: Distribution): Bucket[] {
  const buckets: Bucket[] = [];
  let bucket: Bucket = { fromNano: 0, toNano: 0, count: 0 };
  for (const { value, count } of distribution.counted()) {
    while (value >= bucket.toNano) {
      bucket = { fromNano: bucket.toNano, toNano: boundAfter(bucket.toNano), count: 0 };
      if (buckets.length > 0 || value < bucket.toNano) buckets.push(bucket);
    }
    bucket.count += count;
  }
  return buckets;
}

/** 0, 1, 2, 5, 10, 20, … */
function boundAfter(bound: Nanos): Nanos {
  if (bound === 0) return 1;
  const unit = 10 ** (String(bound).length - 1);
  return bound === 2 * unit ? 5 * unit : 2 * bound;
}
