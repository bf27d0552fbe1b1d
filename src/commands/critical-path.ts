/** `tracectl critical-path`: what made a request as long as it was. */
import { Command } from 'commander';

import { analyseRoots } from '../analysis/analyse.ts';
import type { CommandSpec } from '../cli/command.ts';
import { printMessage } from '../cli/messages.ts';
import {
  type AnalysisFlags,
  analysisOptions,
  argumentHelp,
  type BackendSearchFlags,
  backendSearchOptions,
  filterOptions,
  type OutputFlags,
  outputOptions,
  type SourceFlags,
  sourceOptions,
  traceOption,
} from '../cli/options.ts';
import { wholeNumber } from '../cli/parsers.ts';
import { type PickFlags, rebuild } from '../cli/pick.ts';
import { printReport } from '../cli/print-report.ts';
import { selectTraces } from '../cli/select.ts';
import { ExitCode } from '../errors.ts';
import { criticalPathReport } from '../views/critical-path.ts';
import { counted } from '../views/text/numbers.ts';

/** Flags of `critical-path`. */
export interface CriticalPathFlags
  extends SourceFlags, BackendSearchFlags, OutputFlags, PickFlags, AnalysisFlags {
  trace?: string;
  all?: boolean;
  limit: number;
}

const notes = `
Where a span waits for several children at once, which of them it waited for is inferred from time alone: the one
that ended last. Work that runs on after its parent ended, and messages, are not waited for.

Examples:
  tracectl critical-path trace.json
  tracectl critical-path 4bf92f3577b34da6 traces.jsonl.gz -n 0
  tracectl critical-path trace.json -o json | jq '.traces[0].byOperation'
`;

export const criticalPath: CommandSpec<CriticalPathFlags> = {
  declare() {
    const command = new Command('critical-path')
      .summary('what made a request as long as it was')
      .description('Prints the segments of the critical path, and their sums by service and operation.')
      .argument('[traceId|FILE...]', argumentHelp);
    traceOption(command)
      .option('--all', 'all traces, one after the other')
      .option('-n, --limit <count>', 'longest segments to show as text, 0 for all', wholeNumber, 40);
    outputOptions(analysisOptions(filterOptions(backendSearchOptions(sourceOptions(command)))));
    return command.option('--allow-empty', 'exit 0 when nothing is found').addHelpText('after', notes);
  },

  async run(context, args, flags) {
    const selection = await selectTraces(context, args, flags, { details: false });
    if (typeof selection === 'number') return selection;
    const { loaded, groups, exitCode } = selection;
    if (groups.length > 1 && !flags.all && loaded.traceIds.length < 2) {
      const id = loaded.groups.traceId(groups[0]);
      printMessage(
        context,
        `${counted(groups.length, 'trace')} in ${loaded.name}, and no word on which to take`,
        `name one (tracectl critical-path ${id}), or take --all; tracectl list shows them`,
      );
      return ExitCode.usage;
    }
    const report = criticalPathReport(
      function* models() {
        for (const group of groups) yield* analyseRoots(rebuild(loaded, group, flags), flags);
      },
      { profile: flags.profile, limit: flags.limit },
    );
    await printReport(context, report, flags);
    return exitCode;
  },
};
