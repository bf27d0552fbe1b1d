/**
 * The children of two spans that are the same, matched (analysis.md 7.1). Within a key the i-th is matched with the i-th.
 * A child without a match whose own children look like what is left of the other side is a layer that one side has more:
 * its children are matched through it, one level deep.
 *
 *   before  handler          after  handler
 *             +-- SELECT              +-- transaction      added, a layer
 *             +-- UPDATE                    +-- SELECT     matched
 *                                           +-- UPDATE     matched
 */
import type { Trace, TraceRow } from '../../model/trace.ts';
import type { SpanKeys } from './span-keys.ts';

/** Rows of both sides that are one span; -1 where a side does not have it. */
export interface Match {
  before: TraceRow;
  after: TraceRow;
  /** Of a layer: its children, which may be matched with siblings of the layer; undefined elsewhere. */
  children?: Match[];
}

/** Rows by key, in order. */
type RowsByKey = Map<number, Set<TraceRow>>;

/** One side, and the rows of it that are still without a match. */
interface Side {
  trace: Trace;
  left: RowsByKey;
}

/** How alike a layer's children and what is left of the other side have to be: Jaccard's index of their keys. */
const leastAlike = 0.5;

/** Matches rows of two traces that have matching parents. O(n log n) in them and their children. */
export function matchSiblings(
  keys: SpanKeys,
  a: Trace,
  rowsOfA: readonly TraceRow[],
  b: Trace,
  rowsOfB: readonly TraceRow[],
): Match[] {
  const [before, after] = [sideOf(keys, a, rowsOfA), sideOf(keys, b, rowsOfB)];
  const matches = matchAlike(before.left, after.left);
  for (const layer of matchLayers(keys, before, after)) matches.push(layer);
  for (const row of leftOf(before)) matches.push({ before: row, after: -1 });
  for (const row of leftOf(after)) matches.push({ before: -1, after: row });
  return matches;
}

/** The children of a row. */
export function childrenOf({ subtreeEnd }: Trace, row: TraceRow): TraceRow[] {
  const rows: TraceRow[] = [];
  for (let child = row + 1; child < subtreeEnd[row]; child = subtreeEnd[child]) rows.push(child);
  return rows;
}

function sideOf(keys: SpanKeys, trace: Trace, rows: readonly TraceRow[]): Side {
  const left: RowsByKey = new Map();
  for (const row of rows.toSorted(byStart(trace))) {
    const key = keys.number(trace, row);
    const alike = left.get(key);
    if (alike === undefined) left.set(key, new Set([row]));
    else alike.add(row);
  }
  return { trace, left };
}

function byStart(trace: Trace): (a: TraceRow, b: TraceRow) => number {
  return (a, b) => trace.start[a] - trace.start[b] || (trace.spanId(a) < trace.spanId(b) ? -1 : 1);
}

function* leftOf({ left }: Side): Generator<TraceRow> {
  for (const rows of left.values()) yield* rows;
}

/** Matches rows of equal keys, and takes them from what is left. */
function matchAlike(a: RowsByKey, b: RowsByKey): Match[] {
  const matches: Match[] = [];
  for (const [key, rows] of a) {
    // One walk through each: a set that loses its first value again and again is slow to begin anew.
    const others = b.get(key)?.values();
    for (const row of rows) {
      const other = others?.next().value;
      if (other === undefined) break;
      matches.push({ before: row, after: other });
      take(a, key, row);
      take(b, key, other);
    }
  }
  return matches;
}

function take(left: RowsByKey, key: number, row: TraceRow): void {
  const rows = left.get(key);
  rows?.delete(row);
  if (rows?.size === 0) left.delete(key);
}

/** A row that may be a layer. */
interface Candidate {
  isBefore: boolean;
  row: TraceRow;
  key: number;
  children: Side;
  likeness: number;
}

/**
 * Matches through layers, the likeliest first. A key that is left on one side is not left on the other, so that keys
 * decide between equals, and neither side comes first: what one comparison adds, the reverse one removes.
 */
function matchLayers(keys: SpanKeys, before: Side, after: Side): Match[] {
  if (before.left.size === 0 || after.left.size === 0) return [];
  const candidates = [
    ...candidatesOf(keys, before, after, true),
    ...candidatesOf(keys, after, before, false),
  ].sort((a, b) => b.likeness - a.likeness || keys.compare(a.key, b.key));
  const layers: Match[] = [];
  for (const { isBefore, row, key, children } of candidates) {
    const [own, other] = isBefore ? [before, after] : [after, before];
    // What was left may have gone to another layer, and so may the row itself.
    if (own.left.get(key)?.has(row) !== true || likeness(children, other) < leastAlike) continue;
    take(own.left, key, row);
    const layer = isBefore ? { before: row, after: -1 } : { before: -1, after: row };
    layers.push({ ...layer, children: matchThrough(children, other, isBefore) });
  }
  return layers;
}

function matchThrough(children: Side, other: Side, isBefore: boolean): Match[] {
  const matches = isBefore ? matchAlike(children.left, other.left) : matchAlike(other.left, children.left);
  for (const row of leftOf(children)) {
    matches.push(isBefore ? { before: row, after: -1 } : { before: -1, after: row });
  }
  return matches;
}

function candidatesOf(keys: SpanKeys, own: Side, other: Side, isBefore: boolean): Candidate[] {
  const candidates: Candidate[] = [];
  for (const [key, rows] of own.left) {
    for (const row of rows) {
      const children = sideOf(keys, own.trace, childrenOf(own.trace, row));
      const alike = likeness(children, other);
      if (alike >= leastAlike) candidates.push({ isBefore, row, key, children, likeness: alike });
    }
  }
  return candidates;
}

/** Jaccard's index: keys that are on both sides, of all. */
function likeness({ left }: Side, other: Side): number {
  let both = 0;
  for (const key of left.keys()) if (other.left.has(key)) both++;
  return both === 0 ? 0 : both / (left.size + other.left.size - both);
}
