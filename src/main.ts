/** Arguments and a context in, an exit code out; the one place where errors become text. */
import { Command, CommanderError } from 'commander';

import type { CommandSpec } from './cli/command.ts';
import { ClosedOutput, type Context } from './cli/context.ts';
import type { counting } from './cli/count-thread.ts';
import { printBug, printError, printMessage, printStack } from './cli/messages.ts';
import { version } from './cli/version.ts';
import { type CommandEntry, commands } from './commands/index.ts';
import { ExitCode, TracectlError } from './errors.ts';

export { ClosedOutput, ExitCode, TracectlError };
// For threads, which run the same bundle.
export { buffersOf } from './model/store-part.ts';
export { reading } from './parallel/read-task.ts';

/** What counts in a thread; for threads, too. */
export async function loadCounting(): Promise<typeof counting> {
  return (await import('./cli/count-thread.ts')).counting;
}

const description = 'Looks into distributed traces: the span tree, the critical path, the slowest spans.';

const footer = `
Traces come from files, directories and standard input (OTLP in JSON and protobuf, Jaeger, Zipkin, also in gzip and zstd;
the format is detected), or from a Jaeger, Tempo or Zipkin server. tracectl help <command> tells more.

Examples:
  tracectl demo
  tracectl show trace.json
  tracectl show 4bf92f3577b34da6a3ce929d0e0e4736 -b http://localhost:16686
  tracectl list -b http://localhost:3200 --service checkout --errors
  tracectl slowest traces/*.json.gz --by total
`;

/** Runs a command line. */
export async function main(argv: readonly string[], context: Context): Promise<number> {
  const args = arranged(argv);
  try {
    return await run(args, context);
  } catch (error) {
    return failed(error, args, context);
  }
}

async function run(args: string[], context: Context): Promise<number> {
  const chosen = entryOf(args[0]);
  let exitCode: number = ExitCode.ok;
  const program = programFor(context);
  for (const entry of commands) {
    if (entry === chosen) {
      const spec = await entry.load();
      const command = withSurroundings(spec.declare(), program);
      command.action(async () => {
        exitCode = await runCommand(spec, command, context);
      });
      program.addCommand(command);
    } else program.addCommand(placeholder(entry));
  }
  if (args.length === 0) {
    program.outputHelp();
    return ExitCode.ok;
  }
  await program.parseAsync(args, { from: 'user' });
  return exitCode;
}

function runCommand(spec: CommandSpec, command: Command, context: Context): Promise<number> {
  return spec.run(context, command.args, command.opts());
}

function programFor(context: Context): Command {
  return new Command('tracectl')
    .description(description)
    .version(version, '-V, --version')
    .helpCommand('help [command]', 'help for a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.write(text),
      // Usage errors are printed where all errors are.
      writeErr: () => {},
      getOutHelpWidth: () => (context.isTTY ? (context.columns ?? 80) : 100),
    })
    .addHelpText('after', footer);
}

/** A command in the list of commands, without its options. */
function placeholder({ name, aliases, summary }: CommandEntry): Command {
  return new Command(name)
    .aliases([...aliases])
    .summary(summary)
    .description(summary);
}

function withSurroundings(command: Command, program: Command): Command {
  command.copyInheritedSettings(program);
  // The argument is variadic; commander must not count.
  return command.allowExcessArguments(true);
}

/** The arguments with the command first, and `help show` as `show --help`. */
function arranged(argv: readonly string[]): string[] {
  if (argv[0] === 'help' && entryOf(argv[1])) return [argv[1], '--help'];
  const at = argv.findIndex((arg) => entryOf(arg) !== undefined);
  const optionsBefore = argv.slice(0, Math.max(0, at)).some((arg) => arg.startsWith('-'));
  if (at < 1 || !argv[0].startsWith('-') || !optionsBefore) return [...argv];
  return [argv[at], ...argv.slice(0, at), ...argv.slice(at + 1)];
}

function entryOf(name: string | undefined): CommandEntry | undefined {
  return commands.find((entry) => entry.name === name || entry.aliases.includes(name ?? ''));
}

function failed(error: unknown, args: readonly string[], context: Context): number {
  const debug = args.includes('--debug');
  if (error instanceof ClosedOutput) return ExitCode.ok;
  if (error instanceof CommanderError) return usageFailed(error, args, context);
  if (error instanceof TracectlError) {
    printError(context, error);
    if (debug) printStack(context, error);
    return error.exitCode;
  }
  printBug(context, error, debug);
  return ExitCode.bug;
}

/** Help and version end commander by an exception, too. */
function usageFailed(error: CommanderError, args: readonly string[], context: Context): number {
  if (error.exitCode === 0 || error.code === 'commander.help') return ExitCode.ok;
  // A misspelled option may carry a secret: --tokne=…
  const message = error.message.replace(/^error: /, '').replace(/('--[^'=]*)=[^']*'/, "$1'");
  const [first, ...more] = message.split('\n');
  const suggestion = more.join(' ').trim().replace('(Did', '(did');
  const entry = entryOf(args[0]);
  const isFile = error.code === 'commander.unknownCommand' && /[./]/.test(args[0]);
  const hint = isFile
    ? `tracectl show ${args[0]}`
    : entry
      ? `tracectl ${entry.name} --help lists the options`
      : 'tracectl --help lists the commands';
  printMessage(context, decapitalized(`${first} ${suggestion}`.trim()), hint);
  return ExitCode.usage;
}

/** As all messages: lower case at the start, no full stop at the end. */
function decapitalized(text: string): string {
  return text.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase()).replace(/\.$/, '');
}
