/** Who calls whom: a drawing, and the same as a table. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import { formatDuration } from '../../views/text/duration.ts';
import { escapeText } from '../../views/text/escape.ts';
import { formatCount, formatShare } from '../../views/text/numbers.ts';
import type { GraphData, ListedTrace } from '../data.ts';
import { graphColumns } from './graph-layout.ts';
import { serviceHue } from './hue.ts';
import { traceAddress } from './routes.ts';
import { type Column, Table } from './table.tsx';

type Edge = GraphData['edges'][number];

const box = { width: 150, height: 34 };
const gap = { x: 110, y: 22 };
const margin = 12;
/** Letters that fit a box. */
const widestName = 18;

interface GraphProps {
  graph: GraphData;
  traces: readonly ListedTrace[];
}

/** The section. */
export function ServiceGraphView({ graph, traces }: GraphProps): JSX.Element | null {
  const columns = useMemo(() => edgeColumns(graph, traces), [graph, traces]);
  if (graph.edges.length === 0) return null;
  return (
    <section>
      <h2>Who calls whom</h2>
      <p class="about">
        Dashed: messages. Red: calls that failed. In brackets: not traced, known from their callers.
      </p>
      <div class="graph" role="region" aria-label="Drawing of who calls whom" tabIndex={0}>
        <Drawing graph={graph} />
      </div>
      <Table label="Who calls whom" columns={columns} rows={graph.edges} />
    </section>
  );
}

/** A place in the drawing. */
interface Point {
  x: number;
  y: number;
}

function Drawing({ graph }: { graph: GraphData }): JSX.Element {
  const { nodes, edges } = graph;
  const { places, width, height } = useMemo(() => placed(graph), [graph]);
  const most = Math.max(...edges.map(({ calls }) => calls));
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label="Services and their calls; the table below has the figures"
    >
      {edges.map((edge, i) => (
        <EdgeLine key={i} number={i} edge={edge} from={places[edge.from]} to={places[edge.to]} most={most} />
      ))}
      {nodes.map(({ service, kind }, i) => (
        <g
          key={i}
          class="node"
          transform={`translate(${places[i].x} ${places[i].y})`}
          style={{ '--hue': serviceHue(service) }}
        >
          <title>{nodeTitle(service, kind)}</title>
          <rect width={box.width} height={box.height} rx={kind === 'service' ? 4 : 16} />
          <text x={box.width / 2} y={box.height / 2 + 4}>
            {cut(nodeTitle(service, kind))}
          </text>
        </g>
      ))}
    </svg>
  );
}

interface EdgeLineProps {
  edge: Edge;
  /** Number of the edge: figures of neighbours stand at different places. */
  number: number;
  from: Point;
  to: Point;
  /** Calls of the edge that has most. */
  most: number;
}

function EdgeLine({ edge, number, from, to, most }: EdgeLineProps): JSX.Element {
  const start = { x: from.x + box.width, y: from.y + box.height / 2 };
  const end = { x: to.x, y: to.y + box.height / 2 };
  const isBack = end.x <= start.x;
  const bend = isBack ? gap.x * 0.8 : (end.x - start.x) / 2;
  const dip = isBack ? backDip : 0;
  const [a, b] = [
    { x: start.x + bend, y: start.y + dip },
    { x: end.x - bend, y: end.y + dip },
  ];
  const path = `M${start.x} ${start.y} C${a.x} ${a.y} ${b.x} ${b.y} ${end.x} ${end.y}`;
  const thick = 1 + (4 * Math.log1p(edge.calls)) / Math.log1p(most);
  const failed = edge.errors === 0 ? '' : `, ${formatShare(edge.errors / edge.calls)} failed`;
  const classes = ['edge', edge.errors > 0 && 'failed', edge.type === 'message' && 'message'];
  const figure = curvePoint([start, a, b, end], 0.3 + 0.2 * (number % 3));
  return (
    <g class={classes.filter(Boolean).join(' ')}>
      <title>{`${formatCount(edge.calls)} calls${failed}`}</title>
      <path d={path} stroke-width={thick} />
      <path class="tip" d={`M${end.x} ${end.y} l-8 -4 v8 z`} />
      <text x={figure.x} y={figure.y - 5}>
        {formatCount(edge.calls)}
      </text>
    </g>
  );
}

/** How far an edge that leads back hangs down. */
const backDip = box.height * 1.6;

/** A point of a cubic Bézier curve, 0 at its start and 1 at its end. */
function curvePoint([p, q, r, s]: readonly [Point, Point, Point, Point], at: number): Point {
  const left = 1 - at;
  const mixed = (a: number, b: number, c: number, d: number): number =>
    left ** 3 * a + 3 * left ** 2 * at * b + 3 * left * at ** 2 * c + at ** 3 * d;
  return { x: mixed(p.x, q.x, r.x, s.x), y: mixed(p.y, q.y, r.y, s.y) };
}

/** Where the upper left corners of nodes are. */
function placed({ nodes, edges }: GraphData): { places: Point[]; width: number; height: number } {
  const columns = graphColumns(nodes.length, edges);
  const tallest = Math.max(...columns.map(({ length }) => length));
  const places: Point[] = nodes.map(() => ({ x: 0, y: 0 }));
  const step = { x: box.width + gap.x, y: box.height + gap.y };
  columns.forEach((column, i) => {
    const above = ((tallest - column.length) * step.y) / 2;
    column.forEach((node, k) => (places[node] = { x: margin + i * step.x, y: margin + above + k * step.y }));
  });
  const isBackSomewhere = edges.some(({ from, to }) => places[to].x <= places[from].x);
  return {
    places,
    width: 2 * margin + columns.length * step.x - gap.x,
    height: 2 * margin + tallest * step.y - gap.y + (isBackSomewhere ? backDip / 2 : 0),
  };
}

function nodeTitle(service: string, kind: string): string {
  const name = escapeText(service) || '(no service)';
  return kind === 'service' ? name : `(${name})`;
}

function cut(text: string): string {
  const letters = Array.from(text);
  return letters.length <= widestName ? text : `${letters.slice(0, widestName - 1).join('')}…`;
}

function edgeColumns({ nodes }: GraphData, traces: readonly ListedTrace[]): Column<Edge>[] {
  const title = (place: number): string => nodeTitle(nodes[place].service, nodes[place].kind);
  const figure = (
    header: string,
    value: (edge: Edge) => number | null,
    format: (value: number) => string,
  ): Column<Edge> => ({
    header,
    isNumber: true,
    by: value,
    cell: (edge) => {
      const found = value(edge);
      return found === null || found === 0 ? '' : format(found);
    },
  });
  return [
    { header: 'caller', by: ({ from }) => title(from), cell: ({ from }) => title(from) },
    { header: 'callee', by: ({ to }) => title(to), cell: ({ to }) => title(to) },
    { header: 'what', by: ({ type }) => type, cell: ({ type }) => type },
    figure('calls', ({ calls }) => calls, formatCount),
    figure('errors', ({ errors }) => errors, formatCount),
    figure('p50', ({ p50 }) => p50, formatDuration),
    figure('p95', ({ p95 }) => p95, formatDuration),
    {
      header: 'slowest',
      cell: ({ trace, span }) => {
        const listed = trace < 0 ? undefined : traces[trace];
        return listed && listed.block > 0 ? <a href={traceAddress(listed.block, span)}>open</a> : '';
      },
    },
  ];
}
