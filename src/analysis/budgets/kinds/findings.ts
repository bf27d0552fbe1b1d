/** What a trace must not show: patterns that cost time, and what is wrong with the trace itself. */
import type { FindingCode } from '../../../model/finding.ts';
import { type AssertionKind, assertionKind, type Check } from '../kind.ts';
import type { Outcome } from '../outcome.ts';
import type { Sample } from '../sample.ts';
import { WorstEvidence } from '../worst.ts';

/** The codes that one trace by itself can show, those of patterns first. */
export const findingCodes: readonly FindingCode[] = [
  'n-plus-one',
  'waterfall',
  'retry',
  'fan-out',
  'missing-parent',
  'multiple-roots',
  'unfinished',
  'untimed',
  'negative-duration',
  'clock-skew',
  'duplicate-span',
  'merged-span',
  'shared-span-id',
  'cycle',
  'self-parent',
  'ambiguous-trace-id',
];

export const findings: AssertionKind = assertionKind({
  name: 'findings',
  description: 'patterns of calls, and oddities of the trace itself, that no trace may show',
  fields: {
    none: {
      type: 'choices',
      choices: findingCodes,
      description: 'codes of findings, as show -o json and docs/patterns.md name them',
      required: true,
    },
  },
  bare: 'none',
  needsDetails: true,
  begin: ({ none }) => new NoFindings(none),
});

class NoFindings implements Check {
  private readonly codes: readonly string[];
  private readonly evidence = new WorstEvidence();
  private readonly counts = new Map<string, number>();
  private sampleCount = 0;
  private brokenCount = 0;

  constructor(codes: readonly string[]) {
    this.codes = codes;
  }

  add(sample: Sample): void {
    const { trace } = sample;
    this.sampleCount++;
    const found = sample.findings.filter(({ code }) => this.codes.includes(code));
    if (found.length === 0) return;
    this.brokenCount++;
    for (const { code } of found) this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
    const [{ data, spanIds, message }] = found;
    const parent = data['parentSpanId'];
    const shown = typeof parent === 'string' ? parent : spanIds[0];
    const row = shown === undefined ? trace.primaryRoot : trace.findSpan(shown);
    this.evidence.add(sample.evidence(row, { unit: 'text', value: message }), found.length);
  }

  outcome(): Outcome {
    const { brokenCount, sampleCount } = this;
    const outcome: Outcome = {
      verdict: brokenCount > 0 ? 'fail' : 'pass',
      subject: 'findings',
      relation: 'is',
      expected: { unit: 'text', value: `no ${this.codes.join(', ')}` },
      got: { unit: 'text', value: this.found() },
      sampleCount,
      samples: 'trace',
      brokenCount,
      evidence: this.evidence.list(),
    };
    const all = Array.from(this.counts.values()).reduce((sum, count) => sum + count, 0);
    return all === 0 ? outcome : { ...outcome, by: { unit: 'count', value: all } };
  }

  /** In the order that the codes were given in, whatever order they were found in. */
  private found(): string {
    const parts = this.codes.flatMap((code) => {
      const count = this.counts.get(code);
      return count === undefined ? [] : [`${count} ${code}`];
    });
    return parts.length === 0 ? 'none' : parts.join(', ');
  }
}
