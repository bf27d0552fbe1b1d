/**
 * Context that was lost between two spans: the second should have continued the trace of the first, and began one of its own
 * (analysis.md 8.7). Seen from many traces only: each by itself looks complete.
 *
 *   one trace      caller   |=============|  its client span, with nothing of the callee below it
 *   another one    callee      |=======|     a root that lies within it, and is for the same
 */

/**
 * Who lost it.
 *
 *   callee      it, or a proxy before it, does not extract: it loses the context of every caller
 *   caller      it does not inject: the calls of other callers arrive
 *   unknown     there is one caller only
 *   inside      a service loses the context of its own requests: between threads, or in a queue
 */
export type LostBy = 'callee' | 'caller' | 'unknown' | 'inside';

/**
 * How sure it is. `high`: at least 3 were found, and most of what was lost; `medium`: fewer; `low`: a single one, or spans
 * that lie within requests where there are so many at once that most spans would.
 */
export type LostConfidence = 'high' | 'medium' | 'low';

/** A span, and the root of another trace that should be below it. */
export interface LostMatch {
  /** Of the span that calls; inside a service that of the request. */
  traceId: string;
  spanId: string;
  service: string;
  name: string;
  /** Of the root. */
  rootTraceId: string;
  rootSpanId: string;
}

/** Calls of one kind between two services, or roots of one kind inside one, with what was lost of them. */
export interface LostContext {
  caller: string;
  /** The same service where the context is lost inside. */
  callee: string;
  /** What the calls are for: `POST /charges`; inside a service the name of the roots. */
  operation: string;
  lostBy: LostBy;
  /** Calls, whether they arrived or not; inside a service all roots of the kind. */
  callCount: number;
  /** Those of them without anything of the callee below; inside a service those that lie within its requests. */
  lostCount: number;
  /** Those of which the root is known. */
  matchCount: number;
  /** Services that call the callee; 0 inside a service. */
  callerCount: number;
  confidence: LostConfidence;
  /** Never empty; by trace and span, whatever order they were read in. */
  matches: readonly LostMatch[];
  /** In plain words; not escaped. */
  message: string;
}
