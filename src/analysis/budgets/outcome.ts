/** What checking an assertion found: the verdict, and the figures and spans that show it. */
import { compareKeys } from '../aggregate/keys.ts';

/**
 * How an assertion ended.
 *
 *   pass           it holds
 *   fail           it does not
 *   inconclusive   too little was seen to tell it from noise
 *   skipped        what it compares with was not given
 */
export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'skipped';

/**
 * A figure with its unit: views say `300ms`, `14` or `+5%`. Shares are numbers from 0 on; a noun says what is counted, in
 * the singular. Texts are not escaped.
 */
export type Quantity =
  | { unit: 'nano' | 'share'; value: number }
  | { unit: 'count'; value: number; noun?: string }
  | { unit: 'text'; value: string };

/** A span that shows what was found. */
export interface Evidence {
  traceId: string;
  spanId: string;
  service: string;
  name: string;
  got: Quantity;
}

/** What checking an assertion found. */
export interface Outcome {
  verdict: Verdict;
  /** What was looked at: `p95`, `spans of [postgres]`. Not escaped. */
  subject: string;
  /** How what was found has to stand to what is expected; `is` for texts. */
  relation: '<=' | '>=' | 'is';
  expected: Quantity;
  /** What was found: of several samples, the worst. Absent where there was none. */
  got?: Quantity;
  /** How far `got` is beyond what is expected; absent where it isn't. */
  by?: Quantity;
  /** The 95 % interval of `got`; null on the side that too few samples leave open. */
  interval?: { low: number | null; high: number | null };
  /** How many samples, and what a sample is. */
  sampleCount: number;
  samples: 'trace' | 'span';
  /** Samples that break the assertion; absent where it is about all of them together. */
  brokenCount?: number;
  /** Samples that it would take to be sure; absent where nobody knows. */
  neededCount?: number;
  /** What else there is to say, in one sentence; not escaped. */
  note?: string;
  /** Spans that show it, the worst first: of what fails, else of what came nearest to failing. */
  evidence: readonly Evidence[];
}

/** The order of evidence that is equally bad: that of the traces' ids, whatever order they were read in. */
export function compareEvidence(a: Evidence, b: Evidence): number {
  return compareKeys([a.traceId, a.spanId], [b.traceId, b.spanId]);
}
