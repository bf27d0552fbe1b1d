/** A growing column of values that are 0 or more, of those traces of a set that have one. */
import { grown } from '../../model/strings.ts';

/** Values in no particular order; 8 bytes each. */
export class SampleColumn {
  size = 0;
  private values = new Float64Array(4);

  add(value: number): void {
    if (this.size === this.values.length) this.values = grown(this.values, this.size * 2);
    this.values[this.size++] = value;
  }

  at(index: number): number {
    return this.values[index];
  }

  /** The values of `count` traces in ascending order: 0 for each trace that has none. O(n log n). */
  sample(count: number = this.size): Float64Array {
    const sample = new Float64Array(count);
    sample.set(this.values.subarray(0, this.size).toSorted(), count - this.size);
    return sample;
  }
}
