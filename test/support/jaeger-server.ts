/** A server that answers as Jaeger does, over traces that a test makes up. */
import type { ServerResponse } from 'node:http';

import { startServer, type TestServer } from './http.ts';

/** A trace of one span. */
export interface MadeUpTrace {
  traceId: string;
  service: string;
  name: string;
  /** Microseconds since 1970. */
  start: number;
  duration: number;
  /** Spans below the root. */
  children?: number;
}

/** How the server behaves. */
export interface Behaviour {
  /** In which order a search answers. */
  order?: (a: MadeUpTrace, b: MadeUpTrace) => number;
  /** Requests at a time; more are refused with 429. */
  mostAtOnce?: number;
  /** Milliseconds that an answer takes. */
  delay?: number;
}

/** A running server, and what happened to it. */
export interface JaegerServer extends TestServer {
  traces: MadeUpTrace[];
  refused: number;
  /** It answers a search with all it has. */
  ignoresLimits: boolean;
  mostConcurrent: number;
}

const newestFirst = (a: MadeUpTrace, b: MadeUpTrace): number => b.start - a.start;

/** Starts a server with traces; they may be changed while it runs. */
export async function startJaeger(
  traces: MadeUpTrace[],
  { order = newestFirst, mostAtOnce = Infinity, delay = 0 }: Behaviour = {},
): Promise<JaegerServer> {
  let concurrent = 0;
  const state = { traces, refused: 0, mostConcurrent: 0, ignoresLimits: false };
  const server = await startServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    concurrent++;
    state.mostConcurrent = Math.max(state.mostConcurrent, concurrent);
    response.on('close', () => concurrent--);
    if (concurrent > mostAtOnce) {
      state.refused++;
      response.writeHead(429, { 'retry-after': '0' }).end('too many requests');
    } else
      setTimeout(() => {
        if (state.ignoresLimits) url.searchParams.set('limit', '1000000');
        answer(url, response, state.traces, order);
      }, delay);
  });
  return Object.assign(state, server);
}

function answer(
  url: URL,
  response: ServerResponse,
  traces: readonly MadeUpTrace[],
  order: (a: MadeUpTrace, b: MadeUpTrace) => number,
): void {
  const send = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const { pathname, searchParams } = url;
  if (pathname === '/api/services') {
    send(200, { data: [...new Set(traces.map(({ service }) => service))] });
  } else if (pathname === '/api/operations') {
    const names = traces.filter(({ service }) => service === searchParams.get('service'));
    send(200, { data: names.map(({ name }) => ({ name, spanKind: 'server' })) });
  } else if (pathname === '/api/traces') {
    send(200, {
      data: found(traces, searchParams)
        .sort(order)
        .slice(0, Number(searchParams.get('limit')))
        .map(traceJson),
    });
  } else if (pathname.startsWith('/api/traces/')) {
    const trace = traces.find(({ traceId }) => pathname.endsWith(`/${traceId}`));
    if (trace) send(200, { data: [traceJson(trace)] });
    else send(404, { data: null, errors: [{ code: 404, msg: 'trace not found' }] });
  } else
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Jaeger UI</title>');
}

function found(traces: readonly MadeUpTrace[], query: URLSearchParams): MadeUpTrace[] {
  const operation = query.get('operation');
  return traces.filter(
    ({ service, name, start }) =>
      service === query.get('service') &&
      (operation === null || name === operation) &&
      start >= Number(query.get('start')) &&
      start <= Number(query.get('end')),
  );
}

function traceJson({ traceId, service, name, start, duration, children = 0 }: MadeUpTrace): object {
  const root = {
    traceID: traceId,
    spanID: '1'.padStart(16, '0'),
    operationName: name,
    startTime: start,
    duration,
  };
  const spans: object[] = [{ ...root, references: [], tags: [], logs: [], processID: 'p1' }];
  for (let i = 0; i < children; i++) {
    const references = [{ refType: 'CHILD_OF', traceID: traceId, spanID: root.spanID }];
    const spanID = (i + 2).toString(16).padStart(16, '0');
    spans.push({
      ...root,
      spanID,
      operationName: `step ${i}`,
      references,
      tags: [],
      logs: [],
      processID: 'p1',
    });
  }
  return { traceID: traceId, spans, processes: { p1: { serviceName: service, tags: [] } } };
}

/** Traces of one service, a second apart, the newest first at `newest` (microseconds since 1970). */
export function tracesEachSecond(count: number, newest: number, service = 'shop'): MadeUpTrace[] {
  return Array.from({ length: count }, (_, i) => ({
    traceId: '5'.padEnd(24, '0') + (i + 1).toString(16).padStart(8, '0'),
    service,
    name: `GET /${i % 3}`,
    start: newest - i * 1_000_000,
    duration: 1000 * (1 + (i % 10)),
  }));
}
