/**
 * A partial result of `stats` from its JSON. It comes from a file that anyone may have written, so every field is
 * looked at: what is taken can be added up, printed and written again.
 */
import { binCount } from '../analysis/aggregate/bins.ts';
import { Distribution, type DistributionState } from '../analysis/aggregate/distribution.ts';
import type { KeyValue } from '../analysis/aggregate/keys.ts';
import type { GroupState, StatisticsState } from '../analysis/aggregate/statistics.ts';
import type { TraceRowsState } from '../analysis/aggregate/trace-rows.ts';
import {
  array,
  type Fields,
  instant,
  list,
  nanos,
  natural,
  object,
  oneOf,
  partialObject,
  sum,
  text,
  whole,
  wrong,
} from './partial-fields.ts';
import { partialVersion, type StatisticsSettings } from './write-statistics.ts';

/** A partial result. */
export interface Partial {
  settings: StatisticsSettings;
  state: StatisticsState;
}

/** The partial result that plain JSON stands for. Throws DamagedPartial. */
export function partialOf(json: unknown): Partial {
  const fields = partialObject(json, 'tracectlStatistics', partialVersion);
  const groups = list(fields, 'groups').map(groupOf);
  return {
    settings: settingsOf(fields),
    state: {
      traceCount: whole(fields, 'traceCount'),
      spanCount: whole(fields, 'spanCount'),
      first: instant(fields, 'first'),
      last: instant(fields, 'last'),
      criticalPath: { low: 0, high: sum(fields, 'criticalPath') },
      groups,
      traces: tracesOf(fields, groups.length),
    },
  };
}

function settingsOf(json: Fields): StatisticsSettings {
  return {
    by: list(json, 'by').map(String),
    match: oneOf(json, 'match', ['trace', 'span']),
    where: text(json, 'where'),
    profile: oneOf(json, 'profile', ['auto', 'clip']),
    skew: oneOf(json, 'skew', ['auto', 'off']),
    self: oneOf(json, 'self', ['blocking', 'all']),
    allRoots: json['allRoots'] === true,
    adoptOrphans: json['adoptOrphans'] === true,
  };
}

function groupOf(json: unknown): GroupState {
  const group = object(json, 'groups');
  return {
    key: list(group, 'key').map((value) => keyValue(value)),
    count: whole(group, 'count'),
    errorCount: whole(group, 'errorCount'),
    traceCount: whole(group, 'traceCount'),
    total: distributionOf(group, 'total'),
    self: distributionOf(group, 'self'),
    criticalPath: distributionOf(group, 'criticalPath'),
  };
}

/** Paths are three deep; so much more is an attack on the call stack. */
const deepestKey = 10;

function keyValue(json: unknown, depth = 0): KeyValue {
  if (json === null || typeof json === 'boolean' || typeof json === 'number' || typeof json === 'string') {
    return json;
  }
  if (!Array.isArray(json) || depth > deepestKey) throw wrong('key');
  return json.map((item: unknown) => keyValue(item, depth + 1));
}

function distributionOf(group: Fields, name: string): DistributionState {
  const json = object(group[name], name);
  const distribution = new Distribution();
  if (!('bins' in json)) {
    let value = 0;
    for (const step of list(json, 'values'))
      distribution.add((value = natural(value + natural(step, name), name)));
    return distribution;
  }
  const bins = new Float64Array(binCount);
  const counts = list(json, 'bins');
  let count = 0;
  for (let i = 0; i + 1 < counts.length; i += 2) {
    const bin = natural(counts[i], name);
    if (bin >= binCount) throw wrong(name);
    bins[bin] = natural(counts[i + 1], name);
    count += bins[bin];
  }
  const [min, max] = [whole(json, 'min'), whole(json, 'max')];
  return { count, min, max, sum: { low: 0, high: sum(json, 'sum') }, values: new Float64Array(0), bins };
}

function tracesOf(json: Fields, groupCount: number): TraceRowsState {
  const entryPoints = list(json, 'entryPoints').map((point) => {
    const [service, name, traceCount] = array(point, 'entryPoints');
    return { service: String(service), name: String(name), traceCount: natural(traceCount, 'entryPoints') };
  });
  const rows = list(json, 'traces').map((row) => array(row, 'traces'));
  const parts = rows.flatMap((row) => row.slice(4));
  const entry = rows.map((row) => natural(row[1], 'traces'));
  const group = parts.filter((_, i) => i % 2 === 0).map((part) => natural(part, 'traces'));
  const times = parts.filter((_, i) => i % 2 === 1).map((part) => nanos(part, 'traces'));
  const from = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => (from[i + 1] = from[i] + Math.floor((row.length - 4) / 2)));
  const isWrong =
    rows.some((row) => row.length < 4 || row.length % 2 !== 0) ||
    entry.some((number) => number >= entryPoints.length) ||
    group.some((number) => number >= groupCount);
  if (isWrong) throw wrong('traces');
  return {
    size: rows.length,
    entryPoints,
    traceId: rows.map(([traceId]) => String(traceId)),
    duration: Float64Array.from(rows, (row) => nanos(row[2], 'traces')),
    path: Float64Array.from(rows, (row) => nanos(row[3], 'traces')),
    entry: Int32Array.from(entry),
    from,
    group: Int32Array.from(group),
    time: Float64Array.from(times),
  };
}
