/** `tracectl show`: the span tree. */
import { Command, Option } from 'commander';

import { analyseTrace, type TraceAnalysis } from '../analysis/analyse.ts';
import { type AnonymizeFlags, anonymizedSelection, anonymizeOptions } from '../cli/anonymize.ts';
import type { CommandSpec } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { withLinked } from '../cli/linked.ts';
import type { Loaded } from '../cli/load.ts';
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
  wholeTraceOption,
} from '../cli/options.ts';
import { namesOf, wholeNumber } from '../cli/parsers.ts';
import { type PickFlags, rebuild, summaryOf } from '../cli/pick.ts';
import { printReport } from '../cli/print-report.ts';
import { selectTraces } from '../cli/select.ts';
import { ExitCode, UsageError } from '../errors.ts';
import { damageFindings } from '../model/read-report.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import type { GroupIndex } from '../tree/group.ts';
import { outputNames } from '../views/outputs/index.ts';
import { inPieces } from '../views/outputs/report.ts';
import type { RowOptions } from '../views/rows.ts';
import { type SectionName, sectionNames } from '../views/sections.ts';
import { showReport, type TreeStyle, treeStyles } from '../views/show.ts';
import { counted } from '../views/text/numbers.ts';

/** How a tree is drawn. */
export interface TreeFlags extends OutputFlags, AnalysisFlags {
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

/** Flags of `show`. */
export interface ShowFlags extends SourceFlags, BackendSearchFlags, PickFlags, TreeFlags, AnonymizeFlags {
  trace?: string;
  all?: boolean;
  limit?: number;
}

const examples = `
Examples:
  tracectl show trace.json
  tracectl show 4bf92f3577b34da6 traces.jsonl.gz
  tracectl show 4bf92f3577b34da6 -b http://localhost:16686
  tracectl show 4bf92f3577b34da6 --wait 30s -b prod
  tracectl show http://localhost:16686/trace/4bf92f3577b34da6
  curl -s http://localhost:16686/api/traces/4bf92f3577b34da6 | tracectl show
  tracectl show trace.json --only-critical --with critical-path,slowest
  tracectl show trace.json -o svg > trace.svg
  tracectl show 4bf92f3577b34da6 -b prod -o otlp > trace.jsonl
  tracectl show traces.jsonl --service checkout --errors --all -o json | jq '.traces[].traceId'
`;

export const show: CommandSpec<ShowFlags> = {
  declare() {
    const command = new Command('show')
      .summary('the span tree of a trace')
      .description('Prints the span tree of a trace, with durations, errors and the critical path (*).')
      .argument('[traceId|FILE...]', argumentHelp);
    traceOption(command)
      .option('--all', 'all traces, one after the other')
      .option('-n, --limit <count>', 'at most so many traces', wholeNumber);
    treeOptions(backendSearchOptions(sourceOptions(command)));
    outputOptions(wholeTraceOption(analysisOptions(filterOptions(anonymizeOptions(command)))));
    command.options.find(({ long }) => long === '--output')?.choices([...outputNames, 'svg', 'otlp']);
    return command.option('--allow-empty', 'exit 0 when nothing is found').addHelpText('after', examples);
  },

  async run(context, args, flags) {
    const { followLinks, limit } = flags;
    const selected = await selectTraces(context, args, flags, {
      details: true,
      others: followLinks === true,
      limit,
    });
    if (typeof selected === 'number') return selected;
    const selection = await anonymizedSelection(context, selected, flags);
    const { loaded, exitCode } = selection;
    const groups = limit ? selection.groups.slice(0, limit) : selection.groups;
    const isNamed = loaded.traceIds.length > 1 || flags.all || limit;
    if (groups.length > 1 && !isNamed) return chooseOne(context, loaded, groups, flags);
    await showTraces(context, loaded, flags.followLinks ? withLinked(loaded, groups) : groups, flags);
    return exitCode;
  },
};

/** Adds the options about how a tree is drawn. */
export function treeOptions(command: Command): Command {
  return command
    .optionsGroup('Tree:')
    .addOption(new Option('--style <style>', 'how the tree is drawn').choices(treeStyles).default('ascii'))
    .option('--no-fold', 'show repeated, very many and very deep spans one by one')
    .option('--depth <levels>', 'levels below the root to show', wholeNumber)
    .option(
      '--focus <spanId or TraceQL>',
      'only the subtree of a span: its id, or the first that a query finds',
    )
    .option('--only-critical', 'only spans on the critical path')
    .option('--follow-links', 'also the traces that links lead to, or from, in the same input')
    .option('--only-errors', 'only failed spans and those above them')
    .option('--with <sections>', `sections to add: ${sectionNames.join(', ')}`, namesOf(sectionNames));
}

/** Prints the trees of traces. */
export async function showTraces(
  context: Context,
  loaded: Loaded,
  groups: readonly GroupIndex[],
  flags: TreeFlags,
): Promise<void> {
  if (flags.output === 'otlp') {
    const { writeOtlp } = await import('../cli/write-otlp.ts');
    writeOtlp(context, loaded, groups);
    return;
  }
  const isSingle = groups.length === 1;
  const sections = flags.with ?? (isSingle && context.isTTY ? sectionNames : []);
  const find = await findFocus(flags);
  function* models(): Generator<TraceAnalysis> {
    for (const group of groups) yield analyseTrace(rebuild(loaded, group, flags), flags);
  }
  const rows = (model: TraceAnalysis): RowOptions => rowOptions(model, flags, find);
  if (flags.output === 'svg') {
    const { svgView } = await import('../views/svg.ts');
    for (const piece of inPieces(svgView(models(), rows))) context.write(piece);
    return;
  }
  const report = showReport(models, {
    treeStyle: flags.style,
    sections,
    quiet: flags.quiet === true,
    inputFindings: damageFindings(loaded.report),
    rows,
  });
  await printReport(context, report, flags);
}

function rowOptions({ trace }: TraceAnalysis, flags: TreeFlags, find: FindSpan): RowOptions {
  const { fold, depth, focus, onlyCritical, onlyErrors } = flags;
  if (focus === undefined) return { fold, depth, onlyCritical, onlyErrors };
  const row = find(trace);
  if (row < 0) {
    throw new UsageError(`no span ${focus} in trace ${trace.traceId}`, {
      hint: 'tracectl show -o csv lists the span ids',
    });
  }
  return { fold, depth, focus: row, onlyCritical, onlyErrors };
}

/** The row of a trace that --focus means; -1 where it has none. */
type FindSpan = (trace: Trace) => TraceRow;

async function findFocus({ focus = '' }: TreeFlags): Promise<FindSpan> {
  if (!/^\s*[({]/.test(focus)) return (trace) => trace.findSpan(focus);
  const { parseQuery } = await import('../query/parse.ts');
  const { matchTrace } = await import('../query/compile.ts');
  const query = parseQuery(focus, '--focus');
  return (trace) => matchTrace(query, trace)?.rows[0] ?? -1;
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
