import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterEach, describe, expect, test } from 'vitest';

import { connect } from '../../src/backends/connect.ts';
import { fetchTraces, mostRequests } from '../../src/backends/gather.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import { run, type Run } from '../cli/context.ts';
import {
  type JaegerServer,
  type MadeUpTrace,
  startJaeger,
  tracesEachSecond,
} from '../support/jaeger-server.ts';
import { settingsFor } from '../support/settings.ts';

/** What tests of commands have for a clock, in microseconds. */
const now = Date.parse('2023-11-14T23:00:00Z') * 1000;

const servers: JaegerServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(...args: Parameters<typeof startJaeger>): Promise<JaegerServer> {
  const server = await startJaeger(...args);
  servers.push(server);
  return server;
}

function idsIn({ stdout }: Run): string[] {
  const { traces }: { traces: { traceId: string }[] } = JSON.parse(stdout);
  return traces.map(({ traceId }) => traceId);
}

function newestIds(traces: readonly MadeUpTrace[], count: number): string[] {
  return traces
    .toSorted((a, b) => b.start - a.start)
    .slice(0, count)
    .map(({ traceId }) => traceId);
}

describe('a search', () => {
  const orders: [string, (a: MadeUpTrace, b: MadeUpTrace) => number][] = [
    ['newest first', (a, b) => b.start - a.start],
    ['oldest first', (a, b) => a.start - b.start],
    ['in an order of its own', (a, b) => scrambled(a) - scrambled(b)],
  ];

  test.each(orders)('finds the newest beyond the page limit where the store answers %s', async (_, order) => {
    const traces = tracesEachSecond(900, now - 1e6);
    const { url } = await serve(traces, { order });
    const result = await run(['list', '-b', `jaeger+${url}`, '--service', 'shop', '-n', '450', '-o', 'json']);
    expect(result.stderr).toBe('tracectl: 450 of more than 450 traces; --limit for more\n');
    expect(idsIn(result)).toEqual(newestIds(traces, 450));
  });

  test('goes on until the limit is met by traces that match here', async () => {
    const traces = tracesEachSecond(900, now - 1e6);
    const { url } = await serve(traces);
    const where = '{ name = "GET /1" } | count() > 0';
    const result = await run(['list', '-b', `jaeger+${url}`, '--where', where, '-n', '150', '-o', 'json']);
    const wanted = traces.filter(({ name }) => name === 'GET /1');
    expect(idsIn(result)).toEqual(newestIds(wanted, 150));
  });

  test('ends where a server answers all it has, whatever it is asked for', async () => {
    const server = await serve(tracesEachSecond(50, now - 1e6));
    const args = ['list', '-b', `jaeger+${server.url}`, '--service', 'shop', '-n', '20', '-o', 'json'];
    server.ignoresLimits = true;
    expect(idsIn(await run(args))).toHaveLength(20);
    expect(server.requests).toHaveLength(1);
  });

  test('ends where the time ends', async () => {
    const traces = tracesEachSecond(900, now - 1e6);
    const { url } = await serve(traces);
    const args = [
      'list',
      '-b',
      `jaeger+${url}`,
      '--service',
      'shop',
      '-n',
      '0',
      '--since',
      '10s',
      '-o',
      'json',
    ];
    expect(idsIn(await run(args))).toHaveLength(10);
  });

  test('asks for each service where none is named, and says so', async () => {
    const traces = [...tracesEachSecond(2, now - 1e6, 'cart'), ...tracesEachSecond(2, now - 2e6, 'shop')];
    for (const [i, trace] of traces.entries()) trace.traceId = `${i}`.padStart(32, 'b');
    const { url } = await serve(traces);
    const result = await run(['list', '-b', `jaeger+${url}`, '-o', 'json']);
    expect(idsIn(result)).toHaveLength(4);
    expect(result.stderr).toContain('asked for each of 2');
  });

  test('counts a trace once that two services answer with', async () => {
    const [trace] = tracesEachSecond(1, now - 1e6, 'cart');
    const { url } = await serve([trace, { ...trace, service: 'shop' }]);
    const { stdout } = await run(['list', '-b', `jaeger+${url}`, '-q', '-o', 'json']);
    const { traces }: { traces: { spanCount: number }[] } = JSON.parse(stdout);
    expect(traces[0].spanCount).toBe(1);
  });

  test('that finds nothing says where it looked', async () => {
    const { url } = await serve(tracesEachSecond(3, now - 2 * 3600e6));
    const result = await run(['list', '-b', `jaeger+${url}`, '--service', 'shop']);
    expect(result.exitCode).toBe(3);
    expect(result.stderr).toContain(`no trace at Jaeger ${url} matches in the last 1h`);
    expect(result.stderr).toContain('hint: --since 24h looks further back');
  });

  test('is explained: what the server does, what is done here', async () => {
    const { url } = await serve(tracesEachSecond(3, now - 1e6));
    const where = '{ resource.service.name = "shop" } >> { name = "x" }';
    const { stderr } = await run(['list', '-b', `jaeger+${url}`, '--where', where, '--explain']);
    expect(stderr).toContain('the backend filters: resource.service.name = "shop"\n');
    expect(stderr).toContain(`filtered here: ${where}\n`);
    expect(stderr).toContain(`GET ${url}/api/traces?service=shop&`);
  });
});

/** An order that has nothing to do with time. */
function scrambled({ start }: MadeUpTrace): number {
  return Math.imul(Math.floor(start / 1e6), 0x9e3779b1) >>> 0;
}

describe('traces by id', () => {
  test('1,000 of them do not trip a server that allows ten requests at once', async () => {
    const traces = tracesEachSecond(1000, now);
    const server = await serve(traces, { mostAtOnce: 10, delay: 1 });
    const store = new SpanStore();
    const connection = await connect(settingsFor(`jaeger+${server.url}`), {
      env: {},
      events: { warn: () => {}, explain: () => {} },
    });
    const ids = traces.map(({ traceId }) => traceId);
    const fetched = await fetchTraces(connection, ids, undefined, { store, report: new ReadReport() });
    await connection.close();
    expect(fetched.missing).toEqual([]);
    expect(store.size).toBe(1000);
    expect(server.refused).toBe(0);
    expect(server.mostConcurrent).toBeLessThanOrEqual(mostRequests);
    expect(server.mostConcurrent).toBeGreaterThan(1);
  }, 60_000);

  test('several are shown in the order they were asked for', async () => {
    const traces = tracesEachSecond(3, now);
    const { url } = await serve(traces);
    const ids = [traces[2].traceId, traces[0].traceId];
    const result = await run(['show', ...ids, '-b', `jaeger+${url}`, '-o', 'json']);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(idsIn(result)).toEqual(ids);
  });

  test('what is not there is told, and what is there is shown', async () => {
    const traces = tracesEachSecond(1, now);
    const { url } = await serve(traces);
    const result = await run(['show', traces[0].traceId, 'dead', '-b', `jaeger+${url}`]);
    expect(result.exitCode).toBe(3);
    expect(result.stdout).toContain('[shop] GET /0');
    expect(result.stderr).toContain(`no trace dead at Jaeger ${url} (tried its id)`);
  });

  test.each([
    ['upper case', (id: string) => id.toUpperCase()],
    ['a traceparent', (id: string) => `00-${id}-00f067aa0ba902b7-01`],
    ['a line of a log', (id: string) => `level=error msg="payment failed" trace_id=${id} user=7`],
    ['base64', (id: string) => Buffer.from(id, 'hex').toString('base64')],
    ['a UUID', (id: string) => id.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')],
    ['an X-Ray id', (id: string) => `Root=1-${id.slice(0, 8)}-${id.slice(8)};Sampled=1`],
  ])('is found by %s', async (_, spell) => {
    const traces = tracesEachSecond(1, now);
    const { url } = await serve(traces);
    const { exitCode, stdout } = await run(['show', spell(traces[0].traceId), '-b', `jaeger+${url}`]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('[shop] GET /0');
  });

  test('is found by the address that a browser shows', async () => {
    const traces = tracesEachSecond(1, now);
    const { url } = await serve(traces);
    const { exitCode, stdout } = await run(['show', `${url}/trace/${traces[0].traceId}?uiFind=x`]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('[shop] GET /0');
  });
});

describe('--wait', () => {
  test('waits until the trace is there and grows no more', async () => {
    const [trace] = tracesEachSecond(1, now);
    const server = await serve([]);
    setTimeout(() => server.traces.push(trace), 100);
    setTimeout(() => (trace.children = 2), 400);
    const args = ['show', trace.traceId, '-b', `jaeger+${server.url}`, '--wait', '10s', '-o', 'json'];
    const { exitCode, stdout } = await run(args);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('"spanCount": 3');
  });

  test('gives up when its time is over', async () => {
    const { url } = await serve([]);
    const { exitCode, stderr } = await run(['show', 'abc', '-b', `jaeger+${url}`, '--wait', '300ms']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('no trace abc at');
  });
});

describe('names', () => {
  test.each([
    [['services'], 'cart\nshop\n'],
    [['tags', '-q'], 'resource.service.name\n'],
  ])('%j lists what the backend knows', async (args, expected) => {
    const traces = [...tracesEachSecond(1, now - 1e6, 'shop'), ...tracesEachSecond(1, now - 1e6, 'cart')];
    const { url } = await serve(traces);
    expect(await run([...args, '-b', `jaeger+${url}`])).toEqual({
      exitCode: 0,
      stdout: expected,
      stderr: '',
    });
  });

  test('operations come with their kind', async () => {
    const { url } = await serve(tracesEachSecond(2, now));
    const { stdout } = await run(['operations', 'shop', '-b', `jaeger+${url}`, '-o', 'json']);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      operations: [
        { name: 'GET /0', kind: 'server' },
        { name: 'GET /1', kind: 'server' },
      ],
    });
  });

  test.each([
    ['services', 'services'],
    ['operations', 'operations', 'shop'],
    ['tags', 'tags'],
    ['values', 'tags', 'service.name'],
  ])('%s keep to their schema', async (list, ...args) => {
    const schema: object = JSON.parse(readFileSync('docs/schemas/names.json', 'utf8'));
    const { url } = await serve(tracesEachSecond(2, now - 1e6));
    const { stdout } = await run([...args, '-b', `jaeger+${url}`, '-o', 'json', '-q']);
    const document: Record<string, unknown[]> = JSON.parse(stdout);
    expect(new Ajv().validate(schema, document)).toBe(true);
    expect(document[list]).not.toEqual([]);
  });

  test('come from a dump just the same', async () => {
    const { stdout } = await run(['services', 'fixtures/otlp-json/checkout.json']);
    expect(stdout).toBe('bank\ncart\ncatalog\nfrontend\nnotifications\norders\npayment\n');
    const operations = await run(['operations', 'bank', '-f', 'fixtures/otlp-json/checkout.json']);
    expect(operations.stdout).toContain('issuer.Authorize');
    const tags = await run(['tags', '-f', 'fixtures/otlp-json/checkout.json']);
    expect(tags.stdout).toContain('resource.service.name\n');
    const values = await run(['tags', 'resource.service.name', '-f', 'fixtures/otlp-json/checkout.json']);
    expect(values.stdout).toBe(stdout);
  });
});

test('a context remembers the kind that a probe found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracectl-test-'));
  const { url, requests } = await serve(tracesEachSecond(1, now - 1e6));
  const config = join(folder, 'config.yaml');
  writeFileSync(config, `currentContext: here\ncontexts:\n  here:\n    url: ${url}\n`, { mode: 0o600 });
  const env = { TRACECTL_CONFIG: config };
  await run(['services'], { env });
  expect(readFileSync(config, 'utf8')).toContain('kind: jaeger');
  const before = requests.length;
  expect((await run(['services'], { env })).stdout).toBe('shop\n');
  expect(requests.length - before).toBe(1);
  rmSync(folder, { recursive: true });
});
