/**
 * Servers that search as real ones do: Jaeger over each of its stores, and Zipkin. Each answers every trace that has what is
 * asked for, whole; nothing is cut and no time is looked at.
 *
 * https://github.com/jaegertracing/jaeger/tree/v1.76.0/internal/storage
 * https://github.com/openzipkin/zipkin/blob/3.6.1/zipkin/src/main/java/zipkin2/storage/QueryRequest.java
 */
import type { ServerResponse } from 'node:http';

import { startServer, type TestServer } from '../support/http.ts';

/** A span as a store has it. */
export interface StoredSpan {
  id: string;
  parent: string | undefined;
  service: string;
  name: string;
  /** Microseconds since 1970. */
  start: number;
  /** Nanoseconds; undefined: not known. Jaeger has one always. */
  duration: number | undefined;
  failed: boolean;
  tags: Record<string, string | number | boolean>;
  resource: Record<string, string | number | boolean>;
}

/** A trace as a store has it. */
export interface StoredTrace {
  traceId: string;
  spans: StoredSpan[];
}

/** What Jaeger keeps its spans in. */
export type JaegerStore = 'memory v1' | 'memory v2' | 'elasticsearch' | 'cassandra';

/** A server, and the searches that it was asked for, without times and limits: `service=a tags={"k":"v"}`. */
export interface SearchServer extends TestServer {
  searches: string[];
}

/** Starts a Jaeger that has these traces. */
export function startJaegerSearch(traces: readonly StoredTrace[], store: JaegerStore): Promise<SearchServer> {
  return startSearch('/api/traces', (path, query) => {
    if (path === '/api/services') {
      return { data: [...new Set(traces.flatMap(({ spans }) => spans.map(({ service }) => service)))] };
    }
    const found = traces.filter(({ spans }) => spans.some((span) => jaegerHas(span, query, store)));
    return { data: found.map(jaegerTrace), errors: null };
  });
}

/** Starts a Zipkin that has these traces. */
export function startZipkinSearch(traces: readonly StoredTrace[]): Promise<SearchServer> {
  return startSearch('/api/v2/traces', (_, query) =>
    traces.filter(({ spans }) => zipkinHas(spans, query)).map(zipkinTrace),
  );
}

async function startSearch(
  path: string,
  answer: (path: string, query: URLSearchParams) => object,
): Promise<SearchServer> {
  const searches: string[] = [];
  const server = await startServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    for (const name of ['start', 'end', 'limit', 'endTs', 'lookback']) searchParams.delete(name);
    if (pathname === path) searches.push([...searchParams].map((pair) => pair.join('=')).join(' '));
    respond(response, () => answer(pathname, searchParams));
  });
  return { ...server, searches };
}

class Refused extends Error {}

function respond(response: ServerResponse, answer: () => object): void {
  try {
    response.end(JSON.stringify(answer()));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    response.writeHead(400).end(error.message);
  }
}

function jaegerHas(span: StoredSpan, query: URLSearchParams, store: JaegerStore): boolean {
  const operation = query.get('operation') ?? '';
  const tags: Record<string, string> = JSON.parse(query.get('tags') ?? '{}');
  const entries = Object.entries(tags);
  const bounds = [query.get('minDuration'), query.get('maxDuration')].map(nanos);
  if (query.get('service') === '') throw new Refused("parameter 'service' is required");
  if (store === 'cassandra' && entries.length > 0 && bounds.some((bound) => bound !== 0)) {
    throw new Refused('cannot query for duration and tags simultaneously');
  }
  return (
    span.service === query.get('service') &&
    (operation === '' || operation === span.name) &&
    isWithin(span.duration ?? 0, bounds, store.startsWith('memory') ? 1 : 1000) &&
    entries.every(([key, value]) => hasTag(span, key, value, store))
  );
}

/** Whether a length is between two bounds, 0 being none, counted in units. */
function isWithin(length: number, [min, max]: number[], unit: number): boolean {
  if (min !== 0 && max !== 0 && max < min)
    throw new Refused("'maxDuration' should be greater than 'minDuration'");
  const units = Math.floor(length / unit);
  return (min === 0 || units >= Math.floor(min / unit)) && (max === 0 || units <= Math.floor(max / unit));
}

function nanos(duration: string | null): number {
  return Number(/^(-?\d+)ns$/.exec(duration ?? '0ns')?.[1]);
}

function hasTag(
  { tags, resource, failed }: StoredSpan,
  key: string,
  value: string,
  store: JaegerStore,
): boolean {
  if (store === 'memory v2' && key === 'error') return false;
  // Made of the status, but by the second memory store only when it answers.
  const own = failed ? { error: true, ...tags } : tags;
  return [own, resource].some((all) => {
    if (!(key in all)) return false;
    const stored = storedText(all[key]);
    if (store === 'elasticsearch') return stored.length <= 256 && asPattern(value).test(stored);
    return store === 'cassandra' ? stored.length < 256 && stored === value : stored === value;
  });
}

/** What of Lucene's patterns JavaScript's don't have never matches here; it has more, none of which finds more. */
function asPattern(value: string): RegExp {
  try {
    return /[#&<>~"]/.test(value) ? /(?!)/ : new RegExp(`^(?:${value})$`, 'u');
  } catch {
    return /(?!)/;
  }
}

/** Go's FormatFloat(…, 'g', 10, 64). */
function storedText(value: string | number | boolean): string {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(10)));
}

function jaegerTrace({ traceId, spans }: StoredTrace): object {
  const processes = Object.fromEntries(
    spans.map(({ id, service, resource }) => [id, { serviceName: service, tags: jaegerTags(resource) }]),
  );
  return {
    traceID: traceId,
    processes,
    spans: spans.map(({ id, parent, name, start, duration = 0, failed, tags }) => ({
      traceID: traceId,
      spanID: id,
      operationName: name,
      references: parent === undefined ? [] : [{ refType: 'CHILD_OF', traceID: traceId, spanID: parent }],
      startTime: start,
      duration: Math.floor(duration / 1000),
      tags: jaegerTags(failed ? { error: true, 'otel.status_code': 'ERROR', ...tags } : tags),
      logs: [],
      processID: id,
    })),
  };
}

function jaegerTags(tags: StoredSpan['tags']): object[] {
  return Object.entries(tags).map(([key, value]) => ({ key, type: jaegerType(value), value }));
}

function jaegerType(value: string | number | boolean): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'string' ? 'string' : 'bool';
}

function zipkinHas(spans: readonly StoredSpan[], query: URLSearchParams): boolean {
  const service = query.get('serviceName');
  const name = query.get('spanName');
  const [min, max] = [query.get('minDuration'), query.get('maxDuration')].map((text) => Number(text ?? 0));
  if (max !== 0 && min === 0) throw new Refused('maxDuration is only valid with minDuration');
  if (max !== 0 && max < min) throw new Refused('maxDuration must be >= minDuration');
  const own = spans.filter((span) => service === null || span.service === service);
  const wanted = annotations(query.get('annotationQuery') ?? '');
  const isLong = (span: StoredSpan): boolean => {
    const length = zipkinDuration(span) ?? 0;
    return length >= min && (max === 0 || length <= max);
  };
  return (
    own.length > 0 &&
    (name === null || own.some((span) => span.name === name)) &&
    wanted.every(([key, value]) => own.some((span) => zipkinTags(span)[key] === value)) &&
    (min === 0 || spans.some(isLong))
  );
}

function annotations(query: string): [key: string, value: string][] {
  if (query === '') return [];
  return query.split(' and ').map((part) => {
    const at = part.indexOf('=');
    return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
  });
}

/** Microseconds; Zipkin has no duration of 0. */
function zipkinDuration({ duration }: StoredSpan): number | undefined {
  return duration === undefined ? undefined : Math.floor(duration / 1000) || undefined;
}

function zipkinTags({ tags, failed }: StoredSpan): Record<string, string> {
  const all = failed ? { error: 'it failed', ...tags } : tags;
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, String(value)]));
}

function zipkinTrace({ traceId, spans }: StoredTrace): object[] {
  return spans.map((span) => ({
    traceId,
    id: span.id,
    parentId: span.parent,
    name: span.name,
    timestamp: span.start,
    duration: zipkinDuration(span),
    localEndpoint: { serviceName: span.service, ipv4: '10.0.0.1', port: 80 },
    remoteEndpoint: { serviceName: 'database' },
    tags: zipkinTags(span),
  }));
}

/** The traces as a dump of Jaeger, for a file. */
export function jaegerDump(traces: readonly StoredTrace[]): string {
  return JSON.stringify({ data: traces.map(jaegerTrace) });
}

/** The traces as a dump of Zipkin. */
export function zipkinDump(traces: readonly StoredTrace[]): string {
  return JSON.stringify(traces.map(zipkinTrace));
}
