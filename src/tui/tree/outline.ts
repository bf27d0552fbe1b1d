/**
 * The order that rows are drawn in: depth first, siblings sorted, those of a group side by side. A subtree is a stretch of
 * the order as long as it is in the trace, and so are the subtrees of a group, so that what is folded is passed over in one
 * step:
 *
 *   place   0      1       2         3       4         5
 *   row     0 root 3 query 4 of 3    1 query 2 of 1    5
 *                  |-- group of rows 1 and 3 --------|
 */
import type { TraceAnalysis } from '../../analysis/analyse.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { childrenOf, type Grouping } from './grouping.ts';

/** What siblings may be sorted by: their start, or how long they took, the longest first. */
export const sortKeys = ['start', 'total', 'self', 'critical'] as const;

export type SortKey = (typeof sortKeys)[number];

/** The rows of a trace in the order drawn. */
export interface Outline {
  /** By place, the row. */
  order: Int32Array;
  /** By row, the place. */
  place: Int32Array;
  /** By row, the number of its group, or -1. */
  group: Int32Array;
  /** By group, its rows in the order drawn. */
  members: readonly (readonly TraceRow[])[];
  /** By group, the places that its rows and all below them take. */
  size: Int32Array;
}

/** The outline of a trace by a key. O(n log n) by another key than the start. */
export function outlineOf(model: TraceAnalysis, { group, members }: Grouping, sort: SortKey): Outline {
  const { trace } = model;
  const order = new Int32Array(trace.size);
  const place = new Int32Array(trace.size);
  const value = valueBy(model, sort);
  const put = (siblings: TraceRow[], from: number): void => {
    if (value) siblings.sort((a, b) => value(b) - value(a) || a - b);
    let at = from;
    for (const row of sideBySide(siblings, group)) {
      order[at] = row;
      place[row] = at;
      at += trace.subtreeEnd[row] - row;
    }
  };
  put(Array.from(trace.tops), 0);
  for (let row = 0; row < trace.size; row++) {
    if (trace.subtreeEnd[row] > row + 1) put(childrenOf(trace, row), place[row] + 1);
  }
  const sorted = members.map((rows) => rows.toSorted((a, b) => place[a] - place[b]));
  return { order, place, group, members: sorted, size: sizesOf(trace, members) };
}

function valueBy(
  { trace, self, onPath }: TraceAnalysis,
  sort: SortKey,
): ((row: TraceRow) => number) | undefined {
  if (sort === 'start') return undefined;
  if (sort === 'total') return (row) => trace.duration(row);
  return (row) => (sort === 'self' ? self : onPath)[row];
}

/** Siblings with those of a group behind the first of them. */
function sideBySide(siblings: readonly TraceRow[], group: Int32Array): Iterable<TraceRow> {
  if (siblings.every((row) => group[row] < 0)) return siblings;
  const runs = new Map<number, TraceRow[]>();
  for (const row of siblings) {
    // Rows by themselves are runs of one; their keys can't be those of groups.
    const key = group[row] < 0 ? ~row : group[row];
    const run = runs.get(key);
    if (run) run.push(row);
    else runs.set(key, [row]);
  }
  return [...runs.values()].flat();
}

function sizesOf({ subtreeEnd }: Trace, members: Grouping['members']): Int32Array {
  return Int32Array.from(members, (rows) => rows.reduce((sum, row) => sum + subtreeEnd[row] - row, 0));
}
