/** What is told of the calls from one node to another, in every output. */
import type { Distribution } from '../analysis/aggregate/distribution.ts';
import type { Percent } from '../analysis/aggregate/quantiles.ts';
import type { Edge } from '../analysis/graph/edges.ts';
import type { Json } from './outputs/report.ts';
import { formatDuration } from './text/duration.ts';
import { counted } from './text/numbers.ts';

/** The label of an edge in a diagram: `120 calls`, `p95 40ms`, `3 errors`. */
export function edgeSummary({ type, callCount, errorCount, total, queue }: Edge): string[] {
  const count = counted(callCount, type);
  const latency = total.count === 0 ? '' : `p95 ${quantileText(total, 95)}`;
  const waited = queue.count === 0 ? '' : `queue p95 ${quantileText(queue, 95)}`;
  const errors = errorCount === 0 ? '' : counted(errorCount, 'error');
  return [count, latency, waited, errors].filter((part) => part !== '');
}

/** A quantile as people read it; empty of nothing. */
export function quantileText(values: Distribution, percent: Percent): string {
  const value = values.quantile(percent);
  return value === null ? '' : formatDuration(value);
}

/** An edge as documents have it, between the nodes of these ids. */
export function edgeJson(edge: Edge, ids: readonly string[]): { [key: string]: Json } {
  const { gap, request, response, queue, outlivedCount, crossClockCount, slowest } = edge;
  return {
    from: ids[edge.from],
    to: ids[edge.to],
    type: edge.type,
    callCount: edge.callCount,
    errorCount: edge.errorCount,
    total: quantilesJson(edge.total),
    network:
      gap.count + outlivedCount === 0
        ? null
        : {
            gap: quantilesJson(gap),
            request: quantilesJson(request),
            response: quantilesJson(response),
            callCount: gap.count + outlivedCount,
            splitCount: request.count,
            outlivedCount,
          },
    queue: queue.count === 0 ? null : { ...quantilesOf(queue), messageCount: queue.count, crossClockCount },
    slowest: slowest === undefined ? null : { ...slowest },
  };
}

function quantilesJson(values: Distribution): Json {
  return values.count === 0 ? null : quantilesOf(values);
}

function quantilesOf(values: Distribution): { [key: string]: Json } {
  return { ...values.quantiles() };
}
