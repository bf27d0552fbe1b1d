/** From arguments and flags to the patterns of the traces that are meant: `stats --patterns`. */
import { criticalPath } from '../analysis/critical-path.ts';
import { edgeClasses } from '../analysis/edges.ts';
import { PatternSummary } from '../analysis/patterns/summary.ts';
import { ExitCode } from '../errors.ts';
import { patternsReport } from '../views/patterns.ts';
import { counted } from '../views/text/numbers.ts';
import type { Context } from './context.ts';
import type { CountFlags } from './count-traces.ts';
import { printMessage } from './messages.ts';
import { rebuild } from './pick.ts';
import { printReport } from './print-report.ts';
import { selectTraces } from './select.ts';

/** Flags that decide which patterns are shown. */
export interface PatternFlags extends CountFlags {
  limit?: number;
}

/** Patterns for people who did not ask for more. */
const shownAsText = 10;

/** Prints the patterns of all traces that are meant, one trace after the other; returns the exit code. */
export async function showPatterns(
  context: Context,
  args: readonly string[],
  flags: PatternFlags,
): Promise<number> {
  const selection = await selectTraces(context, args, flags, { details: true, limit: flags.traces });
  const summary = new PatternSummary();
  const limit = flags.limit ?? (flags.output === 'text' ? shownAsText : 0);
  if (typeof selection === 'number') {
    if (flags.allowEmpty && selection === ExitCode.ok) {
      await printReport(context, patternsReport(summary, limit), flags);
    }
    return selection;
  }
  const { loaded, groups, exitCode } = selection;
  const { profile } = flags;
  for (const group of groups) {
    const trace = rebuild(loaded, group, flags);
    const edges = edgeClasses(trace, { profile });
    summary.add(trace, edges, criticalPath(trace, edges, { profile }));
  }
  await printReport(context, patternsReport(summary, limit), flags);
  if (loaded.searched?.hasMore && !flags.quiet) {
    const traces = counted(groups.length, 'trace');
    printMessage(context, `${traces} of more than ${groups.length} looked at; --traces for more`);
  }
  return exitCode;
}
