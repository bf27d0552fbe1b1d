/** Which of the traces read are meant: by id, or by filters. */
import { summarize, type TraceSummary } from '../analysis/summary.ts';
import { ExitCode } from '../errors.ts';
import type { Trace } from '../model/trace.ts';
import { buildTrace } from '../tree/build.ts';
import { findGroups, type GroupIndex } from '../tree/group.ts';
import { counted } from '../views/text/numbers.ts';
import type { Context } from './context.ts';
import { matches } from './filters.ts';
import { exitCodeOf, type Loaded, type Searched } from './load.ts';
import { printMessage } from './messages.ts';
import type { AnalysisFlags, FilterFlags, OutputFlags, SourceFlags } from './options.ts';

/** Flags that decide which traces. */
export interface PickFlags extends FilterFlags, OutputFlags {
  allowEmpty?: boolean;
}

/** The trace of a group, rebuilt as the flags ask. Throws OutOfMemory where what was made of others takes too much. */
export function rebuild(loaded: Loaded, group: GroupIndex, flags: Partial<AnalysisFlags>): Trace {
  const { store, groups, guard } = loaded;
  const { skew = 'auto', adoptOrphans = false } = flags;
  guard?.check();
  return buildTrace(store, groups, group, { skew, adoptOrphans });
}

/** The groups with the ids asked for, in their order, or those that pass the filter, in order of first sight. */
export async function pickGroups(
  context: Context,
  loaded: Loaded,
  flags: Partial<AnalysisFlags> & OutputFlags,
): Promise<GroupIndex[]> {
  const { store, groups, traceIds, filter } = loaded;
  if (traceIds.length > 0) {
    return [...new Set(traceIds.flatMap((traceId) => groupsOf(context, loaded, traceId, flags)))];
  }
  const all = Array.from({ length: groups.count }, (_, group) => group);
  if (filter.query === undefined && filter.from === undefined && filter.to === undefined) return all;
  const compiled = filter.query && (await import('../query/compile.ts')).compileQuery(filter.query, store);
  return all.filter((group) => matches(rebuild(loaded, group, flags), filter, compiled));
}

/** The summary of a group's trace. */
export function summaryOf(loaded: Loaded, group: GroupIndex, flags: Partial<AnalysisFlags>): TraceSummary {
  return summarize(rebuild(loaded, group, flags));
}

function groupsOf(context: Context, loaded: Loaded, traceId: string, flags: OutputFlags): GroupIndex[] {
  const { groups, exact } = findGroups(loaded.store, loaded.groups, traceId);
  if (!exact && groups.length > 0 && !flags.quiet) {
    const found = groups.map((group) => loaded.groups.traceId(group)).join(', ');
    printMessage(context, `warning: no trace has the id ${traceId} in full; half of ${found} agrees`);
  }
  return groups;
}

/** Tells what was not found of the ids asked for, while others were; the exit code is then that of not found. */
export function missingIds(context: Context, loaded: Loaded, flags: OutputFlags): string[] {
  const missing = loaded.traceIds.filter((traceId) => {
    return findGroups(loaded.store, loaded.groups, traceId).groups.length === 0;
  });
  if (missing.length < loaded.traceIds.length && !flags.quiet) {
    for (const traceId of missing) printMissing(context, loaded, traceId);
  }
  return missing;
}

/** Tells that nothing was found, with the nearest ids, and returns the exit code. */
export async function nothingFound(
  context: Context,
  found: Loaded,
  flags: PickFlags & SourceFlags,
): Promise<number> {
  if (flags.allowEmpty) return exitCodeOf(found, flags);
  const loaded = (await found.readAll?.()) ?? found;
  const { groups, name, report, searched, passedCount = 0 } = loaded;
  const traceCount = groups.count + passedCount;
  if (found.traceIds.length > 0 && (traceCount > 0 || searched !== undefined)) {
    for (const traceId of found.traceIds) printMissing(context, loaded, traceId);
  } else if (searched !== undefined) {
    const had = traceCount === 0 ? '' : ` (${counted(traceCount, 'trace')} looked at)`;
    printMessage(context, `no trace at ${name} matches in ${searched.range}${had}`, searchHint(searched));
  } else if (traceCount === 0) {
    const skipped = [...report.skipped].map(([signal, count]) => counted(count, `${signal} record`));
    const instead = skipped.length > 0 ? `; it holds ${skipped.join(' and ')}` : '';
    printMessage(context, `no trace in ${name}${instead}`);
  } else {
    const had = `${counted(traceCount, 'trace')} read`;
    printMessage(context, `no trace in ${name} matches (${had})`, 'tracectl list shows what is there');
  }
  // Where all was damaged, that is what scripts have to hear about.
  return traceCount === 0 && report.damagedCount > 0 && !flags.lenient ? ExitCode.input : ExitCode.notFound;
}

function searchHint({ hasMore }: Searched): string {
  return hasMore
    ? 'more was not looked at: --limit for more, or narrow the search'
    : '--since 24h looks further back; tracectl services and operations list the names';
}

function printMissing(context: Context, loaded: Loaded, traceId: string): void {
  const { groups, name, searched } = loaded;
  const why = searched?.missing.get(traceId);
  if (searched !== undefined) {
    const tried = why === undefined ? '' : ` (tried ${why.tried.join(', ')})`;
    printMessage(context, `no trace ${traceId} at ${name}${tried}`, why?.hint);
  } else {
    const had = `${counted(groups.count, 'trace')} read`;
    printMessage(context, `no trace ${traceId} in ${name} (${had})`, nearIds(loaded, traceId));
  }
}

const nearCount = 3;
/** Ids are near when they begin or end alike in so many digits. */
const nearDigits = 4;

function nearIds({ groups }: Loaded, traceId: string): string {
  const wanted = traceId.toLowerCase().replaceAll('-', '');
  const near: { id: string; digits: number }[] = [];
  for (let group = 0; group < groups.count; group++) {
    const id = groups.traceId(group);
    const digits = Math.max(alike(wanted, id), alike(reversed(wanted), reversed(id)));
    if (digits >= Math.min(nearDigits, wanted.length)) near.push({ id, digits });
  }
  near.sort((a, b) => b.digits - a.digits);
  const ids = near.slice(0, nearCount).map(({ id }) => id);
  if (ids.length > 0) return `did you mean ${ids.join(' or ')}?`;
  return groups.count === 1
    ? `the only trace is ${groups.traceId(0)}`
    : `tracectl list shows the ids; ./${traceId} reads a file of that name`;
}

function alike(a: string, b: string): number {
  let digits = 0;
  while (digits < a.length && a[digits] === b[digits]) digits++;
  return digits;
}

function reversed(text: string): string {
  return Array.from(text).reverse().join('');
}
