/**
 * A graph as a Mermaid flowchart. https://mermaid.js.org/syntax/flowchart.html
 *
 *   flowchart LR
 *     n0["frontend"]
 *     n1[("postgresql shop")]
 *     n0 -->|"120 calls, p95 40ms"| n1
 *
 * Names stand in quotes only, and what could mean anything there or in the text around (quotes, HTML, Markdown, entities,
 * icons, formulas, directives) as a numeric entity.
 */
import type { Edge } from '../analysis/graph/edges.ts';
import type { NodeKind } from '../analysis/graph/nodes.ts';
import type { GraphFigures } from '../analysis/graph/service-graph.ts';
import { edgeSummary } from './graph-edges.ts';
import { nodesByService, shortened } from './graph-labels.ts';

/** What stands around the label of a node. */
const shapes: Readonly<Record<NodeKind, readonly [string, string]>> = {
  service: ['[', ']'],
  database: ['[(', ')]'],
  messaging: ['[[', ']]'],
  external: ['([', '])'],
};

/** The flowchart; operations in boxes of their services. */
export function* graphMermaid(graph: GraphFigures): Generator<string> {
  yield 'flowchart LR\n';
  if (graph.by === 'service') {
    for (const place of graph.nodes.keys()) yield `  ${node(graph, place)}\n`;
  } else yield* boxes(graph);
  for (const edge of graph.edges) yield `  ${edgeLine(edge)}\n`;
  const inferred = placesWhere(graph.nodes, (one) => one.inferred).map((place) => `n${place}`);
  if (inferred.length > 0) {
    yield '  classDef inferred stroke-dasharray: 4 3\n';
    yield `  class ${inferred.join(',')} inferred\n`;
  }
  const failing = placesWhere(graph.edges, ({ errorCount }) => errorCount > 0);
  if (failing.length > 0) yield `  linkStyle ${failing.join(',')} stroke:red\n`;
}

function* boxes(graph: GraphFigures): Generator<string> {
  let number = 0;
  for (const places of nodesByService(graph).values()) {
    const { service } = graph.nodes[places[0]];
    yield `  subgraph s${number++}[${quoted(service || '(no service)')}]\n`;
    for (const place of places) yield `    ${node(graph, place)}\n`;
    yield '  end\n';
  }
}

function node({ by, nodes }: GraphFigures, place: number): string {
  const { kind, service, name } = nodes[place];
  const [open, close] = shapes[kind];
  const label = by === 'service' ? service || '(no service)' : name || '(any)';
  return `n${place}${open}${quoted(label)}${close}`;
}

function edgeLine(edge: Edge): string {
  const arrow = edge.type === 'message' ? '-.->' : '-->';
  return `n${edge.from} ${arrow}|${quoted(edgeSummary(edge).join(', '))}| n${edge.to}`;
}

function placesWhere<Item>(items: readonly Item[], holds: (item: Item) => boolean): number[] {
  return items.flatMap((item, place) => (holds(item) ? [place] : []));
}

/** Letters, numbers and signs without a meaning of their own. */
const plain = /[^\p{L}\p{M}\p{N} _.,/()+=@!-]/gu;

function quoted(text: string): string {
  const safe = shortened(text).replace(plain, (sign) => `#${sign.codePointAt(0)};`);
  return `"${safe}"`;
}
