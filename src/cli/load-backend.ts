/** Traces of a backend read into a store: by their ids, or by a search. */
import type { SearchPlan, TimeRange } from '../backends/backend.ts';
import type { Connection } from '../backends/connect.ts';
import { type Fetched, fetchTraces, type Into } from '../backends/gather.ts';
import { type SearchResult, searchTraces } from '../backends/search.ts';
import type { BackendSettings } from '../config/settings.ts';
import { readSource } from '../formats/read.ts';
import { formatQuery } from '../query/format.ts';
import { groupTraces } from '../tree/group.ts';
import { formatDuration } from '../views/text/duration.ts';
import { counted } from '../views/text/numbers.ts';
import { rangeOf, withBackend } from './backend-session.ts';
import type { Context } from './context.ts';
import type { TraceFilter } from './filters.ts';
import {
  emptyStore,
  finished,
  type Loaded,
  type LoadFlags,
  type LoadRequest,
  type Searched,
} from './load.ts';
import { traceMatcher } from './matcher.ts';
import { MemoryGuard } from './memory.ts';
import { printMessage } from './messages.ts';
import { progressOf } from './progress.ts';

/** Traces that a search answers where nobody says how many. */
const defaultLimit = 20;

/** Reads the traces that are asked for from a backend. Throws BackendError, InputError and UsageError. */
export function loadFromBackend(
  context: Context,
  settings: BackendSettings,
  request: LoadRequest,
  flags: LoadFlags,
): Promise<Loaded> {
  return withBackend(context, settings, flags, async (connection, inner) => {
    const into = emptyStore(request.details);
    const load = request.traceIds.length > 0 ? byIds : bySearch;
    const part = await load(inner, connection, request, into, flags);
    progressOf(inner, flags).end();
    const guard = new MemoryGuard(inner, flags.maxMemory);
    const read = { ...into, name: connection.name, failed: 0, guard };
    const server = { kind: connection.backend.id, base: connection.client.base.href };
    return { ...finished(inner, read, request, flags), ...part, server };
  });
}

/** What a load adds to what was read. */
type Part = Pick<Loaded, 'searched' | 'filter'>;

async function byIds(
  context: Context,
  connection: Connection,
  { traceIds, filter, others, besides }: LoadRequest,
  into: Into,
  flags: LoadFlags,
): Promise<Part> {
  const range = filter.from === undefined && filter.to === undefined ? undefined : rangeOf(filter, context);
  const patience = flags.wait === undefined ? undefined : patienceOf(context, flags, flags.wait);
  const plain = traceIds.map((traceId) => traceId.replaceAll('-', '').toLowerCase());
  const fetched = await fetchTraces(connection, plain, range, into, patience);
  if (others) await fetchLinked(connection, into);
  if (besides !== undefined) readSource(besides, into.store, {}, into.report);
  if (!flags.quiet) for (const warning of fetched.warnings) printMessage(context, `warning: ${warning}`);
  return { filter, searched: { missing: missingOf(traceIds, fetched), range: '', hasMore: false } };
}

function missingOf(
  traceIds: readonly string[],
  { missing }: Fetched,
): Map<string, Fetched['missing'][number]> {
  const byId = new Map(missing.map((one) => [one.traceId, one]));
  const entries = traceIds.map(
    (traceId) => [traceId, byId.get(traceId.replaceAll('-', '').toLowerCase())] as const,
  );
  return new Map(entries.flatMap(([traceId, one]) => (one === undefined ? [] : [[traceId, one]])));
}

/** Rounds of links followed, and traces fetched for them, at most: links can lead through everything a server has. */
const linkRounds = 3;
const mostLinked = 100;

async function fetchLinked(connection: Connection, into: Into): Promise<void> {
  const asked = new Set<string>();
  for (let round = 0; round < linkRounds; round++) {
    const { store } = into;
    const groups = groupTraces(store);
    const wanted = new Set<string>();
    for (let link = 0; link < store.links.size; link++) {
      const trace = store.links.trace[link];
      if (groups.groupOfTrace(trace) < 0) wanted.add(store.traces.text(trace));
    }
    const fresh = [...wanted].filter((traceId) => !asked.has(traceId)).slice(0, mostLinked - asked.size);
    if (fresh.length === 0) return;
    for (const traceId of fresh) asked.add(traceId);
    await fetchTraces(connection, fresh, undefined, into);
  }
}

async function bySearch(
  context: Context,
  connection: Connection,
  { filter, limit = defaultLimit }: LoadRequest,
  into: Into,
  flags: LoadFlags,
): Promise<Part> {
  const range = rangeOf(filter, context);
  const plan = await connection.backend.plan(connection.client, filter.query, range);
  if (flags.explain) explainPlan(context, plan);
  if (!flags.quiet) for (const note of plan.notes) printMessage(context, note);
  const remaining = { ...filter, query: plan.left };
  const matcher = await traceMatcher(into.store, remaining);
  const progress = progressOf(context, flags);
  const guard = new MemoryGuard(context, flags.maxMemory);
  const result = await searchTraces(connection, plan, into, {
    range,
    limit: limit === 0 ? Infinity : limit,
    matching: (since) => matcher.count(since),
    progress(message) {
      guard.check(into.report.spanCount, into.store);
      progress.show(message);
    },
  });
  progress.end();
  if (flags.verbose)
    printMessage(context, `${counted(result.traceCount, 'trace')} answered by ${connection.name}`);
  return { filter: remaining, searched: searchedOf(filter, range, result) };
}

function searchedOf(filter: TraceFilter, range: TimeRange, { hasMore }: SearchResult): Searched {
  const isDefault = filter.from === undefined && filter.to === undefined;
  const length = formatDuration(Number(range.to - range.from)).replace(/ 00[ms]$/, '');
  const name = isDefault || filter.to === undefined ? `the last ${length}` : `the ${length} asked for`;
  return { missing: new Map(), range: name, hasMore };
}

function patienceOf(
  context: Context,
  flags: LoadFlags,
  wait: number,
): NonNullable<Parameters<typeof fetchTraces>[4]> {
  const progress = progressOf(context, flags);
  return {
    milliseconds: wait / 1e6,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    now: () => performance.now(),
    progress: (message) => progress.show(message),
  };
}

function explainPlan(context: Context, { pushed, left, notes }: SearchPlan): void {
  for (const part of pushed) printMessage(context, `the backend filters: ${part}`);
  if (pushed.length === 0) printMessage(context, 'the backend filters: nothing but the time');
  printMessage(
    context,
    left === undefined ? 'filtered here: nothing' : `filtered here: ${formatQuery(left)}`,
  );
  for (const note of notes) printMessage(context, note);
}
