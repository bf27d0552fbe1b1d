/** What of traces goes on, by filters: whole traces, or the spans that match. */
import type { SpanStore } from '../model/span-store.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import type { Query } from '../query/ast.ts';
import { matches, type TraceFilter } from './filters.ts';

/** What of a trace goes on. */
export type Chosen = 'all' | 'none' | readonly TraceRow[];

/**
 * Chooses among the traces of a store: those that pass the filter, and of them the spans that `spans` matches, if it is
 * given. Undefined where all of all traces goes on.
 */
export async function choosingOf(
  filter: TraceFilter,
  spans: Query | undefined,
): Promise<((store: SpanStore) => (trace: Trace) => Chosen) | undefined> {
  const { query, from, to } = filter;
  if (query === undefined && from === undefined && to === undefined && spans === undefined) return undefined;
  const { compileQuery } = await import('../query/compile.ts');
  return (store) => {
    const compiled = query && compileQuery(query, store);
    const ofSpans = spans && compileQuery(spans, store);
    return (trace) => {
      if (!matches(trace, filter, compiled)) return 'none';
      return ofSpans === undefined ? 'all' : (ofSpans.match(trace)?.rows ?? 'none');
    };
  };
}
