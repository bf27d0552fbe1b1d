/**
 * A graph as text: whoever calls, and below it whom, the most frequent first.
 *
 *                              calls  errors    p50    p95  network
 *   [frontend]
 *     -> [cart]                1,204       3   12ms   41ms    0.8ms
 *     ~> [mail]                  310           30ms   55ms              ~> through a queue
 *   [cart]
 *     -> (redis)               1,204            2ms    9ms              not traced itself
 */
import type { Edge } from '../analysis/graph/edges.ts';
import type { GraphFigures } from '../analysis/graph/service-graph.ts';
import { figureColumns } from './graph-columns.ts';
import { nodeTitle } from './graph-labels.ts';
import { cellText, type Column, fitsPeople } from './outputs/report.ts';
import { tableView } from './outputs/table.ts';
import type { Style } from './style.ts';
import { counted } from './text/numbers.ts';
import { displayWidth } from './text/width.ts';
import { wrapped } from './text/wrap.ts';

/** A caller, or one of its edges. */
type Line = { node: number; edge?: undefined } | { node: number; edge: Edge };

/** The table, and what it does not say. */
export function* graphText(graph: GraphFigures, style: Style): Generator<string> {
  const { paint, width } = style;
  yield `${wrapped(summary(graph), width)}\n`;
  const lines = linesOf(graph);
  const figures = figuresFor(graph, lines, width);
  if (lines.length > 0) {
    yield '\n';
    yield* tableView([nameColumn(graph, lines, figures, width), ...figures], lines, style, {
      flexible: 'node',
    });
  }
  const notes = [...notesOn(graph, new Set(figures.map(({ key }) => key)))];
  if (notes.length > 0) yield '\n';
  for (const note of notes) yield `${paint.dim(wrapped(note, width))}\n`;
}

function summary({ traceCount, spanCount, nodes, edges }: GraphFigures): string {
  const count = (inferred: boolean): number => {
    const alike = nodes.filter((node) => node.inferred === inferred);
    return new Set(alike.map(({ kind, service }) => `${kind} ${service}`)).size;
  };
  const calls = edges.reduce((sum, { callCount }) => sum + callCount, 0);
  const parts = [
    counted(count(false), 'service'),
    counted(count(true), 'inferred peer'),
    counted(calls, 'call'),
  ];
  return `${counted(traceCount, 'trace')}, ${counted(spanCount, 'span')}: ${parts.join(', ')}`;
}

/** Callers where traces begin first, then those they call, and so on. */
function linesOf({ nodes, edges }: GraphFigures): Line[] {
  const outgoing = nodes.map((): Edge[] => []);
  for (const edge of edges) outgoing[edge.from].push(edge);
  for (const list of outgoing) list.sort((a, b) => b.callCount - a.callCount || a.to - b.to);
  const isCalled = new Set(edges.filter(({ from, to }) => from !== to).map(({ to }) => to));
  const starts = [...nodes.keys()].sort(
    (a, b) =>
      nodes[b].rootCount - nodes[a].rootCount || Number(isCalled.has(a)) - Number(isCalled.has(b)) || a - b,
  );
  const lines: Line[] = [];
  const queued = new Set<number>();
  for (const start of starts) {
    const queue = queued.has(start) ? [] : [start];
    queued.add(start);
    for (const node of queue) {
      if (outgoing[node].length > 0) lines.push({ node });
      for (const edge of outgoing[node]) {
        lines.push({ node, edge });
        if (queued.has(edge.to)) continue;
        queued.add(edge.to);
        queue.push(edge.to);
      }
    }
  }
  return lines;
}

/** Figures that leave less for names are left out, the first of these first. */
const optional = [['requestP50Nano', 'responseP50Nano'], ['queueP50Nano'], ['networkP50Nano']];
const leastForNames = 28;

/** As many figures as there is room for; those that no edge has never. */
function figuresFor(graph: GraphFigures, lines: readonly Line[], width: number): Column<Line>[] {
  const columns = figureColumns.filter(fitsPeople).map(onLines);
  let used = columns.filter(
    (column) => !optional.flat().includes(column.key) || lines.some((line) => cellText(column, line) !== ''),
  );
  const widths = new Map(used.map((column) => [column, widestCell(column, lines)]));
  const names = Math.max(...lines.map((line) => displayWidth(lineTitle(graph, line))));
  const forNames = Math.min(names, Math.max(leastForNames, width / 2));
  for (const keys of optional) {
    const total = used.reduce((sum, column) => sum + (widths.get(column) ?? 0) + gap, forNames);
    if (total <= width) break;
    used = used.filter((column) => !keys.includes(column.key));
  }
  return used;
}

/** Between columns. */
const gap = 2;

function nameColumn(
  graph: GraphFigures,
  lines: readonly Line[],
  figures: readonly Column<Line>[],
  width: number,
): Column<Line> {
  const taken = figures.reduce((sum, column) => sum + widestCell(column, lines) + gap, 0);
  const room = Math.max(leastForNames, width - taken);
  return {
    key: 'node',
    header: '',
    value: ({ node }) => graph.nodes[node].service,
    text: (line) => lineTitle(graph, line, room),
  };
}

/** `[cart]`, or `  -> (redis) HGETALL`; where there is too little room, operations lose their middle, services do not. */
function lineTitle({ nodes }: GraphFigures, { node, edge }: Line, room = Infinity): string {
  if (edge === undefined) return nodeTitle(nodes[node], room);
  const arrow = `  ${edge.type === 'message' ? '~>' : '->'} `;
  const itself = edge.from === edge.to ? ' itself' : '';
  return arrow + nodeTitle(nodes[edge.to], room - arrow.length - itself.length) + itself;
}

function onLines(column: Column<Edge>): Column<Line> {
  return {
    ...column,
    value: ({ edge }) => (edge === undefined ? null : column.value(edge)),
    text: ({ edge }) => (edge === undefined ? '' : cellText(column, edge)),
  };
}

function widestCell(column: Column<Line>, lines: readonly Line[]): number {
  let widest = displayWidth(column.header);
  for (const line of lines) widest = Math.max(widest, displayWidth(cellText(column, line)));
  return widest;
}

function* notesOn(
  { nodes, edges, cycles, unnamedCount }: GraphFigures,
  shown: ReadonlySet<string>,
): Generator<string> {
  if (edges.some(({ type }) => type === 'message')) {
    yield `~> by messages${shown.has('queueP50Nano') ? '; queue: median time that they waited' : ''}`;
  }
  if (shown.has('networkP50Nano')) {
    const legs = shown.has('requestP50Nano') ? '; request and response where clocks agree' : '';
    yield `network: median of what clients took longer than their servers${legs}`;
  }
  if (nodes.some(({ inferred, kind }) => inferred && kind !== 'service')) {
    yield '( ) not traced: inferred from attributes of those who call';
  }
  for (const cycle of cycles) {
    const titles = [...cycle, cycle[0]].map((place) => nodeTitle(nodes[place]));
    yield `cycle: ${titles.join(' -> ')}`;
  }
  if (unnamedCount > 0)
    yield `${counted(unnamedCount, 'client span says', 'client spans say')} nothing of whom they call`;
}
