/** The built command against servers: what only a process shows. */
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tls from 'node:tls';

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { startProxy } from '../backends/proxy-server.ts';
import { startServer, type TestServer } from '../support/http.ts';
import { pem, startTlsServer } from '../support/tls/server.ts';

const servers: { close: () => Promise<void> }[] = [];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracectl-process-'));
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  start: typeof startServer = startServer,
): Promise<TestServer> {
  const server = await start(answer);
  servers.push(server);
  return server;
}

interface Result {
  stdout: string;
  stderr: string;
  /** The exit code, or the signal that ended it. */
  end: number | string | null;
}

interface Started {
  child: ChildProcess;
  result: Promise<Result>;
}

/** Starts the command; temporary files go to the folder of this test. */
function started(args: string[], env: Record<string, string> = {}): Started {
  const clean = Object.entries(process.env).filter(([name]) => !/_proxy$|^NODE_/i.test(name));
  const child = spawn(process.execPath, ['dist/tracectl.cjs', ...args], {
    env: {
      ...Object.fromEntries(clean),
      NODE_DISABLE_COMPILE_CACHE: '1',
      TRACECTL_CONFIG: join(folder, 'none.yaml'),
      TMPDIR: folder,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const result = new Promise<Result>((resolve) => {
    child.on('close', (code, signal) => resolve({ stdout, stderr, end: signal ?? code }));
  });
  return { child, result };
}

function tracectl(args: string[], env?: Record<string, string>): Promise<Result> {
  return started(args, env).result;
}

const works: Result = { stdout: 'shop\n', stderr: '', end: 0 };
const trusting = ['--cacert', pem('ca.pem')];

function answer(_: IncomingMessage, response: ServerResponse): void {
  response.end('{"data":["shop"]}');
}

test('an interrupt during a reply ends it at once, and leaves no file', async () => {
  const large = Buffer.alloc(9 << 20, ' ');
  const events = new EventEmitter();
  const { url } = await serve((_, response) => {
    response.write(large, () => events.emit('sent'));
  });
  const { child, result } = started(['show', 'abc', '-b', `jaeger+${url}`]);
  await once(events, 'sent');
  // The last bytes are on their way.
  await new Promise((resolve) => setTimeout(resolve, 200));
  child.kill('SIGINT');
  const { end, stdout } = await result;
  // A shell reports a process that a signal ended as 128 + its number: 130.
  expect(['SIGINT', 130]).toContain(end);
  expect(stdout).toBe('');
  expect(readdirSync(folder)).toEqual([]);
});

test('a proxy is gone through, with a tunnel and without', async () => {
  const proxy = await startProxy();
  servers.push(proxy);
  const { url } = await serve(answer, startTlsServer);
  const env = { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url };
  expect(await tracectl(['services', '-b', `jaeger+${url}`, ...trusting], env)).toEqual(works);
  expect(await tracectl(['services', '-b', 'jaeger+http://backend.test'], env)).toEqual({
    ...works,
    stdout: 'by way of the proxy\n',
  });
  expect(proxy.lines).toEqual([`CONNECT ${new URL(url).host}`, 'GET http://backend.test/api/services']);
});

test('TLS works without a word from Node', async () => {
  const { url } = await serve(answer, startTlsServer);
  const byAddress = url.replace('localhost', '127.0.0.1');
  for (const flags of [trusting, ['--insecure']]) {
    expect(await tracectl(['services', '-b', `jaeger+${byAddress}`, ...flags])).toEqual(works);
    expect(await tracectl(['context', 'test', `jaeger+${byAddress}`, ...flags])).toMatchObject({
      stderr: '',
      end: 0,
    });
  }
});

test.skipIf(!('getCACertificates' in tls))('--cacert comes on top of what Node trusts anyway', async () => {
  const { url } = await serve(answer, startTlsServer);
  const env = { NODE_EXTRA_CA_CERTS: pem('ca.pem') };
  const other = ['--cacert', pem('elsewhere.pem')];
  expect(await tracectl(['services', '-b', `jaeger+${url}`, ...other], env)).toEqual(works);
  expect((await tracectl(['services', '-b', `jaeger+${url}`, ...other])).stderr).toContain(
    'unknown authority',
  );
});
