/**
 * Sums of nanoseconds, exact however many are added: doubles while they are exact, which is 104 days, and a bigint beside
 * those few that go beyond. Adding is commutative, so neither the order of traces nor that of partial sums shows.
 * It is a column because each call path has some: objects (ExactSum) would take several times the memory.
 */
import { grown } from '../model/strings.ts';
import { longestNanos, type Nanos } from '../model/time.ts';

/** A growing column of sums, 0 at first; 8 bytes each. */
export class NanoSums {
  private low = new Float64Array(64);
  /** What no longer fits `low`, by index. */
  private readonly high = new Map<number, bigint>();

  /** Adds nanoseconds, of at most {@link longestNanos}, to the sum at an index. */
  add(index: number, nanos: Nanos): void {
    if (index >= this.low.length) this.low = grown(this.low, index * 2);
    const sum = this.low[index] + nanos;
    if (sum <= longestNanos) {
      this.low[index] = sum;
      return;
    }
    this.high.set(index, (this.high.get(index) ?? 0n) + BigInt(this.low[index]));
    this.low[index] = nanos;
  }

  /** Adds the sum at an index of other sums, or of these. */
  addFrom(index: number, other: NanoSums, from: number): void {
    this.add(index, other.low[from] ?? 0);
    const beyond = other.high.get(from);
    if (beyond !== undefined) this.high.set(index, (this.high.get(index) ?? 0n) + beyond);
  }

  /** The sum. */
  at(index: number): bigint {
    return BigInt(this.low[index] ?? 0) + (this.high.get(index) ?? 0n);
  }

  /** Negative where the sum at a is smaller than that at b. */
  compare(a: number, b: number): number {
    if (this.high.size === 0) return (this.low[a] ?? 0) - (this.low[b] ?? 0);
    const difference = this.at(a) - this.at(b);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
}
