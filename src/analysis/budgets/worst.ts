/** The few samples that show best how an assertion is broken, of any number of samples in any order. */
import { compareEvidence, type Evidence } from './outcome.ts';

/** Samples that are kept. */
const kept = 3;

/** Keeps the evidence with the largest excess. */
export class WorstEvidence {
  private readonly worst: { evidence: Evidence; excess: number }[] = [];

  /** Whether evidence with this excess would be kept, as far as is known before it is made. */
  wants(excess: number): boolean {
    return this.worst.length < kept || excess >= this.worst[kept - 1].excess;
  }

  /** Constant. */
  add(evidence: Evidence, excess: number): void {
    this.worst.push({ evidence, excess });
    this.worst.sort((a, b) => b.excess - a.excess || compareEvidence(a.evidence, b.evidence));
    this.worst.length = Math.min(this.worst.length, kept);
  }

  /** The worst first. */
  list(): Evidence[] {
    return this.worst.map(({ evidence }) => evidence);
  }
}
