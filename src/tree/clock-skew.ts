/**
 * Clocks of different hosts disagree; a call shows by how much (analysis.md 2). A child does not start before its
 * parent, and a server's span lies within its client's, so each edge between two clocks bounds the difference:
 *
 *   client, clock p    |==============|          L = p.start - c.start  <=  off(c) - off(p)
 *   server, clock c  |====|                      U = p.end - c.end      >=  off(c) - off(p)
 *
 * One offset a clock, the smallest change that explains all its edges. Durations stay.
 */
import { SpanKind } from '../model/kinds.ts';
import { type ClockBound, type PlacedClocks, placeClocks } from './clock-offsets.ts';
import type { Nodes } from './nodes.ts';

/**
 * The correction of a trace's clocks relative to that of its primary root; undefined where no edge calls for one. Linear
 * when there is nothing to correct, else O(n + e log e) in the edges between clocks.
 */
export function clockCorrection(nodes: Nodes, primary: number): PlacedClocks | undefined {
  if (primary < 0 || !hasSeveralClocks(nodes)) return undefined;
  if (!collectBounds(nodes, undefined)) return undefined;
  const bounds: ClockBound[] = [];
  collectBounds(nodes, bounds);
  return placeClocks(bounds, nodes.clock[primary], nodes.store.strings);
}

function hasSeveralClocks({ spanCount, clock }: Nodes): boolean {
  for (let node = 1; node < spanCount; node++) if (clock[node] !== clock[0]) return true;
  return false;
}

/** Whether an edge contradicts the recorded times; the bounds go to `into`, if given. */
function collectBounds(nodes: Nodes, into: ClockBound[] | undefined): boolean {
  const { spanCount, parent, start, end } = nodes;
  let isViolated = false;
  for (let node = 0; node < spanCount; node++) {
    const above = parent[node];
    if (above < 0 || above >= spanCount || !areComparable(nodes, above, node)) continue;
    const low = start[above] - start[node];
    const high = isCall(nodes, above, node) ? end[above] - end[node] : Infinity;
    if (low > 0 || high < 0) isViolated = true;
    into?.push({ from: nodes.clock[above], to: nodes.clock[node], low, high });
  }
  return collectLinkBounds(nodes, into) || isViolated;
}

/** A link shows causality, too: what it names had started. */
function collectLinkBounds(nodes: Nodes, into: ClockBound[] | undefined): boolean {
  const { spanCount, ids, parent, row, clock, start, store } = nodes;
  const { links, trace } = store;
  if (links.size === 0) return false;
  let isViolated = false;
  for (let node = 0; node < spanCount; node++) {
    for (let link = links.firstOf(row[node]); link < links.size && links.span[link] === row[node]; link++) {
      if (links.trace[link] !== trace[row[node]]) continue;
      const text = links.spanIdLength[link] === 0 ? 1 : 0;
      const target = ids.find(links.spanIdHigh[link], links.spanIdLow[link], text);
      if (target < 0 || target >= spanCount || target === parent[node]) continue;
      if (!areComparable(nodes, target, node)) continue;
      const low = start[target] - start[node];
      if (low > 0) isViolated = true;
      into?.push({ from: clock[target], to: clock[node], low, high: Infinity });
    }
  }
  return isViolated;
}

function areComparable({ clock, timed }: Nodes, a: number, b: number): boolean {
  return clock[a] !== clock[b] && clock[a] !== 0 && clock[b] !== 0 && timed[a] !== 0 && timed[b] !== 0;
}

/** Whether the child is the server's side of the parent's call and fits into it. */
function isCall({ kind, start, end }: Nodes, client: number, server: number): boolean {
  if (kind[client] !== SpanKind.client || kind[server] !== SpanKind.server) return false;
  const length = end[server] - start[server];
  return length > 0 && length <= end[client] - start[client];
}
