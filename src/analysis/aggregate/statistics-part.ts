/**
 * Statistics taken apart into few arrays that another thread can take over: there may be as many groups as spans, and an
 * object for each, with arrays of its own, takes longer to hand over than to count.
 *
 *   counts    by group      spans, errors, traces
 *   figures   by measure    values, minimum, maximum, sum        total, self and critical of group 0, of group 1, …
 *   values    by measure    all values, one measure after the other
 */
import type { UnixNano } from '../../model/time.ts';
import type { DistributionState } from './distribution.ts';
import type { ExactSumState } from './exact-sum.ts';
import type { GroupKey } from './keys.ts';
import type { GroupState, Statistics, StatisticsState } from './statistics.ts';
import type { TraceRows, TraceRowsState } from './trace-rows.ts';

/** What statistics hold. Plain data. */
export interface StatisticsPart {
  traceCount: number;
  spanCount: number;
  first: UnixNano | undefined;
  last: UnixNano | undefined;
  criticalPath: ExactSumState;
  /** The list of keys, as JSON. */
  keys: string;
  counts: Float64Array;
  figures: Float64Array;
  /** Of the few measures that have any, by their number: what of the sum is beyond 2^53, and bins instead of values. */
  high: Map<number, bigint>;
  bins: Map<number, Float64Array>;
  values: Float64Array;
  traces: TraceRowsState;
}

/** Columns of `counts` and of `figures`, and measures of a group. */
const countColumns = 3;
const figureColumns = 4;
const measureCount = 3;

/** All that statistics hold, copied. Linear. */
export function statisticsPart(statistics: Statistics): StatisticsPart {
  const { traceCount, spanCount, first, last, criticalPath, groups, traces } = statistics;
  const measures = groups.flatMap((group) => [group.total, group.self, group.criticalPath]);
  const counts = new Float64Array(groups.length * countColumns);
  groups.forEach((group, i) => {
    counts.set([group.count, group.errorCount, group.traceCount], i * countColumns);
  });
  return {
    traceCount,
    spanCount,
    first,
    last,
    criticalPath: { low: criticalPath.low, high: criticalPath.high },
    keys: `[${groups.map(({ keyText }) => keyText).join(',')}]`,
    counts,
    ...measuresPart(measures),
    traces: tracesPart(traces),
  };
}

function measuresPart(
  measures: readonly DistributionState[],
): Pick<StatisticsPart, 'figures' | 'high' | 'bins' | 'values'> {
  const figures = new Float64Array(measures.length * figureColumns);
  const high = new Map<number, bigint>();
  const bins = new Map<number, Float64Array>();
  const values = new Float64Array(measures.reduce((sum, measure) => sum + keptOf(measure), 0));
  let at = 0;
  measures.forEach((measure, i) => {
    const { count, min, max, sum } = measure;
    figures.set([count, min, max, sum.low], i * figureColumns);
    if (sum.high !== 0n) high.set(i, sum.high);
    if (measure.bins !== undefined) bins.set(i, measure.bins);
    const kept = keptOf(measure);
    values.set(measure.values.subarray(0, kept), at);
    at += kept;
  });
  return { figures, high, bins, values };
}

/** Values that a distribution keeps one by one. */
function keptOf({ bins, count }: DistributionState): number {
  return bins === undefined ? count : 0;
}

function tracesPart({ size, entryPoints, ...columns }: TraceRows): TraceRowsState {
  const parts = columns.from[size];
  return {
    size,
    entryPoints,
    traceId: columns.traceId,
    duration: columns.duration.slice(0, size),
    path: columns.path.slice(0, size),
    entry: columns.entry.slice(0, size),
    from: columns.from.slice(0, size + 1),
    group: columns.group.slice(0, parts),
    time: columns.time.slice(0, parts),
  };
}

/** The state that a part stands for, to be merged; its values are views of the part's. */
export function statisticsState(part: StatisticsPart): StatisticsState {
  const { traceCount, spanCount, first, last, criticalPath, counts, traces } = part;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- statisticsPart wrote it
  const keys = JSON.parse(part.keys) as GroupKey[];
  const measures = measuresOf(part, keys.length * measureCount);
  const groups = keys.map((key, i): GroupState => {
    const [count, errorCount, groupTraceCount] = counts.subarray(i * countColumns);
    const [total, self, path] = measures.slice(i * measureCount, (i + 1) * measureCount);
    return { key, count, errorCount, traceCount: groupTraceCount, total, self, criticalPath: path };
  });
  return { traceCount, spanCount, first, last, criticalPath, groups, traces };
}

function measuresOf({ figures, high, bins, values }: StatisticsPart, length: number): DistributionState[] {
  let at = 0;
  return Array.from({ length }, (_, i) => {
    const [count, min, max, low] = figures.subarray(i * figureColumns, (i + 1) * figureColumns);
    const ownBins = bins.get(i);
    const from = at;
    if (ownBins === undefined) at += count;
    const sum = { low, high: high.get(i) ?? 0n };
    return { count, min, max, sum, values: values.subarray(from, at), bins: ownBins };
  });
}
