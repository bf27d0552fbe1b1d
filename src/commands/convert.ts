/** `tracectl convert`: traces in another format. */
import { Command, InvalidArgumentError, Option } from 'commander';

import { type AnonymizeFlags, anonymizeOptions, isAnonymous } from '../cli/anonymize.ts';
import type { CommandSpec } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { type ConversionFlags, convertTraces } from '../cli/convert-traces.ts';
import {
  argumentHelp,
  backendSearchOptions,
  matchOptions,
  sourceOptions,
  traceOption,
} from '../cli/options.ts';
import { duration, type Moment, moment, wholeNumber } from '../cli/parsers.ts';
import { nearest } from '../config/nearest.ts';
import { ExitCode, UsageError } from '../errors.ts';
import { formats } from '../formats/index.ts';
import { targets } from '../writers/index.ts';
import { Interrupted } from '../writers/interruptible.ts';
import { Losses, lossText } from '../writers/losses.ts';
import { OutFile } from '../writers/out-file.ts';
import type { Target } from '../writers/target.ts';

/** Flags of `convert`. `--to` is the format here, so the end of a time range is `--until`. */
export interface ConvertFlags extends Omit<ConversionFlags, 'to'>, AnonymizeFlags {
  to?: string;
  until?: Moment;
  out?: string;
  strict?: boolean;
}

const notes = `
Formats:
${targets.map(({ id, title }) => `  ${id.padEnd(12)}${title}`).join('\n')}

What a format can't hold is told on standard error, once a kind. Dumps of any size pass through in little memory, unless
whole traces are needed (jaeger, folded, filters) that the input does not keep together, or everything is (chrome).

Examples:
  tracectl convert jaeger.json --to otlp-json > traces.jsonl
  tracectl convert traces.jsonl.gz --to zipkin | curl -H 'content-type: application/json' -d @- localhost:9411/api/v2/spans
  tracectl convert dump.jsonl --to jaeger -O failed.json.gz --where '{ status = error }'
  tracectl convert 4bf92f3577b34da6 -b prod --to otlp-proto -O trace.pb
  tracectl convert trace.json --to chrome -O trace.perfetto.json --strict
  tracectl convert trace.json --to otlp-json --anonymize -O for-everybody.jsonl
`;

export const convert: CommandSpec<ConvertFlags> = {
  declare() {
    const command = new Command('convert')
      .summary('traces in another format')
      .description('Writes traces in another format, and tells what that format can’t hold.')
      .argument('[traceId|FILE...]', argumentHelp);
    traceOption(command)
      .addOption(targetOption())
      .option('-O, --out <path>', 'write a file, in full or not at all; a name in .gz is compressed')
      .option('--strict', 'exit 1 when something is lost')
      .option('-n, --limit <count>', 'at most so many traces; of a backend 20 if not given', wholeNumber);
    anonymizeOptions(command);
    matchOptions(backendSearchOptions(sourceOptions(command)))
      .addOption(
        new Option('--match <what>', 'all spans of the traces that match, or only spans that match')
          .choices(['trace', 'span'])
          .default('trace'),
      )
      .option('--since <duration>', 'traces that started at most so long ago: 15m', duration)
      .option('--from <time>', 'traces that started at or after a time: RFC 3339, Unix, or 2h ago', startTime)
      .option('--until <time>', 'traces that started before a time', moment)
      .optionsGroup('Messages:')
      .option('-q, --quiet', 'no warnings, no losses')
      .option('-v, --verbose', 'explain what was read and written')
      .option('--debug', 'show where an error comes from');
    return command.option('--allow-empty', 'exit 0 when nothing is found').addHelpText('after', notes);
  },

  async run(context, args, { to, until, ...flags }) {
    const { target, finish } = await renaming(context, targetOf(to), flags);
    if (target.isBinary && isToTerminal(context, flags)) {
      throw new UsageError(`${target.id} is binary, and standard output is a terminal`, {
        hint: '-O trace.pb writes a file',
      });
    }
    const losses = new Losses();
    const file = flags.out === undefined || flags.out === '-' ? undefined : new OutFile(flags.out);
    const write = file === undefined ? context.write : file.write.bind(file);
    try {
      const range = until === undefined ? flags : { ...flags, to: until };
      const { exitCode, hasResult } = await convertTraces(context, args, range, { target, losses, write });
      if (hasResult) file?.commit();
      finish();
      if (!flags.quiet) printLosses(context, target, losses);
      const isStrict = flags.strict === true && exitCode === ExitCode.ok;
      return isStrict && losses.list().length > 0 ? ExitCode.found : exitCode;
    } catch (error) {
      file?.discard();
      if (error instanceof Interrupted) return ExitCode.interrupted;
      throw error;
    }
  },
};

/** The target, or where flags ask for other names one that writes those to it; and what is to be done in the end. */
async function renaming(
  context: Context,
  target: Target,
  flags: AnonymizeFlags,
): Promise<{ target: Target; finish: () => void }> {
  if (!isAnonymous(flags)) return { target, finish: () => undefined };
  const { anonymizing } = await import('../writers/anonymize/anonymize-target.ts');
  const { pseudonymsOf, writeReplaced } = await import('../cli/pseudonyms.ts');
  const pseudonyms = pseudonymsOf(flags);
  return {
    target: anonymizing(target, pseudonyms),
    finish: () => writeReplaced(context, pseudonyms, flags),
  };
}

/** What the target could not hold, a line each. */
function printLosses(context: Context, { id }: Target, losses: Losses): void {
  const lines = losses.list().map((loss) => `  ${lossText(loss)}\n`);
  if (lines.length > 0) context.warn(`tracectl: not all of it fits into ${id}\n${lines.join('')}`);
}

function targetOption(): Option {
  return new Option('--to <format>', 'format to write')
    .choices(targets.map(({ id }) => id))
    .argParser((name) => {
      if (targets.some(({ id }) => id === name)) return name;
      const ids = targets.map(({ id }) => id);
      const near = nearest(name, ids);
      throw new InvalidArgumentError(
        near === undefined ? `Allowed choices are ${ids.join(', ')}.` : `Did you mean ${near}?`,
      );
    });
}

/** Throws a UsageError where none is named. */
function targetOf(name: string | undefined): Target {
  const target = targets.find(({ id }) => id === name);
  if (target !== undefined) return target;
  throw new UsageError('no word on the format to write', {
    hint: `--to ${targets.map(({ id }) => id).join(', ')}`,
  });
}

function isToTerminal({ isTTY }: Context, { out = '-' }: ConvertFlags): boolean {
  return isTTY && out === '-';
}

/** A format here is a slip of the hand: dumps tell theirs. */
function startTime(text: string): Moment {
  if (formats.some(({ id }) => id === text)) {
    throw new InvalidArgumentError(`It is a time; --format ${text} names the format that is read.`);
  }
  return moment(text);
}
