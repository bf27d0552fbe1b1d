/** Folding and unfolding: each returns new folds and leaves those given as they are. */
import type { Trace, TraceRow } from '../../model/trace.ts';
import type { Outline } from './outline.ts';
import type { Folds } from './visible.ts';

/** Folds or unfolds what stands at a line. */
export function toggled(folds: Folds, entry: number): Folds {
  return entry < 0
    ? { ...folds, opened: changed(folds.opened, ~entry, 1 - folds.opened[~entry]) }
    : { ...folds, closed: changed(folds.closed, entry, 1 - folds.closed[entry]) };
}

/** Whether what stands at a line could show more. */
export function isFolded({ closed, opened }: Folds, entry: number): boolean {
  return entry < 0 ? opened[~entry] === 0 : closed[entry] === 1;
}

/** Unfolds all that a row hides behind. */
export function revealed(trace: Trace, { group }: Outline, folds: Folds, row: TraceRow): Folds {
  const { parent } = trace;
  const closed = folds.closed.slice();
  const opened = folds.opened.slice();
  for (let at = row; at >= 0; at = parent[at]) {
    if (at !== row) closed[at] = 0;
    if (group[at] >= 0) opened[group[at]] = 1;
  }
  return { closed, opened };
}

/** Folds all spans of the service and name of a row that have spans below them; unfolds them if all were folded. */
export function kindToggled(
  trace: Trace,
  folds: Folds,
  row: TraceRow,
): { folds: Folds; count: number; closes: boolean } {
  const { name, service, subtreeEnd, size } = trace;
  const alike: TraceRow[] = [];
  for (let i = 0; i < size; i++) {
    if (name[i] === name[row] && service[i] === service[row] && subtreeEnd[i] > i + 1) alike.push(i);
  }
  const closes = alike.some((i) => folds.closed[i] === 0);
  const closed = folds.closed.slice();
  for (const i of alike) closed[i] = closes ? 1 : 0;
  return { folds: { ...folds, closed }, count: alike.length, closes };
}

function changed(column: Uint8Array, at: number, value: number): Uint8Array {
  const copy = column.slice();
  copy[at] = value;
  return copy;
}
