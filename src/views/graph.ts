/** `graph`: who calls whom. */
import type { Edge } from '../analysis/graph/edges.ts';
import type { GraphFigures, GraphNode } from '../analysis/graph/service-graph.ts';
import { graphColumns } from './graph-columns.ts';
import { edgeJson } from './graph-edges.ts';
import { nodeIds } from './graph-labels.ts';
import { graphText } from './graph-text.ts';
import { type Json, type Report, Stream } from './outputs/report.ts';

/** The report of a graph; a row is an edge. */
export function graphReport(graph: GraphFigures): Report<Edge> {
  return {
    text: (style) => graphText(graph, style),
    document: () => graphDocument(graph),
    *records() {
      const ids = nodeIds(graph);
      for (const edge of graph.edges) yield { schemaVersion: 1, ...edgeJson(edge, ids) };
    },
    columns: graphColumns(graph),
    rows: () => graph.edges,
  };
}

function graphDocument(graph: GraphFigures): Json {
  const ids = nodeIds(graph);
  return {
    schemaVersion: 1,
    by: graph.by,
    traceCount: graph.traceCount,
    spanCount: graph.spanCount,
    unnamedCount: graph.unnamedCount,
    nodes: new Stream(() => graph.nodes.map((node, place) => nodeJson(node, ids[place]))),
    edges: new Stream(() => graph.edges.map((edge) => edgeJson(edge, ids))),
    cycles: graph.cycles.map((places) => places.map((place) => ids[place])),
  };
}

function nodeJson(node: GraphNode, id: string): Json {
  const { kind, service, name, inferred, spanCount, errorCount, traceCount, rootCount } = node;
  return {
    id,
    kind,
    service,
    name: name === '' ? null : name,
    inferred,
    spanCount,
    errorCount,
    traceCount,
    rootCount,
  };
}
