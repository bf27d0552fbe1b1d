/** `tracectl check`: latency and shape budgets for CI. */
import { Command, Option } from 'commander';

import { type BudgetFlags, budgetsOf } from '../cli/check-budgets.ts';
import { limitOptions, reportTarget } from '../cli/check-options.ts';
import { type CheckReportFlags, writeReports } from '../cli/check-reports.ts';
import { type CheckedTraces, checkTraces } from '../cli/check-traces.ts';
import type { CommandSpec } from '../cli/command.ts';
import { printMessage } from '../cli/messages.ts';
import {
  analysisOptions,
  argumentHelp,
  backendSearchOptions,
  outputOptions,
  sourceOptions,
  timeOptions,
  traceOption,
} from '../cli/options.ts';
import { collect, wholeNumber } from '../cli/parsers.ts';
import { ExitCode } from '../errors.ts';
import { checkOutputs } from '../views/reports/index.ts';
import { counted } from '../views/text/numbers.ts';

/** Flags of `check`. */
export interface CheckFlags extends Omit<CheckReportFlags, 'maxDuration' | 'output' | 'locked'>, BudgetFlags {
  init?: boolean;
  /** Absent: text, and on GitHub Actions annotations and a summary besides. */
  output?: string;
}

const notes = `
Exits 0 where every budget holds, 1 where one is broken, 3 where there is no trace at all. A budget that nothing matches is
broken unless it says optional: true. What too few traces can't tell from noise is shown as ? and fails with --strict only.

A budget file, which --init writes from traces that are fine:
  budgets:
    - name: checkout
      where: '{ rootName = "POST /checkout" }'
      assert:
        - p95: 300ms
        - spans: { where: '{ span.db.system != nil }', max: 12 }
        - findings: [n-plus-one]

Examples:
  tracectl check --init traces.jsonl
  tracectl check traces.jsonl
  tracectl check traces.jsonl --max-duration 300ms --max-errors 0 --no-findings n-plus-one,retry
  tracectl check traces.jsonl --p95 'POST /checkout=300ms' --p99 'GET /search=1s'
  tracectl check traces.jsonl --no-findings lost-context --locked
  tracectl check traces.jsonl --budgets budgets.yaml --baseline main.jsonl --report junit=out.xml
  tracectl check -b prod --since 1h --traces 500 --budgets slo.yaml -o json
`;

export const check: CommandSpec<CheckFlags> = {
  declare() {
    const command = new Command('check')
      .summary('latency and shape budgets for CI')
      .description('Checks traces against budgets and exits 1 when one is broken.')
      .argument('[traceId|FILE...]', argumentHelp);
    traceOption(command)
      .option('--budgets <file>', 'a file of budgets; tracectl.yaml if not given; repeatable', collect)
      .option('--init', 'write a file of budgets that the traces keep, to begin with')
      .option('--baseline <file>', 'a dump, glob or directory to compare with; repeatable', collect)
      .option('--strict', 'what cannot be told from noise fails, too')
      .option(
        '--report <target>',
        `also write a report, such as junit=out.xml: ${[...checkOutputs.keys()].join(', ')}; repeatable`,
        reportTarget,
      )
      .option('--traces <count>', 'traces to read of a backend, 0 for all; 20 if not given', wholeNumber);
    timeOptions(backendSearchOptions(sourceOptions(limitOptions(command))));
    outputOptions(analysisOptions(whereOptions(command)));
    const output = command.options.find(({ long }) => long === '--output');
    output?.choices([...checkOutputs.keys()]).default(undefined);
    if (output) output.description = 'output format; text, on GitHub Actions with annotations, if not given';
    // The default has been taken already when the option was added.
    command.setOptionValue('output', undefined);
    return command.option('--allow-empty', 'exit 0 when nothing is found').addHelpText('after', notes);
  },

  async run(context, args, flags) {
    // Here it is a limit, and not which traces to look at.
    const { maxDuration: _, ...others } = flags;
    const isOnGitHub = context.env['GITHUB_ACTIONS'] === 'true' && flags.output === undefined;
    const readFlags = { ...others, output: flags.output ?? 'text', isOnGitHub };
    if (flags.init === true) {
      const { writeStartingFile } = await import('../cli/check-init.ts');
      return writeStartingFile(context, args, readFlags, flags.budgets);
    }
    const budgets = budgetsOf(context, flags);
    const checked = await checkTraces(context, args, readFlags, budgets);
    if (typeof checked === 'number') return checked;
    await writeReports(context, checked, readFlags, sourceWords(args, checked, flags));
    const { result, selection } = checked;
    if (selection?.loaded.searched?.hasMore && !flags.quiet) {
      const traces = counted(result.traceCount, 'trace');
      printMessage(context, `${traces} of more than ${result.traceCount} checked; --traces for more`);
    }
    return result.brokenCount > 0 ? ExitCode.found : (selection?.exitCode ?? ExitCode.ok);
  },
};

/** Which traces are looked at at all: what the budgets say comes after that. */
function whereOptions(command: Command): Command {
  return command
    .optionsGroup('Which traces:')
    .addOption(new Option('--where <TraceQL>', 'only traces that match a TraceQL query'))
    .option('--service <name>', 'only traces with a span of this service')
    .option('--operation <name>', 'only traces with a span of this name');
}

/** The words that name the same traces to `show`. */
function sourceWords(
  args: readonly string[],
  { selection }: CheckedTraces,
  { file = [], backend, format }: CheckFlags,
): string[] {
  const files = [...args.filter((arg) => !isTraceId(arg)), ...file];
  const isPiped = files.length === 0 && selection?.loaded.name === 'standard input';
  return [
    ...(isPiped ? ['-'] : files).flatMap((path) => ['-f', path]),
    ...(backend === undefined ? [] : ['-b', backend]),
    ...(format === undefined ? [] : ['--format', format]),
  ];
}

function isTraceId(arg: string): boolean {
  return /^[0-9a-f]{1,32}$/i.test(arg) || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(arg);
}
