/** Sources read into a store, and what went wrong on the way told on standard error. */
import { openFile, openStdin } from '../bytes/source.ts';
import { expandSources } from '../bytes/sources.ts';
import { ExitCode, InputError, UsageError } from '../errors.ts';
import { readSource } from '../formats/read.ts';
import { ReadReport } from '../model/read-report.ts';
import { SpanStore } from '../model/span-store.ts';
import { groupTraces, type TraceGroups } from '../tree/group.ts';
import { counted } from '../views/text/numbers.ts';
import type { Context } from './context.ts';
import { printDamages, printError, printMessage, printReading } from './messages.ts';
import type { OutputFlags, SourceFlags } from './options.ts';

/** What was read. */
export interface Loaded {
  store: SpanStore;
  groups: TraceGroups;
  report: ReadReport;
  /** How messages name all that was read. */
  name: string;
  /** Named sources that could not be read at all, while others could. */
  failed: number;
  /** Reads everything again where only one trace was looked for; absent where everything was read already. */
  readAll?: (() => Loaded) | undefined;
}

/** What to read of the sources. */
export interface LoadOptions {
  /** Attributes, events and links, too. */
  details: boolean;
  /** The trace that is looked for: others need not be read. */
  traceId?: string | undefined;
}

/** Reads all sources that arguments and flags name, or standard input. Throws where nothing could be read. */
export function loadTraces(
  context: Context,
  files: readonly string[],
  flags: SourceFlags & OutputFlags,
  { details, traceId }: LoadOptions,
): Loaded {
  const given = [...files, ...(flags.file ?? [])];
  const names = sourceNames(context, given);
  const store = new SpanStore({ details });
  const report = new ReadReport();
  const failures: SourceFailure[] = [];
  for (const name of names) {
    try {
      readSource(
        name === '-' ? openStdin() : openFile(name),
        store,
        { format: flags.format, traceId },
        report,
      );
    } catch (error) {
      if (names.length === 1 || !(error instanceof InputError)) throw error;
      failures.push({ error, isNamed: given.includes(name) });
    }
  }
  if (failures.length === names.length) throw nothingReadable(given, failures);
  if (!flags.quiet) printFailures(context, failures);
  if (!flags.quiet) printDamages(context, report, flags.lenient === true);
  if (flags.verbose) printReading(context, report, names.length);
  return {
    store,
    groups: groupTraces(store),
    report,
    name: nameOf(names),
    failed: failures.filter(({ isNamed }) => isNamed).length,
    readAll:
      traceId === undefined || names.includes('-')
        ? undefined
        : () => loadTraces(context, files, { ...flags, quiet: true, verbose: false }, { details: false }),
  };
}

/** A source that could not be read at all, and whether the user named it rather than a directory or glob around it. */
interface SourceFailure {
  error: InputError;
  isNamed: boolean;
}

function nothingReadable(given: string[], failures: SourceFailure[]): InputError {
  const [{ error }] = failures;
  return new InputError(`no trace dump among ${failures.length} files in ${given.join(', ')}`, {
    hint: `the first: ${error.message}`,
  });
}

/** Named sources fail aloud; what else lies in a directory is only counted. */
function printFailures(context: Context, failures: SourceFailure[]): void {
  for (const { error, isNamed } of failures) if (isNamed) printError(context, error);
  const passed = failures.filter(({ isNamed }) => !isNamed);
  if (passed.length === 0) return;
  const [{ error }] = passed;
  printMessage(
    context,
    `${counted(passed.length, 'file')} passed over, no trace dump; the first: ${error.message}`,
  );
}

/** The exit code for what was read: damaged input is an error unless the user accepts it. */
export function exitCodeOf({ report, failed }: Loaded, { lenient }: SourceFlags): number {
  return !lenient && (report.damagedCount > 0 || failed > 0) ? ExitCode.input : ExitCode.ok;
}

function sourceNames(context: Context, given: string[]): string[] {
  if (given.length > 0) return expandSources(given, context.cwd);
  if (context.stdin === 'pipe' || context.stdin === 'file') return ['-'];
  throw new UsageError('no traces to read', {
    hint: 'name a file (tracectl show trace.json) or pipe one in; tracectl demo shows a bundled trace',
  });
}

function nameOf(names: string[]): string {
  if (names.length !== 1) return `${names.length} sources`;
  return names[0] === '-' ? 'standard input' : names[0];
}
