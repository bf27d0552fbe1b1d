/** HTTP with spans: a server that continues its caller's trace, and a client that hands its own on. */

import { createServer } from 'node:http';

import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

import { provider, withoutPaths } from './telemetry.mjs';

const tracer = trace.getTracer('shop.http', '0.3.0');
const peers = JSON.parse(process.env.SHOP_PEERS ?? '{}');
const dropsHeaders = process.env.SHOP_DROP_HEADERS === process.env.SHOP_SERVICE;

/** Every service says it listens here, so that recordings hold no port of the moment. */
const namedPort = 8080;

// The first fetch loads Node's HTTP client, which takes a while: not inside a span, then.
await fetch('data:,');

/** A failure with the HTTP status that tells of it. */
export class HttpError extends Error {
  name = 'HttpError';

  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * Serves `answer(request, url, body)`, which resolves to `{ status, body, headers }`, until SIGTERM.
 * Health checks are answered here and are not traced.
 */
export function listen(answer) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://shop');
    const reply =
      url.pathname === '/health' ? { status: 200 } : await answer(request, url, await jsonOf(request));
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify(reply.body ?? {}));
  });
  server.listen(Number(process.env.SHOP_PORT), '127.0.0.1');
  process.once('SIGTERM', async () => {
    server.close();
    server.closeAllConnections();
    await provider.shutdown();
    process.exit(0);
  });
}

/**
 * Serves `routes`, an array of `{ method, route, handle }`, each request inside a SERVER span.
 * `handle({ url, params, body })` returns the reply's body.
 */
export function serve(routes) {
  listen(async (request, url, body) => {
    const match = findRoute(routes, request.method, url.pathname);
    if (!match) return { status: 404 };
    const { route, handle, params } = match;
    const parent = dropsHeaders ? context.active() : propagation.extract(context.active(), request.headers);
    const attributes = {
      'http.request.method': request.method,
      'http.route': route,
      'url.scheme': 'http',
      'url.path': url.pathname,
      ...(url.search && { 'url.query': url.search.slice(1) }),
      'server.address': process.env.SHOP_SERVICE,
      'server.port': namedPort,
    };
    const span = tracer.startSpan(
      `${request.method} ${route}`,
      { kind: SpanKind.SERVER, attributes },
      parent,
    );
    const headers = { 'x-trace-id': span.spanContext().traceId };
    try {
      const result = await context.with(trace.setSpan(parent, span), () => handle({ url, params, body }));
      span.setAttribute('http.response.status_code', 200);
      return { status: 200, body: result, headers };
    } catch (error) {
      const status = error.status ?? 500;
      span.setAttributes({ 'http.response.status_code': status, 'error.type': error.name });
      span.recordException(withoutPaths(error));
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      return { status, body: { error: error.message }, headers };
    } finally {
      span.end();
    }
  });
}

/** Calls another service inside a CLIENT span; `template` names the span when `path` holds ids. */
export async function call(
  peer,
  method,
  path,
  { template = path.split('?')[0], body, propagator = propagation } = {},
) {
  const attributes = {
    'http.request.method': method,
    'url.full': `http://${peer}:${namedPort}${path}`,
    'url.template': template,
    'server.address': peer,
    'server.port': namedPort,
  };
  const options = { kind: SpanKind.CLIENT, attributes };
  return tracer.startActiveSpan(`${method} ${template}`, options, async (span) => {
    try {
      const response = await fetch(`${peers[peer]}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...injectedHeaders(propagator) },
        body: body && JSON.stringify(body),
      });
      span.setAttribute('http.response.status_code', response.status);
      const reply = await response.json();
      if (response.ok) return reply;
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', String(response.status));
      throw new HttpError(502, `${peer} answered ${response.status}: ${reply.error}`);
    } finally {
      span.end();
    }
  });
}

/** The headers that carry the active span's ids, in the way `propagator` writes them. */
export function injectedHeaders(propagator = propagation) {
  const headers = {};
  const setter = { set: (carrier, key, value) => (carrier[key] = value) };
  if (!dropsHeaders) propagator.inject(context.active(), headers, setter);
  return headers;
}

/** Resolves after about `ms` milliseconds, never the same twice. */
export function work(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms * (0.9 + 0.2 * Math.random())));
}

function findRoute(routes, method, path) {
  for (const each of routes) {
    const pattern = each.route.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const match = each.method === method && new RegExp(`^${pattern}$`).exec(path);
    if (match) return { ...each, params: match.groups ?? {} };
  }
  return undefined;
}

async function jsonOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
}
