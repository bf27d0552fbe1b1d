/** Which siblings fold into one row: the same as `show` folds, by number. */
import type { Trace, TraceRow } from '../../model/trace.ts';
import { Shapes } from '../../views/folding.ts';

/** The groups of a trace. */
export interface Grouping {
  /** By row, the number of its group; -1 where it stands alone. */
  group: Int32Array;
  /** By group, its rows, ascending. */
  members: readonly (readonly TraceRow[])[];
}

/** The groups of a trace. Linear, but for sorting the distinct shapes below each span. */
export function groupingOf(trace: Trace): Grouping {
  const shapes = new Shapes(trace);
  const group = new Int32Array(trace.size).fill(-1);
  const members: TraceRow[][] = [];
  const add = (siblings: readonly TraceRow[]): void => {
    for (const alike of shapes.group(siblings)) {
      if (alike.length === 1) continue;
      for (const row of alike) group[row] = members.length;
      members.push(alike);
    }
  };
  add(Array.from(trace.tops));
  for (let row = 0; row < trace.size; row++) {
    if (trace.subtreeEnd[row] > row + 1) add(childrenOf(trace, row));
  }
  return { group, members };
}

/** The rows right below a row, ascending. */
export function childrenOf({ subtreeEnd }: Trace, row: TraceRow): TraceRow[] {
  const children: TraceRow[] = [];
  for (let child = row + 1; child < subtreeEnd[row]; child = subtreeEnd[child]) children.push(child);
  return children;
}
