/**
 * Sums of whole numbers that may pass 2^53: a million spans of nine seconds do. What no longer fits a double goes to a
 * BigInt, which happens once in days of nanoseconds; so the sum is exact, and the same in any order of adding.
 */

/** The parts of a sum, as another thread or a file hands them over. */
export interface ExactSumState {
  /** From 0 to 2^53 - 1. */
  low: number;
  high: bigint;
}

/** A sum of integers from 0 to 2^53 - 1. */
export class ExactSum implements ExactSumState {
  low = 0;
  high = 0n;

  /** Adds a number. Constant. */
  add(value: number): void {
    const sum = this.low + value;
    if (sum <= Number.MAX_SAFE_INTEGER) this.low = sum;
    else {
      this.high += BigInt(this.low);
      this.low = value;
    }
  }

  /** Adds another sum. */
  merge(other: ExactSumState): void {
    this.high += other.high;
    this.add(other.low);
  }

  /** The sum. */
  toBigInt(): bigint {
    return this.high + BigInt(this.low);
  }

  /** The sum, or from 2^53 on the double that is nearest to it. */
  toNumber(): number {
    return this.high === 0n ? this.low : Number(this.toBigInt());
  }
}
