import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Context, EndSignal } from '../../src/cli/context.ts';
import { run, type Run } from '../cli/context.ts';
import { requestOf, send } from '../receiver/receiving.ts';

const json = { 'content-type': 'application/json' };
const free = ['--grpc-port', '0', '--http-port', '0', '--zipkin-port', 'off', '--jaeger-port', 'off'];

let store: string;
let stop: ((signal: EndSignal) => void) | undefined;
let stderr = '';
let stdout = '';

beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'tracectl-listen-'));
  stderr = stdout = '';
});

afterEach(() => rmSync(store, { recursive: true }));

/** Runs `listen` until it is told to stop. */
function listen(args: readonly string[] = [], more: Partial<Context> = {}): Promise<Run> {
  return run(['listen', ...free, '--settle', '50ms', ...args], {
    env: { TRACECTL_STORE: store },
    now: () => new Date(),
    write: (text) => (stdout += text),
    warn: (text) => (stderr += text),
    onSignal(handler) {
      stop = handler;
      return () => (stop = undefined);
    },
    ...more,
  });
}

/** Waits for what `find` finds. */
async function until<Found>(find: () => Found | undefined): Promise<Found> {
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The address for OTLP over HTTP, once it is told. */
function address(): Promise<string> {
  return until(() => /OTLP over HTTP\s+\S+:(\d+)/.exec(stderr)?.[1]).then(
    (port) => `http://127.0.0.1:${port}`,
  );
}

describe('a listener', () => {
  test('keeps spans, tells their trace, and ends with what came', async () => {
    const ended = listen();
    await send(`${await address()}/v1/traces`, requestOf('b7ad6b7169203331', 'b7ad6b7169203332'), json);
    await until(() => (stdout.includes('GET /') ? true : undefined));
    stop?.('SIGINT');
    expect((await ended).exitCode).toBe(130);
    expect(stdout.split('\n')[1]).toMatch(
      /^22:13:20\.000 +5ms +2 +1 +0 {2}0af7651916cd43dd8448eb211c80319c {2}\[shop\] GET \/$/,
    );
    expect(stderr).toContain('2 spans received');
    const list = await run(['list', '-o', 'json'], { env: { TRACECTL_STORE: store } });
    expect(JSON.parse(list.stdout).traces).toMatchObject([{ spanCount: 2, rootService: 'shop' }]);
  });

  test('tells traces that are not finished at the end, and SIGTERM apart', async () => {
    const ended = listen(['--settle', '1h', '-o', 'ndjson']);
    await send(`${await address()}/v1/traces`, requestOf('b7ad6b7169203331'), json);
    stop?.('SIGTERM');
    expect((await ended).exitCode).toBe(143);
    const record: unknown = JSON.parse(stdout);
    const schema: unknown = JSON.parse(readFileSync('docs/schemas/listen.json', 'utf8'));
    const validate = new Ajv({ strict: true }).compile(Object(schema));
    validate(record);
    expect(validate.errors).toBeNull();
    expect(record).toEqual({
      schemaVersion: 1,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      rootSpanId: 'b7ad6b7169203331',
      rootService: 'shop',
      rootName: 'GET /',
      startTimeUnixNano: '1700000000000000000',
      durationNano: 5_000_000,
      extentNano: 5_000_000,
      spanCount: 1,
      serviceCount: 1,
      errorCount: 0,
    });
  });

  test('draws the trees on request, as show does', async () => {
    const ended = listen(['--show']);
    const url = `${await address()}/v1/traces`;
    await send(url, readFileSync('fixtures/otlp-json/checkout.json'), json);
    await until(() => (stdout.includes('issuer.Authorize') ? true : undefined));
    stop?.('SIGINT');
    await ended;
    const shown = await run(['show', 'fixtures/otlp-json/checkout.json']);
    expect(stdout).toBe(`${shown.stdout}\n`);
  });

  test('says with a lone span what was rejected, broken and left out', async () => {
    const ended = listen();
    const url = await address();
    await send(`${url}/v1/traces`, requestOf('b7ad6b7169203331', ''), json);
    await send(`${url}/v1/traces`, '{', json);
    await send(`${url}/v1/metrics`, '{}', json);
    stop?.('SIGINT');
    await ended;
    expect(stderr).toContain(
      '1 span received; 1 span without ids or times; 1 request could not be read; 1 request with metrics left out',
    );
  });

  test('says what listening to everybody risks', async () => {
    const ended = listen(['--host', '0.0.0.0']);
    await address();
    stop?.('SIGINT');
    await ended;
    expect(stderr).toContain('warning: everybody who reaches 0.0.0.0 can send spans');
  });

  test('ends quietly where nobody reads any more, and with what a view throws', async () => {
    const { ClosedOutput } = await import('../../src/cli/context.ts');
    const ended = listen([], {
      write() {
        throw new ClosedOutput();
      },
    });
    await send(`${await address()}/v1/traces`, requestOf('b7ad6b7169203331'), json);
    expect((await ended).exitCode).toBe(0);
  });
});

describe('what is refused', () => {
  test('a port that is taken, with a way out', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { exitCode } = await listen(['--http-port', port]);
    await new Promise((resolve) => other.close(resolve));
    expect(exitCode).toBe(5);
    expect(stderr).toContain(`cannot listen on 127.0.0.1:${port} for OTLP over HTTP: the port is taken`);
    expect(stderr).toContain('hint: --http-port takes another port');
  });

  test.each([
    [['--host', '192.0.2.1'], 5, 'this machine has no such address'],
    [['-o', 'json'], 2, '-o json is known only at the end'],
    [['--http-port', '70000'], 2, 'Expected a port'],
    [['traces.json'], 2, 'listen takes no argument: traces.json'],
    [['--store', 'package.json'], 4, 'it is a file'],
  ])('%j', async (args, exitCode, message) => {
    expect((await listen(args)).exitCode).toBe(exitCode);
    expect(stderr).toContain(message);
  });
});

describe('where no source is named', () => {
  const id = '0af7651916cd43dd8448eb211c80319c';

  test('an empty store is the error that says how to name one', async () => {
    const { exitCode, stderr: message } = await run(['list'], { env: { TRACECTL_STORE: store } });
    expect(exitCode).toBe(2);
    expect(message).toContain('no traces to read');
  });

  test('the store is searched for an id, and says what is near', async () => {
    const ended = listen();
    await send(`${await address()}/v1/traces`, requestOf('b7ad6b7169203331'), json);
    stop?.('SIGINT');
    await ended;
    const env = { TRACECTL_STORE: store };
    expect((await run(['show', id], { env })).stdout).toContain('[shop] GET / (5ms)');
    const missing = await run(['show', '0af7651916cd43dd8448eb211c803199'], { env });
    expect(missing.exitCode).toBe(3);
    expect(missing.stderr).toContain(`did you mean ${id}?`);
    expect((await run(['convert', '--to', 'otlp-json'], { env })).stdout).toContain(id);
  });

  test('a file, a backend and a dump that is piped in come first', async () => {
    const ended = listen();
    await send(`${await address()}/v1/traces`, requestOf('b7ad6b7169203331'), json);
    stop?.('SIGINT');
    await ended;
    const { stdout: shown } = await run(['list', 'fixtures/otlp-json/checkout.json', '-o', 'json'], {
      env: { TRACECTL_STORE: store },
    });
    expect(shown).not.toContain(id);
    const asked = await run(['list'], {
      env: { TRACECTL_STORE: store, TRACECTL_BACKEND: 'tempo+http://127.0.0.1:9' },
    });
    expect(asked.exitCode).toBe(5);
  });
});
