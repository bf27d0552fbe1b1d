/** `tracectl critical-path`: what made a request as long as it was, or many of them. */
import { Command, InvalidArgumentError, Option } from 'commander';

import { analyseRoots } from '../analysis/analyse.ts';
import type { CallingContexts } from '../analysis/calling-context.ts';
import { criticalPath as pathFrom, pathRoots } from '../analysis/critical-path.ts';
import { edgeClasses } from '../analysis/edges.ts';
import type { CommandSpec } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
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
  wholeTraceOption,
} from '../cli/options.ts';
import { wholeNumber } from '../cli/parsers.ts';
import { type PickFlags, rebuild } from '../cli/pick.ts';
import { printReport } from '../cli/print-report.ts';
import { selectTraces } from '../cli/select.ts';
import type { Trace } from '../model/trace.ts';
import { criticalPathReport } from '../views/critical-path.ts';
import { outputNames } from '../views/outputs/index.ts';
import { inPieces } from '../views/outputs/report.ts';
import type { SpeedscopeProfile } from '../views/outputs/speedscope.ts';

/** Flags of `critical-path`. */
export interface CriticalPathFlags
  extends SourceFlags, BackendSearchFlags, OutputFlags, PickFlags, AnalysisFlags {
  trace?: string;
  all?: boolean;
  aggregate?: boolean;
  minShare: number;
  limit: number;
}

/** Outputs that flame graph tools read. */
const flameOutputs = ['folded', 'speedscope'];

const notes = `
Several traces, none of them named, become one tree: the call paths from the root down, with their share of all
critical paths. -o folded and -o speedscope are what flame graph tools read; of one trace, or with --all, a speedscope
chart is in the order of time.

Where a span waits for several children at once, which of them it waited for is inferred from time alone: the one
that ended last. Work that runs on after its parent ended, and messages, are not waited for.

Drag is what a span costs: the most that its parent could gain if it alone vanished. Slack is how much later a span
beside the path may end before one on it would have to wait.

Examples:
  tracectl critical-path trace.json
  tracectl critical-path 4bf92f3577b34da6 traces.jsonl.gz -n 0
  tracectl critical-path traces.jsonl.gz --where '{ name = "POST /checkout" }' --min-share 5%
  tracectl critical-path broken.json --whole-trace
  tracectl critical-path traces.jsonl.gz -o folded | flamegraph.pl --countname ns > flame.svg
  tracectl critical-path traces.jsonl.gz -o speedscope > paths.speedscope.json
  tracectl critical-path trace.json -o json | jq '.traces[0].byOperation'
`;

export const criticalPath: CommandSpec<CriticalPathFlags> = {
  declare() {
    const command = new Command('critical-path')
      .summary('what made a request as long as it was')
      .description(
        'Prints the segments of the critical path, and their sums by service and operation; of several traces, the tree of their call paths.',
      )
      .argument('[traceId|FILE...]', argumentHelp);
    traceOption(command)
      .addOption(new Option('--aggregate', 'one tree of all traces, also of one').conflicts('all'))
      .option('--all', 'all traces, one after the other')
      .addOption(
        new Option('--min-share <percent>', 'call paths with at least so much of the time, as text')
          .argParser(percent)
          .default(0.01, '1%'),
      )
      .option(
        '-n, --limit <count>',
        'longest segments or call paths to show as text, 0 for all',
        wholeNumber,
        40,
      );
    outputOptions(
      wholeTraceOption(analysisOptions(filterOptions(backendSearchOptions(sourceOptions(command))))),
    );
    command.options.find(({ long }) => long === '--output')?.choices([...outputNames, ...flameOutputs]);
    return command.option('--allow-empty', 'exit 0 when nothing is found').addHelpText('after', notes);
  },

  async run(context, args, flags) {
    const selection = await selectTraces(context, args, flags, { details: false });
    if (typeof selection === 'number') return selection;
    const { loaded, groups, exitCode } = selection;
    const traces = function* traces(): Generator<Trace> {
      for (const group of groups) yield rebuild(loaded, group, flags);
    };
    const isUnnamed = groups.length > 1 && loaded.traceIds.length === 0;
    const isOne = flags.aggregate === true || (isUnnamed && !flags.all);
    if (flags.output === 'folded') await printFolded(context, traces(), flags);
    else if (flags.output === 'speedscope') await printSpeedscope(context, traces(), flags, isOne);
    else if (isOne) await printContexts(context, traces(), flags);
    else await printPaths(context, traces, flags);
    return exitCode;
  },
};

/** `5%` or `5`: five of a hundred. */
function percent(text: string): number {
  if (!/^\d{1,3}(\.\d+)?%?$/.test(text) || Number.parseFloat(text) > 100) {
    throw new InvalidArgumentError('Expected percent from 0 to 100, such as 1% or 0.5%.');
  }
  return Number.parseFloat(text) / 100;
}

async function printPaths(
  context: Context,
  traces: () => Iterable<Trace>,
  flags: CriticalPathFlags,
): Promise<void> {
  const report = criticalPathReport(
    function* models() {
      for (const trace of traces()) yield* analyseRoots(trace, flags);
    },
    { profile: flags.profile, limit: flags.limit },
  );
  await printReport(context, report, flags);
}

async function printContexts(
  context: Context,
  traces: Iterable<Trace>,
  flags: CriticalPathFlags,
): Promise<void> {
  const { callingContextReport } = await import('../views/calling-context.ts');
  await printReport(context, callingContextReport(await aggregated(traces, flags), flags), flags);
}

/** Traces add up, so one after the other and all in one are the same. */
async function printFolded(
  context: Context,
  traces: Iterable<Trace>,
  flags: CriticalPathFlags,
): Promise<void> {
  const { contextSteps } = await import('../views/flame.ts');
  const { folded } = await import('../views/outputs/folded.ts');
  write(context, folded(contextSteps(await aggregated(traces, flags))));
}

async function printSpeedscope(
  context: Context,
  traces: Iterable<Trace>,
  flags: CriticalPathFlags,
  isOne: boolean,
): Promise<void> {
  const { contextsTitle, contextSteps, pathSteps, pathTitle } = await import('../views/flame.ts');
  const { speedscope } = await import('../views/outputs/speedscope.ts');
  if (isOne) {
    const contexts = await aggregated(traces, flags);
    write(context, speedscope([{ name: contextsTitle(contexts), steps: contextSteps(contexts) }]));
    return;
  }
  const profiles = function* profiles(): Generator<SpeedscopeProfile> {
    for (const trace of traces) {
      const edges = edgeClasses(trace, flags);
      for (const root of pathRoots(trace, flags)) {
        const path = pathFrom(trace, edges, { profile: flags.profile, root });
        yield { name: pathTitle(trace, path), steps: pathSteps(trace, path) };
      }
    }
  };
  write(context, speedscope(profiles()));
}

async function aggregated(traces: Iterable<Trace>, flags: CriticalPathFlags): Promise<CallingContexts> {
  const { CallingContexts, contextColumns } = await import('../analysis/calling-context.ts');
  const contexts = new CallingContexts();
  for (const trace of traces) contexts.add(trace, contextColumns(trace, flags));
  return contexts;
}

function write(context: Context, parts: Iterable<string>): void {
  for (const piece of inPieces(parts)) context.write(piece);
}
