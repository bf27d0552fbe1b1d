/**
 * A graph in DOT, the language of Graphviz. https://graphviz.org/doc/info/lang.html
 *
 *   digraph traces {
 *     n0 [label="frontend"];
 *     n0 -> n1 [label="120 calls\np95 40ms"];
 *   }
 *
 * Names stand in quoted labels only. There a backslash begins an escape and an ampersand an entity.
 */
import type { Edge } from '../analysis/graph/edges.ts';
import type { NodeKind } from '../analysis/graph/nodes.ts';
import type { GraphFigures } from '../analysis/graph/service-graph.ts';
import { edgeSummary } from './graph-edges.ts';
import { nodesByService, shortened } from './graph-labels.ts';

const shapes: Readonly<Record<NodeKind, string>> = {
  service: 'box',
  database: 'cylinder',
  messaging: 'cds',
  external: 'oval',
};

/** The digraph; operations in clusters of their services. */
export function* graphDot(graph: GraphFigures): Generator<string> {
  yield 'digraph traces {\n  rankdir=LR;\n  node [fontname="Helvetica"];\n  edge [fontname="Helvetica", fontsize=10];\n';
  if (graph.by === 'service') {
    for (const place of graph.nodes.keys()) yield `  ${node(graph, place)}\n`;
  } else yield* clusters(graph);
  for (const edge of graph.edges) yield `  ${edgeLine(edge)}\n`;
  yield '}\n';
}

function* clusters(graph: GraphFigures): Generator<string> {
  let number = 0;
  for (const places of nodesByService(graph).values()) {
    const { service } = graph.nodes[places[0]];
    yield `  subgraph cluster_${number++} {\n    label=${quoted([service || '(no service)'])};\n`;
    for (const place of places) yield `    ${node(graph, place)}\n`;
    yield '  }\n';
  }
}

function node({ by, nodes }: GraphFigures, place: number): string {
  const { kind, service, name, inferred } = nodes[place];
  const label = by === 'service' ? service || '(no service)' : name || '(any)';
  const style = inferred ? ', style=dashed' : '';
  return `n${place} [label=${quoted([label])}, shape=${shapes[kind]}${style}];`;
}

function edgeLine(edge: Edge): string {
  const style = edge.type === 'message' ? ', style=dashed' : '';
  const color = edge.errorCount > 0 ? ', color=red' : '';
  return `n${edge.from} -> n${edge.to} [label=${quoted(edgeSummary(edge))}${style}${color}];`;
}

/** Lines of a label. */
function quoted(lines: readonly string[]): string {
  const safe = lines.map((line) =>
    shortened(line).replaceAll('&', '&amp;').replaceAll('\\', '\\\\').replaceAll('"', '\\"'),
  );
  return `"${safe.join('\\n')}"`;
}
