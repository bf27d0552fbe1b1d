/** Which rows of a tree are drawn: what is folded, and what is left out. */
import type { Row, TraceModel } from './trace-model.ts';

/** What to draw of a trace. Immutable: each step makes a new one. */
export interface Folding {
  /** Rows whose subtrees are folded away. */
  folded: ReadonlySet<Row>;
  /** First rows of siblings that look alike and are shown one by one. */
  unfolded: ReadonlySet<Row>;
  /** Whether siblings that look alike fold. */
  repeats: boolean;
  onlyPath: boolean;
  onlyErrors: boolean;
}

/** Nothing folded but what repeats. */
export const openFolding: Folding = {
  folded: new Set(),
  unfolded: new Set(),
  repeats: true,
  onlyPath: false,
  onlyErrors: false,
};

/** The rows to draw, in tree order. Linear. */
export function visibleRows(model: TraceModel, folding: Folding): Int32Array {
  const { size, subtreeEnd, like } = model;
  const kept = keptRows(model, folding);
  const rows = new Int32Array(size);
  let count = 0;
  for (let row = 0; row < size;) {
    const isFoldedAway = folding.repeats && like[row] !== row && !folding.unfolded.has(like[row]);
    if (isFoldedAway || kept?.[row] === 0) {
      row = subtreeEnd[row];
      continue;
    }
    rows[count++] = row;
    row = folding.folded.has(row) ? subtreeEnd[row] : row + 1;
  }
  return rows.slice(0, count);
}

/** Whether a row stands for several that look alike. */
export function standsForSeveral(model: TraceModel, { repeats, unfolded }: Folding, row: Row): boolean {
  return repeats && model.alike[row] > 1 && !unfolded.has(row);
}

/** The rows that a drawn one stands for. */
export function membersOf(model: TraceModel, folding: Folding, row: Row): Row[] {
  if (!standsForSeveral(model, folding, row)) return [row];
  const { like, parent, subtreeEnd } = model;
  const members: Row[] = [];
  const end = parent[row] < 0 ? model.size : subtreeEnd[parent[row]];
  for (let sibling = row; sibling < end; sibling = subtreeEnd[sibling]) {
    if (like[sibling] === row) members.push(sibling);
  }
  return members;
}

/** What has to be opened for a row to be seen. */
export function revealing(model: TraceModel, folding: Folding, row: Row): Folding {
  const folded = new Set(folding.folded);
  const unfolded = new Set(folding.unfolded);
  for (let at = row; at >= 0; at = model.parent[at]) {
    if (at !== row) folded.delete(at);
    if (model.like[at] !== at) unfolded.add(model.like[at]);
  }
  const isKept = keptRows(model, folding)?.[row] !== 0;
  const { onlyPath, onlyErrors } = folding;
  return {
    ...folding,
    folded,
    unfolded,
    onlyPath: onlyPath && isKept,
    onlyErrors: onlyErrors && isKept,
  };
}

/** 1 for the rows that are left, and those above them; undefined where all are. */
function keptRows(model: TraceModel, { onlyPath, onlyErrors }: Folding): Uint8Array | undefined {
  if (!onlyPath && !onlyErrors) return undefined;
  const kept = new Uint8Array(model.size);
  for (let row = model.size - 1; row >= 0; row--) {
    if ((!onlyPath || model.hasPath[row] === 1) && (!onlyErrors || model.isError(row))) kept[row] = 1;
    if (kept[row] && model.parent[row] >= 0) kept[model.parent[row]] = 1;
  }
  return kept;
}
