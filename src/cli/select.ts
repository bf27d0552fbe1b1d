/** From arguments and flags to the traces that are meant: what the commands that show traces begin with. */
import { ExitCode } from '../errors.ts';
import type { GroupIndex } from '../tree/group.ts';
import type { Context } from './context.ts';
import { needsDetails, traceFilter } from './filters.ts';
import { exitCodeOf, type Loaded, type LoadFlags, loadTraces } from './load.ts';
import type { AnalysisFlags } from './options.ts';
import { missingIds, nothingFound, pickGroups, type PickFlags } from './pick.ts';
import type { Sources } from './sources.ts';
import { resolveTarget } from './target.ts';

/** Flags that decide which traces are meant. */
export type SelectFlags = LoadFlags & PickFlags & Partial<AnalysisFlags> & { trace?: string };

/** What a command needs of the traces. */
export interface Needs {
  /** Attributes, events and links. */
  details: boolean;
  /** Whether traces that are linked to those asked for matter, too. */
  others?: boolean;
  /** Traces wanted of a backend that is searched; absent: its default. */
  limit?: number | undefined;
}

/** The traces that are meant. */
export interface Selection {
  loaded: Loaded;
  groups: GroupIndex[];
  /** Of the command, once it has done its part. */
  exitCode: number;
}

/** Reads and picks, unless the sources were found already; returns an exit code where nothing is left to show. */
export async function selectTraces(
  context: Context,
  args: readonly string[],
  flags: SelectFlags,
  { details, others, limit }: Needs,
  found?: Sources,
): Promise<Selection | number> {
  const target = await resolveTarget(args, flags.trace, context.cwd);
  const filter = await traceFilter(flags, context.now());
  const request = {
    ...target,
    filter,
    details: details || (await needsDetails(filter)),
    others: others === true,
    limit,
  };
  const loaded = await loadTraces(context, request, flags, found);
  const groups = await pickGroups(context, loaded, flags);
  if (groups.length === 0) return nothingFound(context, loaded, flags);
  const missing = missingIds(context, loaded, flags);
  const exitCode = missing.length > 0 && !flags.allowEmpty ? ExitCode.notFound : exitCodeOf(loaded, flags);
  return { loaded, groups, exitCode };
}
