/** Partial results of `stats --patterns`, read and added up; write-patterns.ts says what they look like. */
import type { ExactSumState } from '../analysis/aggregate/exact-sum.ts';
import type { Call } from '../analysis/fingerprint.ts';
import type { Caller } from '../analysis/patterns/names.ts';
import { patternRules } from '../analysis/patterns/pattern.ts';
import { PatternSummary, type PatternSummaryState } from '../analysis/patterns/summary.ts';
import type { Context } from './context.ts';
import {
  array,
  type Fields,
  list,
  natural,
  oneOf,
  partialObject,
  sum,
  text,
  whole,
  wrong,
} from './partial-fields.ts';
import { partialsIn } from './partial-lines.ts';
import { type PatternSettings, patternsVersion } from './write-patterns.ts';

/** A partial result, and how it was counted. */
export interface PartialPatterns {
  settings: PatternSettings;
  state: PatternSummaryState;
}

/** Adds up the partial results of sources. Throws as `partialsIn` does. */
export function readPatterns(
  context: Context,
  given: readonly string[],
): { summary: PatternSummary; settings: PatternSettings } {
  const summary = new PatternSummary();
  let last: PatternSettings | undefined;
  for (const { settings, state } of partialsIn(context, given, patternsOf, (one) => flagsOf(one.settings))) {
    summary.merge(state);
    last = settings;
  }
  if (last === undefined) throw new Error('partialsIn throws where there is none');
  return { summary, settings: last };
}

function flagsOf({ where, profile, skew, adoptOrphans }: PatternSettings): string[] {
  return [
    where === '' ? 'no --where' : `--where '${where}'`,
    `--profile ${profile}`,
    `--skew ${skew}`,
    adoptOrphans ? '--adopt-orphans' : 'no --adopt-orphans',
  ];
}

/** The patterns that plain JSON stands for. Throws DamagedPartial. */
export function patternsOf(json: unknown): PartialPatterns {
  const fields = partialObject(json, 'tracectlPatterns', patternsVersion);
  const callers = list(fields, 'callers').map(callerOf);
  const calls = list(fields, 'calls').map(callOf);
  return {
    settings: {
      where: text(fields, 'where'),
      profile: oneOf(fields, 'profile', ['auto', 'clip']),
      skew: oneOf(fields, 'skew', ['auto', 'off']),
      adoptOrphans: fields['adoptOrphans'] === true,
    },
    state: {
      traceCount: whole(fields, 'traceCount'),
      total: { low: 0, high: sum(fields, 'total') },
      callers,
      calls,
      orders: { rows: list(fields, 'orders').map((row) => orderOf(row, callers.length, calls.length)) },
      groups: list(fields, 'groups').map((group) => groupOf(group, callers.length, calls.length)),
    },
  };
}

function callerOf(json: unknown): Caller {
  const [service, name] = array(json, 'callers');
  return { service: String(service), name: String(name) };
}

function callOf(json: unknown): Call {
  const [service, kind, callee, operation, isStatement, path] = array(json, 'calls');
  return {
    service: String(service),
    kind: String(kind),
    callee: String(callee),
    operation: String(operation),
    isStatement: isStatement === true,
    path: String(path),
  };
}

type OrderRow = PatternSummaryState['orders']['rows'][number];

function orderOf(json: unknown, callerCount: number, callCount: number): OrderRow {
  const row = array(json, 'orders');
  const [caller, low, high] = [
    below(row[0], callerCount, 'orders'),
    below(row[1], callCount, 'orders'),
    below(row[2], callCount, 'orders'),
  ];
  const [both, refutesLow, refutesHigh] = row.slice(3, 6).map((count) => natural(count, 'orders'));
  if (row.length !== 6 || low === high) throw wrong('orders');
  return [caller, low, high, both, refutesLow, refutesHigh];
}

function groupOf(
  json: unknown,
  callerCount: number,
  callCount: number,
): PatternSummaryState['groups'][number] {
  const group = array(json, 'groups');
  const [rule, caller, calls, isCertain, ...more] = group;
  const [traceCount, count, callsInAll, succeededCount] = more
    .slice(0, 4)
    .map((one) => natural(one, 'groups'));
  const [traceId, spanId, savable] = array(more[6], 'groups');
  if (group.length !== 11) throw wrong('groups');
  return {
    rule: oneOf({ rule }, 'rule', patternRules),
    caller: below(caller, callerCount, 'groups'),
    calls: array(calls, 'groups').map((call) => below(call, callCount, 'groups')),
    isCertain: isCertain === true,
    traceCount,
    count,
    callCount: callsInAll,
    succeededCount,
    onPath: sumOf(more[4]),
    savable: sumOf(more[5]),
    exemplar: { traceId: String(traceId), spanId: String(spanId), savableNano: natural(savable, 'groups') },
  };
}

function sumOf(groups: unknown): ExactSumState {
  const fields: Fields = { groups };
  return { low: 0, high: sum(fields, 'groups') };
}

/** A number of one of so many. */
function below(value: unknown, count: number, name: string): number {
  const number = natural(value, name);
  if (number >= count) throw wrong(name);
  return number;
}
