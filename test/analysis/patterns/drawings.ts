/** Patterns of drawings, for tests. */
import { findPatterns } from '../../../src/analysis/patterns/find.ts';
import type { Pattern, PatternRule } from '../../../src/analysis/patterns/pattern.ts';
import { altered } from '../../support/altered.ts';
import { drawn } from '../../support/drawn.ts';
import { type SpanSpec, traceOf } from '../../support/spans.ts';

export const ms = 1_000_000;

/** What a test changes of the records of a drawing. */
export type Change = (spec: SpanSpec, k: number) => Partial<SpanSpec> | undefined;

/** The patterns of a drawing of which each column is a millisecond. */
export function patternsOf(drawing: string, change: Change = () => undefined): Pattern[] {
  return findPatterns(traceOf(altered(drawn(drawing, { unit: ms }), change)));
}

/** Their rules. */
export function rulesOf(drawing: string, change?: Change): PatternRule[] {
  return patternsOf(drawing, change).map(({ rule }) => rule);
}

/** A span and `count` calls of one name below it, one after another, each a millisecond long; row k is the k-th call. */
export function calls(count: number, change: Change = () => undefined): SpanSpec[] {
  const children = Array.from({ length: count }, (_, k): SpanSpec => {
    return { id: `c${k}`, parent: '1', name: 'get', kind: 'client', start: k * ms, end: (k + 1) * ms };
  });
  const top: SpanSpec = { id: '1', name: 'top', kind: 'server', start: 0, end: count * ms };
  return altered([top, ...children], (spec, k) => (k === 0 ? undefined : change(spec, k)));
}

/** The patterns of those calls. */
export function patternsOfCalls(count: number, change?: Change): Pattern[] {
  return findPatterns(traceOf(calls(count, change)));
}
