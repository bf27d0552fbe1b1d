/**
 * Context that a service loses itself: roots of its own clients, producers and inner work that lie within requests of other
 * traces, which the same instance works on.
 *
 *   request   |==================|      of one trace
 *   root          |=====|               of another: started by a thread that does not know the request
 */
import { tolerance } from '../edges.ts';
import { Numbered } from '../numbered.ts';
import type { Collected } from './collected.ts';
import type { LostContext, LostMatch } from './lost-context.ts';
import { insideMessage } from './messages.ts';
import { compareMatches, confidenceOf, mostFirst } from './order.ts';
import { firstFrom, mostLookedAt } from './span-rows.ts';

/** Timers and pollers also start traces, and some of them by chance within requests. */
const leastShare = 0.8;
/** Latest that a request may begin after a root which still lies within it. */
const largestTolerance = 1e6;

/** What was lost, the most first. O(n log n) in the requests and roots. */
export function lostInside(collected: Collected): LostContext[] {
  const { starters, served, places, rootNames } = collected;
  const kinds = new Numbered<{ service: string; operation: string }>();
  const found: { count: number; clearCount: number; matches: LostMatch[] }[] = [];
  for (const [row, request, isClear] of enclosed(collected)) {
    const { service } = places.values[starters.group[row]];
    const kind = kinds.number({ service, operation: rootNames.values[starters.detail[row]] });
    const own = (found[kind] ??= { count: 0, clearCount: 0, matches: [] });
    own.count++;
    if (request >= 0) own.matches.push(served.match(request, service, starters, row));
    if (isClear) own.clearCount++;
  }
  return kinds.values
    .flatMap(({ service, operation }, kind): LostContext[] => {
      const { count, clearCount, matches } = found[kind];
      if (matches.length === 0 || matches.length < leastShare * count) return [];
      const lost: Omit<LostContext, 'message'> = {
        caller: service,
        callee: service,
        operation,
        lostBy: 'inside',
        callCount: count,
        lostCount: matches.length,
        matchCount: matches.length,
        callerCount: 0,
        confidence: confidenceOf(clearCount, matches.length),
        matches: matches.sort(compareMatches),
      };
      return [{ ...lost, message: insideMessage(lost) }];
    })
    .sort(mostFirst);
}

/** Each starter, a request that it lies within or -1, and whether that is the only one. */
function* enclosed({ traces, starters, served }: Collected): Generator<[number, number, boolean]> {
  const starts = traces.starts();
  const root = starters.times(starts);
  const request = served.times(starts);
  const slack = Float64Array.from(request.start, (start, row) => tolerance(request.end[row] - start));
  const byPlace = served.byGroup(request.start);
  const latest = new Map(Array.from(byPlace, ([place, rows]) => [place, latestEnds(rows, request.end)]));
  for (let row = 0; row < starters.size; row++) {
    const rows = byPlace.get(starters.group[row]) ?? new Int32Array();
    const ends = latest.get(starters.group[row]) ?? new Float64Array();
    const stop = firstFrom(rows, request.start, root.start[row] + largestTolerance + 1);
    let first = -1;
    let count = 0;
    for (let place = stop - 1; place >= 0 && place >= stop - mostLookedAt && count < 2; place--) {
      // Nothing from here back lasts so long.
      if (ends[place] + largestTolerance < root.end[row]) break;
      const candidate = rows[place];
      if (served.trace[candidate] === starters.trace[row]) continue;
      const isWithin =
        request.start[candidate] - slack[candidate] <= root.start[row] &&
        root.end[row] <= request.end[candidate] + slack[candidate];
      if (!isWithin) continue;
      if (count === 0) first = candidate;
      count++;
    }
    yield [row, first, count === 1];
  }
}

/** By place in rows: the latest end up to there. */
function latestEnds(rows: Int32Array, end: Float64Array): Float64Array {
  const ends = new Float64Array(rows.length);
  let latest = -Infinity;
  for (let place = 0; place < rows.length; place++) {
    latest = Math.max(latest, end[rows[place]]);
    ends[place] = latest;
  }
  return ends;
}
