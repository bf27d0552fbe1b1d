/**
 * A search page by page, newest first. A page that is full may stand for more than it holds. If its traces come newest
 * first, what is older than its last is asked for next; stores that answer in an order of their own have the time range
 * halved, the newer half first, until a page is not full.
 */
import { ReadReport } from '../model/read-report.ts';
import { SpanStore } from '../model/span-store.ts';
import { type UnixNano, unixNano } from '../model/time.ts';
import type { PlannedSearch, SearchPage, SearchPlan, TimeRange } from './backend.ts';
import { concurrently } from './concurrently.ts';
import type { Connection } from './connect.ts';
import { fetchTraces, type Into, mostRequests, readBody, readReply } from './gather.ts';
import type { Reply } from './http/reply.ts';

/** How much to look for. */
export interface SearchBounds {
  range: TimeRange;
  /** Traces wanted; Infinity for all. */
  limit: number;
  /** How many of the traces in the store that started at or after a time match; asked between pages. */
  matching: (since: UnixNano) => number;
  /** Told how far the search is. */
  progress: (message: string) => void;
}

/** What a search came to. */
export interface SearchResult {
  /** Whether the server may have more that match. */
  hasMore: boolean;
  /** Traces read, matching or not. */
  traceCount: number;
}

/** Requests of one search: a store whose pages never end must not keep it going. */
const mostPages = 1000;

/** Servers tell times in microseconds: a shorter range is not split further. */
const shortestRange = 1000n;

/** Reads the newest traces of all searches of a plan into the store, until enough match or nothing is left. */
export async function searchTraces(
  connection: Connection,
  plan: SearchPlan,
  into: Into,
  bounds: SearchBounds,
): Promise<SearchResult> {
  const seen = new Set<string>();
  let hasMore = false;
  const first = concurrently(plan.searches, mostRequests, (search) => firstPage(connection, search, bounds));
  let index = 0;
  for await (const pending of first) {
    const search = plan.searches[index++];
    hasMore = (await drain(connection, search, pending, into, bounds, seen)) || hasMore;
  }
  return { hasMore, traceCount: seen.size };
}

/** The ids of the newest traces, as far as one page of the first search tells. */
export async function newestTraceIds(
  { backend, client }: Connection,
  range: TimeRange,
  limit: number,
): Promise<string[]> {
  const { searches } = await backend.plan(client, undefined, range);
  if (searches.length === 0) return [];
  const page = await searches[0].page(client, range, limit);
  if (!('reply' in page)) return page.traceIds;
  const { traceIds } = tracesIn(page.reply);
  page.reply.dispose();
  return traceIds;
}

/** Ranges still to be asked for, the newest last; the page of the last, if it is there already. */
interface Pending {
  ranges: TimeRange[];
  page: SearchPage | undefined;
  pageLimit: number;
}

async function firstPage(
  { client }: Connection,
  search: PlannedSearch,
  { range, limit }: SearchBounds,
): Promise<Pending> {
  const ranges = split(range, search.longestRange);
  const pageLimit = Math.min(search.mostPerPage, limit);
  return { ranges, pageLimit, page: await search.page(client, ranges[ranges.length - 1], pageLimit) };
}

async function drain(
  connection: Connection,
  search: PlannedSearch,
  { ranges, page: first, pageLimit }: Pending,
  into: Into,
  bounds: SearchBounds,
  seen: Set<string>,
): Promise<boolean> {
  let page = first;
  for (let pages = 0; ranges.length > 0; pages++) {
    if (pages === mostPages) return true;
    const range = ranges.pop() ?? bounds.range;
    page ??= await search.page(connection.client, range, pageLimit);
    const starts = await readPage(connection, page, into, seen);
    page = undefined;
    // A server that answers more than it was asked for knows no pages.
    if (starts.length === pageLimit) ranges.push(...rest(range, starts));
    const complete = ranges[ranges.length - 1]?.to ?? range.from;
    if (bounds.matching(complete) >= bounds.limit) return ranges.length > 0;
    if (ranges.length > 0) bounds.progress(`${seen.size} traces so far`);
  }
  return false;
}

/** What of a range a full page leaves open. */
function rest({ from, to }: TimeRange, starts: readonly UnixNano[]): TimeRange[] {
  const last = starts[starts.length - 1];
  const isNewestFirst = starts.every((start, i) => i === 0 || start <= starts[i - 1]);
  if (isNewestFirst && last > from && last < to - shortestRange) return [{ from, to: last + shortestRange }];
  if (to - from <= shortestRange) return [];
  const middle = from + (to - from) / 2n;
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

/** Reads a page into the store, but for traces that are there already; returns the starts of all, in its order. */
async function readPage(
  connection: Connection,
  page: SearchPage,
  into: Into,
  seen: Set<string>,
): Promise<readonly UnixNano[]> {
  into.store.closeTraces();
  if ('reply' in page) {
    const { traceIds, starts } = tracesIn(page.reply);
    for (const traceId of traceIds) seen.add(traceId);
    if (traceIds.length === 0) page.reply.dispose();
    else readReply(page.reply, into);
    return starts;
  }
  const fresh = page.traceIds.filter((traceId) => !seen.has(traceId));
  for (const traceId of fresh) seen.add(traceId);
  await fetchTraces(connection, fresh, undefined, into);
  return page.starts;
}

/** Ids and starts of the traces of a reply, in its order. */
function tracesIn(reply: Reply): { traceIds: string[]; starts: UnixNano[] } {
  const store = new SpanStore({ details: false });
  if (/^\s*(\[\s*\]|\{"data":\s*(\[\]|null))/.test(reply.text(64))) return { traceIds: [], starts: [] };
  readBody(reply, store, new ReadReport());
  const starts = new Map<number, UnixNano>();
  for (let row = 0; row < store.size; row++) {
    const start = unixNano(store.startSeconds[row], store.startNanos[row]);
    const known = starts.get(store.trace[row]);
    if (known === undefined || start < known) starts.set(store.trace[row], start);
  }
  return {
    traceIds: [...starts.keys()].map((trace) => store.traces.text(trace)),
    starts: [...starts.values()],
  };
}

/** A range in parts of at most so many seconds, the newest last. */
function split({ from, to }: TimeRange, longest: number | undefined): TimeRange[] {
  if (longest === undefined) return [{ from, to }];
  const step = BigInt(longest) * 1_000_000_000n;
  const parts: TimeRange[] = [];
  for (let end = to; end > from; end -= step)
    parts.unshift({ from: end - step > from ? end - step : from, to: end });
  return parts;
}
