/**
 * Whether requests became slower than those of a baseline, and by more than is accepted (analysis.md 7.2): the shift is
 * the median of all differences (Hodges and Lehmann), the test is Mann and Whitney's, and over all assertions of a run
 * at most one in twenty that it finds is expected to be noise (Benjamini and Hochberg).
 */
import { nearestRank } from '../../aggregate/quantiles.ts';
import { hodgesLehmann } from '../../statistics/hodges-lehmann.ts';
import { mannWhitney } from '../../statistics/mann-whitney.ts';
import { type Increase, selectorFields, type SpanSelector } from '../field.ts';
import { type AssertionKind, assertionKind, type Check, type CheckScope } from '../kind.ts';
import { type Measure, measureTitle, sampleUnit } from '../measure.ts';
import type { Outcome, Quantity, Verdict } from '../outcome.ts';
import type { Sample } from '../sample.ts';
import { MeasuredSet } from '../values.ts';
import { measureNamed, timeMeasure } from './quantile.ts';

/** With fewer on either side nothing is said. */
const fewestSamples = 8;
/** The largest q that counts as a change. */
const significant = 0.05;

export const baseline: AssertionKind = assertionKind({
  name: 'baseline',
  description:
    'how much slower the traces may be than those of --baseline; broken only where that is significant',
  fields: {
    maxIncrease: {
      type: 'increase',
      description: 'the increase that is accepted: a share of the median of the baseline, or a duration',
      required: true,
    },
    of: timeMeasure,
    ...selectorFields,
  },
  bare: 'maxIncrease',
  begin: (settings, scope) =>
    new NoRegression(settings.maxIncrease, measureNamed(settings.of), settings, scope),
});

class NoRegression implements Check {
  private readonly maxIncrease: Increase;
  private readonly measure: Measure;
  private readonly selector: SpanSelector;
  private readonly scope: CheckScope;
  private readonly before: MeasuredSet;
  private readonly now: MeasuredSet;

  constructor(maxIncrease: Increase, measure: Measure, selector: SpanSelector, scope: CheckScope) {
    this.maxIncrease = maxIncrease;
    this.measure = measure;
    this.selector = selector;
    this.scope = scope;
    this.before = new MeasuredSet(measure, selector);
    this.now = new MeasuredSet(measure, selector);
  }

  add(sample: Sample): void {
    this.now.add(sample);
  }

  addBaseline(sample: Sample): void {
    this.before.add(sample);
  }

  pValue(): number | undefined {
    const [before, now] = [this.before.sorted(), this.now.sorted()];
    return isEnough(before, now) ? mannWhitney(before, now).p : undefined;
  }

  outcome(q?: number): Outcome {
    const { measure, selector, maxIncrease, scope } = this;
    const [before, now] = [this.before.sorted(), this.now.sorted()];
    const title = measureTitle(measure, selector);
    const outcome: Outcome = {
      verdict: 'skipped',
      subject: `increase of ${title}`,
      relation: '<=',
      expected: quantityOf(maxIncrease),
      sampleCount: now.length,
      samples: sampleUnit(measure, selector, scope.unit),
      evidence: [],
    };
    if (!scope.hasBaseline) return { ...outcome, note: 'no --baseline given' };
    if (!isEnough(before, now)) {
      const note = `too few to compare: ${before.length} in the baseline and ${now.length} now`;
      return { ...outcome, verdict: 'inconclusive', neededCount: fewestSamples, note };
    }
    const median = before[nearestRank(50, before.length) - 1];
    const accepted = 'nano' in maxIncrease ? maxIncrease.nano : Math.round(median * maxIncrease.share);
    const { shift, low, high } = hodgesLehmann(before, now);
    const isLarge = shift > accepted;
    const verdict: Verdict = !isLarge ? 'pass' : (q ?? 1) <= significant ? 'fail' : 'inconclusive';
    const unit = 'nano' as const;
    return {
      ...outcome,
      verdict,
      expected: { unit, value: accepted },
      got: { unit, value: Math.round(shift) },
      ...(isLarge ? { by: { unit, value: Math.round(shift) - accepted } } : {}),
      interval: { low, high },
      note: `against ${before.length} of the baseline (q = ${(q ?? 1).toPrecision(2)})`,
      evidence: this.now.evidence(),
    };
  }
}

function isEnough(before: Float64Array, now: Float64Array): boolean {
  return before.length >= fewestSamples && now.length >= fewestSamples;
}

function quantityOf(increase: Increase): Quantity {
  return 'nano' in increase
    ? { unit: 'nano', value: increase.nano }
    : { unit: 'share', value: increase.share };
}
