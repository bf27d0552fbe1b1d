/** Many traces counted, and told as the tables and drawings of a report. */
import { StatisticsCollector } from '../analysis/aggregate/collect.ts';
import { dimension } from '../analysis/aggregate/dimensions.ts';
import { groupFigures, type GroupFigures } from '../analysis/aggregate/figures.ts';
import { histogram } from '../analysis/aggregate/histogram.ts';
import { Statistics } from '../analysis/aggregate/statistics.ts';
import type { AnalysisOptions } from '../analysis/analyse.ts';
import { CallingContexts, contextColumns } from '../analysis/calling-context.ts';
import { type GraphFigures, ServiceGraph } from '../analysis/graph/service-graph.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { Trace } from '../model/trace.ts';
import type { GraphData, ManyTraces, OperationFigures, PathColumns } from './data.ts';
import { Texts } from './texts.ts';

/** Operations in the table: nobody reads on. */
const mostOperations = 200;
/** Contexts with a smaller share of the time than this are less than a pixel wide. */
const smallestContext = 1 / 2000;
const mostContexts = 4000;
/** Nodes in the drawing, those with the most calls: more is a ball of wool. */
const mostNodes = 60;

/** Counts traces of one store. */
export class OverviewCounter {
  private readonly options: AnalysisOptions;
  private readonly statistics = new Statistics();
  private readonly collector: StatisticsCollector;
  private readonly contexts = new CallingContexts();
  private readonly graph = new ServiceGraph('service', { isOneStore: true });

  constructor({ strings }: SpanStore, options: AnalysisOptions) {
    this.options = options;
    const dimensions = [dimension('service', strings), dimension('operation', strings)];
    this.collector = new StatisticsCollector(this.statistics, dimensions, options);
  }

  /** Counts a trace; holds nothing of it but figures. */
  add(trace: Trace): void {
    this.collector.add(trace);
    this.contexts.add(trace, contextColumns(trace, this.options));
    this.graph.add(trace);
  }

  /** What was counted; `listed` says which traces have a line, by their ids, and in which place. */
  figures(listed: ReadonlyMap<string, number>): ManyTraces {
    const groups = groupFigures(this.statistics, { limit: mostOperations });
    return {
      operations: groups.map(operationFigures),
      operationCount: this.statistics.groups.length,
      paths: pathColumns(this.contexts, listed),
      graph: graphData(this.graph.figures(), listed),
    };
  }
}

function operationFigures(group: GroupFigures): OperationFigures {
  const { key, count, errorCount, total, self, criticalPathShare, distribution } = group;
  const buckets = histogram(distribution);
  return {
    service: String(key[0] ?? ''),
    name: String(key[1] ?? ''),
    count,
    errorCount,
    p50: total.p50Nano,
    p95: total.p95Nano,
    p99: total.p99Nano,
    max: total.maxNano,
    self: self.sumNano,
    share: criticalPathShare,
    bounds: [...buckets.slice(0, 1).map(({ fromNano }) => fromNano), ...buckets.map(({ toNano }) => toNano)],
    counts: buckets.map((bucket) => bucket.count),
  };
}

/** The contexts that can be seen: a context is never larger than the one above it, so that none hangs in the air. */
function pathColumns(contexts: CallingContexts, listed: ReadonlyMap<string, number>): PathColumns {
  const texts = new Texts();
  const columns: PathColumns = {
    texts: texts.list,
    parent: [],
    service: [],
    name: [],
    total: [],
    own: [],
    spans: [],
    traces: [],
    trace: [],
    span: [],
    left: 0,
  };
  const least = Number(contexts.criticalPathNano) * smallestContext;
  const places = new Map<number, number>();
  for (const context of contexts.contexts()) {
    const total = Number(context.subtreeNano);
    const above = context.parent === undefined ? -1 : places.get(context.parent);
    if (total === 0 || above === undefined || total < least || places.size >= mostContexts) {
      if (total > 0) columns.left++;
      continue;
    }
    places.set(context.index, places.size);
    columns.parent.push(above);
    columns.service.push(texts.number(context.service));
    columns.name.push(texts.number(context.name));
    columns.total.push(total);
    columns.own.push(Number(context.criticalPathNano));
    columns.spans.push(context.spanCount);
    columns.traces.push(context.traceCount);
    columns.trace.push(listed.get(context.exemplar?.traceId ?? '') ?? -1);
    columns.span.push(context.exemplar?.spanId ?? '');
  }
  return columns;
}

function graphData({ nodes, edges }: GraphFigures, listed: ReadonlyMap<string, number>): GraphData {
  const calls = new Float64Array(nodes.length);
  for (const { from, to, callCount } of edges) {
    calls[from] += callCount;
    calls[to] += callCount;
  }
  const ranked = nodes.map((_, place) => place).sort((a, b) => calls[b] - calls[a] || a - b);
  const kept = ranked.slice(0, mostNodes).sort((a, b) => a - b);
  const placeOf = new Map(kept.map((node, place) => [node, place]));
  return {
    nodes: kept.map((node) => {
      const { kind, service, spanCount, errorCount } = nodes[node];
      return { kind, service, spanCount, errorCount };
    }),
    edges: edges.flatMap((edge) => {
      const [from, to] = [placeOf.get(edge.from), placeOf.get(edge.to)];
      if (from === undefined || to === undefined) return [];
      return {
        from,
        to,
        type: edge.type,
        calls: edge.callCount,
        errors: edge.errorCount,
        p50: edge.total.quantile(50),
        p95: edge.total.quantile(95),
        trace: listed.get(edge.slowest?.traceId ?? '') ?? -1,
        span: edge.slowest?.spanId ?? '',
      };
    }),
  };
}
