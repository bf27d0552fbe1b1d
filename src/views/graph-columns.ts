/** The table of a graph, one row an edge. */
import type { Distribution } from '../analysis/aggregate/distribution.ts';
import type { Percent } from '../analysis/aggregate/quantiles.ts';
import type { Edge } from '../analysis/graph/edges.ts';
import type { GraphFigures } from '../analysis/graph/service-graph.ts';
import { quantileText } from './graph-edges.ts';
import { nodeTitle } from './graph-labels.ts';
import type { Cell, Column } from './outputs/report.ts';
import { escapeText } from './text/escape.ts';
import { formatCount } from './text/numbers.ts';

/** Columns for programs and for Markdown. */
export function graphColumns({ nodes }: GraphFigures): Column<Edge>[] {
  return [
    {
      key: 'fromService',
      header: 'from',
      value: ({ from }) => nodes[from].service,
      text: ({ from }) => nodeTitle(nodes[from]),
    },
    hidden('fromName', ({ from }) => nodes[from].name || null),
    hidden('fromKind', ({ from }) => nodes[from].kind),
    {
      key: 'toService',
      header: 'to',
      value: ({ to }) => nodes[to].service,
      text: ({ to }) => nodeTitle(nodes[to]),
    },
    hidden('toName', ({ to }) => nodes[to].name || null),
    hidden('toKind', ({ to }) => nodes[to].kind),
    { key: 'type', header: 'type', value: ({ type }) => type },
    ...figureColumns,
    hidden('outlivedCount', ({ outlivedCount }) => outlivedCount),
    hidden('crossClockCount', ({ crossClockCount }) => crossClockCount),
    {
      key: 'slowestTraceId',
      header: 'slowest in trace',
      value: ({ slowest }) => slowest?.traceId ?? null,
      text: ({ slowest }) => escapeText(slowest?.traceId ?? ''),
    },
    hidden('slowestSpanId', ({ slowest }) => slowest?.spanId ?? null),
  ];
}

/** The figures of an edge, in the order in which they matter. */
export const figureColumns: readonly Column<Edge>[] = [
  count('callCount', 'calls', ({ callCount }) => callCount),
  {
    ...count('errorCount', 'errors', ({ errorCount }) => errorCount),
    text: ({ errorCount }) => (errorCount === 0 ? '' : formatCount(errorCount)),
  },
  quantile('p50Nano', 'p50', 50, ({ total }) => total),
  quantile('p95Nano', 'p95', 95, ({ total }) => total),
  quantile('maxNano', 'max', 100, ({ total }) => total, true),
  quantile('networkP50Nano', 'network', 50, ({ gap }) => gap),
  quantile('networkP95Nano', 'network p95', 95, ({ gap }) => gap, true),
  quantile('requestP50Nano', 'request', 50, ({ request }) => request),
  quantile('responseP50Nano', 'response', 50, ({ response }) => response),
  quantile('queueP50Nano', 'queue', 50, ({ queue }) => queue),
  quantile('queueP95Nano', 'queue p95', 95, ({ queue }) => queue, true),
];

function count(key: string, header: string, value: (edge: Edge) => number): Column<Edge> {
  return { key, header, align: 'right', value, text: (edge) => formatCount(value(edge)) };
}

function quantile(
  key: string,
  header: string,
  percent: Percent,
  of: (edge: Edge) => Distribution,
  isForPrograms = false,
): Column<Edge> {
  const text = isForPrograms ? null : (edge: Edge): string => quantileText(of(edge), percent);
  return { key, header, align: 'right', value: (edge) => of(edge).quantile(percent), text };
}

function hidden(key: string, value: (edge: Edge) => Cell): Column<Edge> {
  return { key, header: key, text: null, value };
}
