/** Traces counted one by one as flags say, in the main thread and in others alike. */
import { StatisticsCollector } from '../analysis/aggregate/collect.ts';
import { Statistics } from '../analysis/aggregate/statistics.ts';
import type { AnalysisOptions } from '../analysis/analyse.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { Trace } from '../model/trace.ts';
import type { CompiledQuery } from '../query/compile.ts';
import type { TreeOptions } from '../tree/build.ts';
import { perGeneration } from '../writers/per-generation.ts';
import { matches, type TraceFilter } from './filters.ts';
import { type Grouping, groupingOf } from './group-by.ts';

/** What is counted, and how. Plain data: threads are handed it. */
export interface CountPlan {
  /** As `--by`. */
  by: readonly string[] | undefined;
  filter: TraceFilter;
  /** All spans of the traces that match, or those that match themselves. */
  match: 'trace' | 'span';
  analysis: AnalysisOptions;
  tree: TreeOptions;
}

/** What is made of a store. */
interface OfStore {
  collector: StatisticsCollector;
  query: CompiledQuery | undefined;
}

/** Counts traces into statistics. */
export class TraceCounter {
  readonly statistics: Statistics = new Statistics();
  readonly plan: CountPlan;
  private readonly of: (store: SpanStore) => OfStore;

  /** `compile` is given where the filter has a query. */
  constructor(
    plan: CountPlan,
    { dimensions }: Grouping,
    compile: ((store: SpanStore) => CompiledQuery) | undefined,
  ) {
    this.plan = plan;
    this.of = perGeneration((store) => ({
      collector: new StatisticsCollector(this.statistics, dimensions(store), plan.analysis),
      query: compile?.(store),
    }));
  }

  /** Counts a trace, or of it the spans that match, whether or not the trace does. */
  add(trace: Trace): void {
    const { collector, query } = this.of(trace.store);
    const isPart = this.plan.match === 'span' && query !== undefined;
    collector.add(trace, isPart ? (query.match(trace)?.rows ?? []) : undefined);
  }

  /** Counts a trace if it matches. */
  addMatching(trace: Trace): void {
    if (matches(trace, this.plan.filter, this.of(trace.store).query)) this.add(trace);
  }
}

/** A counter that begins empty. Throws a UsageError where `by` names something unknown. */
export async function traceCounter(plan: CountPlan): Promise<TraceCounter> {
  const grouping = await groupingOf(plan.by);
  const { query } = plan.filter;
  if (query === undefined) return new TraceCounter(plan, grouping, undefined);
  const { compileQuery } = await import('../query/compile.ts');
  return new TraceCounter(plan, grouping, (store) => compileQuery(query, store));
}
