import type { SpanStore } from '../model/span-store.ts';
/** How many traces of a growing store match a filter: each trace is looked at once. */
import type { UnixNano } from '../model/time.ts';
import { unixNano } from '../model/time.ts';
import { buildTrace } from '../tree/build.ts';
import { groupTraces } from '../tree/group.ts';
import { matches, type TraceFilter } from './filters.ts';

/** Counts matching traces. */
export interface TraceMatcher {
  /** Traces in the store that match and started at or after a time. Linear in the store, and in what is new of it. */
  count: (since: UnixNano) => number;
}

/** A matcher for the traces of a store, whose traces are read whole before it is asked. */
export async function traceMatcher(store: SpanStore, filter: TraceFilter): Promise<TraceMatcher> {
  const compiled = filter.query && (await import('../query/compile.ts')).compileQuery(filter.query, store);
  const starts = new Map<string, UnixNano | undefined>();
  return {
    count(since) {
      const groups = groupTraces(store);
      for (let group = 0; group < groups.count; group++) {
        const traceId = groups.traceId(group);
        if (starts.has(traceId)) continue;
        const trace = buildTrace(store, groups, group, { skew: 'off', adoptOrphans: false });
        const start = unixNano(trace.startSeconds, trace.startNanos);
        starts.set(traceId, matches(trace, filter, compiled) ? start : undefined);
      }
      let count = 0;
      for (const start of starts.values()) if (start !== undefined && start >= since) count++;
      return count;
    },
  };
}
