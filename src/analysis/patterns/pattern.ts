/** What calls of one span to others look like together, where that shape costs time (analysis.md 8.1 to 8.4). */
import type { Nanos } from '../../model/time.ts';
import type { TraceRow } from '../../model/trace.ts';
import type { CallNumber } from '../fingerprint.ts';

/** The rules, in the order in which they claim calls: a call is part of one pattern at most, but for waterfalls. */
export const patternRules = ['retry', 'n-plus-one', 'fan-out', 'waterfall'] as const;

export type PatternRule = (typeof patternRules)[number];

/**
 * How sure it is that the pattern is one.
 *
 *   high              the calls say themselves that they are alike, or other traces show that their order is not needed
 *   medium            only the names of the spans say that they are alike
 *   single-trace      one trace can't tell whether a call needs the answer of the one before
 *   likely-dependent  many traces, and none in which the order was another
 *   unknown           too few traces to tell
 */
export type Confidence = 'high' | 'medium' | 'single-trace' | 'likely-dependent' | 'unknown';

/** What all patterns have. */
interface PatternOf<Rule extends PatternRule> {
  rule: Rule;
  /** The span that makes the calls. */
  parent: TraceRow;
  /** The calls, by start. */
  rows: readonly TraceRow[];
  /** Their fingerprints: one, or of a waterfall one for each call. */
  calls: readonly CallNumber[];
  /** Time of the calls, with what is below them, on the critical path. */
  onPathNano: Nanos;
  /** What the request would be shorter by, at most; 0 off the critical path. */
  savableNano: Nanos;
  confidence: Confidence;
}

/** The same call again and again, one after another. */
export interface RepeatedCalls extends PatternOf<'n-plus-one'> {
  /** The other call that ended just before the first: the "1", whose answer was looped over; -1: none. */
  before: TraceRow;
}

/** Many of the same call, not one after another. */
export interface FanOut extends PatternOf<'fan-out'> {
  /** Most of them that ran at one time. */
  maxConcurrency: number;
}

/** One request made until it succeeded, or given up; or made again before it failed, to be sure. */
export interface RepeatedAttempts extends PatternOf<'retry'> {
  succeeded: boolean;
  /** The attempts overlap, and one of them won. */
  isHedge: boolean;
  /** From the end of each attempt to the start of the next; negative where they overlap. */
  backoffsNano: readonly Nanos[];
  /** From the start of the first attempt to that of the last. */
  wastedNano: Nanos;
}

/** Different calls that the request waited for one after another. */
export interface Waterfall extends PatternOf<'waterfall'> {
  /** The longest call's time on the path. */
  maxNano: Nanos;
}

export type Pattern = RepeatedCalls | FanOut | RepeatedAttempts | Waterfall;
