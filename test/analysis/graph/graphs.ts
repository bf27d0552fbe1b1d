/** Graphs of records and drawings, for tests. */
import type { Edge } from '../../../src/analysis/graph/edges.ts';
import { type GraphBy, type GraphFigures, ServiceGraph } from '../../../src/analysis/graph/service-graph.ts';
import { buildTrace } from '../../../src/tree/build.ts';
import { groupTraces } from '../../../src/tree/group.ts';
import { nodeIds } from '../../../src/views/graph-labels.ts';
import { altered } from '../../support/altered.ts';
import { drawn } from '../../support/drawn.ts';
import { type SpanSpec, storeOf } from '../../support/spans.ts';

/** The graph of all traces of these records. */
export function graphOf(
  specs: readonly SpanSpec[],
  by: GraphBy = 'service',
  options: { isOneStore?: boolean } = {},
): ServiceGraph {
  const graph = new ServiceGraph(by, options);
  const store = storeOf(specs);
  const groups = groupTraces(store);
  for (let group = 0; group < groups.count; group++) graph.add(buildTrace(store, groups, group));
  return graph;
}

/** Attributes by the name of a span. */
export type AttributesByName = Record<string, Record<string, string>>;

/** The figures of a drawing, whose spans have these attributes. */
export function figuresOf(drawing: string, attributes: AttributesByName = {}): GraphFigures {
  return graphOf(withAttributes(drawn(drawing), attributes)).figures();
}

/** Records with attributes by their names. */
export function withAttributes(specs: readonly SpanSpec[], attributes: AttributesByName): SpanSpec[] {
  return altered(specs, ({ name = '' }) => ({ attributes: attributes[name] ?? {} }));
}

/** `web -> cart 2`, and for messages `orders ~> mail 1`. */
export function edgesOf(figures: GraphFigures): string[] {
  const ids = nodeIds(figures);
  return figures.edges.map(({ from, to, type, callCount }) => {
    return `${ids[from]} ${type === 'call' ? '->' : '~>'} ${ids[to]} ${callCount}`;
  });
}

/** The edge of a graph that has but one. */
export function onlyEdge({ edges }: GraphFigures): Edge {
  if (edges.length !== 1) throw new Error(`${edges.length} edges instead of one`);
  return edges[0];
}
