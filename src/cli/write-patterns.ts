/**
 * Patterns as a partial result (`stats --patterns --partial`): one line of JSON, as statistics are.
 *
 *   {"tracectlPatterns":1,                                  the version
 *    "where":"…", "profile":"auto", …                       how they were counted: only what is alike adds up
 *    "traceCount":…, "total":"…",                           traces, and their durations
 *    "callers":[["shop","GET /"], …],                       numbered from 0, as calls are
 *    "calls":[["shop","client","db","SELECT ?",true,""], …],
 *    "orders":[[caller,call,call,both,refuted,refuted], …], see CallOrdersState
 *    "groups":[["n-plus-one",caller,[call, …],certain,traces,times,calls,succeeded,"onPath","savable",[trace,span,savable]], …]}
 *
 * Times are nanoseconds; those in quotes may be of any size.
 */
import type { ExactSumState } from '../analysis/aggregate/exact-sum.ts';
import type { PatternSummary, PatternSummaryState } from '../analysis/patterns/summary.ts';
import type { StatisticsSettings } from './write-statistics.ts';

/** The version of the format. */
export const patternsVersion = 1;

/** How patterns were counted. */
export type PatternSettings = Pick<StatisticsSettings, 'where' | 'profile' | 'skew' | 'adoptOrphans'>;

/** Patterns as one line, in pieces. Linear in the patterns and pairs of calls. */
export function* patternsText(summary: PatternSummary, settings: PatternSettings): Generator<string> {
  const { traceCount, total, callers, calls, orders, groups } = summary.state();
  const head = { tracectlPatterns: patternsVersion, ...settings, traceCount, total: digits(total) };
  yield JSON.stringify(head).slice(0, -1);
  yield* listText('callers', callers, ({ service, name }) => [service, name]);
  yield* listText('calls', calls, (call) => {
    const { service, kind, callee, operation, isStatement, path } = call;
    return [service, kind, callee, operation, isStatement, path];
  });
  yield* listText('orders', orders.rows, (row) => row);
  yield* listText('groups', groups, groupFields);
  yield '}\n';
}

function groupFields(group: PatternSummaryState['groups'][number]): unknown[] {
  const { rule, caller, calls, isCertain, traceCount, count, callCount, succeededCount, exemplar } = group;
  const { traceId, spanId, savableNano } = exemplar;
  const counts = [isCertain, traceCount, count, callCount, succeededCount];
  const sums = [digits(group.onPath), digits(group.savable)];
  return [rule, caller, calls, ...counts, ...sums, [traceId, spanId, savableNano]];
}

function digits({ low, high }: ExactSumState): string {
  return String(high + BigInt(low));
}

function* listText<Item>(
  name: string,
  items: readonly Item[],
  fields: (item: Item) => readonly unknown[],
): Generator<string> {
  yield `,"${name}":[`;
  for (const [i, item] of items.entries()) yield (i === 0 ? '' : ',') + JSON.stringify(fields(item));
  yield ']';
}
