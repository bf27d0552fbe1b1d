/** `tracectl run`: a command, and the traces that it makes. */
import { resolve } from 'node:path';

import { Command, Option } from 'commander';

import type { CommandSpec } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { type Loaded, loadTraces } from '../cli/load.ts';
import { printError, printMessage } from '../cli/messages.ts';
import { analysisOptions, outputOptions } from '../cli/options.ts';
import { collect, duration } from '../cli/parsers.ts';
import { summaryOf } from '../cli/pick.ts';
import { printReport } from '../cli/print-report.ts';
import {
  defaultMostBytes,
  failureTeller,
  openStore,
  type OpenStore,
  receivedRequest,
} from '../cli/receiving.ts';
import { ExitCode, TracectlError, UsageError } from '../errors.ts';
import { CaptureFile } from '../receiver/capture-file.ts';
import { type Ended, runChild } from '../receiver/child.ts';
import { type Receiver, startReceiver } from '../receiver/receiver.ts';
import { sdkEnvironment } from '../receiver/sdk-environment.ts';
import { untilQuiet } from '../receiver/until-quiet.ts';
import { receivedText } from '../views/listening.ts';
import { showTraces, type TreeFlags, treeOptions } from './show.ts';

/** Flags of `run`. */
export interface RunFlags extends TreeFlags {
  save?: string;
  check?: string;
  /** Of the check, as it takes them. */
  report?: string[];
  baseline?: string[];
  strict?: boolean;
  show?: boolean;
  /** Nanoseconds. */
  wait: number;
  store?: string;
}

const notes = `
The command gets an environment in which every OpenTelemetry SDK exports to a receiver of its own, over any of OTLP's
protocols. Its input, output and exit code are its own; signals are passed on to it. What is told about the traces goes to
standard error; with -o to standard output, behind that of the command. With --check the exit code is that of the check
where the command itself has 0.

Examples:
  tracectl run -- npm test
  tracectl run --show --only-critical -- python app.py
  tracectl run --save traces.jsonl -- ./smoke-test.sh
  tracectl run --check tracectl.yaml --report junit=traces.xml -- npm run e2e
`;

export const run: CommandSpec<RunFlags> = {
  declare() {
    const command = new Command('run')
      .summary('run a command and show the traces that it makes')
      .description('Runs a command with its OpenTelemetry SDKs set up to export here, and lists its traces.')
      .argument('[command...]', 'what to run, behind --')
      .optionsGroup('Afterwards:')
      .option('--show', 'print the trees of the traces')
      .option('--save <path>', 'keep the spans in a file, as OTLP JSON lines; a name in .gz is compressed')
      .option('--check <budgets.yaml>', 'check them against budgets')
      .option(
        '--report <format=file>',
        'of the check, also write a report: junit=out.xml; repeatable',
        collect,
      )
      .option(
        '--baseline <file>',
        'of the check, a dump, glob or directory to compare with; repeatable',
        collect,
      )
      .option('--strict', 'of the check, what cannot be told from noise fails, too')
      .addOption(
        new Option('--wait <duration>', 'for spans that come late, at most')
          .argParser(duration)
          .default(10e9, '10s'),
      )
      .option('--store <folder>', 'where to keep spans, instead of the local store');
    outputOptions(analysisOptions(treeOptions(command)));
    return command.addHelpText('after', notes);
  },

  async run(context, args, flags) {
    const [program, ...rest] = args;
    if (program === undefined) {
      throw new UsageError('no command to run', { hint: 'tracectl run -- npm test' });
    }
    await assertCheck(context, flags);
    const capture = new CaptureFile(flags.save && resolve(context.cwd, flags.save));
    try {
      const { ended, receiver } = await captured(context, program, rest, flags, capture);
      if (ended.failure !== undefined) {
        printMessage(context, ended.failure);
        return ended.exitCode;
      }
      capture.commit();
      if (!flags.quiet) printMessage(context, receivedText(receiver.counts));
      const verdict = await told(outside(context, flags), flags, capture.path, receiver.counts.spans);
      // What is told of a broken budget names the file.
      if (verdict === ExitCode.found) capture.keep();
      return ended.exitCode === ExitCode.ok ? verdict : ended.exitCode;
    } finally {
      capture.dispose();
    }
  },
};

/** What is wrong with a file of budgets, or a flag of the check, is told before the command runs, which may take long. */
async function assertCheck(context: Context, flags: RunFlags): Promise<void> {
  if (flags.check === undefined) {
    const { report, baseline, strict } = flags;
    if (!report && !baseline && !strict) return;
    throw new UsageError('--report, --baseline and --strict are about a check', {
      hint: 'tracectl run --check tracectl.yaml --report junit=out.xml -- npm test',
    });
  }
  const { budgetsOf } = await import('../cli/check-budgets.ts');
  budgetsOf(context, { budgets: [flags.check] });
  await checkCommand(flags, flags.check, '-');
}

/** Runs the command to its end; its spans are in the capture then. */
async function captured(
  context: Context,
  program: string,
  args: readonly string[],
  flags: RunFlags,
  capture: CaptureFile,
): Promise<{ ended: Ended; receiver: Receiver }> {
  const tell = failureTeller(context);
  let store = await storeIfPossible(context, flags);
  let arrived = 0;
  const receiver = await startReceiver(
    ({ lines }) => {
      capture.write(lines);
      arrived = performance.now();
      try {
        store?.writer.append(lines);
      } catch (error) {
        // What is captured is not to be sent again.
        store = undefined;
        tell(error);
      }
    },
    {
      hosts: ['127.0.0.1'],
      ports: { http: 0, zipkin: 0, jaeger: 0 },
      mostBytes: defaultMostBytes,
      onFailure: tell,
    },
  );
  try {
    const port = (name: 'http' | 'zipkin' | 'jaeger'): number => receiver.ports.get(name) ?? 0;
    const ports = { otlp: port('http'), zipkin: port('zipkin'), jaeger: port('jaeger') };
    const ended = await runChild(program, args, {
      env: sdkEnvironment(context.env, ports),
      cwd: context.cwd,
      onSignal: context.onSignal,
      isInteractive: context.stdin === 'terminal',
    });
    if (ended.failure === undefined) {
      await untilQuiet(() => arrived, flags.wait / 1e6, context.onSignal);
    }
    return { ended, receiver };
  } finally {
    await receiver.close();
    store?.writer.close();
  }
}

/** In a pipeline there may be no home, or none that can be written to: then only the capture is kept. */
async function storeIfPossible(context: Context, flags: RunFlags): Promise<OpenStore | undefined> {
  try {
    return await openStore(context, flags.store);
  } catch (error) {
    if (flags.store !== undefined || !(error instanceof TracectlError)) throw error;
    if (flags.verbose) printError(context, error);
    return undefined;
  }
}

/** Where what is said about traces goes: the command's own output stays clean unless the flags ask for more. */
function outside(context: Context, { output }: RunFlags): Context {
  if (output !== 'text') return context;
  const isTTY = context.isErrorTTY === true;
  const write = (content: string | Uint8Array): void =>
    context.warn(typeof content === 'string' ? content : Buffer.from(content).toString());
  return { ...context, isTTY, write };
}

/** Tells of the traces what the flags ask for, and returns the exit code of that. */
async function told(context: Context, flags: RunFlags, path: string, spanCount: number): Promise<number> {
  if (spanCount === 0) {
    const hint =
      'its SDK has to be started and take its settings from the environment (OTEL_EXPORTER_OTLP_ENDPOINT)';
    if (!flags.quiet) printMessage(context, 'no span came from the command', hint);
    return flags.check === undefined ? ExitCode.ok : ExitCode.notFound;
  }
  if (flags.show || (flags.check === undefined && flags.save === undefined)) {
    const loaded = await loadTraces(context, receivedRequest(), flags, { kind: 'files', names: [path] });
    const groups = Array.from({ length: loaded.groups.count }, (_, group) => group);
    if (flags.show) await showTraces(context, loaded, groups, flags);
    else await listTraces(context, loaded, flags);
  }
  return flags.check === undefined ? ExitCode.ok : checked(context, flags, flags.check, path);
}

/** Traces listed on a terminal or in a log; programs get all. */
const mostListed = 20;

async function listTraces(context: Context, loaded: Loaded, flags: RunFlags): Promise<void> {
  const { listReport } = await import('../views/list.ts');
  const { count } = loaded.groups;
  const most = flags.output === 'text' ? mostListed : count;
  const summaries = Array.from({ length: Math.min(most, count) }, (_, group) =>
    summaryOf(loaded, group, flags),
  );
  await printReport(context, listReport(summaries, count, 'tracectl list shows all'), flags);
}

/** The verdict of `tracectl check` on the spans in a file. */
async function checked(context: Context, flags: RunFlags, budgets: string, path: string): Promise<number> {
  const { check } = await import('./check.ts');
  const command = await checkCommand(flags, budgets, path);
  return check.run(context, command.args, command.opts());
}

/** The command line of such a check, parsed. Throws UsageError, or as commander does, for a flag that it does not take. */
async function checkCommand(flags: RunFlags, budgets: string, path: string): Promise<Command> {
  const { check } = await import('./check.ts');
  const { report = [], baseline = [], strict, quiet, output } = flags;
  return check
    .declare()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parse(
      [
        '--budgets',
        budgets,
        ...report.flatMap((target) => ['--report', target]),
        ...baseline.flatMap((file) => ['--baseline', file]),
        ...(strict ? ['--strict'] : []),
        ...(output === 'text' ? [] : ['-o', output]),
        ...(quiet ? ['--quiet'] : []),
        path,
      ],
      { from: 'user' },
    );
}
