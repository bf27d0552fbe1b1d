/** Sets of spans: rows of a trace, ascending, each once. */
import type { TraceRow } from '../model/trace.ts';

export type Rows = readonly TraceRow[];

/** All rows of some sets. Linear but for the sort of several. */
export function mergedRows(sets: readonly Rows[]): Rows {
  if (sets.length === 1) return sets[0];
  return [...new Set(sets.flat())].sort((a, b) => a - b);
}
