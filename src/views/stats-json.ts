/** Statistics as JSON. */
import type { GroupFigures } from '../analysis/aggregate/figures.ts';
import { type Bucket, histogram } from '../analysis/aggregate/histogram.ts';
import type { GroupKey } from '../analysis/aggregate/keys.ts';
import type { MadeOf } from '../analysis/aggregate/made-of.ts';
import { textIn, valueJson } from './group-key.ts';
import { type Json, Stream } from './outputs/report.ts';
import type { StatsResult } from './stats.ts';

/** The document of the contract. */
export function statsDocument(result: StatsResult): Json {
  const { by, match, sort, traceCount, spanCount, first, last, groups, groupCount, entryPoints } = result;
  return {
    schemaVersion: 1,
    by: [...by],
    match,
    sort,
    traceCount,
    spanCount,
    startTimeUnixNano: first === undefined ? null : String(first),
    endTimeUnixNano: last === undefined ? null : String(last),
    groupCount,
    entryPoints: new Stream(() =>
      entryPoints.map(({ service, name, traceCount }) => ({ service, name, traceCount })),
    ),
    madeOf: madeOfJson(result),
    groups: new Stream(() => groups.map((group) => groupJson(result, group))),
  };
}

/** One group. */
export function groupJson(
  { by, histogram: isDrawn }: StatsResult,
  group: GroupFigures,
): { [key: string]: Json } {
  const { key, distribution, ...figures } = group;
  const buckets = isDrawn ? histogram(distribution).map(bucketJson) : undefined;
  return {
    ...names(by, key),
    key: keyJson(by, key),
    ...figures,
    total: { ...figures.total },
    self: { ...figures.self },
    criticalPath: { ...figures.criticalPath },
    ...(buckets === undefined ? {} : { histogram: buckets }),
  };
}

function bucketJson({ fromNano, toNano, count }: Bucket): Json {
  return { fromNano, toNano, count };
}

function madeOfJson({ by, madeOf }: StatsResult): Json {
  if (madeOf === undefined) return null;
  const { entryPoint, quantiles } = madeOf;
  return { ...entryPoint, quantiles: quantiles.map((one) => quantileJson(by, one)) };
}

function quantileJson(by: readonly string[], { percent, parts, ...figures }: MadeOf): Json {
  return {
    quantile: `p${percent}`,
    ...figures,
    parts: parts.map(({ key, ...part }) => ({ ...names(by, key), key: keyJson(by, key), ...part })),
  };
}

/** The fields that name a group where it is what it is by default; null where spans were grouped otherwise. */
function names(by: readonly string[], key: GroupKey): { service: string | null; name: string | null } {
  return { service: textIn(by, key, 'service'), name: textIn(by, key, 'operation') };
}

function keyJson(by: readonly string[], key: GroupKey): Json {
  return Object.fromEntries(by.map((name, i) => [name, valueJson(name, key[i])]));
}
