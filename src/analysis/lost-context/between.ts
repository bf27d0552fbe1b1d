/** Context that was lost between services: clients without an answer, and the roots that should have been theirs. */
import { tolerance } from '../edges.ts';
import { Numbered } from '../numbered.ts';
import type { Collected } from './collected.ts';
import type { LostBy, LostContext, LostMatch } from './lost-context.ts';
import { betweenMessage } from './messages.ts';
import { compareMatches, confidenceOf, mostFirst } from './order.ts';
import { areCompatible } from './requests.ts';
import { firstFrom, mostLookedAt } from './span-rows.ts';

/** Calls of one kind from one service to another. */
interface Calls {
  callCount: number;
  lostCount: number;
  matches: LostMatch[];
}

/** What was lost, the most calls first. O(n log n) in the clients and roots. */
export function lostBetween(collected: Collected): LostContext[] {
  const { callKeys, callCounts, clients, entries, services } = collected;
  const pairs = new Numbered<{ caller: string; callee: string; operation: string }>();
  const calls: Calls[] = [];
  // By key: the number of its pair, -1 where nobody knows whom it means.
  const pairOf = callKeys.values.map(({ caller, callee, peer, operation }, key) => {
    const meant = callee === '' ? services.resolve(peer) : callee;
    if (meant === undefined) return -1;
    const pair = pairs.number({ caller, callee: meant, operation });
    calls[pair] ??= { callCount: 0, lostCount: 0, matches: [] };
    calls[pair].callCount += callCounts[key];
    if (callee === '') calls[pair].lostCount += callCounts[key];
    return pair;
  });
  const calleeOf = pairOf.map((pair) => (pair < 0 ? undefined : pairs.values[pair].callee));
  for (const [client, entry] of matched(collected, calleeOf)) {
    const pair = pairOf[clients.group[client]];
    calls[pair].matches.push(clients.match(client, pairs.values[pair].caller, entries, entry));
  }
  const callers = callersOf(pairs.values, calls);
  return pairs.values
    .flatMap((pair, number) => lostContext(pair, calls[number], callers.get(pair.callee)))
    .sort(mostFirst);
}

/**
 * Clients and the roots that are theirs: one of the callee's in another trace that lies within the client, and for the same.
 * Where there are several, or several clients have the same, nobody knows.
 */
function matched(collected: Collected, calleeOf: readonly (string | undefined)[]): [number, number][] {
  const { traces, names, clients, entries, requests } = collected;
  const starts = traces.starts();
  const client = clients.times(starts);
  const entry = entries.times(starts);
  const byService = entries.byGroup(entry.start);
  const chosenBy = new Int32Array(entries.size).fill(-1);
  for (let row = 0; row < clients.size; row++) {
    const callee = calleeOf[clients.group[row]];
    const rows = callee === undefined ? undefined : byService.get(names.add(callee));
    if (rows === undefined) continue;
    const slack = tolerance(client.end[row] - client.start[row]);
    const [from, to] = [client.start[row] - slack, client.end[row] + slack];
    const first = firstFrom(rows, entry.start, from);
    const stop = firstFrom(rows, entry.start, to + 1);
    if (stop - first > mostLookedAt) continue;
    let only = -1;
    for (let place = first; place < stop && only !== several; place++) {
      const candidate = rows[place];
      if (entry.end[candidate] > to || entries.trace[candidate] === clients.trace[row]) continue;
      const { values } = requests.numbered;
      if (!areCompatible(values[clients.detail[row]], values[entries.detail[candidate]])) continue;
      only = only < 0 ? candidate : several;
    }
    if (only >= 0 && only !== several) chosenBy[only] = chosenBy[only] === -1 ? row : several;
  }
  return Array.from(chosenBy, (row, entry): [number, number] => [row, entry]).filter(
    ([row]) => row >= 0 && row !== several,
  );
}

/** More rows than there can be. */
const several = 0x7fffffff;

/** By callee: the services that call it, and whether any context of theirs is known to be lost. */
function callersOf(
  pairs: readonly { caller: string; callee: string }[],
  calls: readonly Calls[],
): Map<string, Map<string, boolean>> {
  const callers = new Map<string, Map<string, boolean>>();
  pairs.forEach(({ caller, callee }, number) => {
    const known = callers.get(callee) ?? new Map<string, boolean>();
    callers.set(callee, known);
    known.set(caller, known.get(caller) === true || calls[number].matches.length > 0);
  });
  return callers;
}

function lostContext(
  { caller, callee, operation }: { caller: string; callee: string; operation: string },
  { callCount, lostCount, matches }: Calls,
  callers: ReadonlyMap<string, boolean> = new Map(),
): LostContext[] {
  if (matches.length === 0) return [];
  const lost: Omit<LostContext, 'message'> = {
    caller,
    callee,
    operation,
    lostBy: culprit(callers),
    callCount,
    lostCount,
    matchCount: matches.length,
    callerCount: callers.size,
    confidence: confidenceOf(matches.length, lostCount),
    matches: matches.sort(compareMatches),
  };
  return [{ ...lost, message: betweenMessage(lost) }];
}

function culprit(callers: ReadonlyMap<string, boolean>): LostBy {
  if (callers.size < 2) return 'unknown';
  return Array.from(callers.values()).every((isLost) => isLost) ? 'callee' : 'caller';
}
