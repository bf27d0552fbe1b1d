/** Statistics as the figures that are shown of them. */
import type { Nanos } from '../../model/time.ts';
import type { Distribution } from './distribution.ts';
import type { GroupKey } from './keys.ts';
import type { Quantiles } from './quantiles.ts';
import type { GroupStatistics, Statistics } from './statistics.ts';

/** Figures of one group. */
export interface GroupFigures {
  key: GroupKey;
  count: number;
  errorCount: number;
  /** Traces with at least one of the spans. */
  traceCount: number;
  /** Spans a second of the observed time; null where that is no time. */
  ratePerSecond: number | null;
  /** Durations of the spans. */
  total: Quantiles;
  self: Quantiles;
  /** What the group contributes to each trace: over all traces, 0 where none of its spans is on the critical path. */
  criticalPath: Quantiles;
  /** Of all critical paths; 0 where those have no length. */
  criticalPathShare: number;
  /** Whether quantiles are estimates, each off by less than 1 %: of more than a million values. */
  isEstimated: boolean;
  /** Of the durations. */
  distribution: Distribution;
}

/** Measures to sort groups by: a count, the sum of a time, or a quantile of the durations. */
export const sortKeys = [
  'critical',
  'self',
  'total',
  'count',
  'errors',
  'p50',
  'p90',
  'p95',
  'p99',
  'max',
] as const;

export type SortKey = (typeof sortKeys)[number];

/** The figures of the largest groups, 0 for all, the largest first. Linear in their values. */
export function groupFigures(
  statistics: Statistics,
  { sort = 'critical', limit = 0 }: { sort?: SortKey; limit?: number } = {},
): GroupFigures[] {
  const seconds = observedNanos(statistics) / 1e9;
  const ranked = statistics.groups
    .map((group) => ({ group, size: measure(group, sort) }))
    .sort((a, b) => b.size - a.size || compareGroups(a.group, b.group));
  const shown = limit === 0 ? ranked : ranked.slice(0, limit);
  return shown.map(({ group }) => figuresOf(group, statistics, seconds));
}

/** Of equal size: the more frequent, then by name. */
function compareGroups(a: GroupStatistics, b: GroupStatistics): number {
  return b.count - a.count || (a.keyText < b.keyText ? -1 : 1);
}

/** From the first start to the last end of the traces' spans; 0 where none has a time. */
function observedNanos({ first, last }: Statistics): Nanos {
  return first === undefined || last === undefined ? 0 : Number(last - first);
}

function figuresOf(group: GroupStatistics, statistics: Statistics, seconds: number): GroupFigures {
  const { key, count, errorCount, traceCount, total, self, criticalPath } = group;
  const whole = statistics.criticalPath.toNumber();
  return {
    key,
    count,
    errorCount,
    traceCount,
    ratePerSecond: seconds === 0 ? null : count / seconds,
    total: total.quantiles(),
    self: self.quantiles(),
    criticalPath: criticalPath.quantiles(statistics.traceCount - criticalPath.count),
    criticalPathShare: whole === 0 ? 0 : criticalPath.sum.toNumber() / whole,
    isEstimated: total.isEstimated || self.isEstimated || criticalPath.isEstimated,
    distribution: total,
  };
}

function measure(group: GroupStatistics, sort: SortKey): number {
  switch (sort) {
    case 'critical':
      return group.criticalPath.sum.toNumber();
    case 'self':
    case 'total':
      return group[sort].sum.toNumber();
    case 'count':
      return group.count;
    case 'errors':
      return group.errorCount;
    case 'max':
      return group.total.max;
    default:
      return group.total.quantile(Number(sort.slice(1))) ?? -1;
  }
}
