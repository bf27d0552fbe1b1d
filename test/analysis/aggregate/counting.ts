/** Traces counted, for tests. */
import { StatisticsCollector } from '../../../src/analysis/aggregate/collect.ts';
import { dimension, type DimensionName } from '../../../src/analysis/aggregate/dimensions.ts';
import { type GroupFigures, groupFigures } from '../../../src/analysis/aggregate/figures.ts';
import { madeOf } from '../../../src/analysis/aggregate/made-of.ts';
import { Statistics } from '../../../src/analysis/aggregate/statistics.ts';
import type { AnalysisOptions } from '../../../src/analysis/analyse.ts';
import type { Trace } from '../../../src/model/trace.ts';
import type { SpanSpec } from '../../support/spans.ts';
import { traceOf } from '../../support/spans.ts';

/** How traces are counted; by service and operation if nothing is said. */
export interface Counting extends Partial<AnalysisOptions> {
  by?: readonly DimensionName[];
  /** Only spans of these names. */
  only?: readonly string[];
}

/** Traces of stores of their own, with ids 1, 2, 3… */
export function tracesOf(many: readonly (readonly SpanSpec[])[]): Trace[] {
  return many.map((specs, k) => traceOf(specs.map((spec) => ({ ...spec, trace: hexadecimal(k + 1) }))));
}

/** The statistics of traces, in their order. */
export function counted(traces: readonly Trace[], counting: Counting = {}): Statistics {
  const { by = ['service', 'operation'], only, ...options } = counting;
  const statistics = new Statistics();
  for (const trace of traces) {
    const dimensions = by.map((name) => dimension(name, trace.store.strings));
    const flags: AnalysisOptions = { profile: 'auto', self: 'blocking', allRoots: false, ...options };
    const rows = only && rowsNamed(trace, only);
    new StatisticsCollector(statistics, dimensions, flags).add(trace, rows);
  }
  return statistics;
}

/** Everything that is shown of statistics. */
export function shown(statistics: Statistics): unknown {
  const { traceCount, spanCount, first, last, traces } = statistics;
  const points = traces.entryPoints.toSorted((a, b) =>
    `${a.service}${a.name}` < `${b.service}${b.name}` ? -1 : 1,
  );
  return {
    traceCount,
    spanCount,
    first,
    last,
    path: statistics.criticalPath.toBigInt(),
    groups: groupFigures(statistics).map(withoutValues),
    points,
    madeOf: points.map((point) => madeOf(statistics, point, [1, 50, 99, 100])),
  };
}

/** Figures by the last value of their key. */
export function byName(statistics: Statistics): Record<string, GroupFigures> {
  return Object.fromEntries(groupFigures(statistics).map((figures) => [String(figures.key.at(-1)), figures]));
}

function withoutValues(figures: GroupFigures): unknown {
  return { ...figures, distribution: undefined };
}

function rowsNamed(trace: Trace, names: readonly string[]): number[] {
  return Array.from({ length: trace.size }, (_, i) => i).filter((i) => names.includes(trace.nameText(i)));
}

function hexadecimal(number: number): string {
  return number.toString(16).padStart(32, '0');
}
