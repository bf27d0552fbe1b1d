/**
 * The clocks still to be placed, the one with most bounds to placed clocks first, of equals the one that was given
 * first: a binary heap of numbers in which older, smaller entries of a clock are skipped.
 */
export class ClockQueue {
  private readonly clocks: readonly number[];
  private readonly rank: Map<number, number>;
  private readonly bounds: Map<number, number> = new Map();
  /** count · clocks + (last rank - rank); the largest on top. */
  private readonly heap: number[] = [];

  constructor(clocks: readonly number[]) {
    this.clocks = clocks;
    this.rank = new Map(clocks.map((clock, rank) => [clock, rank]));
  }

  /** Counts one more bound of a clock. */
  raise(clock: number): void {
    const count = (this.bounds.get(clock) ?? 0) + 1;
    this.bounds.set(clock, count);
    this.push(count * this.clocks.length + (this.clocks.length - 1 - (this.rank.get(clock) ?? 0)));
  }

  /** Removes and returns the first clock, or undefined when none has a bound. */
  take(): number | undefined {
    for (let key = this.pop(); key !== undefined; key = this.pop()) {
      const clock = this.clocks[this.clocks.length - 1 - (key % this.clocks.length)];
      if (this.bounds.delete(clock)) return clock;
    }
    return undefined;
  }

  private push(key: number): void {
    const { heap } = this;
    let at = heap.length;
    for (let up = (at - 1) >> 1; at > 0 && heap[up] < key; up = (at - 1) >> 1) {
      heap[at] = heap[up];
      at = up;
    }
    heap[at] = key;
  }

  private pop(): number | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let at = 0;
    for (let down = 1; down < heap.length; down = 2 * at + 1) {
      if (down + 1 < heap.length && heap[down + 1] > heap[down]) down++;
      if (heap[down] <= last) break;
      heap[at] = heap[down];
      at = down;
    }
    heap[at] = last;
    return top;
  }
}
