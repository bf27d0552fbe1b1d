/** `tracectl list`: one row a trace. */
import { Command, Option } from 'commander';

import type { CommandSpec } from '../cli/command.ts';
import { printMessage } from '../cli/messages.ts';
import {
  argumentHelp,
  type BackendSearchFlags,
  backendSearchOptions,
  filterOptions,
  type OutputFlags,
  outputOptions,
  type SourceFlags,
  sourceOptions,
} from '../cli/options.ts';
import { wholeNumber } from '../cli/parsers.ts';
import { type PickFlags, summaryOf } from '../cli/pick.ts';
import { printReport } from '../cli/print-report.ts';
import { selectTraces } from '../cli/select.ts';
import { ExitCode } from '../errors.ts';
import { comparedBy, type ListOrder, listOrders } from '../views/list-order.ts';

/** Flags of `list`. */
export interface ListFlags extends SourceFlags, BackendSearchFlags, OutputFlags, PickFlags {
  limit?: number;
  sort: ListOrder;
}

const examples = `
Examples:
  tracectl list traces.jsonl.gz
  tracectl list traces/ --service checkout --errors --min-duration 250ms
  tracectl list -b http://localhost:16686 --service frontend --since 15m
  tracectl list -b prod --where '{ resource.service.name = "cart" } >> { status = error }' --sort duration
  tracectl list traces.jsonl --since 15m -o json | jq -r '.traces[].traceId'
`;

export const list: CommandSpec<ListFlags> = {
  declare() {
    const command = new Command('list')
      .alias('search')
      .summary('one row a trace')
      .description('Lists traces, the newest first.')
      .argument('[FILE...]', argumentHelp)
      .option(
        '-n, --limit <count>',
        'at most so many traces, 0 for all; 20 from a backend if not given',
        wholeNumber,
      )
      .addOption(
        new Option('--sort <key>', 'what comes first: the newest, longest or largest')
          .choices(listOrders)
          .default('start'),
      );
    outputOptions(filterOptions(backendSearchOptions(sourceOptions(command))));
    return command.option('--allow-empty', 'exit 0 when nothing is found').addHelpText('after', examples);
  },

  async run(context, args, flags) {
    const selection = await selectTraces(context, args, flags, { details: false, limit: flags.limit });
    const { listReport } = await import('../views/list.ts');
    if (typeof selection === 'number') {
      // An empty list is an answer, too, for a script that allows it.
      if (flags.allowEmpty && selection === ExitCode.ok) await printReport(context, listReport([], 0), flags);
      return selection;
    }
    const { loaded, groups, exitCode } = selection;
    const summaries = groups.map((group) => summaryOf(loaded, group, {})).sort(comparedBy('start'));
    const isSearched = loaded.searched !== undefined;
    const limit = flags.limit ?? (isSearched ? defaultLimit : 0);
    // Of a backend only the newest are known: the order is among them.
    const candidates = isSearched && limit > 0 ? summaries.slice(0, limit) : summaries;
    const sorted = candidates.toSorted(comparedBy(flags.sort));
    const shown = limit === 0 ? sorted : sorted.slice(0, limit);
    const hasMore = loaded.searched?.hasMore === true;
    await printReport(context, listReport(shown, hasMore ? Infinity : summaries.length), flags);
    if (hasMore && flags.output !== 'text' && !flags.quiet) {
      printMessage(context, `${shown.length} of more than ${shown.length} traces; --limit for more`);
    }
    return exitCode;
  },
};

/** Traces that are listed of a backend where nobody says how many. */
const defaultLimit = 20;
