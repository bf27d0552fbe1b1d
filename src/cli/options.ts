/** The options that commands share, each declared once. */
import { type Command, Option } from 'commander';

import { formats } from '../formats/index.ts';
import { outputNames } from '../views/outputs/index.ts';
import { type BackendFlags, backendOptions, size } from './backend-options.ts';
import { collect, duration, type KeyValue, keyValue, type Moment, moment, wholeNumber } from './parsers.ts';

/** Where traces come from. */
export interface SourceFlags {
  file?: string[];
  format?: string;
  lenient?: boolean;
  jobs?: number;
  /** Bytes. */
  maxMemory?: number;
}

/** Adds the options about where traces come from. */
export function sourceOptions(command: Command): Command {
  return command
    .optionsGroup('Sources:')
    .option('-f, --file <path>', 'a trace dump, glob or directory to read; repeatable', collect)
    .addOption(
      new Option('--format <name>', 'read as this format instead of detecting it').choices(
        formats.map(({ id }) => id),
      ),
    )
    .option('--lenient', 'accept damaged records: exit 0 when the rest could be used')
    .option(
      '-j, --jobs <n>',
      'threads for large files and many; as many as make it faster if not given',
      wholeNumber,
    )
    .option(
      '--max-memory <size>',
      'stop before more is taken: 2GB; three quarters of the machine if not given',
      size,
    );
}

/** How results are printed. */
export interface OutputFlags {
  output: string;
  color?: 'auto' | 'always' | 'never';
  width?: number;
  quiet?: boolean;
  verbose?: boolean;
  debug?: boolean;
}

/** Adds the options about how results are printed. */
export function outputOptions(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .addOption(new Option('-o, --output <format>', 'output format').choices(outputNames).default('text'))
    .addOption(new Option('--color <when>', 'colour').choices(['auto', 'always', 'never']).default('auto'))
    .option('--width <columns>', 'draw for a terminal this wide', wholeNumber)
    .option('-q, --quiet', 'no warnings')
    .option('-v, --verbose', 'explain what was read')
    .option('--debug', 'show where an error comes from');
}

/** How a backend is searched, and where. */
export interface BackendSearchFlags extends BackendFlags {
  /** Nanoseconds to wait for traces that are still arriving. */
  wait?: number;
  explain?: boolean;
}

/** Adds the options about searching a backend to those that say which backend. */
export function backendSearchOptions(command: Command): Command {
  return backendOptions(command)
    .option('--wait <duration>', 'poll until the trace is there and complete, at most so long', duration)
    .option('--explain', 'show the requests, what the backend filters and what is filtered here');
}

/** Which traces of many. */
export interface FilterFlags {
  where?: string;
  service?: string;
  operation?: string;
  minDuration?: number;
  maxDuration?: number;
  errors?: boolean;
  tag?: KeyValue[];
  since?: number;
  from?: Moment;
  to?: Moment;
}

/** Adds the options that pick traces. */
export function filterOptions(command: Command): Command {
  return timeOptions(matchOptions(command));
}

/** Adds those of them that are not about when. */
export function matchOptions(command: Command): Command {
  return command
    .optionsGroup('Which traces:')
    .option('--where <TraceQL>', 'traces that match a TraceQL query: { status = error && duration > 1s }')
    .option('--service <name>', 'traces with a span of this service')
    .option('--operation <name>', 'traces with a span of this name')
    .option('--min-duration <duration>', 'traces at least this long: 250ms, 1.5s', duration)
    .option('--max-duration <duration>', 'traces at most this long', duration)
    .option('--errors', 'traces with a failed span')
    .option('--tag <key=value>', 'traces with a span or resource attribute; repeatable', keyValue);
}

/** Adds the options that say when. */
export function timeOptions(command: Command): Command {
  return command
    .optionsGroup('Which traces:')
    .option('--since <duration>', 'traces that started at most so long ago: 15m', duration)
    .option('--from <time>', 'traces that started at or after a time: RFC 3339, Unix, or 2h ago', moment)
    .option('--to <time>', 'traces that started before a time', moment);
}

/** How traces are rebuilt and analysed. */
export interface AnalysisFlags {
  profile: 'auto' | 'clip';
  skew: 'auto' | 'off';
  self: 'blocking' | 'all';
  allRoots?: boolean;
  wholeTrace?: boolean;
  adoptOrphans?: boolean;
}

/** Adds the options of what is computed along critical paths. */
export function pathOptions(command: Command): Command {
  return command
    .optionsGroup('Analysis:')
    .addOption(
      new Option('--profile <name>', 'critical path: auto, or clip as other tools compute it')
        .choices(['auto', 'clip'])
        .default('auto'),
    )
    .addOption(
      new Option('--skew <mode>', 'correct clocks that disagree').choices(['auto', 'off']).default('auto'),
    );
}

/** Adds the options of the analyses. */
export function analysisOptions(command: Command): Command {
  return pathOptions(command)
    .addOption(
      new Option('--self <mode>', 'self time: less blocking children, or less all of them')
        .choices(['blocking', 'all'])
        .default('blocking'),
    )
    .option('--all-roots', 'a critical path for each root, not only the first')
    .option('--adopt-orphans', 'hang spans whose parent is missing under the root');
}

/** Adds the option, to those of the analyses, of a critical path over all pieces of a trace. */
export function wholeTraceOption(command: Command): Command {
  return command
    .optionsGroup('Analysis:')
    .addOption(
      new Option(
        '--whole-trace',
        'one critical path from the first start to the last end; between its pieces it is in no span',
      ).conflicts('allRoots'),
    );
}

/** Adds the option that names a trace whatever its id looks like. */
export function traceOption(command: Command): Command {
  return command.option('--trace <id>', 'the trace with this id');
}

/** What the argument of the commands that show traces may be. */
export const argumentHelp: string =
  'trace ids in any spelling, or the address of a trace in a browser; trace dumps, globs, directories, or - for stdin';
