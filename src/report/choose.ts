/** Which of many traces a report holds whole. */
import type { TraceSummary } from '../analysis/summary.ts';

/**
 * The places of the traces worth opening, at most `count`: in turn the slowest of all and the slowest of those that
 * failed. In order of the list.
 */
export function mostTelling(summaries: readonly TraceSummary[], count: number): number[] {
  const slowest = summaries
    .map((_, place) => place)
    .sort((a, b) => summaries[b].durationNano - summaries[a].durationNano || a - b);
  const failed = slowest.filter((place) => summaries[place].errorCount > 0);
  const chosen = new Set<number>();
  for (let rank = 0; chosen.size < count && rank < slowest.length; rank++) {
    chosen.add(slowest[rank]);
    if (chosen.size < count && rank < failed.length) chosen.add(failed[rank]);
  }
  return [...chosen].sort((a, b) => a - b);
}
