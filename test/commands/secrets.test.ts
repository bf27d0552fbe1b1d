/** No command shows a secret, whatever the server does with it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { commands } from '../../src/commands/index.ts';
import { run } from '../cli/context.ts';
import { startServer, type TestServer } from '../support/http.ts';

const token = 'tk-5f1d0c9e8b7a6655';
const password = 'pw-00112233445566aa';
const secrets = [token, password, Buffer.from(`reader:${password}`).toString('base64')];

const folder = mkdtempSync(join(tmpdir(), 'tracectl-secrets-'));
const config = join(folder, 'config.yaml');
let server: TestServer;
let elsewhere: TestServer;

/** Answers with what it got, in each way that a server may fail. */
function misbehave(request: IncomingMessage, response: ServerResponse): void {
  const echo = JSON.stringify({ headers: request.headers, url: request.url });
  const mode = /\/(redirect|fail|refuse|page|echo)\b/.exec(request.url ?? '')?.[1];
  const seen = encodeURIComponent(JSON.stringify(request.headers));
  if (mode === 'redirect') response.writeHead(302, { location: `${elsewhere.url}/fail?seen=${seen}` }).end();
  else if (mode === 'refuse') response.writeHead(401).end(`not authorised: ${echo}`);
  else if (mode === 'page') {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!doctype html><title>Sign in, ${request.headers.authorization}</title>`);
  } else if (mode === 'echo') response.writeHead(200, { 'content-type': 'application/json' }).end(echo);
  else response.writeHead(500).end(`oops ${echo}`);
}

beforeAll(async () => {
  server = await startServer(misbehave);
  elsewhere = await startServer(misbehave);
});

afterAll(async () => {
  await server.close();
  await elsewhere.close();
  rmSync(folder, { recursive: true });
});

const id = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Arguments with which a command talks to a backend; null: it does not. */
const talking: Record<string, string[] | null> = {
  show: ['show', id],
  'critical-path': ['critical-path', id],
  slowest: ['slowest', '--service', 'a'],
  stats: ['stats', '--service', 'a'],
  graph: ['graph', '--service', 'a'],
  convert: ['convert', id, '--to', 'zipkin'],
  report: ['report', id],
  check: ['check', id, '--max-duration', '1s'],
  diff: ['diff', id, id.replace('4', '5')],
  lock: ['lock', '--service', 'a', '--check'],
  list: ['list', '--where', '{ status = error }', '--explain'],
  services: ['services'],
  operations: ['operations', 'a'],
  tags: ['tags', 'a'],
  probe: ['probe', 'http://127.0.0.1:1/'],
  context: ['context', 'test'],
  // Looks for a terminal before it asks anybody, and then loads what list does.
  explore: null,
  listen: null,
  run: null,
  decode: null,
  demo: null,
  completion: null,
};

test('all commands are covered', () => {
  expect(Object.keys(talking).sort()).toEqual(commands.map(({ name }) => name).sort());
});

const modes = ['redirect', 'fail', 'refuse', 'page', 'echo'];
const kinds = ['', 'jaeger+', 'tempo+', 'zipkin+'];
const cases = Object.values(talking)
  .filter((args) => args !== null)
  .flatMap((args) =>
    modes.map((mode) => ({ args, mode, name: `${args[0]} where the server does: ${mode}` })),
  );

describe.each(cases)('$name', ({ args, mode }) => {
  test.each(kinds)('as %s', async (kind) => {
    const url = `${kind}${server.url}/${mode}`;
    writeFileSync(
      config,
      `currentContext: here\ncontexts:\n  here: {url: "${url}", user: reader, password: ${password}}\n`,
      { mode: 0o600 },
    );
    const env = { TRACECTL_CONFIG: config, TRACECTL_TOKEN: token };
    const withToken = ['--retries', '0', '-v', '--debug', '--header', `X-Api-Key: ${token}`];
    const outputs = [
      await run([...args, ...withToken], { env }),
      await run([...args, '--retries', '0', '-v', '--debug'], { env: { TRACECTL_CONFIG: config } }),
      await run([...args, '--retries', '0', '-v', '-b', url.replace('://', `://reader:${password}@`)]),
    ];
    for (const { stdout, stderr } of outputs) {
      for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
      expect(stderr).not.toBe('');
    }
  });
});

test.each([['list'], ['list', '-o', 'json'], ['list', '-o', 'yaml'], ['use', 'here'], ['remove', 'here']])(
  'context %j',
  async (...args) => {
    writeFileSync(
      config,
      `contexts: {here: {url: "${server.url}", token: ${token}, headers: {X-Key: ${password}}}}\n`,
      { mode: 0o644 },
    );
    const { stdout, stderr } = await run(['context', ...args, '-v'], { env: { TRACECTL_CONFIG: config } });
    for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
  },
);

test('a misspelled option does not show its value', async () => {
  const { stderr } = await run(['list', `--tokne=${token}`]);
  expect(stderr).toContain("unknown option '--tokne'");
  expect(stderr).not.toContain(token);
});
