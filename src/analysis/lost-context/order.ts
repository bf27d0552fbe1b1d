/** What both kinds of lost context share. */
import { compareKeys } from '../aggregate/keys.ts';
import type { LostConfidence, LostContext, LostMatch } from './lost-context.ts';

/** From here on it is no coincidence. */
const manyMatches = 3;
/** What part of what was lost has to be found for that. */
const mostOfThem = 0.8;

/** How sure so many matches make it, of so many that were lost. */
export function confidenceOf(matchCount: number, lostCount: number): LostConfidence {
  if (matchCount < 2) return 'low';
  return matchCount >= manyMatches && matchCount >= mostOfThem * lostCount ? 'high' : 'medium';
}

/** By trace and span. */
export function compareMatches(a: LostMatch, b: LostMatch): number {
  return compareKeys(
    [a.traceId, a.spanId, a.rootTraceId, a.rootSpanId],
    [b.traceId, b.spanId, b.rootTraceId, b.rootSpanId],
  );
}

/** What lost most first. */
export function mostFirst(a: LostContext, b: LostContext): number {
  return (
    b.lostCount - a.lostCount ||
    compareKeys([a.caller, a.callee, a.operation], [b.caller, b.callee, b.operation])
  );
}
