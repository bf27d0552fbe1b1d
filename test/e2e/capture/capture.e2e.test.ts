/** What real SDKs and a real collector export, received by `run` and `listen` of the built command. */
import { type ChildProcess, spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const folder = import.meta.dirname;
const tracectl = join(folder, '../../../dist/tracectl.cjs');
const python = join(folder, '.venv/bin/python');
const unavailable = whyUnavailable();

/** The programs, and the protocols that their SDKs have an exporter for. */
const programs = {
  node: { command: [process.execPath, 'app.mjs'], protocols: ['grpc', 'http/protobuf', 'http/json'] },
  python: {
    command: [join(folder, '.venv/bin/opentelemetry-instrument'), python, 'app.py'],
    protocols: ['grpc', 'http/protobuf'],
  },
};
const cases = Object.entries(programs).flatMap(([language, { command, protocols }]) =>
  protocols.map((protocol) => ({ language, command, protocol })),
);

let store: string;
let children: ChildProcess[] = [];

beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'tracectl-capture-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'close');
  }
  rmSync(store, { recursive: true });
});

describe.skipIf(unavailable !== undefined)(`real SDKs${unavailable ?? ''}`, () => {
  test.each(cases)(
    'run: $language over $protocol, set up by the environment alone',
    ({ command, protocol }) => {
      const path = join(store, 'traces.jsonl');
      const { status, stderr } = run(['run', '--save', path, '--', ...command], {
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: 'tracectl: 4 spans received\n' });
      expectOrders(show([path]));
    },
  );

  test.each(cases)('listen: $language over $protocol', async ({ command, protocol }) => {
    const { grpc, http, stop } = await listen();
    const [program, ...args] = command;
    const { status } = spawnSync(program, args, {
      cwd: folder,
      env: environment({
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_INSECURE: 'true',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${protocol === 'grpc' ? grpc : http}`,
      }),
    });
    expect(status).toBe(0);
    await stop();
    expectOrders(show([]));
  });

  test('listen: a collector that forwards over gRPC and HTTP, in protobuf, JSON and gzip', async (context) => {
    const { grpc, http, stop, stderr } = await listen();
    const collector = start(process.execPath, [
      'collector.mjs',
      `127.0.0.1:${grpc}`,
      `http://127.0.0.1:${http}`,
    ]);
    const [line] = await once(collector.stdout ?? collector, 'data');
    const url = String(line).trim();
    if (url.startsWith('skipped')) context.skip(url);
    const headers = { 'content-type': 'application/json' };
    const body = readFileSync(join(folder, '../../../fixtures/otlp-json/checkout.json'));
    // Without a queue the collector answers when all of its exporters have.
    const answer = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
    await stop();
    expect(stderr()).toContain('144 spans received');
    const [trace] = show([]).traces;
    expect(trace).toMatchObject({ spanCount: 48, rootName: 'POST /checkout' });
  });
});

interface Shown {
  traces: { spanCount: number; rootName: string; spans: Record<string, unknown>[] }[];
}

/** The traces of a dump, or of the store. */
function show(args: readonly string[]): Shown {
  const { stdout } = run(['show', '--all', '-q', '-o', 'json', ...args]);
  return JSON.parse(stdout);
}

/** The trace that both programs make. */
function expectOrders({ traces }: Shown): void {
  expect(traces).toHaveLength(1);
  const [{ spans, ...trace }] = traces;
  expect(trace).toMatchObject({
    rootService: 'orders',
    rootName: 'GET /orders',
    spanCount: 4,
    errorCount: 1,
  });
  expect(spans[0]).toMatchObject({ kind: 'server', attributes: { 'http.route': '/orders' } });
  const queries = spans.slice(1).sort((a, b) => rowsOf(a) - rowsOf(b));
  queries.forEach((query, i) => {
    expect(query).toMatchObject({
      name: 'SELECT orders',
      kind: 'client',
      parentSpanId: spans[0]['spanId'],
      error: i === 2,
      attributes: { 'db.system': 'postgresql', rows: i, cached: i === 0, cost: 0.5 },
      scope: { name: 'capture', version: '1.0.0' },
      events: [{ name: 'row read', attributes: { text: '注文 🍵' } }],
    });
  });
}

function rowsOf({ attributes }: Record<string, unknown>): number {
  return typeof attributes === 'object' && attributes !== null && 'rows' in attributes
    ? Number(attributes.rows)
    : NaN;
}

function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const clean = Object.entries(process.env).filter(([name]) => !/^(OTEL|TRACECTL)_/.test(name));
  return {
    ...Object.fromEntries(clean),
    TRACECTL_CONFIG: join(store, 'none.yaml'),
    TRACECTL_STORE: store,
    OTEL_SERVICE_NAME: 'orders',
    ...more,
  };
}

function run(args: readonly string[], more: Record<string, string> = {}): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [tracectl, ...args], {
    cwd: folder,
    env: environment(more),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function start(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { cwd: folder, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

/** A listener on free ports; `stop` has it end, and everything written. */
async function listen(): Promise<{
  grpc: string;
  http: string;
  stop: () => Promise<void>;
  stderr: () => string;
}> {
  const ports = ['--grpc-port', '0', '--http-port', '0', '--zipkin-port', 'off', '--jaeger-port', 'off'];
  const child = start(process.execPath, [tracectl, 'listen', ...ports]);
  let stderr = '';
  const [grpc, http] = await new Promise<string[]>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      const found = /gRPC\s+localhost:(\d+)\n.*HTTP\s+localhost:(\d+)\n/.exec(stderr);
      if (found !== null) resolve(found.slice(1));
    });
    child.on('exit', () => reject(new Error(`the listener ended: ${stderr}`)));
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    await once(child, 'close');
  };
  return { grpc, http, stop, stderr: () => stderr };
}

/** Installs the SDKs; why that can't be done, for the title of what is skipped. */
function whyUnavailable(): string | undefined {
  const { status, stderr } = spawnSync(process.execPath, ['install.mjs'], { cwd: folder, encoding: 'utf8' });
  if (status === 0) return undefined;
  return ` (skipped: the SDKs could not be installed: ${stderr.trim().split('\n').at(-1)})`;
}
