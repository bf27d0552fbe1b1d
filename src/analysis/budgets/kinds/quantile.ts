/**
 * How long most requests may take. A quantile of few traces is mostly noise; its 95 % interval says how much:
 *
 *   limit           v
 *   |---x---|       |              holds
 *               |---x---|          inconclusive: fails with --strict only
 *                   |  |---x---|   broken
 */
import type { Percent } from '../../aggregate/quantiles.ts';
import { nearestRank } from '../../aggregate/quantiles.ts';
import { quantileInterval } from '../../statistics/quantile-interval.ts';
import { type Field, selectorFields, type SpanSelector } from '../field.ts';
import { type AssertionKind, assertionKind, type Check, type CheckScope } from '../kind.ts';
import { isTime, type Measure, measures, measureTitle, sampleUnit } from '../measure.ts';
import type { Outcome } from '../outcome.ts';
import type { Sample } from '../sample.ts';
import { MeasuredSet } from '../values.ts';

/** The percentiles that are kinds of their own. */
export const percents: readonly Percent[] = [50, 90, 95, 99];

/** What is measured, of assertions about sets. */
export const timeMeasure: Field<'choice'> = {
  type: 'choice',
  choices: measures.filter(isTime),
  description: 'what is measured of each trace; duration if not given',
};

/** The kind of one percentile. */
export function quantileKind(percent: Percent): AssertionKind {
  return assertionKind({
    name: `p${percent}`,
    description: `what ${percent} % of the traces may not exceed; broken only where the whole 95 % interval is over`,
    fields: {
      max: { type: 'duration', description: 'the largest that is accepted', required: true },
      of: timeMeasure,
      ...selectorFields,
    },
    bare: 'max',
    begin: (settings, scope) =>
      new QuantileBelow(percent, settings.max, measureNamed(settings.of), settings, scope),
  });
}

/** The measure of a name; duration where there is none. */
export function measureNamed(name: string | undefined): Measure {
  return measures.find((measure) => measure === name) ?? 'duration';
}

class QuantileBelow implements Check {
  private readonly percent: Percent;
  private readonly max: number;
  private readonly measure: Measure;
  private readonly selector: SpanSelector;
  private readonly scope: CheckScope;
  private readonly values: MeasuredSet;

  constructor(percent: Percent, max: number, measure: Measure, selector: SpanSelector, scope: CheckScope) {
    this.percent = percent;
    this.max = max;
    this.measure = measure;
    this.selector = selector;
    this.scope = scope;
    this.values = new MeasuredSet(measure, selector);
  }

  add(sample: Sample): void {
    this.values.add(sample);
  }

  outcome(): Outcome {
    const { percent, max, measure, selector } = this;
    const sorted = this.values.sorted();
    const title = measureTitle(measure, selector);
    const outcome: Outcome = {
      verdict: 'inconclusive',
      subject: title === 'duration' ? `p${percent}` : `p${percent} of ${title}`,
      relation: '<=',
      expected: { unit: 'nano', value: max },
      sampleCount: sorted.length,
      samples: sampleUnit(measure, selector, this.scope.unit),
      evidence: [],
    };
    if (sorted.length === 0) return { ...outcome, note: 'nothing to measure' };
    const got = sorted[nearestRank(percent, sorted.length) - 1];
    const interval = quantileInterval(sorted, percent);
    const { low, high } = interval;
    const isOver = low !== null && low > max;
    const isUnder = high !== null && high <= max;
    const needed = fewestFor(percent);
    return {
      ...outcome,
      verdict: isOver ? 'fail' : isUnder ? 'pass' : 'inconclusive',
      got: { unit: 'nano', value: got },
      interval,
      ...(got > max ? { by: { unit: 'nano' as const, value: got - max } } : {}),
      ...(!isOver && !isUnder && sorted.length < needed ? { neededCount: needed } : {}),
      evidence: this.values.evidence(),
    };
  }
}

/** The fewest values of which the largest is above a quantile with 97.5 %: with fewer, its interval is open above. */
function fewestFor(percent: Percent): number {
  return Math.ceil(Math.log(0.025) / Math.log(percent / 100));
}
