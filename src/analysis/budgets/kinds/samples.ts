/** How many traces have to match at least: few say little, and none usually means that a filter is out of date. */
import { type AssertionKind, assertionKind, type Check, type CheckScope } from '../kind.ts';
import type { Outcome } from '../outcome.ts';
import type { Sample } from '../sample.ts';

export const samples: AssertionKind = assertionKind({
  name: 'samples',
  description: 'how many traces, or with match: span spans, have to match at least',
  fields: {
    min: { type: 'count', description: 'the fewest that are accepted', required: true },
  },
  bare: 'min',
  begin: ({ min }, scope) => new SampleCount(min, scope),
});

class SampleCount implements Check {
  private readonly min: number;
  private readonly unit: 'trace' | 'span';
  private count = 0;

  constructor(min: number, { unit }: CheckScope) {
    this.min = min;
    this.unit = unit;
  }

  add(sample: Sample): void {
    this.count += this.unit === 'trace' ? 1 : sample.rows({}).length;
  }

  outcome(): Outcome {
    const { min, count } = this;
    const outcome: Outcome = {
      verdict: count < min ? 'fail' : 'pass',
      subject: this.unit === 'trace' ? 'traces' : 'spans',
      relation: '>=',
      expected: { unit: 'count', value: min },
      got: { unit: 'count', value: count },
      sampleCount: count,
      samples: this.unit,
      evidence: [],
    };
    return count < min ? { ...outcome, by: { unit: 'count', value: min - count } } : outcome;
  }
}
