/** Traces read into a store, from wherever arguments and flags say, and what went wrong told on standard error. */
import type { ServerAddress } from '../backends/trace-page.ts';
import { decodeSource } from '../bytes/decode.ts';
import { type ByteSource, openFile } from '../bytes/source.ts';
import { ExitCode, InputError } from '../errors.ts';
import { type ReadOptions, readSource } from '../formats/read.ts';
import { ReadReport } from '../model/read-report.ts';
import { SpanStore } from '../model/span-store.ts';
import type { ReadByThreads } from '../parallel/read-files.ts';
import { groupTraces, type TraceGroups } from '../tree/group.ts';
import { counted } from '../views/text/numbers.ts';
import type { Context } from './context.ts';
import type { TraceFilter } from './filters.ts';
import type { MemoryGuard } from './memory.ts';
import { printDamages, printError, printMessage, printReading } from './messages.ts';
import type { BackendSearchFlags, OutputFlags, SourceFlags } from './options.ts';
import { readByThreads } from './read-by-threads.ts';
import { Reading } from './reading.ts';
import { findSources, type Sources } from './sources.ts';

/** What was read. */
export interface Loaded {
  store: SpanStore;
  groups: TraceGroups;
  report: ReadReport;
  /** How messages name all that was read. */
  name: string;
  /** Named sources that could not be read at all, while others could. */
  failed: number;
  /** The ids that were asked for: those of the request, or those that standard input held. */
  traceIds: readonly string[];
  /** What is still to be evaluated on the traces: a backend may have done its part. */
  filter: TraceFilter;
  /** Reads everything again where only some traces were looked for; absent where everything was read already. */
  readAll?: (() => Promise<Loaded>) | undefined;
  /** Of a backend only. */
  searched?: Searched;
  /** Of a backend only: which it was. */
  server?: ServerAddress;
  /** For what comes after reading. */
  guard?: MemoryGuard;
  /** Traces that were taken away while others were read. */
  passedCount?: number;
}

/** How a backend was asked. */
export interface Searched {
  /** Why an id was not found, by id, and what may help. */
  missing: ReadonlyMap<string, { tried: string[]; hint: string | undefined }>;
  /** What a search looked at, for messages: `the last 1h`. */
  range: string;
  /** Whether there may be more than was read. */
  hasMore: boolean;
}

/** What to read. */
export interface LoadRequest {
  files: readonly string[];
  /** The traces that are looked for: others need not be read. Empty: all that pass the filter. */
  traceIds: readonly string[];
  /** Of a pasted address. */
  backend: string | undefined;
  filter: TraceFilter;
  /** Attributes, events and links, too. */
  details: boolean;
  /** Also the traces that are linked to those looked for. */
  others: boolean;
  /** Traces wanted of a backend. */
  limit: number | undefined;
  /** A dump to read besides what a backend has. */
  besides?: ByteSource;
  /** Of dumps: takes spans away while others are still to be read; see ReadOptions. One thread reads unless `byThreads` is given. */
  onSettled?: ReadOptions['onSettled'];
  /** Of files: reads them instead of readInParallel. */
  byThreads?: ReadByThreads;
  /** Of files: called once all are read, before anything is told of it; what it throws is thrown. */
  onRead?: (store: SpanStore) => void;
}

/** Flags that decide what is read. */
export type LoadFlags = SourceFlags & BackendSearchFlags & OutputFlags & { allowEmpty?: boolean };

/** Reads what arguments and flags name, unless it was found already. Throws where nothing could be read. */
export async function loadTraces(
  context: Context,
  request: LoadRequest,
  flags: LoadFlags,
  found?: Sources,
): Promise<Loaded> {
  const given = [...request.files, ...(flags.file ?? [])];
  const sources = found ?? (await findSources(context, given, request, flags));
  if (sources.kind === 'files') return readFiles(context, sources.names, given, request, flags);
  if (sources.kind === 'stdin') return readStdin(context, sources.source, request, flags);
  if (sources.kind === 'store') {
    const { loadFromStore } = await import('./load-store.ts');
    return loadFromStore(context, sources.segments, { ...request, traceIds: sources.traceIds }, flags);
  }
  const { loadFromBackend } = await import('./load-backend.ts');
  return loadFromBackend(context, sources.settings, { ...request, traceIds: sources.traceIds }, flags);
}

async function readStdin(
  context: Context,
  source: ByteSource,
  request: LoadRequest,
  flags: LoadFlags,
): Promise<Loaded> {
  const into = emptyStore(request.details);
  const reading = new Reading(context, ['-'], into, flags);
  await reading.during(() => {
    const plain = decodeSource(reading.observed(source));
    // A part of a job may have nothing to read, and a script that allows it.
    if (flags.allowEmpty && plain.peek(1).length === 0) return;
    readSource(plain, into.store, { format: flags.format, onSettled: request.onSettled }, into.report);
  });
  const read = { ...into, name: 'standard input', failed: 0, guard: reading.guard };
  return finished(context, read, request, flags);
}

async function readFiles(
  context: Context,
  names: readonly string[],
  given: readonly string[],
  request: LoadRequest,
  flags: LoadFlags,
): Promise<Loaded> {
  const into = emptyStore(request.details);
  const traceId = request.traceIds.length === 1 && !request.others ? request.traceIds[0] : undefined;
  const options = { format: flags.format, traceId, onSettled: request.onSettled };
  const isWhole =
    traceId === undefined && (options.onSettled === undefined || request.byThreads !== undefined);
  const reading = new Reading(context, names, into, flags);
  const failures: SourceFailure[] = [];
  const readHere = (name: string): void => {
    try {
      reading.next();
      readSource(reading.observed(openFile(name)), into.store, options, into.report);
    } catch (error) {
      if (names.length === 1 || !(error instanceof InputError)) throw error;
      failures.push({ error, isNamed: given.includes(name) });
    }
  };
  await reading.during(async () => {
    const isRead =
      isWhole &&
      (await readByThreads(context, names, {
        ...flags,
        ...into,
        reading,
        readHere,
        byThreads: request.byThreads,
      }));
    if (!isRead) names.forEach(readHere);
    request.onRead?.(into.store);
  });
  if (failures.length === names.length) throw nothingReadable(given, failures);
  if (!flags.quiet) printFailures(context, failures);
  const failed = failures.filter(({ isNamed }) => isNamed).length;
  const name = names.length === 1 ? names[0] : `${names.length} sources`;
  const read = { ...into, name, failed, guard: reading.guard };
  const loaded = finished(context, read, request, flags, names.length);
  if (traceId === undefined) return loaded;
  const all = { ...request, traceIds: [], details: false };
  const quiet = { ...flags, quiet: true, verbose: false };
  return { ...loaded, readAll: () => readFiles(context, names, given, all, quiet) };
}

/** An empty store, and the report that goes with it. */
export function emptyStore(details: boolean): { store: SpanStore; report: ReadReport } {
  return { store: new SpanStore({ details }), report: new ReadReport() };
}

/** What was read, told and grouped. */
export function finished(
  context: Context,
  read: Pick<Loaded, 'store' | 'report' | 'name' | 'failed' | 'guard'>,
  { traceIds, filter }: LoadRequest,
  flags: LoadFlags,
  sourceCount = 1,
): Loaded {
  if (!flags.quiet) printDamages(context, read.report, flags.lenient === true);
  if (flags.verbose) printReading(context, read.report, sourceCount);
  return { ...read, groups: groupTraces(read.store), traceIds, filter };
}

/** A source that could not be read at all, and whether the user named it rather than a directory or glob around it. */
interface SourceFailure {
  error: InputError;
  isNamed: boolean;
}

function nothingReadable(given: readonly string[], failures: SourceFailure[]): InputError {
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
