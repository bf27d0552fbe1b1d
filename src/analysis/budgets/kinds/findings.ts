/** What a trace must not show: patterns that cost time, and what is wrong with the trace itself. */
import type { FindingCode } from '../../../model/finding.ts';
import type { LostContext, LostMatch } from '../../lost-context/lost-context.ts';
import { type AssertionKind, assertionKind, type Check, type CheckScope } from '../kind.ts';
import type { Evidence, Outcome } from '../outcome.ts';
import type { Sample } from '../sample.ts';
import { WorstEvidence } from '../worst.ts';

/** What only many traces together can show. */
const lostContext = 'lost-context';

/** The codes that traces can show, those of patterns first. */
export const findingCodes: readonly FindingCode[] = [
  'n-plus-one',
  'waterfall',
  'retry',
  'fan-out',
  lostContext,
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
      description: 'codes of findings, as show -o json, docs/patterns.md and docs/lost-context.md name them',
      required: true,
    },
  },
  bare: 'none',
  needsDetails: true,
  begin: ({ none }, scope) => new NoFindings(none, scope),
});

class NoFindings implements Check {
  private readonly codes: readonly string[];
  private readonly lostContexts: (() => readonly LostContext[]) | undefined;
  private readonly evidence = new WorstEvidence();
  private readonly counts = new Map<string, number>();
  /** Ids of the traces; where lost context matters, of all of them. */
  private readonly broken = new Set<string>();
  private readonly seen = new Set<string>();
  private sampleCount = 0;

  constructor(codes: readonly string[], scope: CheckScope) {
    this.codes = codes;
    if (codes.includes(lostContext)) this.lostContexts = scope.lostContexts();
  }

  add(sample: Sample): void {
    const { trace } = sample;
    this.sampleCount++;
    if (this.lostContexts !== undefined) this.seen.add(trace.traceId);
    const found = sample.findings.filter(({ code }) => this.codes.includes(code));
    if (found.length === 0) return;
    this.broken.add(trace.traceId);
    for (const { code } of found) this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
    const [{ data, spanIds, message }] = found;
    const parent = data['parentSpanId'];
    const shown = typeof parent === 'string' ? parent : spanIds[0];
    const row = shown === undefined ? trace.primaryRoot : trace.findSpan(shown);
    this.evidence.add(sample.evidence(row, { unit: 'text', value: message }), found.length);
  }

  outcome(): Outcome {
    const { sampleCount } = this;
    const lost = this.lost();
    const counts = new Map(this.counts);
    if (lost.length > 0) counts.set(lostContext, lost.length);
    const brokenCount = new Set([...this.broken, ...lost.map(({ traceId }) => traceId)]).size;
    const outcome: Outcome = {
      verdict: brokenCount > 0 ? 'fail' : 'pass',
      subject: 'findings',
      relation: 'is',
      expected: { unit: 'text', value: `no ${this.codes.join(', ')}` },
      got: { unit: 'text', value: foundText(this.codes, counts) },
      sampleCount,
      samples: 'trace',
      brokenCount,
      evidence: [...this.evidence.list(), ...lostEvidence(lost)],
    };
    const all = Array.from(counts.values()).reduce((sum, count) => sum + count, 0);
    return all === 0 ? outcome : { ...outcome, by: { unit: 'count', value: all } };
  }

  /** Calls, and roots inside a service, whose context was lost in traces that were taken in. */
  private lost(): Lost[] {
    const contexts = this.lostContexts?.() ?? [];
    return contexts.flatMap(({ matches, message, lostCount }) =>
      matches
        .filter(({ traceId }) => this.seen.has(traceId))
        .map(({ traceId, spanId, service, name }) => {
          return { traceId, spanId, service, name, message, lostCount };
        }),
    );
  }
}

type Lost = Pick<LostMatch, 'traceId' | 'spanId' | 'service' | 'name'> &
  Pick<LostContext, 'message' | 'lostCount'>;

/** One span for each message, that about most calls first. */
function lostEvidence(lost: readonly Lost[]): Evidence[] {
  const evidence = new WorstEvidence();
  const first = new Map<string, Lost>();
  for (const one of lost) if (!first.has(one.message)) first.set(one.message, one);
  for (const { message, lostCount, ...span } of first.values()) {
    evidence.add({ ...span, got: { unit: 'text', value: message } }, lostCount);
  }
  return evidence.list();
}

/** In the order that the codes were given in, whatever order they were found in. */
function foundText(codes: readonly string[], counts: ReadonlyMap<string, number>): string {
  const parts = codes.flatMap((code) => {
    const count = counts.get(code);
    return count === undefined ? [] : [`${count} ${code}`];
  });
  return parts.length === 0 ? 'none' : parts.join(', ');
}
