/** From arguments and flags to statistics of the traces that are meant. */
import { statSync } from 'node:fs';

import { Statistics } from '../analysis/aggregate/statistics.ts';
import { ExitCode } from '../errors.ts';
import type { Context } from './context.ts';
import { needsDetails, traceFilter } from './filters.ts';
import { groupingOf } from './group-by.ts';
import { exitCodeOf, type LoadRequest, loadTraces } from './load.ts';
import type { AnalysisFlags, BackendSearchFlags, OutputFlags, SourceFlags } from './options.ts';
import { PassingTraces, NotInPassing } from './passing-traces.ts';
import { nothingFound, type PickFlags, rebuild } from './pick.ts';
import { selectTraces } from './select.ts';
import { findSources, type Sources } from './sources.ts';
import { resolveTarget } from './target.ts';
import { type CountPlan, traceCounter } from './trace-counter.ts';
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
  const { names, needsDetails: detailed } = await groupingOf(flags.by);
  const plan = await planOf(context, flags);
  const settings = await settingsOf(plan, names);
  const details = detailed || (await needsDetails(plan.filter));
  const target = await resolveTarget(args, undefined, context.cwd);
  const request = { ...target, filter: plan.filter, details, others: false, limit: flags.traces };
  const sources = await findSources(context, [...target.files, ...(flags.file ?? [])], request, flags);
  const passed = await countPassing(context, request, flags, sources, plan);
  const counts = passed ?? (await countSelected(context, args, flags, request, sources, plan));
  if (typeof counts !== 'number') return { ...counts, settings };
  // No traces are an answer, too, for a script that allows it, and a part of a job that others have.
  const isAnswer = flags.allowEmpty && counts === ExitCode.ok;
  return isAnswer ? { statistics: new Statistics(), settings, exitCode: counts } : counts;
}

type Counted = Omit<CountedTraces, 'settings'>;

/**
 * Counts traces while others are being read, as far as their formats allow it. Undefined where that is not possible: what
 * can't be read again must not pass by, as a trace may come in pieces after all.
 */
async function countPassing(
  context: Context,
  request: LoadRequest,
  flags: CountFlags,
  sources: Sources,
  plan: CountPlan,
): Promise<Counted | number | undefined> {
  if (sources.kind !== 'files' || request.traceIds.length > 0) return undefined;
  if (!sources.names.every(isRegularFile)) return undefined;
  const passing = new PassingTraces(await traceCounter(plan));
  const { countingByThreads } = await import('./count-files.ts');
  const streaming: LoadRequest = {
    ...request,
    onSettled: passing.take.bind(passing),
    byThreads: countingByThreads(passing),
    onRead: passing.refuseSeenIn.bind(passing),
  };
  try {
    const loaded = await loadTraces(context, streaming, flags, sources);
    const { traceCount: passedCount } = passing;
    passing.count(loaded.store, loaded.groups, () => {
      loaded.guard?.check();
      return true;
    });
    const { statistics } = passing.counter;
    if (statistics.traceCount === 0) return await nothingFound(context, { ...loaded, passedCount }, flags);
    return { statistics, exitCode: exitCodeOf(loaded, flags) };
  } catch (error) {
    if (error instanceof NotInPassing) return undefined;
    throw error;
  }
}

function isRegularFile(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isFile() === true;
}

/** Counts traces once all are read. */
async function countSelected(
  context: Context,
  args: readonly string[],
  flags: CountFlags,
  needs: LoadRequest,
  sources: Sources,
  plan: CountPlan,
): Promise<Counted | number> {
  const selection = await selectTraces(context, args, flags, needs, sources);
  if (typeof selection === 'number') return selection;
  const { loaded, groups, exitCode } = selection;
  const counter = await traceCounter(plan);
  for (const group of groups) counter.add(rebuild(loaded, group, flags));
  const { statistics } = counter;
  const ofMore = loaded.searched?.hasMore ? statistics.traceCount : undefined;
  return { statistics, exitCode, ofMore };
}

async function planOf(context: Context, flags: CountFlags): Promise<CountPlan> {
  const { by, match = 'trace', profile, self, allRoots = false, skew, adoptOrphans = false } = flags;
  const filter = await traceFilter(flags, context.now());
  return { by, filter, match, analysis: { profile, self, allRoots }, tree: { skew, adoptOrphans } };
}

async function settingsOf(
  { filter, match, analysis, tree }: CountPlan,
  by: readonly string[],
): Promise<StatisticsSettings> {
  const { query } = filter;
  const where = query === undefined ? '' : (await import('../query/format.ts')).formatQuery(query);
  const { profile, self, allRoots } = analysis;
  const { skew, adoptOrphans } = tree;
  return { by, match, where, profile, skew, self, allRoots, adoptOrphans };
}
