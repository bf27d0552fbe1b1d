/** `tracectl show`: the span tree. */
import { Command, Option } from 'commander';

import { analyseTrace, type TraceAnalysis } from '../analysis/analyse.ts';
import type { CommandSpec } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { withLinked } from '../cli/linked.ts';
import { exitCodeOf, type Loaded, loadTraces } from '../cli/load.ts';
import { printMessage } from '../cli/messages.ts';
import {
  type AnalysisFlags,
  analysisOptions,
  filterOptions,
  type OutputFlags,
  outputOptions,
  type SourceFlags,
  sourceOptions,
  traceOption,
} from '../cli/options.ts';
import { namesOf, wholeNumber } from '../cli/parsers.ts';
import { nothingFound, pickGroups, type PickFlags, rebuild, summaryOf } from '../cli/pick.ts';
import { printReport } from '../cli/print-report.ts';
import { resolveTarget } from '../cli/target.ts';
import { ExitCode, UsageError } from '../errors.ts';
import { damageFindings } from '../model/read-report.ts';
import type { GroupIndex } from '../tree/group.ts';
import type { RowOptions } from '../views/rows.ts';
import { type SectionName, sectionNames } from '../views/sections.ts';
import { showReport, type TreeStyle, treeStyles } from '../views/show.ts';
import { counted } from '../views/text/numbers.ts';

/** Flags of `show`. */
export interface ShowFlags extends SourceFlags, OutputFlags, PickFlags, AnalysisFlags {
  trace?: string;
  all?: boolean;
  limit?: number;
  followLinks?: boolean;
  style: TreeStyle;
  /** False with --no-fold. */
  fold: boolean;
  depth?: number;
  focus?: string;
  onlyCritical?: boolean;
  onlyErrors?: boolean;
  with?: SectionName[];
}

const examples = `
Examples:
  tracectl show trace.json
  tracectl show 4bf92f3577b34da6 traces.jsonl.gz
  curl -s http://localhost:16686/api/traces/4bf92f3577b34da6 | tracectl show
  tracectl show trace.json --only-critical --with critical-path,slowest
  tracectl show traces.jsonl --service checkout --errors --all -o json | jq '.traces[].traceId'
`;

export const show: CommandSpec<ShowFlags> = {
  declare() {
    const command = new Command('show')
      .summary('the span tree of a trace')
      .description('Prints the span tree of a trace, with durations, errors and the critical path (*).')
      .argument(
        '[traceId|FILE...]',
        'a trace id in hexadecimal; trace dumps, globs, directories, or - for stdin',
      );
    traceOption(command)
      .option('--all', 'all traces, one after the other')
      .option('-n, --limit <count>', 'at most so many traces', wholeNumber);
    treeOptions(sourceOptions(command));
    outputOptions(analysisOptions(filterOptions(command)));
    return command.option('--allow-empty', 'exit 0 when nothing is found').addHelpText('after', examples);
  },

  async run(context, args, flags) {
    const { traceId, files } = resolveTarget(args, flags.trace);
    const loaded = loadTraces(context, files, flags, {
      details: true,
      traceId: flags.followLinks ? undefined : traceId,
    });
    const matching = pickGroups(context, loaded, traceId, flags);
    if (matching.length === 0) return nothingFound(context, loaded, traceId, flags);
    const groups = flags.limit ? matching.slice(0, flags.limit) : matching;
    if (groups.length > 1 && !flags.all && !flags.limit) return chooseOne(context, loaded, groups, flags);
    await showTraces(context, loaded, flags.followLinks ? withLinked(loaded, groups) : groups, flags);
    return exitCodeOf(loaded, flags);
  },
};

function treeOptions(command: Command): Command {
  return command
    .optionsGroup('Tree:')
    .addOption(new Option('--style <style>', 'how the tree is drawn').choices(treeStyles).default('ascii'))
    .option('--no-fold', 'show repeated, very many and very deep spans one by one')
    .option('--depth <levels>', 'levels below the root to show', wholeNumber)
    .option('--focus <spanId>', 'only the subtree of this span')
    .option('--only-critical', 'only spans on the critical path')
    .option('--follow-links', 'also the traces that links lead to, or from, in the same input')
    .option('--only-errors', 'only failed spans and those above them')
    .option('--with <sections>', `sections to add: ${sectionNames.join(', ')}`, namesOf(sectionNames));
}

async function showTraces(
  context: Context,
  loaded: Loaded,
  groups: readonly GroupIndex[],
  flags: ShowFlags,
): Promise<void> {
  const isSingle = groups.length === 1;
  const sections = flags.with ?? (isSingle && context.isTTY ? sectionNames : []);
  const report = showReport(
    function* models() {
      for (const group of groups) yield analyseTrace(rebuild(loaded, group, flags), flags);
    },
    {
      treeStyle: flags.style,
      sections,
      quiet: flags.quiet === true,
      inputFindings: damageFindings(loaded.report),
      rows: (model) => rowOptions(model, flags),
    },
  );
  await printReport(context, report, flags);
}

function rowOptions({ trace }: TraceAnalysis, flags: ShowFlags): RowOptions {
  const { fold, depth, focus, onlyCritical, onlyErrors } = flags;
  if (focus === undefined) return { fold, depth, onlyCritical, onlyErrors };
  const row = trace.findSpan(focus);
  if (row < 0) {
    throw new UsageError(`no span ${focus} in trace ${trace.traceId}`, {
      hint: 'tracectl show -o csv lists the span ids',
    });
  }
  return { fold, depth, focus: row, onlyCritical, onlyErrors };
}

/** Several traces and no word on which: a table of them, and how to choose. */
async function chooseOne(
  context: Context,
  loaded: Loaded,
  groups: readonly GroupIndex[],
  flags: ShowFlags,
): Promise<number> {
  const found = counted(groups.length, 'trace');
  const id = loaded.groups.traceId(groups[0]);
  if (flags.output === 'text') {
    const { listReport } = await import('../views/list.ts');
    const summaries = groups.slice(0, tableRows).map((group) => summaryOf(loaded, group, flags));
    await printReport(context, listReport(summaries, groups.length, 'tracectl list shows all'), flags);
  }
  printMessage(
    context,
    `${found} in ${loaded.name}, and no word on which to show`,
    `name one (tracectl show ${id}), filter (--service, --errors, --min-duration), or take --all`,
  );
  return ExitCode.usage;
}

/** Traces listed to choose from. */
const tableRows = 20;
