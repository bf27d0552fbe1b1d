/** All values of a measure over a set of traces, and the traces with the largest. */
import { grown } from '../../model/strings.ts';
import type { SpanSelector } from './field.ts';
import { type Measure, measuredValues, quantityOf } from './measure.ts';
import type { Evidence } from './outcome.ts';
import type { Sample } from './sample.ts';
import { WorstEvidence } from './worst.ts';

/** Values of one measure; 8 bytes each. */
export class MeasuredSet {
  private readonly measure: Measure;
  private readonly selector: SpanSelector;
  private readonly worst = new WorstEvidence();
  private values = new Float64Array(64);
  private count = 0;

  constructor(measure: Measure, selector: SpanSelector) {
    this.measure = measure;
    this.selector = selector;
  }

  /** Linear in the values of the sample. */
  add(sample: Sample): void {
    for (const { value, row } of measuredValues(this.measure, this.selector, sample)) {
      if (this.count === this.values.length) this.values = grown(this.values, this.count * 2);
      this.values[this.count++] = value;
      if (!this.worst.wants(value)) continue;
      this.worst.add(sample.evidence(row, quantityOf(this.measure, value)), value);
    }
  }

  /** The values in ascending order. O(n log n). */
  sorted(): Float64Array {
    return this.values.slice(0, this.count).sort();
  }

  /** The samples with the largest values, the largest first. */
  evidence(): Evidence[] {
    return this.worst.list();
  }
}
