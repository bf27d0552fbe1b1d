/** Traces with all analyses, for tests of views. */
import { analyseTrace } from '../../src/analysis/analyse.ts';
import type { TraceAnalysis } from '../../src/analysis/analyse.ts';
import { createStyle, type Style } from '../../src/views/style.ts';
import { type SpanSpec, traceOf } from '../support/spans.ts';

/** A model of the only trace of these records. */
export function modelOf(specs: readonly SpanSpec[], flags: { allRoots?: boolean } = {}): TraceAnalysis {
  return analyseTrace(traceOf(specs), { ...flags });
}

/** The style of a terminal without colour. */
export function terminal(width: number): Style {
  return createStyle({ width });
}

/** The text of a view. */
export function textOf(parts: Iterable<string>): string {
  return [...parts].join('');
}

const ms = 1_000_000;

/** A span of a service, in milliseconds. */
export function at(
  id: string,
  parent: string | undefined,
  service: string,
  name: string,
  start: number,
  end: number,
  more: Partial<SpanSpec> = {},
): SpanSpec {
  return { id, parent, service, host: 'one', name, start: start * ms, end: end * ms, ...more };
}

/** A failed checkout: repeated queries, an error deep down, parallel calls, names of many scripts. */
export function checkout(): SpanSpec[] {
  const queries = Array.from({ length: 6 }, (_, i) =>
    at(`c${i}`, '5', 'postgres', 'SELECT orders', 62 + i * 10, 70 + i * 10, { kind: 'client' }),
  );
  return [
    at('1', undefined, 'frontend', 'GET /checkout', 0, 200, {
      kind: 'server',
      error: true,
      message: 'checkout failed',
    }),
    at('2', '1', 'cart', 'GET /cart', 2, 50, { kind: 'server' }),
    at('3', '2', 'redis', 'HGETALL', 10, 45, { kind: 'client' }),
    at(
      '4',
      '1',
      'recommendations',
      'com.example.recommendations.RecommendationService/ListRecommendations',
      3,
      30,
    ),
    at('5', '1', 'orders', 'POST /orders', 55, 190, {
      kind: 'server',
      error: true,
      message: 'checkout failed',
    }),
    ...queries,
    at('6', '5', '订单服务', '创建订单 👨‍👩‍👧 שלום', 124, 186, {
      kind: 'server',
      error: true,
      message: 'could not save',
    }),
    at('7', '6', 'postgres', 'UPDATE stock', 130, 180, {
      kind: 'client',
      error: true,
      message: 'deadlock detected',
      links: [{ id: 'c0' }],
    }),
  ];
}

/** The trace of the diagram. */
export function userRequest(): SpanSpec[] {
  const service = (id: string, parent: string, service: string, from: number, to: number): SpanSpec =>
    at(id, parent, service, service, from, to);
  return [
    { id: '1', service: 'User Request', name: 'User Request' },
    service('2', '1', 'Frontend Service', 0, 150),
    service('3', '2', 'API Gateway', 1, 51),
    service('4', '2', 'User Service', 52, 132),
    service('5', '4', 'Database Query', 60, 90),
    service('6', '2', 'Order Service', 85, 145),
    service('7', '6', 'Inventory Service', 86, 126),
    service('8', '6', 'Cache Lookup', 127, 137),
    at('9', '1', 'Frontend Service', 'Render Page', 150, 250),
  ];
}
