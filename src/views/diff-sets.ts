/** `diff` of two sets of traces. */
import { type EntryPointDiff, type SetsDiff } from '../analysis/diff/compare-sets.ts';
import type { Location, Test } from '../analysis/diff/family.ts';
import type { OperationDiff } from '../analysis/diff/operation-diff.ts';
import type { OrderDiff } from '../analysis/diff/order-diff.ts';
import { diffSetsText } from './diff-sets-text.ts';
import { titleOf } from './labels.ts';
import { type Cell, type Column, type Json, type Report, Stream } from './outputs/report.ts';
import { formatChange } from './text/change.ts';
import { formatDuration } from './text/duration.ts';
import { formatCount } from './text/numbers.ts';

/** How two sets are shown. */
export interface DiffSetsOptions {
  output: string;
  by: string;
  /** Also what did not change. */
  all?: boolean;
  /** What the sides are called. */
  titles: readonly [string, string];
}

/** A row: an entry point as a whole, or one operation of its requests. */
interface SetsRow {
  entryPoint: EntryPointDiff;
  operation: OperationDiff | undefined;
}

/** The report of two sets. What people read leaves out operations that did not change; programs get all of them. */
export function diffSetsReport(diff: SetsDiff, options: DiffSetsOptions): Report<SetsRow> {
  const { by, titles } = options;
  const isForPeople = options.output === 'markdown' && !options.all;
  return {
    text: (style) => diffSetsText(diff, options, style),
    document: () => ({
      schemaVersion: 1,
      kind: 'sets',
      by,
      before: { name: titles[0], ...diff.before },
      after: { name: titles[1], ...diff.after },
      hasChanges: diff.hasChanges,
      entryPoints: new Stream(() => diff.entryPoints.map(entryPointJson)),
      orders: new Stream(() => diff.orders.map(orderJson)),
    }),
    *records() {
      for (const row of rowsOf(diff, false)) yield { schemaVersion: 1, ...rowJson(row) };
    },
    columns,
    rows: () => rowsOf(diff, isForPeople),
  };
}

function* rowsOf({ entryPoints }: SetsDiff, changedOnly: boolean): Generator<SetsRow> {
  for (const entryPoint of entryPoints) {
    yield { entryPoint, operation: undefined };
    for (const operation of entryPoint.operations) {
      if (!changedOnly || operation.change !== null) yield { entryPoint, operation };
    }
  }
}

/** A row by itself, with the entry point that it belongs to. */
function rowJson({ entryPoint, operation }: SetsRow): { [key: string]: Json } {
  const { service, name } = entryPoint;
  const { operations: _, ...figures } = entryPointJson(entryPoint);
  return {
    entryPoint: { service, name },
    ...(operation === undefined
      ? { ...figures, change: changeOf({ entryPoint, operation }) }
      : operationJson(operation)),
  };
}

function entryPointJson(entryPoint: EntryPointDiff): { [key: string]: Json } {
  const { service, name, before, after, mix, isMixChange, total, isTotalChange, tail } = entryPoint;
  return {
    service,
    name,
    before: { ...before },
    after: { ...after },
    mix: mix === null ? null : { p: mix.p, q: mix.q, isChange: isMixChange },
    total: total === null ? null : { ...nanoShift(total), isChange: isTotalChange },
    p95: tail === null ? null : { shiftNano: tail.shift, lowNano: tail.low, highNano: tail.high },
    leastNano: entryPoint.leastNano,
    operations: entryPoint.operations.map(operationJson),
  };
}

function operationJson(operation: OperationDiff): { [key: string]: Json } {
  const { service, name, change, before, after, time, count, presence, tail } = operation;
  const { p, q, shift, low, high, delta } = count;
  return {
    service,
    name,
    change,
    before: { ...before },
    after: { ...after },
    time: { ...nanoShift(time), isChange: operation.isTimeChange },
    count: { p, q, shift, low, high, cliffsDelta: delta, isChange: operation.isCountChange },
    presence: { p: presence.p, q: presence.q, isChange: operation.isPresenceChange },
    p95: tail === null ? null : { shiftNano: tail.shift, lowNano: tail.low, highNano: tail.high },
  };
}

function nanoShift({ p, q, shift, low, high, delta }: Location): { [key: string]: Json } {
  return { p, q, shiftNano: shift, lowNano: low, highNano: high, cliffsDelta: delta };
}

function orderJson({ caller, first, second, before, after, test, isInTurn }: OrderDiff): Json {
  return {
    caller: { ...caller },
    first: { service: first.service, name: first.operation, callee: first.callee },
    second: { service: second.service, name: second.operation, callee: second.callee },
    before: { ...before },
    after: { ...after },
    p: test.p,
    q: test.q,
    isInTurn,
  };
}

const columns: readonly Column<SetsRow>[] = [
  programs('entryService', ({ entryPoint }) => entryPoint.service),
  programs('entryName', ({ entryPoint }) => entryPoint.name),
  programs('service', ({ operation }) => operation?.service ?? null),
  {
    key: 'name',
    header: 'operation',
    value: ({ operation }) => operation?.name ?? null,
    text: ({ entryPoint, operation }) =>
      (operation === undefined ? '' : '· ') +
      titleOf((operation ?? entryPoint).service, (operation ?? entryPoint).name),
  },
  { key: 'change', header: 'change', value: changeOf, text: (row) => changeOf(row) ?? '' },
  time(
    'beforeP50Nano',
    'p50 before',
    ({ entryPoint, operation }) => (operation ?? entryPoint).before.p50Nano,
  ),
  time('afterP50Nano', 'p50 after', ({ entryPoint, operation }) => (operation ?? entryPoint).after.p50Nano),
  shift('shiftNano', 'shift', (row) => location(row)?.shift ?? null),
  shift('lowNano', 'from', (row) => location(row)?.low ?? null),
  shift('highNano', 'to', (row) => location(row)?.high ?? null),
  {
    key: 'q',
    header: 'q',
    align: 'right',
    value: (row) => test(row)?.q ?? null,
    text: (row) => qCell(test(row)),
  },
  programs('p', (row) => test(row)?.p ?? null),
  programs('cliffsDelta', (row) => location(row)?.delta ?? null),
  count('beforeCalls', 'calls before', ({ operation }) => operation?.before.p50Count ?? null),
  count('afterCalls', 'after', ({ operation }) => operation?.after.p50Count ?? null),
  count('beforeTraces', 'traces before', (row) => (row.operation ?? row.entryPoint).before.traceCount),
  count('afterTraces', 'after', (row) => (row.operation ?? row.entryPoint).after.traceCount),
];

function changeOf({ entryPoint, operation }: SetsRow): string | null {
  if (operation !== undefined) return operation.change;
  if (!entryPoint.isTotalChange || entryPoint.total === null) return entryPoint.isMixChange ? 'mix' : null;
  return entryPoint.total.shift > 0 ? 'slower' : 'faster';
}

function location({ entryPoint, operation }: SetsRow): Location | null {
  return operation === undefined ? entryPoint.total : operation.time;
}

/** The test that a change was told by. */
function test(row: SetsRow): Test | null {
  const { operation } = row;
  if (operation === undefined || operation.isTimeChange || operation.change === null) return location(row);
  return operation.isCountChange ? operation.count : operation.presence;
}

function qCell(found: Test | null): string {
  if (found === null) return '';
  return found.q < 0.001 ? '< 0.001' : found.q.toFixed(3);
}

function programs(key: string, value: (row: SetsRow) => Cell): Column<SetsRow> {
  return { key, header: key, text: null, value };
}

function time(key: string, header: string, value: (row: SetsRow) => number | null): Column<SetsRow> {
  return { key, header, align: 'right', value, text: (row) => optional(value(row), formatDuration) };
}

function shift(key: string, header: string, value: (row: SetsRow) => number | null): Column<SetsRow> {
  return { key, header, align: 'right', value, text: (row) => optional(value(row), formatChange) };
}

function count(key: string, header: string, value: (row: SetsRow) => number | null): Column<SetsRow> {
  return { key, header, align: 'right', value, text: (row) => optional(value(row), formatCount) };
}

function optional(value: number | null, format: (value: number) => string): string {
  return value === null ? '' : format(value);
}
