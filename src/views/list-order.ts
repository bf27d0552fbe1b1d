/** What lists of traces may be sorted by: the newest, longest or largest first. */
import type { TraceSummary } from '../analysis/summary.ts';

/** The keys. */
export const listOrders = ['start', 'duration', 'spans', 'services', 'errors'] as const;

/** What a list is sorted by. */
export type ListOrder = (typeof listOrders)[number];

const comparisons: Readonly<Record<ListOrder, (a: TraceSummary, b: TraceSummary) => number>> = {
  start: ({ startTimeUnixNano: a }, { startTimeUnixNano: b }) => (a === b ? 0 : a > b ? -1 : 1),
  duration: (a, b) => b.durationNano - a.durationNano,
  spans: (a, b) => b.spanCount - a.spanCount,
  services: (a, b) => b.serviceCount - a.serviceCount,
  errors: (a, b) => b.errorCount - a.errorCount,
};

/** The comparison for an order; of equals the newer comes first, then the lower id. */
export function comparedBy(order: ListOrder): (a: TraceSummary, b: TraceSummary) => number {
  const compare = comparisons[order];
  return (a, b) => compare(a, b) || comparisons.start(a, b) || (a.traceId < b.traceId ? -1 : 1);
}
