/** A service whose requests are traced, as far as `probe` sees of it. */
import type { IncomingMessage, ServerResponse } from 'node:http';

import { startServer } from '../support/http.ts';

/** Answers a request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A request that a service got. */
export interface Got {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  /** Each header as `Name: value`, as it was sent. */
  lines: string[];
  body: string;
}

/** A service that is traced, what it got, and the Jaeger that has its traces. */
export interface TracedShop {
  url: string;
  jaeger: string;
  got: Got[];
  /** Requests that Jaeger got. */
  asked: string[];
  close: () => Promise<void>;
}

/** The header of the W3C. */
export function traceparent({ headers }: Got): string {
  return String(headers['traceparent']);
}

/** As a service that is well. */
export const answered: Answer = (_, response) => response.end('done');

/** A service that is called with `traceparent`, and a Jaeger that has its trace some milliseconds after the request. */
export async function startTracedShop(answer: Answer = answered, delay = 0): Promise<TracedShop> {
  const traces = new Map<string, object>();
  const asked: string[] = [];
  const jaeger = await startServer((request, response) => {
    asked.push(request.url ?? '');
    const trace = traces.get(/[0-9a-f]{32}/.exec(request.url ?? '')?.[0] ?? '');
    if (trace) response.end(JSON.stringify({ data: [trace] }));
    else response.writeHead(404).end('{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}');
  });
  const got: Got[] = [];
  const service = await startServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method, url, headers, rawHeaders } = request;
      const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []));
      got.push({ method, url, headers, lines, body });
      const [, traceId = '', parent = ''] = String(headers['traceparent']).split('-');
      const arrive = (): unknown => traces.set(traceId, serverSpan(traceId, parent));
      if (delay === 0) arrive();
      else setTimeout(arrive, delay);
      answer(request, response);
    });
  });
  const close = async (): Promise<void> => {
    await service.close();
    await jaeger.close();
  };
  return { url: service.url, jaeger: `jaeger+${jaeger.url}`, got, asked, close };
}

function serverSpan(traceID: string, parent: string): object {
  const span = {
    traceID,
    spanID: '5'.repeat(16),
    operationName: 'GET /checkout',
    references: [{ refType: 'CHILD_OF', traceID, spanID: parent }],
    startTime: Date.now() * 1000,
    duration: 1000,
    tags: [{ key: 'span.kind', type: 'string', value: 'server' }],
    logs: [],
    processID: 'p1',
  };
  return { traceID, spans: [span], processes: { p1: { serviceName: 'shop', tags: [] } } };
}
