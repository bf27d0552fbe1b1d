/** From arguments and flags to the patterns of the traces that are meant: `stats --patterns`. */
import { criticalPath } from '../analysis/critical-path.ts';
import { edgeClasses } from '../analysis/edges.ts';
import { LostContextCollector } from '../analysis/lost-context/collect.ts';
import type { LostContext } from '../analysis/lost-context/lost-context.ts';
import { PatternSummary } from '../analysis/patterns/summary.ts';
import { ExitCode } from '../errors.ts';
import { patternsReport } from '../views/patterns.ts';
import { counted } from '../views/text/numbers.ts';
import type { Context } from './context.ts';
import type { CountFlags } from './count-traces.ts';
import { traceFilter } from './filters.ts';
import { printMessage } from './messages.ts';
import { rebuild } from './pick.ts';
import { printReport } from './print-report.ts';
import { selectTraces } from './select.ts';
import type { PatternSettings } from './write-patterns.ts';

/** Flags that decide which patterns are shown. */
export interface PatternFlags extends CountFlags {
  limit?: number;
  partial?: string;
  merge?: boolean;
}

/** Patterns for people who did not ask for more. */
const shownAsText = 10;

/** Patterns, how they were counted, and the exit code for what was read. */
interface CountedPatterns {
  summary: PatternSummary;
  /** Absent where partial results were added up: they tell of single traces only. */
  lost?: readonly LostContext[];
  settings: PatternSettings;
  exitCode: number;
  /** Where a backend has more traces than were read. */
  hasMore: boolean;
}

/** Prints the patterns of all traces that are meant, or writes them to be added up; returns the exit code. */
export async function showPatterns(
  context: Context,
  args: readonly string[],
  flags: PatternFlags,
): Promise<number> {
  const found = flags.merge ? await merged(context, args, flags) : await countPatterns(context, args, flags);
  if (typeof found === 'number') return found;
  const { summary, lost, settings, exitCode, hasMore } = found;
  const traces = counted(summary.traceCount, 'trace');
  if (flags.partial !== undefined) {
    const { patternsText } = await import('./write-patterns.ts');
    const { writePartial } = await import('./write-partial.ts');
    const pieces = patternsText(summary, settings);
    return writePartial(context, flags.partial, { pieces, what: `patterns of ${traces}`, exitCode }, flags);
  }
  const limit = flags.limit ?? (flags.output === 'text' ? shownAsText : 0);
  await printReport(context, patternsReport(summary, limit, lost), flags);
  if (hasMore && !flags.quiet) {
    printMessage(context, `${traces} of more than ${summary.traceCount} looked at; --traces for more`);
  }
  return exitCode;
}

async function merged(
  context: Context,
  args: readonly string[],
  flags: PatternFlags,
): Promise<CountedPatterns> {
  const { refuseLateFlags } = await import('./merge-counts.ts');
  const { readPatterns } = await import('./read-patterns.ts');
  refuseLateFlags(flags);
  const sum = readPatterns(context, [...args, ...(flags.file ?? [])]);
  return { ...sum, exitCode: ExitCode.ok, hasMore: false };
}

/** Counts one trace after the other; returns an exit code where there is none and that is not accepted. */
async function countPatterns(
  context: Context,
  args: readonly string[],
  flags: PatternFlags,
): Promise<CountedPatterns | number> {
  const selection = await selectTraces(context, args, flags, { details: true, limit: flags.traces });
  const settings = await settingsOf(context, flags);
  const summary = new PatternSummary();
  const lost = new LostContextCollector();
  if (typeof selection === 'number') {
    const isAnswer = flags.allowEmpty && selection === ExitCode.ok;
    return isAnswer ? { summary, lost: [], settings, exitCode: selection, hasMore: false } : selection;
  }
  const { loaded, groups, exitCode } = selection;
  const { profile } = flags;
  for (const group of groups) {
    const trace = rebuild(loaded, group, flags);
    const edges = edgeClasses(trace, { profile });
    summary.add(trace, edges, criticalPath(trace, edges, { profile }));
    lost.add(trace);
  }
  return { summary, lost: lost.result(), settings, exitCode, hasMore: loaded.searched?.hasMore === true };
}

async function settingsOf(context: Context, flags: PatternFlags): Promise<PatternSettings> {
  const { profile, skew, adoptOrphans = false } = flags;
  const { query } = await traceFilter(flags, context.now());
  const where = query === undefined ? '' : (await import('../query/format.ts')).formatQuery(query);
  return { where, profile, skew, adoptOrphans };
}
