import type { UnixNano } from '../model/time.ts';
import { unixNano } from '../model/time.ts';
import type { Trace } from '../model/trace.ts';
import type { Query } from '../query/ast.ts';
/**
 * Which traces of many are meant: a TraceQL query made of `--where` and its shorthands, and a range of time for the
 * start of the trace.
 */
import type { CompiledQuery } from '../query/compile.ts';
import type { FilterFlags } from './options.ts';
import { instantOf } from './parsers.ts';

/** What traces have to be like. */
export interface TraceFilter {
  /** Absent: anything matches. */
  query: Query | undefined;
  /** The trace starts then or later. */
  from: UnixNano | undefined;
  /** The trace starts before. */
  to: UnixNano | undefined;
}

/** The filter that flags describe. Throws UsageError where the query is none. */
export async function traceFilter(flags: FilterFlags, now: Date): Promise<TraceFilter> {
  const from = flags.from ?? (flags.since === undefined ? undefined : { ago: flags.since });
  return {
    query: await queryOf(flags),
    from: from && instantOf(from, now),
    to: flags.to && instantOf(flags.to, now),
  };
}

async function queryOf(flags: FilterFlags): Promise<Query | undefined> {
  const { where, service, operation, minDuration, maxDuration, errors, tag } = flags;
  const isPlain = [where, service, operation, minDuration, maxDuration, errors, tag].every(
    (flag) => flag === undefined,
  );
  if (isPlain) return undefined;
  const { allOf, shorthandQuery } = await import('../query/shorthand.ts');
  const written = where === undefined ? undefined : (await import('../query/parse.ts')).parseQuery(where);
  return allOf([shorthandQuery(flags), written].filter((query) => query !== undefined));
}

/** Whether evaluating a filter looks at attributes, events or links, which readers otherwise skip. */
export async function needsDetails({ query }: TraceFilter): Promise<boolean> {
  return query !== undefined && (await import('../query/fields.ts')).fieldsOf(query).needsDetails;
}

/** Whether a trace starts in the time that a filter asks for. */
function isInTime(trace: Trace, { from, to }: TraceFilter): boolean {
  if (from === undefined && to === undefined) return true;
  const start = unixNano(trace.startSeconds, trace.startNanos);
  return (from === undefined || start >= from) && (to === undefined || start < to);
}

/** Whether a trace matches in all. */
export function matches(trace: Trace, filter: TraceFilter, compiled: CompiledQuery | undefined): boolean {
  return isInTime(trace, filter) && (compiled === undefined || compiled.match(trace) !== undefined);
}
