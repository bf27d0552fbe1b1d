/** Starts the shop, records into a temporary folder, and reads the recordings by itself. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface Attribute {
  key: string;
  value: { stringValue?: string };
}

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind?: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status?: { code?: number };
  events?: { name: string }[];
  links?: { traceId: string; spanId: string }[];
}

interface Request {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: { spans: Span[] }[];
  }[];
}

type ServiceSpan = Span & { service: string };

const kinds = { server: 2, client: 3, producer: 4, consumer: 5 };
const errorCode = 2;

const folder = import.meta.dirname;
const unavailable = whyUnavailable();

describe.skipIf(unavailable !== undefined)(`the sample shop${unavailable ?? ''}`, () => {
  let out: string;

  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), 'shop-'));
    const recording = node(['record.mjs', '--out', out]);
    if (recording.status !== 0) throw new Error(`recording failed: ${recording.stderr}`);
  }, 180_000);

  afterAll(() => {
    rmSync(out, { recursive: true });
  });

  test('records seven services in two languages', () => {
    const spans = readSpans('otlp-json/shop.jsonl');
    const services = ['bank', 'cart', 'catalog', 'frontend', 'notifications', 'orders', 'payment'];
    expect([...new Set(spans.map(({ service }) => service))].toSorted()).toEqual(services);
    expect(new Set(resourceValues('otlp-json/shop.jsonl', 'telemetry.sdk.language'))).toEqual(
      new Set(['nodejs', 'python']),
    );
  });

  test('gives every span an id of its own, in hex, and no negative duration', () => {
    const spans = readSpans('otlp-json/shop.jsonl');
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    for (const span of spans) {
      expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
      expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
    }
  });

  test('leaves no parent out of the plain recording', () => {
    expect(orphans(readSpans('otlp-json/shop.jsonl'))).toEqual([]);
  });

  test('keeps the trace over the B3 hop and the OpenTracing shim', () => {
    const spans = readSpans('otlp-json/checkout.json');
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(callsInto(spans, 'payment')).toEqual(['orders']);
    expect(callsInto(spans, 'bank')).toEqual(['payment', 'payment', 'payment']);
  });

  test('records the N+1, the retries and the deep error of a checkout', () => {
    const spans = readSpans('otlp-json/checkout.json');
    expect(spans.filter(({ name }) => name === 'SELECT items')).toHaveLength(8);
    const attempts = spans.filter(({ name, kind }) => name === 'POST /transfers' && kind === kinds.client);
    expect(attempts.map(isError)).toEqual([true, true, false]);
    const deepest = spans.filter(({ name, events }) => name === 'issuer.Authorize' && events?.length);
    expect(deepest.flatMap(({ events }) => events?.map(({ name }) => name))).toEqual([
      'exception',
      'exception',
    ]);
    expect(spans.find(({ parentSpanId }) => !parentSpanId)).not.toSatisfy(isError);
  });

  test('hands messages over a queue, a batch linking to the spans that produced it', () => {
    const spans = readSpans('otlp-json/shop.jsonl');
    const produced = spans.filter(({ kind }) => kind === kinds.producer).map(({ spanId }) => spanId);
    const batches = spans.filter(({ kind, name }) => kind === kinds.consumer && name === 'receive orders');
    const linked = batches.flatMap(({ links }) => links?.map(({ spanId }) => spanId) ?? []);
    expect(linked).toHaveLength(2);
    expect(linked.toSorted()).toEqual(produced.toSorted());
  });

  test('carries an error from the bank up to the frontend', () => {
    const errors = readSpans('otlp-json/shop.jsonl').filter(isError);
    expect(new Set(errors.map(({ service }) => service))).toEqual(
      new Set(['bank', 'payment', 'orders', 'frontend']),
    );
  });

  test('falls into more traces when payment drops its headers', () => {
    const spans = readSpans('otlp-json/shop-lost-context.jsonl');
    const roots = spans.filter(({ parentSpanId }) => !parentSpanId).map(({ service }) => service);
    expect(roots.filter((service) => service === 'payment')).toHaveLength(2);
    expect(roots.filter((service) => service === 'bank')).toHaveLength(4);
    expect(callsInto(spans, 'payment')).toEqual([]);
    expect(orphans(spans)).toEqual([]);
  });

  test('misses parents when orders does not export', () => {
    const spans = readSpans('otlp-json/shop-missing-parent.jsonl');
    expect(spans.some(({ service }) => service === 'orders')).toBe(false);
    expect(
      orphans(spans)
        .map(({ service, kind }) => `${service} ${kind}`)
        .toSorted(),
    ).toEqual([
      `notifications ${kinds.consumer}`,
      `notifications ${kinds.consumer}`,
      `payment ${kinds.server}`,
      `payment ${kinds.server}`,
    ]);
  });

  test('records the same spans in every framing of OTLP', () => {
    const spanIds = readSpans('otlp-json/shop.jsonl').map(({ spanId }) => Buffer.from(spanId, 'hex'));
    for (const name of ['otlp-proto/shop.pb', 'otlp-proto/shop-framed.bin']) {
      const bytes = readFileSync(join(out, name));
      expect(spanIds.filter((id) => !bytes.includes(id))).toEqual([]);
    }
  });

  test('records Zipkin spans of both languages', () => {
    const spans: { localEndpoint: { serviceName: string } }[] = JSON.parse(read('zipkin/shop.json'));
    const services = new Set(spans.map(({ localEndpoint }) => localEndpoint.serviceName));
    expect(services).toContain('frontend');
    expect(services).toContain('cart');
  });

  test('records what the console exporters print', () => {
    expect(read('console/shop-node.txt')).toMatch(/name: 'POST \/orders'/);
    expect(read('console/shop-python.txt')).toMatch(/"name": "POST \/charges"/);
  });

  function read(name: string): string {
    return readFileSync(join(out, name), 'utf8');
  }

  function readRequests(name: string): Request[] {
    const text = read(name);
    return name.endsWith('.jsonl') ? text.trim().split('\n').map(parseRequest) : [parseRequest(text)];
  }

  function resourceValues(name: string, key: string): (string | undefined)[] {
    return readRequests(name).flatMap(({ resourceSpans }) =>
      resourceSpans.map(({ resource }) => attribute(resource.attributes, key)),
    );
  }

  /** The spans of a recording by start, each with its service. */
  function readSpans(name: string): ServiceSpan[] {
    return readRequests(name)
      .flatMap(({ resourceSpans }) => resourceSpans)
      .flatMap(({ resource, scopeSpans }) => {
        const service = attribute(resource.attributes, 'service.name') ?? '';
        return scopeSpans.flatMap(({ spans }) => spans.map((span) => Object.assign(span, { service })));
      })
      .toSorted((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)));
  }
});

function parseRequest(text: string): Request {
  return JSON.parse(text);
}

function attribute(attributes: Attribute[], key: string): string | undefined {
  return attributes.find((each) => each.key === key)?.value.stringValue;
}

function isError(span: Span | undefined): boolean {
  return span?.status?.code === errorCode;
}

function orphans(spans: ServiceSpan[]): ServiceSpan[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  return spans.filter(({ parentSpanId }) => parentSpanId && !ids.has(parentSpanId));
}

/** The services whose spans are parents of this service's, once a call. */
function callsInto(spans: ServiceSpan[], service: string): string[] {
  const parents = new Map(spans.map((span) => [span.spanId, span.service]));
  return spans
    .filter((span) => span.service === service)
    .flatMap(({ parentSpanId = '' }) => parents.get(parentSpanId) ?? [])
    .filter((caller) => caller !== service);
}

/** Says why the shop cannot be started here, or undefined once its packages are installed. */
function whyUnavailable(): string | undefined {
  if (spawnSync('python3', ['-c', 'import venv, ensurepip']).status !== 0) {
    return ' (skipped: no python3 with venv)';
  }
  const installing = node([
    '--input-type=module',
    '-e',
    `import { install } from './lib/install.mjs'; install();`,
  ]);
  return installing.status === 0
    ? undefined
    : ` (skipped: its packages cannot be installed: ${installing.stderr})`;
}

function node(args: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: 600_000 });
}
