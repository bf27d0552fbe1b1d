/**
 * Which calls have to come after which: "postgres is called after redis".
 *
 *   after   |----|                 |----|                |----|
 *   call           |---|  holds        |---|  broken  |---|       broken
 *
 * A trace that lacks either says nothing. Times are corrected ones, and an overlap that is noise is none (analysis.md 0).
 */
import type { Nanos } from '../../../model/time.ts';
import type { Trace, TraceRow } from '../../../model/trace.ts';
import { tolerance } from '../../edges.ts';
import { selectorText, type SpanSelector } from '../field.ts';
import { type AssertionKind, assertionKind, type Check } from '../kind.ts';
import type { Outcome } from '../outcome.ts';
import { hasDuration, type Sample } from '../sample.ts';
import { WorstEvidence } from '../worst.ts';

export const order: AssertionKind = assertionKind({
  name: 'order',
  description: 'calls that may only begin once others have ended; traces that lack either say nothing',
  fields: {
    call: { type: 'selector', description: 'what may only begin later: a service, or spans', required: true },
    after: { type: 'selector', description: 'what has to have ended by then', required: true },
  },
  bare: 'call',
  begin: ({ call, after }) => new InOrder(after, call),
});

class InOrder implements Check {
  private readonly earlier: SpanSelector;
  private readonly later: SpanSelector;
  private readonly evidence = new WorstEvidence();
  private sampleCount = 0;
  private brokenCount = 0;
  /** By how much the earliest was too early. */
  private worst: Nanos = 0;

  constructor(earlier: SpanSelector, later: SpanSelector) {
    this.earlier = earlier;
    this.later = later;
  }

  add(sample: Sample): void {
    const { trace } = sample;
    const earlier = earliest(trace, sample.rows(this.earlier));
    const later = earliest(trace, sample.rows(this.later));
    if (earlier < 0 || later < 0) return;
    this.sampleCount++;
    const early = trace.adjustedEnd[earlier] - trace.adjustedStart[later];
    if (early <= tolerance(trace.duration(trace.primaryRoot))) return;
    this.brokenCount++;
    this.worst = Math.max(this.worst, early);
    this.evidence.add(sample.evidence(later, { unit: 'nano', value: early }), early);
  }

  outcome(): Outcome {
    const { sampleCount, brokenCount, worst } = this;
    const [earlier, later] = [selectorText(this.earlier), selectorText(this.later)];
    const outcome: Outcome = {
      verdict: sampleCount === 0 ? 'inconclusive' : brokenCount > 0 ? 'fail' : 'pass',
      subject: 'order',
      relation: 'is',
      expected: { unit: 'text', value: `${later} after ${earlier}` },
      sampleCount,
      samples: 'trace',
      brokenCount,
      evidence: this.evidence.list(),
    };
    if (sampleCount === 0) return { ...outcome, note: 'no trace has both' };
    if (brokenCount === 0) return { ...outcome, got: outcome.expected };
    const got = { unit: 'text' as const, value: `${later} before ${earlier} had ended` };
    return { ...outcome, got, by: { unit: 'nano', value: worst } };
  }
}

/** The span that begins first, of equal ones the first in the tree; -1 where there is none with a time. */
function earliest(trace: Trace, rows: readonly TraceRow[]): TraceRow {
  let found = -1;
  for (const row of rows) {
    if (!hasDuration(trace, row)) continue;
    if (found < 0 || trace.adjustedStart[row] < trace.adjustedStart[found]) found = row;
  }
  return found;
}
