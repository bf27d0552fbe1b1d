/**
 * What a request of a certain length is made of (analysis.md 6): the traces of one entry point in order of the duration of
 * their root, of those the ones around the rank of a quantile, and what each group has of their critical paths together.
 *
 *   traces by duration   | | | | | | | | | | | | | | | | | | | | | | | |
 *   rank of the p95                                               ^
 *   band: n / 40 to either side, at least one                  |=====|
 */
import type { Nanos } from '../../model/time.ts';
import { ExactSum } from './exact-sum.ts';
import { compareKeys, type GroupKey } from './keys.ts';
import { nearestRank, type Percent } from './quantiles.ts';
import type { Statistics } from './statistics.ts';
import type { EntryPoint } from './trace-rows.ts';

/** What a group has of the critical paths of a band. */
export interface Part {
  key: GroupKey;
  criticalPathNano: Nanos;
  /** Of the paths of the band. */
  share: number;
}

/** What requests around one quantile are made of. */
export interface MadeOf {
  /** 99 for the p99. */
  percent: Percent;
  /** Of the trace at the quantile's rank. */
  durationNano: Nanos;
  traceId: string;
  /** Traces in the band. */
  bandCount: number;
  /** The largest first; shares sum to 1 unless spans were left out, or the requests take no time. */
  parts: Part[];
}

/** Entry points, the most frequent first. */
export function entryPoints({ traces }: Statistics): EntryPoint[] {
  return traces.entryPoints
    .filter(({ traceCount }) => traceCount > 0)
    .sort((a, b) => b.traceCount - a.traceCount || compareKeys(operationOf(a), operationOf(b)));
}

function operationOf({ service, name }: EntryPoint): GroupKey {
  return [service, name];
}

/** What requests of an entry point are made of at some quantiles. O(n log n) in its traces; empty where there is none. */
export function madeOf(
  statistics: Statistics,
  { service, name }: Pick<EntryPoint, 'service' | 'name'>,
  percents: readonly Percent[],
): MadeOf[] {
  const { traces } = statistics;
  traces.trim();
  const entry = traces.entryPoints.findIndex((one) => one.service === service && one.name === name);
  const rows: number[] = [];
  for (let row = 0; row < traces.size; row++) if (traces.entry[row] === entry) rows.push(row);
  if (rows.length === 0) return [];
  const { duration, traceId } = traces;
  rows.sort((a, b) => duration[a] - duration[b] || (traceId[a] < traceId[b] ? -1 : 1));
  return percents.map((percent) => {
    const rank = nearestRank(percent, rows.length);
    const reach = Math.max(1, Math.ceil(rows.length / 40));
    const band = rows.slice(Math.max(0, rank - 1 - reach), rank + reach);
    return {
      percent,
      durationNano: duration[rows[rank - 1]],
      traceId: traceId[rows[rank - 1]],
      bandCount: band.length,
      parts: partsOf(statistics, band),
    };
  });
}

function partsOf({ traces, groups }: Statistics, band: readonly number[]): Part[] {
  const whole = new ExactSum();
  const times = new Map<number, ExactSum>();
  for (const row of band) {
    whole.add(traces.path[row]);
    for (let part = traces.from[row]; part < traces.from[row + 1]; part++) {
      const group = traces.group[part];
      const time = times.get(group) ?? new ExactSum();
      time.add(traces.time[part]);
      times.set(group, time);
    }
  }
  return Array.from(times, ([group, time]) => ({
    key: groups[group].key,
    criticalPathNano: time.toNumber(),
    share: time.toNumber() / whole.toNumber(),
  })).sort((a, b) => b.criticalPathNano - a.criticalPathNano || compareKeys(a.key, b.key));
}
