/**
 * Different calls that a request waited for one after another, though nothing in the trace says that one needs the answer
 * of another (analysis.md 8.2).
 *
 *   parent   |==================================|
 *     a        |-------|                             gaps of at most 1 ms, or 2 % of the parent;
 *     b                 |----|                       together at least 20 % of it
 *     c                       |---------|
 */
import { SpanKind } from '../../model/kinds.ts';
import type { TraceRow } from '../../model/trace.ts';
import { isRemote } from '../siblings.ts';
import type { Waterfall } from './pattern.ts';
import type { Search } from './search.ts';

/** The calls among siblings that the path goes through, in its order: clients, and spans elsewhere. */
export function callsOnPath({ trace, stretches }: Search, children: readonly TraceRow[]): TraceRow[] {
  const { from } = stretches;
  const rows = children.filter(
    (row) => stretches.isOn(row) && (trace.kind[row] === SpanKind.client || isRemote(trace, row)),
  );
  return rows.sort((a, b) => from[a] - from[b] || a - b);
}

/** The waterfalls among calls on the path, in their order. */
export function* waterfalls(
  search: Search,
  parent: TraceRow,
  calls: readonly TraceRow[],
): Generator<Waterfall> {
  const { trace, stretches, fingerprints } = search;
  const duration = trace.duration(parent);
  const widestGap = Math.max(1e6, duration / 50);
  let run: TraceRow[] = [];
  let numbers = new Set<number>();
  for (const row of calls) {
    const number = fingerprints.number(trace, row);
    const isNext =
      run.length > 0 &&
      !numbers.has(number) &&
      stretches.from[row] - stretches.to[run[run.length - 1]] <= widestGap;
    if (!isNext) {
      yield* waterfall(search, parent, run, numbers);
      run = [];
      numbers = new Set();
    }
    run.push(row);
    numbers.add(number);
  }
  yield* waterfall(search, parent, run, numbers);
}

function* waterfall(
  { trace, stretches }: Search,
  parent: TraceRow,
  run: readonly TraceRow[],
  numbers: ReadonlySet<number>,
): Generator<Waterfall> {
  if (run.length < 2) return;
  const length = stretches.to[run[run.length - 1]] - stretches.from[run[0]];
  if (length * 5 < trace.duration(parent)) return;
  let sum = 0;
  let maxNano = 0;
  for (const row of run) {
    const time = stretches.length(row);
    sum += time;
    if (time > maxNano) maxNano = time;
  }
  yield {
    rule: 'waterfall',
    parent,
    rows: run,
    calls: [...numbers],
    onPathNano: sum,
    savableNano: sum - maxNano,
    confidence: 'single-trace',
    maxNano,
  };
}
