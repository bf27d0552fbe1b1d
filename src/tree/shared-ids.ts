/**
 * Several spans of one id: the two halves of a call in Zipkin's model, or ids that collided (analysis.md 1.3).
 *
 *   client  X |===========|          the upper half
 *   server  X    |======|            its child, whatever parent it names
 *   query   Y      |==|   parent X   asks which X: the server, being of its own service
 */
import { SpanFlag, SpanKind } from '../model/kinds.ts';
import type { Nodes } from './nodes.ts';

/** For the server's half of an id, the node of the client's half; otherwise -1. */
export function upperHalf(nodes: Nodes, node: number): number {
  if (!isServerHalf(nodes, node)) return -1;
  const first = firstOfId(nodes, node);
  return first === node || isServerHalf(nodes, first) ? -1 : first;
}

/**
 * Of the nodes that share an id, in chain order from `first`, the best parent for `child`: of its own service and host if
 * possible, one that contains it in time if possible. The child itself when there is none but itself.
 */
export function chooseAmongShared(nodes: Nodes, child: number, first: number): number {
  const { ids } = nodes;
  if (first === firstOfId(nodes, child)) return ownId(child, first);
  let best = first;
  let bestRank = Infinity;
  for (let node = first; node >= 0 && bestRank > 0; node = ids.next[node]) {
    const rank = 2 * rankOf(nodes, child, node) + (contains(nodes, node, child) ? 0 : 1);
    if (rank < bestRank) {
      best = node;
      bestRank = rank;
    }
  }
  return best;
}

/** A child that names the id it shares belongs under the first of them; the first itself names itself. */
function ownId(child: number, first: number): number {
  return child === first ? child : first;
}

function firstOfId(nodes: Nodes, node: number): number {
  const text = nodes.flags[node] & SpanFlag.textSpanId ? 1 : 0;
  return nodes.ids.find(nodes.idHigh[node], nodes.idLow[node], text);
}

function isServerHalf({ kind, flags }: Nodes, node: number): boolean {
  return kind[node] === SpanKind.server || (flags[node] & SpanFlag.shared) !== 0;
}

function rankOf(nodes: Nodes, child: number, node: number): number {
  const { service, clock, kind } = nodes;
  const sameService = service[node] === service[child];
  const samePlace = sameService && clock[node] === clock[child];
  const isServer = isServerHalf(nodes, node);
  if (kind[child] === SpanKind.server) {
    if (samePlace) return isServer ? 0 : 1;
    return isServer ? 2 : 3;
  }
  if (samePlace) return 0;
  if (sameService) return 1;
  return isServer ? 2 : 3;
}

function contains({ timed, start, end }: Nodes, outer: number, inner: number): boolean {
  return timed[outer] !== 0 && timed[inner] !== 0 && start[outer] <= start[inner] && end[inner] <= end[outer];
}
