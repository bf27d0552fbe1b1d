/** A check that each value of each sample lies within limits. */
import type { SpanSelector } from './field.ts';
import type { Check, CheckScope } from './kind.ts';
import {
  type Measure,
  type Measured,
  measuredValues,
  measureTitle,
  quantityOf,
  sampleUnit,
} from './measure.ts';
import type { Outcome } from './outcome.ts';
import type { Sample } from './sample.ts';
import { WorstEvidence } from './worst.ts';

/** What is limited, and how. At least one of the limits has to be there. */
export interface Limits {
  measure: Measure;
  selector: SpanSelector;
  min?: number | undefined;
  max?: number | undefined;
}

/** Passes where no value is outside the limits. */
export class EachWithin implements Check {
  private readonly limits: Limits;
  private readonly evidence = new WorstEvidence();
  /** The value that is farthest beyond a limit, or nearest to one. */
  private worst: { value: number; excess: number } | undefined;
  private sampleCount = 0;
  private brokenCount = 0;
  private readonly samples: 'trace' | 'span';

  constructor(limits: Limits, { unit }: CheckScope) {
    this.limits = limits;
    this.samples = sampleUnit(limits.measure, limits.selector, unit);
  }

  add(sample: Sample): void {
    const { measure, selector } = this.limits;
    for (const measured of measuredValues(measure, selector, sample)) this.addValue(sample, measured);
  }

  outcome(): Outcome {
    const { measure, selector, min, max } = this.limits;
    const { worst, sampleCount, brokenCount } = this;
    const isLow =
      max === undefined ||
      (worst !== undefined && min !== undefined && worst.value - max < min - worst.value);
    const outcome: Outcome = {
      verdict: sampleCount === 0 ? 'inconclusive' : brokenCount > 0 ? 'fail' : 'pass',
      subject: measureTitle(measure, selector),
      relation: isLow ? '>=' : '<=',
      expected: quantityOf(measure, (isLow ? min : max) ?? 0),
      sampleCount,
      samples: this.samples,
      brokenCount,
      evidence: this.evidence.list(),
    };
    if (worst === undefined) return { ...outcome, note: 'nothing in it has a duration' };
    const got = quantityOf(measure, worst.value);
    return worst.excess > 0
      ? { ...outcome, got, by: quantityOf(measure, worst.excess) }
      : { ...outcome, got };
  }

  private addValue(sample: Sample, { value, row }: Measured): void {
    const { measure, min = -Infinity, max = Infinity } = this.limits;
    const excess = Math.max(value - max, min - value);
    this.sampleCount++;
    if (excess > 0) this.brokenCount++;
    const { worst } = this;
    // Of one too few and one too many the latter, whichever came first.
    const isWorse = !worst || excess > worst.excess || (excess === worst.excess && value > worst.value);
    if (isWorse) this.worst = { value, excess };
    if (this.evidence.wants(excess)) {
      this.evidence.add(sample.evidence(row, quantityOf(measure, value)), excess);
    }
  }
}
