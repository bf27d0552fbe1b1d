/** Which of the traces read are meant: by id, or by filters. */
import { summarize, type TraceSummary } from '../analysis/summary.ts';
import { ExitCode } from '../errors.ts';
import type { Trace } from '../model/trace.ts';
import { buildTrace } from '../tree/build.ts';
import { findGroups, type GroupIndex } from '../tree/group.ts';
import { counted } from '../views/text/numbers.ts';
import type { Context } from './context.ts';
import { traceFilter } from './filters.ts';
import { exitCodeOf, type Loaded } from './load.ts';
import { printMessage } from './messages.ts';
import type { AnalysisFlags, FilterFlags, OutputFlags, SourceFlags } from './options.ts';

/** Flags that decide which traces. */
export interface PickFlags extends FilterFlags, OutputFlags {
  allowEmpty?: boolean;
}

/** The trace of a group, rebuilt as the flags ask. */
export function rebuild({ store, groups }: Loaded, group: GroupIndex, flags: Partial<AnalysisFlags>): Trace {
  const { skew = 'auto', adoptOrphans = false } = flags;
  return buildTrace(store, groups, group, { skew, adoptOrphans });
}

/** The groups with an id, or those that pass the filters; in order of first sight. */
export function pickGroups(
  context: Context,
  loaded: Loaded,
  traceId: string | undefined,
  flags: FilterFlags & OutputFlags,
): GroupIndex[] {
  if (traceId !== undefined) return groupsOf(context, loaded, traceId, flags);
  const { store, groups } = loaded;
  const filter = traceFilter(store, flags, context.now());
  const picked: GroupIndex[] = [];
  for (let group = 0; group < groups.count; group++) {
    if (!filter.isActive) picked.push(group);
    else if (filter.matchesSpans(groups.rows(group)) && filter.matchesTimes(summaryOf(loaded, group, {})))
      picked.push(group);
  }
  return picked;
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

/** Tells that nothing was found, with the nearest ids, and returns the exit code. */
export function nothingFound(
  context: Context,
  found: Loaded,
  traceId: string | undefined,
  flags: PickFlags & SourceFlags,
): number {
  if (flags.allowEmpty) return exitCodeOf(found, flags);
  const loaded = found.readAll?.() ?? found;
  const { groups, name, report } = loaded;
  const had = `${counted(groups.count, 'trace')} read`;
  if (groups.count === 0) {
    const skipped = [...report.skipped].map(([signal, count]) => counted(count, `${signal} record`));
    const instead = skipped.length > 0 ? `; it holds ${skipped.join(' and ')}` : '';
    printMessage(context, `no trace in ${name}${instead}`);
  } else if (traceId === undefined) {
    printMessage(context, `no trace in ${name} matches (${had})`, 'tracectl list shows what is there');
  } else {
    printMessage(context, `no trace ${traceId} in ${name} (${had})`, nearIds(loaded, traceId));
  }
  // Where all was damaged, that is what scripts have to hear about.
  return groups.count === 0 && report.damagedCount > 0 && !flags.lenient ? ExitCode.input : ExitCode.notFound;
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
