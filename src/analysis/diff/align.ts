/**
 * Two traces as one tree (analysis.md 7.1): every span of either is one node of it, with the span of the other trace that
 * is the same, if there is one. The primary roots are matched whatever they are called; below matched spans children are matched
 * by what they are and their order. Iterative, O(n log n).
 */
import type { Trace, TraceRow } from '../../model/trace.ts';
import { childrenOf, type Match, matchSiblings } from './match-siblings.ts';
import { SpanKeys } from './span-keys.ts';

/** The nodes of the tree, in tree order: parents first, siblings by start. Columns by node. */
export interface Alignment {
  size: number;
  /** Rows of the two traces; -1 where the trace has no such span. */
  before: Int32Array;
  after: Int32Array;
  /** The node above; -1 at the top. */
  parent: Int32Array;
  /** Number of the span's key. */
  key: Int32Array;
  /** 1: a layer that only one side has, with children of both below. */
  isLayer: Uint8Array;
  keys: SpanKeys;
}

interface Pending extends Match {
  parent: number;
}

/** Aligns two traces, of one store or of two. */
export function align(a: Trace, b: Trace, keys: SpanKeys = new SpanKeys()): Alignment {
  const alignment = emptyAlignment(a.size + b.size, keys);
  const pending: Pending[] = [];
  const push = (matches: Match[], parent: number): void => {
    // The last one in is the first one out.
    matches.sort((x, y) => offsetOf(a, b, y) - offsetOf(a, b, x) || y.after - x.after || y.before - x.before);
    for (const match of matches) pending.push({ ...match, parent });
  };
  push(topMatches(keys, a, b), -1);
  for (let match = pending.pop(); match !== undefined; match = pending.pop()) {
    const node = add(alignment, a, b, match);
    push(match.children ?? matchesBelow(keys, a, b, match), node);
  }
  return alignment;
}

function emptyAlignment(size: number, keys: SpanKeys): Alignment {
  const column = (): Int32Array => new Int32Array(size);
  const isLayer = new Uint8Array(size);
  return { size: 0, before: column(), after: column(), parent: column(), key: column(), isLayer, keys };
}

function add(alignment: Alignment, a: Trace, b: Trace, { before, after, parent, children }: Pending): number {
  const node = alignment.size++;
  alignment.before[node] = before;
  alignment.after[node] = after;
  alignment.parent[node] = parent;
  const isSeen = after >= 0 && (before < 0 || !b.isPlaceholder(after));
  alignment.key[node] = isSeen ? alignment.keys.number(b, after) : alignment.keys.number(a, before);
  alignment.isLayer[node] = children === undefined ? 0 : 1;
  return node;
}

/** The primary root may be below a span that was never seen: then that is what is matched. */
function topMatches(keys: SpanKeys, a: Trace, b: Trace): Match[] {
  const roots = { before: topOf(a), after: topOf(b) };
  const matches = matchSiblings(keys, a, othersThan(a, roots.before), b, othersThan(b, roots.after));
  matches.push(roots);
  return matches;
}

function topOf({ primaryRoot, parent }: Trace): TraceRow {
  return parent[primaryRoot] < 0 ? primaryRoot : parent[primaryRoot];
}

function othersThan({ tops }: Trace, root: TraceRow): TraceRow[] {
  return [...tops].filter((top) => top !== root);
}

function matchesBelow(keys: SpanKeys, a: Trace, b: Trace, { before, after }: Match): Match[] {
  const rowsOfA = before < 0 ? [] : childrenOf(a, before);
  const rowsOfB = after < 0 ? [] : childrenOf(b, after);
  return matchSiblings(keys, a, rowsOfA, b, rowsOfB);
}

/** When the span starts after its parent, after the change if it is there. */
function offsetOf(a: Trace, b: Trace, { before, after }: Match): number {
  const [trace, row] = after >= 0 ? [b, after] : [a, before];
  const above = trace.parent[row];
  return trace.start[row] - (above < 0 ? 0 : trace.start[above]);
}
