/**
 * Statistics as a file, so that several machines can share the counting (`stats --partial`, `stats --merge`). A partial
 * result is one line of JSON: any number of them in one file, in any order, add up.
 *
 *   {"tracectlStatistics":1,                               the version
 *    "by":["service","operation"], …                       what was counted, and how: only what is alike adds up
 *    "traceCount":…, "spanCount":…, "first":"…", "last":"…", "criticalPath":"…",
 *    "groups":[{"key":["shop","GET /"],"count":…,"errorCount":…,"traceCount":…,"total":D,"self":D,"criticalPath":D}, …],
 *    "entryPoints":[["shop","GET /",traceCount], …],
 *    "traces":[["<traceId>",entry,duration,path,group,time,group,time, …], …]}
 *
 *   D   {"values":[…]}                  all values, ascending, each as what it is more than the one before
 *       {"min":…,"max":…,"sum":"…","bins":[bin,count,bin,count, …]}      of more than a million (bins.ts)
 *
 * Times are nanoseconds. Equal statistics are equal bytes: groups are in the order of their keys, traces of their ids.
 */
import type { Distribution } from '../analysis/aggregate/distribution.ts';
import { compareKeys } from '../analysis/aggregate/keys.ts';
import type { GroupStatistics, Statistics } from '../analysis/aggregate/statistics.ts';
import type { TraceRows } from '../analysis/aggregate/trace-rows.ts';
import { counted } from '../views/text/numbers.ts';
import type { Context } from './context.ts';
import type { CountedTraces } from './count-traces.ts';
import { writePartial } from './write-partial.ts';

/** The version of the format. */
export const partialVersion = 1;

/** What was counted, and how; part of every partial result, because only what is alike adds up. */
export interface StatisticsSettings {
  by: readonly string[];
  match: 'trace' | 'span';
  /** As TraceQL; empty for all traces. */
  where: string;
  profile: 'auto' | 'clip';
  skew: 'auto' | 'off';
  self: 'blocking' | 'all';
  allRoots: boolean;
  adoptOrphans: boolean;
}

/** Writes statistics as a partial result; returns the exit code. Throws as `writePartial` does. */
export function writeStatistics(
  context: Context,
  path: string,
  { statistics, settings, exitCode }: CountedTraces,
  flags: { quiet?: boolean },
): number {
  const { traceCount, spanCount } = statistics;
  const what = `${counted(spanCount, 'span')} of ${counted(traceCount, 'trace')}`;
  return writePartial(context, path, { pieces: partialText(statistics, settings), what, exitCode }, flags);
}

/** Statistics as one line, in pieces. O(n log n). */
export function* partialText(statistics: Statistics, settings: StatisticsSettings): Generator<string> {
  const { traceCount, spanCount, first, last, criticalPath, groups, traces } = statistics;
  traces.trim();
  const head = {
    tracectlStatistics: partialVersion,
    ...settings,
    traceCount,
    spanCount,
    first: first === undefined ? null : String(first),
    last: last === undefined ? null : String(last),
    criticalPath: String(criticalPath.toBigInt()),
  };
  yield JSON.stringify(head).slice(0, -1);
  const order = groups.map((_, i) => i).sort((a, b) => (groups[a].keyText < groups[b].keyText ? -1 : 1));
  yield ',"groups":[';
  yield* separated(order.map((i) => groupText(groups[i])));
  yield '],';
  const place = new Int32Array(groups.length);
  order.forEach((group, i) => (place[group] = i));
  yield* tracesText(traces, place);
  yield '}\n';
}

function groupText(group: GroupStatistics): string {
  const { key, count, errorCount, traceCount } = group;
  const counts = JSON.stringify({ key, count, errorCount, traceCount }).slice(0, -1);
  const measures = (['total', 'self', 'criticalPath'] as const).map(
    (name) => `"${name}":${distributionText(group[name])}`,
  );
  return `${counts},${measures.join(',')}}`;
}

function distributionText(distribution: Distribution): string {
  const { min, max, sum, bins } = distribution;
  if (bins === undefined) {
    const values = distribution.sorted();
    return `{"values":[${values.map((value, i) => (i === 0 ? value : value - values[i - 1])).join(',')}]}`;
  }
  const counts = Array.from(bins, (count, bin) => [bin, count]).filter(([, count]) => count > 0);
  return JSON.stringify({ min, max, sum: String(sum.toBigInt()), bins: counts.flat() });
}

/** Entry points and traces in an order that depends on nothing but what they are; groups by their places. */
function* tracesText(traces: TraceRows, place: Int32Array): Generator<string> {
  const { entryPoints, traceId, entry, duration, path, from, group, time } = traces;
  const points = entryPoints.map(({ service, name, traceCount }) => [service, name, traceCount]);
  const order = points.map((_, i) => i).sort((a, b) => compareKeys(points[a], points[b]));
  const entryPlace = new Int32Array(points.length);
  order.forEach((point, i) => (entryPlace[point] = i));
  yield `"entryPoints":${JSON.stringify(order.map((i) => points[i]))},"traces":[`;
  const lines = Array.from({ length: traces.size }, (_, row) => {
    const figures = [traceId[row], entryPlace[entry[row]], duration[row], path[row]];
    for (let part = from[row]; part < from[row + 1]; part++) figures.push(place[group[part]], time[part]);
    return JSON.stringify(figures);
  });
  yield* separated(lines.sort());
  yield ']';
}

function* separated(items: Iterable<string>): Generator<string> {
  let before = '';
  for (const item of items) {
    yield before + item;
    before = ',';
  }
}
