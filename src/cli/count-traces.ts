/** From arguments and flags to statistics: of the traces that are meant, or of partial results. */
import { StatisticsCollector } from '../analysis/aggregate/collect.ts';
import { Statistics } from '../analysis/aggregate/statistics.ts';
import { ExitCode } from '../errors.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import type { Query } from '../query/ast.ts';
import type { Context } from './context.ts';
import { traceFilter } from './filters.ts';
import { type Grouping, groupingOf } from './group-by.ts';
import type { AnalysisFlags, BackendSearchFlags, OutputFlags, SourceFlags } from './options.ts';
import { type PickFlags, rebuild } from './pick.ts';
import { selectTraces, type Selection } from './select.ts';
import type { StatisticsSettings } from './write-statistics.ts';

/** Flags that decide what is counted. */
export interface CountFlags extends SourceFlags, BackendSearchFlags, OutputFlags, PickFlags, AnalysisFlags {
  by?: string[];
  /** All spans of the traces that match, or those that match themselves; absent: `trace`. */
  match?: 'trace' | 'span';
  /** Traces wanted of a backend. */
  traces?: number;
}

/** Statistics, how they were counted, and the exit code for what was read. */
export interface CountedTraces {
  statistics: Statistics;
  settings: StatisticsSettings;
  exitCode: number;
  /** Where a backend has more traces than were read: how many were. */
  ofMore?: number | undefined;
}

/** Counts the traces that arguments and flags mean; returns an exit code where there is none and that is not accepted. */
export async function countTraces(
  context: Context,
  args: readonly string[],
  flags: CountFlags,
): Promise<CountedTraces | number> {
  const grouping = await groupingOf(flags.by);
  const { query } = await traceFilter(flags, context.now());
  const needs = { details: grouping.needsDetails, limit: flags.traces };
  const selection = await selectTraces(context, args, flags, needs);
  const settings = await settingsOf(flags, grouping, query);
  const statistics = new Statistics();
  if (typeof selection === 'number') {
    // No traces are an answer, too, for a script that allows it, and a part of a job that others have.
    const isAnswer = flags.allowEmpty && selection === ExitCode.ok;
    return isAnswer ? { statistics, settings, exitCode: selection } : selection;
  }
  await count(statistics, selection, flags, { grouping, query });
  const { loaded, exitCode } = selection;
  return {
    statistics,
    settings,
    exitCode,
    ofMore: loaded.searched?.hasMore ? statistics.traceCount : undefined,
  };
}

async function count(
  statistics: Statistics,
  { loaded, groups }: Selection,
  flags: CountFlags,
  { grouping, query }: { grouping: Grouping; query: Query | undefined },
): Promise<void> {
  const { store } = loaded;
  const { profile, self, allRoots = false } = flags;
  const options = { profile, self, allRoots };
  const collector = new StatisticsCollector(statistics, grouping.dimensions(store), options);
  const rowsOf = flags.match === 'span' && query ? await matchedRows(query, loaded.store) : undefined;
  for (const group of groups) {
    const trace = rebuild(loaded, group, flags);
    collector.add(trace, rowsOf?.(trace));
  }
}

/** The rows of a trace that a query matches. */
async function matchedRows(query: Query, store: SpanStore): Promise<(trace: Trace) => readonly TraceRow[]> {
  const { compileQuery } = await import('../query/compile.ts');
  const compiled = compileQuery(query, store);
  return (trace) => compiled.match(trace)?.rows ?? [];
}

async function settingsOf(
  { match = 'trace', profile, skew, self, allRoots = false, adoptOrphans = false }: CountFlags,
  { names }: Grouping,
  query: Query | undefined,
): Promise<StatisticsSettings> {
  const where = query === undefined ? '' : (await import('../query/format.ts')).formatQuery(query);
  return { by: names, match, where, profile, skew, self, allRoots, adoptOrphans };
}
