/** `tracectl stats`: where the requests of many traces spend their time. */
import { Command, Option } from 'commander';

import { groupFigures, type SortKey, sortKeys } from '../analysis/aggregate/figures.ts';
import { entryPoints, madeOf } from '../analysis/aggregate/made-of.ts';
import type { Percent } from '../analysis/aggregate/quantiles.ts';
import type { Statistics } from '../analysis/aggregate/statistics.ts';
import type { EntryPoint } from '../analysis/aggregate/trace-rows.ts';
import type { CommandSpec } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { countTraces, type CountedTraces, type CountFlags } from '../cli/count-traces.ts';
import { printMessage } from '../cli/messages.ts';
import {
  analysisOptions,
  argumentHelp,
  backendSearchOptions,
  filterOptions,
  outputOptions,
  sourceOptions,
} from '../cli/options.ts';
import { collect, wholeNumber } from '../cli/parsers.ts';
import { percents } from '../cli/percents.ts';
import { printReport } from '../cli/print-report.ts';
import { UsageError } from '../errors.ts';
import { titleOf } from '../views/labels.ts';
import type { Composition, StatsResult } from '../views/stats.ts';
import { counted } from '../views/text/numbers.ts';

/** Flags of `stats`. */
export interface StatsFlags extends CountFlags {
  limit?: number;
  sort: SortKey;
  histogram?: boolean;
  madeOf?: Percent[];
  root?: string;
  partial?: string;
  merge?: boolean;
  patterns?: boolean;
}

const notes = `
share and critical: what the spans of a row contribute to the critical paths of all traces; critical p50 is the median
over all traces, 0 for one without them. What a request of a certain length is made of is told below the table.

Several machines: each counts its dumps into a file, and one adds the files up. A trace must not be in two of them.

Examples:
  tracectl stats traces.jsonl.gz
  tracectl stats traces/ --by service,span.http.route --sort p99 --limit 0
  tracectl stats dump.jsonl --by path --where '{ rootName = "POST /checkout" }' --made-of p50,p99
  tracectl stats dump.jsonl --where '{ span.db.system = "redis" }' --match span --histogram
  tracectl stats traces.jsonl.gz --patterns
  tracectl stats monday.jsonl --partial monday.stats; tracectl stats --merge *.stats
`;

export const stats: CommandSpec<StatsFlags> = {
  declare() {
    const command = new Command('stats')
      .summary('where the requests of many traces spend their time')
      .description(
        'Counts spans by service and operation, or whatever else: how many, how long, how much of the critical path.',
      )
      .argument('[FILE...]', argumentHelp)
      .option(
        '--by <fields>',
        'group by service, operation, kind, root, path or fields of TraceQL: span.http.route',
        collect,
      )
      .addOption(
        new Option('--sort <key>', 'what comes first: sums of times, counts, or quantiles of durations')
          .choices(sortKeys)
          .default('critical'),
      )
      .option('-n, --limit <count>', 'at most so many rows, 0 for all; 20 as text if not given', wholeNumber)
      .addOption(
        new Option(
          '--match <what>',
          'count all spans of the traces that match, or only spans that match',
        ).choices(['trace', 'span']),
      )
      .option('--traces <count>', 'traces to read of a backend, 0 for all; 20 if not given', wholeNumber)
      .option('--histogram', 'draw how the durations of each row are distributed')
      .option('--made-of <quantiles>', 'what requests of such lengths are made of: p50,p95,p99', percents)
      .option('--root <name>', "of which requests: 'service operation'; the most frequent if not given")
      .option(
        '--partial <file>',
        'write what was counted to a file, - for standard output, instead of showing it',
      )
      .option('--merge', 'the files are such partial results: add them up')
      .addOption(
        new Option(
          '--patterns',
          'instead: N+1, waterfalls, retries and fan-outs, and what they cost',
        ).conflicts(['by', 'match', 'histogram', 'madeOf', 'root']),
      );
    outputOptions(analysisOptions(filterOptions(backendSearchOptions(sourceOptions(command)))));
    return command.option('--allow-empty', 'exit 0 when nothing is found').addHelpText('after', notes);
  },

  async run(context, args, flags) {
    if (flags.patterns) return (await import('../cli/show-patterns.ts')).showPatterns(context, args, flags);
    const counts = flags.merge ? await merged(context, args, flags) : await countTraces(context, args, flags);
    if (typeof counts === 'number') return counts;
    if (flags.partial !== undefined) {
      const { writeStatistics } = await import('../cli/write-statistics.ts');
      return writeStatistics(context, flags.partial, counts, flags);
    }
    await show(context, counts, flags);
    return counts.exitCode;
  },
};

async function merged(context: Context, args: readonly string[], flags: StatsFlags): Promise<CountedTraces> {
  const { mergeCounts } = await import('../cli/merge-counts.ts');
  return mergeCounts(context, args, flags);
}

async function show(
  context: Context,
  { statistics, settings, ofMore }: CountedTraces,
  flags: StatsFlags,
): Promise<void> {
  const { statsReport } = await import('../views/stats.ts');
  const { sort, histogram = false, output } = flags;
  const limit = flags.limit ?? (output === 'text' ? shownAsText : 0);
  const { traceCount, spanCount, first, last } = statistics;
  const result: StatsResult = {
    by: settings.by,
    match: settings.match,
    sort,
    traceCount,
    spanCount,
    first,
    last,
    groups: groupFigures(statistics, { sort, limit }),
    groupCount: statistics.groups.length,
    entryPoints: entryPoints(statistics),
    madeOf: composition(statistics, flags),
    histogram,
  };
  await printReport(context, statsReport(result), flags);
  if (ofMore !== undefined && !flags.quiet) {
    printMessage(context, `${counted(ofMore, 'trace')} of more than ${ofMore} counted; --traces for more`);
  }
}

/** Rows for people who did not ask for more. */
const shownAsText = 20;

/** Fewer traces than this say little about the longest of them; who asks gets an answer all the same. */
const enoughTraces = 20;

function composition(
  statistics: Statistics,
  { root, madeOf: percents }: StatsFlags,
): Composition | undefined {
  const found = entryPoints(statistics);
  const entryPoint = root === undefined ? found.at(0) : pointNamed(found, root);
  const isAsked = root !== undefined || percents !== undefined;
  if (entryPoint === undefined || (!isAsked && entryPoint.traceCount < enoughTraces)) return undefined;
  return { entryPoint, quantiles: madeOf(statistics, entryPoint, percents ?? [99]) };
}

/** Named as `service operation`, as it is printed, or by the operation alone where that is of one service. */
function pointNamed(points: readonly EntryPoint[], name: string): EntryPoint {
  const exact = points.filter((point) => {
    return name === `${point.service} ${point.name}` || name === titleOf(point.service, point.name);
  });
  const found = exact.length > 0 ? exact : points.filter((point) => point.name === name);
  if (found.length === 1) return found[0];
  const titles = (found.length > 0 ? found : points)
    .slice(0, 5)
    .map((point) => titleOf(point.service, point.name));
  throw new UsageError(
    `${found.length === 0 ? 'no traces begin' : 'traces of several services begin'} with ${name}`,
    {
      hint: `the most frequent: ${titles.join(', ')}`,
    },
  );
}
