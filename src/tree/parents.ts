/**
 * Which node is whose parent (analysis.md 1.1, 1.3, 1.4).
 *
 *   names no parent, or itself       root
 *   names an id of one node          that node
 *   names an id of several           see shared-ids.ts
 *   names an id nobody has           a placeholder, one for each such id
 */
import { SpanFlag } from '../model/kinds.ts';
import { LinkType } from '../model/side-tables.ts';
import type { SpanRow } from '../model/span-store.ts';
import type { Nodes } from './nodes.ts';
import { chooseAmongShared, upperHalf } from './shared-ids.ts';

/** The parent reference of a record. */
interface Reference {
  high: number;
  low: number;
  /** 1 when `low` is the number of a text. */
  text: number;
  /** SpanFlag.followsFrom or 0. */
  followsFrom: number;
}

/** Fills `parent` and `root`, and appends placeholders. Returns the nodes that name themselves as their parent. */
export function resolveParents(nodes: Nodes): number[] {
  const { spanCount, parent, root, reference, flags, store } = nodes;
  const { parentSpanIdHigh, parentSpanIdLow, flags: rowFlags } = store;
  const selfParents: number[] = [];
  for (let node = 0; node < spanCount; node++) {
    const row = reference[node];
    let high = parentSpanIdHigh[row];
    let low = parentSpanIdLow[row];
    let text = rowFlags[row] & SpanFlag.textParentSpanId ? 1 : 0;
    if (rowFlags[row] & SpanFlag.severalParents) {
      const chosen = chooseReference(nodes, row);
      if (chosen !== undefined) {
        ({ high, low, text } = chosen);
        flags[node] = (flags[node] & ~SpanFlag.followsFrom) | chosen.followsFrom;
      }
    }
    root[node] = 0;
    parent[node] = -1;
    const upper = nodes.repeats ? upperHalf(nodes, node) : -1;
    if (upper >= 0) parent[node] = upper;
    else if (high === 0 && low === 0) root[node] = 1;
    else parent[node] = parentOf(nodes, node, high, low, text);
    if (parent[node] === node) {
      selfParents.push(node);
      parent[node] = -1;
      root[node] = 1;
    }
  }
  return selfParents;
}

function parentOf(nodes: Nodes, node: number, high: number, low: number, text: number): number {
  const { ids } = nodes;
  const first = ids.find(high, low, text);
  if (first < 0) return nodes.addPlaceholder(high, low, text);
  return ids.next[first] < 0 ? first : chooseAmongShared(nodes, node, first);
}

/** Of several references: the first CHILD_OF to a span there is, else the first such FOLLOWS_FROM; undefined: the default. */
function chooseReference(nodes: Nodes, row: SpanRow): Reference | undefined {
  const { ids, store, spanCount } = nodes;
  const { links } = store;
  let following: Reference | undefined;
  for (let link = links.firstOf(row); link < links.size && links.span[link] === row; link++) {
    const followsFrom = links.type[link] === LinkType.followsFrom ? SpanFlag.followsFrom : 0;
    if (links.type[link] === LinkType.link || (followsFrom && following !== undefined)) continue;
    const high = links.spanIdHigh[link];
    const low = links.spanIdLow[link];
    const text = links.spanIdLength[link] === 0 ? 1 : 0;
    const target = ids.find(high, low, text);
    if (target < 0 || target >= spanCount) continue;
    const reference = { high, low, text, followsFrom };
    if (!followsFrom) return reference;
    following = reference;
  }
  return following;
}
