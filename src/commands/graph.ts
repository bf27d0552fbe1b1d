/** `tracectl graph`: who calls whom. */
import { Command, Option } from 'commander';

import { type GraphBy, type GraphFigures, ServiceGraph } from '../analysis/graph/service-graph.ts';
import type { CommandSpec } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { printMessage } from '../cli/messages.ts';
import {
  type AnalysisFlags,
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
import { outputNames } from '../views/outputs/index.ts';
import { inPieces } from '../views/outputs/report.ts';
import { counted } from '../views/text/numbers.ts';

/** Flags of `graph`. */
export interface GraphFlags extends SourceFlags, BackendSearchFlags, OutputFlags, PickFlags {
  trace?: string;
  by: GraphBy;
  skew: AnalysisFlags['skew'];
  /** Traces wanted of a backend. */
  traces?: number;
}

/** Outputs that draw, beside those that all commands have. */
const drawings = ['mermaid', 'dot'];

const notes = `
Calls are counted where a span leaves its service: from a client to its server, or to whatever its attributes name where
nothing was traced there. Durations are the client's, else the server's. Messages count where a consumer has a
producer's span as its parent or links to it, also of another trace.

Examples:
  tracectl graph traces.jsonl.gz
  tracectl graph traces/ --by operation --where '{ rootName = "POST /checkout" }'
  tracectl graph -b prod --service cart --since 1h --traces 500
  tracectl graph dump.jsonl -o mermaid > graph.mmd
  tracectl graph dump.jsonl -o dot | dot -Tsvg > graph.svg
  tracectl graph dump.jsonl -o json | jq -r '.edges[] | select(.errorCount > 0) | "\\(.from) -> \\(.to)"'
`;

export const graph: CommandSpec<GraphFlags> = {
  declare() {
    const command = new Command('graph')
      .summary('who calls whom')
      .description(
        'Counts the calls between services, and to databases, queues and hosts that were not traced: how many, how many failed, how long.',
      )
      .argument('[traceId|FILE...]', argumentHelp);
    traceOption(command)
      .addOption(
        new Option('--by <what>', 'what calls and is called')
          .choices(['service', 'operation'])
          .default('service'),
      )
      .option('--traces <count>', 'traces to read of a backend, 0 for all; 20 if not given', wholeNumber)
      .addOption(
        new Option('--skew <mode>', 'correct clocks that disagree').choices(['auto', 'off']).default('auto'),
      );
    outputOptions(filterOptions(backendSearchOptions(sourceOptions(command))));
    command.options.find(({ long }) => long === '--output')?.choices([...outputNames, ...drawings]);
    return command.option('--allow-empty', 'exit 0 when nothing is found').addHelpText('after', notes);
  },

  async run(context, args, flags) {
    const selection = await selectTraces(context, args, flags, { details: true, limit: flags.traces });
    const counted = new ServiceGraph(flags.by, { isOneStore: true });
    if (typeof selection === 'number') {
      // An empty graph is an answer, too, for a script that allows it.
      if (flags.allowEmpty && selection === ExitCode.ok) await print(context, counted.figures(), flags);
      return selection;
    }
    const { loaded, groups, exitCode } = selection;
    for (const group of groups) counted.add(rebuild(loaded, group, flags));
    await print(context, counted.figures(), flags);
    if (loaded.searched?.hasMore && !flags.quiet) printMore(context, groups.length);
    return exitCode;
  },
};

function printMore(context: Context, count: number): void {
  printMessage(context, `${counted(count, 'trace')} of more than ${count} counted; --traces for more`);
}

async function print(context: Context, figures: GraphFigures, flags: GraphFlags): Promise<void> {
  const parts = await drawing(figures, flags.output);
  if (parts === undefined) {
    const { graphReport } = await import('../views/graph.ts');
    await printReport(context, graphReport(figures), flags);
  } else for (const piece of inPieces(parts)) context.write(piece);
}

async function drawing(figures: GraphFigures, output: string): Promise<Iterable<string> | undefined> {
  if (output === 'mermaid') return (await import('../views/graph-mermaid.ts')).graphMermaid(figures);
  if (output === 'dot') return (await import('../views/graph-dot.ts')).graphDot(figures);
  return undefined;
}
