/** From arguments and flags to spans in another format: read, chosen, written, as far as possible at once. */
import { ExitCode, UsageError } from '../errors.ts';
import { type UnixNano, unixNano } from '../model/time.ts';
import type { Trace } from '../model/trace.ts';
import type { Query } from '../query/ast.ts';
import type { GroupIndex } from '../tree/group.ts';
import { counted } from '../views/text/numbers.ts';
import { Conversion } from '../writers/conversion.ts';
import { interruptible } from '../writers/interruptible.ts';
import type { Losses } from '../writers/losses.ts';
import type { Output, Target } from '../writers/target.ts';
import { choosingOf } from './choose-spans.ts';
import type { Context } from './context.ts';
import { traceFilter } from './filters.ts';
import { exitCodeOf, type Loaded, loadTraces } from './load.ts';
import { printMessage } from './messages.ts';
import type { BackendSearchFlags, SourceFlags } from './options.ts';
import { missingIds, nothingFound, pickGroups, type PickFlags, rebuild } from './pick.ts';
import { findSources } from './sources.ts';
import { resolveTarget } from './target.ts';

/** Flags that decide what is converted. */
export interface ConversionFlags extends SourceFlags, BackendSearchFlags, PickFlags {
  trace?: string;
  /** All spans of the traces that match, or those that match themselves; absent: `trace`. */
  match?: 'trace' | 'span';
  /** Traces, at most; 0 and absent: all, but of a backend its default. */
  limit?: number;
}

/** Where spans go. */
export interface Outlet {
  target: Target;
  /** What the target can't hold. */
  losses: Losses;
  write: Output;
}

/** How a conversion ended. */
export interface Converted {
  exitCode: number;
  /** Whether there is a result, which may be an empty one. */
  hasResult: boolean;
}

/** Converts what arguments and flags mean. Throws as loading traces does, and Interrupted on Ctrl-C. */
export async function convertTraces(
  context: Context,
  args: readonly string[],
  flags: ConversionFlags,
  { target, losses, write }: Outlet,
): Promise<Converted> {
  const filter = await traceFilter(flags, context.now());
  const spans = spansOf(filter.query, flags, target);
  const conversion = new Conversion(target, write, losses, await choosingOf(filter, spans));
  const named = await resolveTarget(args, flags.trace, context.cwd);
  const request = { ...named, filter, details: true, others: false, limit: flags.limit };
  const sources = await findSources(context, [...named.files, ...(flags.file ?? [])], request, flags);
  const canPass = named.traceIds.length === 0 && !flags.limit && sources.kind !== 'backend';
  const onSettled = canPass && conversion.streams ? conversion.take.bind(conversion) : undefined;
  const loaded = await interruptible(() => loadTraces(context, { ...request, onSettled }, flags, sources));
  if (onSettled !== undefined) {
    const among = Array.from({ length: loaded.groups.count }, (_, group) => group);
    interruptible(() => conversion.writeRest(loaded.store, loaded.groups, among, conversion.choosing));
    return finish(context, conversion, loaded, flags, false);
  }
  // Filters are evaluated on whole traces then, by the backend or here.
  const picked = await pickGroups(context, loaded, flags);
  const among = limited(loaded, picked, flags);
  const choosing = await choosingOf(noFilter, spans);
  interruptible(() => conversion.writeRest(loaded.store, loaded.groups, among, choosing));
  const hasMore = loaded.searched?.hasMore || (loaded.searched && among.length < picked.length);
  return finish(context, conversion, loaded, flags, hasMore === true);
}

const noFilter = { query: undefined, from: undefined, to: undefined };

/** Traces of a backend where nobody says how many. */
const defaultLimit = 20;

/** The first traces; of a search the newest, of which a backend may have given more than it was asked for. */
function limited(loaded: Loaded, groups: GroupIndex[], { limit }: ConversionFlags): GroupIndex[] {
  const isSearch = loaded.searched !== undefined && loaded.traceIds.length === 0;
  if (!isSearch) return groups.slice(0, limit || undefined);
  const starts = groups.map((group) => ({ group, start: startOf(rebuild(loaded, group, {})) }));
  starts.sort((a, b) => (a.start > b.start ? -1 : 1));
  return starts.slice(0, limit === 0 ? undefined : (limit ?? defaultLimit)).map(({ group }) => group);
}

function startOf({ startSeconds, startNanos }: Trace): UnixNano {
  return unixNano(startSeconds, startNanos);
}

/** The query that spans have to match themselves, if they have to. */
function spansOf(
  query: Query | undefined,
  { match }: ConversionFlags,
  { id, isOfTraces }: Target,
): Query | undefined {
  if (match !== 'span' || query === undefined) return undefined;
  if (!isOfTraces) return query;
  throw new UsageError(`${id} is about whole traces`, { hint: 'leave out --match span' });
}

async function finish(
  context: Context,
  conversion: Conversion,
  loaded: Loaded,
  flags: ConversionFlags,
  hasMore: boolean,
): Promise<Converted> {
  const { spanCount } = conversion;
  const exitCode = spanCount > 0 ? ExitCode.ok : await noSpans(context, conversion, loaded, flags);
  if (exitCode !== ExitCode.ok) return { exitCode, hasResult: false };
  interruptible(() => conversion.end());
  if (!flags.quiet) printWarnings(context, conversion, hasMore);
  if (flags.verbose) printMessage(context, `${counted(spanCount, 'span')} written`);
  const isMissing = missingIds(context, loaded, flags).length > 0 && !flags.allowEmpty;
  return { exitCode: isMissing ? ExitCode.notFound : exitCodeOf(loaded, flags), hasResult: true };
}

/** The exit code where no span was written. */
async function noSpans(
  context: Context,
  { traceCount }: Conversion,
  loaded: Loaded,
  flags: ConversionFlags,
): Promise<number> {
  // Of traces that have passed through, what is left tells nothing.
  if (traceCount === 0 || flags.allowEmpty) return nothingFound(context, loaded, flags);
  const read = counted(traceCount + loaded.groups.count, 'trace');
  printMessage(context, `no trace in ${loaded.name} matches (${read} read)`);
  return ExitCode.notFound;
}

function printWarnings(context: Context, { splitCount }: Conversion, hasMore: boolean): void {
  if (splitCount > 0) {
    const pieces = 'came in several pieces, and each piece was taken for a trace';
    printMessage(context, `warning: ${counted(splitCount, 'trace')} ${pieces}`);
  }
  if (hasMore) printMessage(context, 'the backend has more traces; --limit 0 for all');
}
