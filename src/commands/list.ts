/** `tracectl list`: one row a trace. */
import { Command } from 'commander';

import type { TraceSummary } from '../analysis/summary.ts';
import type { CommandSpec } from '../cli/command.ts';
import { needsDetails } from '../cli/filters.ts';
import { exitCodeOf, loadTraces } from '../cli/load.ts';
import {
  filterOptions,
  type OutputFlags,
  outputOptions,
  type SourceFlags,
  sourceOptions,
} from '../cli/options.ts';
import { wholeNumber } from '../cli/parsers.ts';
import { nothingFound, pickGroups, type PickFlags, summaryOf } from '../cli/pick.ts';
import { printReport } from '../cli/print-report.ts';

/** Flags of `list`. */
export interface ListFlags extends SourceFlags, OutputFlags, PickFlags {
  limit?: number;
}

const examples = `
Examples:
  tracectl list traces.jsonl.gz
  tracectl list traces/ --service checkout --errors --min-duration 250ms
  tracectl list traces.jsonl --since 15m -o json | jq -r '.traces[].traceId'
`;

export const list: CommandSpec<ListFlags> = {
  declare() {
    const command = new Command('list')
      .alias('search')
      .summary('one row a trace')
      .description('Lists traces, the newest first.')
      .argument('[FILE...]', 'trace dumps, globs, directories, or - for stdin')
      .option('-n, --limit <count>', 'at most so many traces, 0 for all', wholeNumber);
    outputOptions(filterOptions(sourceOptions(command)));
    return command.option('--allow-empty', 'exit 0 when nothing is found').addHelpText('after', examples);
  },

  async run(context, args, flags) {
    const loaded = loadTraces(context, args, flags, { details: needsDetails(flags) });
    const groups = pickGroups(context, loaded, undefined, flags);
    if (groups.length === 0 && !flags.allowEmpty) return nothingFound(context, loaded, undefined, flags);
    const summaries = groups.map((group) => summaryOf(loaded, group, {})).sort(newestFirst);
    const shown = flags.limit ? summaries.slice(0, flags.limit) : summaries;
    const { listReport } = await import('../views/list.ts');
    await printReport(context, listReport(shown, summaries.length), flags);
    return exitCodeOf(loaded, flags);
  },
};

function newestFirst(a: TraceSummary, b: TraceSummary): number {
  if (a.startTimeUnixNano !== b.startTimeUnixNano) return a.startTimeUnixNano > b.startTimeUnixNano ? -1 : 1;
  return a.traceId < b.traceId ? -1 : 1;
}
