/** `context test` against real servers: each step, and the one that fails where something is wrong. */
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';

import { afterEach, describe, expect, test } from 'vitest';

import { run } from '../cli/context.ts';
import { startServer, type TestServer } from '../support/http.ts';
import { startJaeger, tracesEachSecond } from '../support/jaeger-server.ts';
import { pem, startTlsServer } from '../support/tls/server.ts';

const servers: { close: () => Promise<void> }[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function closing<Server extends { close: () => Promise<void> }>(server: Server): Server {
  servers.push(server);
  return server;
}

interface Tested {
  exitCode: number;
  /** `step: detail`, the failed ones in capitals. */
  steps: string[];
  hint: string | null;
  stderr: string;
}

async function tested(url: string, ...flags: string[]): Promise<Tested> {
  const args = ['context', 'test', url, '--retries', '0', '-o', 'json', ...flags];
  const { exitCode, stdout, stderr } = await run(args);
  interface Shown {
    steps: { step: string; ok: boolean; detail: string; hint: string | null }[];
  }
  const { steps }: Shown = stdout === '' ? { steps: [] } : JSON.parse(stdout);
  return {
    exitCode,
    steps: steps.map(({ step, ok, detail }) => `${ok ? step : step.toUpperCase()}: ${detail}`),
    hint: steps.at(-1)?.hint ?? null,
    stderr,
  };
}

/** Answers as a Jaeger with one service. */
function answer(response: ServerResponse): void {
  response.end('{"data":["shop"]}');
}

/** A server whose every answer is this. */
async function answering(status: number, body: string, type = 'application/json'): Promise<TestServer> {
  return closing(
    await startServer((_, response) => {
      response.writeHead(status, { 'content-type': type }).end(body);
    }),
  );
}

describe('where all is well', () => {
  test('all steps are told', async () => {
    const { url } = closing(await startJaeger(tracesEachSecond(1, 0)));
    expect(await tested(url)).toEqual({
      exitCode: 0,
      steps: [
        'resolve: 127.0.0.1',
        `connect: port ${new URL(url).port} is open`,
        'auth: none wanted',
        'kind: Jaeger',
        'version: it does not tell',
        'query: it knows 1 service',
      ],
      hint: null,
      stderr: '',
    });
  });

  test('the kind may be stated, and credentials given', async () => {
    const { url } = closing(await startJaeger([]));
    const { steps } = await tested(`jaeger+${url}`, '--token', 't0ken');
    expect(steps.slice(2)).toEqual([
      'auth: the credentials are accepted',
      'kind: Jaeger, as stated',
      'version: it does not tell',
      'query: it answers; it knows no service yet',
    ]);
  });

  test.each(['localhost', '127.0.0.1'])('TLS is a step: %s', async (host) => {
    const server = closing(await startTlsServer((_, response) => answer(response)));
    const url = `jaeger+${server.url.replace('localhost', host)}`;
    const { exitCode, steps, stderr } = await tested(url, '--cacert', pem('ca.pem'));
    expect({ exitCode, tls: steps[2], stderr }).toEqual({
      exitCode: 0,
      tls: 'tls: the certificate is valid',
      stderr: '',
    });
    expect((await tested(url, '--insecure')).steps[2]).toBe('tls: the certificate is not checked');
  });
});

describe('where something is wrong, the step is told:', () => {
  test('no such host', async () => {
    const { exitCode, steps, hint, stderr } = await tested('http://no-such-host.invalid');
    expect(exitCode).toBe(5);
    expect(steps).toEqual(['RESOLVE: cannot reach http://no-such-host.invalid: no such host']);
    expect(hint).toContain('check the host name');
    expect(stderr).toContain('failed at resolve\n');
  });

  test('nothing listens', async () => {
    const { exitCode, steps, hint } = await tested('http://127.0.0.1:1');
    expect(exitCode).toBe(5);
    expect(steps).toEqual([
      'resolve: 127.0.0.1',
      'CONNECT: cannot reach http://127.0.0.1:1: connection refused',
    ]);
    expect(hint).toContain('Jaeger has 16686');
  });

  test.each([
    ['server.pem', [], 'its certificate is signed by an unknown authority', '--cacert'],
    ['expired.pem', ['--cacert', pem('ca.pem')], 'its certificate has expired', 'clock'],
    [
      'elsewhere.pem',
      ['--cacert', pem('ca.pem')],
      'its certificate is for another host',
      'a name that the certificate holds',
    ],
  ])('the certificate: %s', async (certificate, flags, why, what) => {
    const { url } = closing(await startTlsServer((_, response) => answer(response), { certificate }));
    const { exitCode, steps, hint } = await tested(url, ...flags);
    expect(exitCode).toBe(5);
    expect(steps).toHaveLength(3);
    expect(steps[2]).toBe(`TLS: cannot reach ${url}: ${why}`);
    expect(hint).toContain(what);
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a client certificate is wanted, with %s',
    async (maxVersion) => {
      const options = { requestCert: true, rejectUnauthorized: true, maxVersion };
      const { url } = closing(await startTlsServer((_, response) => answer(response), options));
      const trusting = ['--cacert', pem('ca.pem')];
      const without = await tested(url, ...trusting);
      expect(without.steps).toHaveLength(3);
      expect(without.steps[2]).toMatch(/^TLS: /);
      expect(without.hint).toContain('--cert FILE --key FILE');
      const withOne = await tested(
        `jaeger+${url}`,
        ...trusting,
        '--cert',
        pem('client.pem'),
        '--key',
        pem('client-key.pem'),
      );
      expect(withOne).toMatchObject({ exitCode: 0, hint: null });
    },
  );

  test('https where there is http', async () => {
    const { url } = await answering(200, '{}');
    const { steps, hint } = await tested(url.replace('http:', 'https:'));
    expect(steps.at(-1)).toMatch(/^TLS: .*it does not speak TLS$/);
    expect(hint).toBe('try http:// instead of https://');
  });

  test('a server that takes connections and does not shake hands', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const sockets: { destroy: () => void }[] = [];
    server.on('connection', (socket) => sockets.push(socket));
    const address = server.address();
    const url = `https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const { steps } = await tested(url, '--timeout', '200ms');
    for (const socket of sockets) socket.destroy();
    server.close();
    expect(steps.at(-1)).toBe(`TLS: cannot reach ${url}: the connection timed out`);
  });

  test.each([
    [401, [], 'it wants credentials'],
    [401, ['--token', 'old'], 'has the token expired'],
    [403, ['--token', 'old'], 'has the token expired'],
  ])('access is refused: %d %j', async (status, flags, what) => {
    const { url } = await answering(status, '{"message":"go away"}');
    for (const kind of ['', 'tempo+', 'jaeger+', 'zipkin+']) {
      const { exitCode, steps, hint } = await tested(kind + url, ...flags);
      expect(exitCode).toBe(5);
      expect(steps).toHaveLength(3);
      expect(steps[2]).toMatch(new RegExp(`^AUTH: .* answered ${status}: go away$`));
      expect(hint).toContain(what);
    }
  });

  test('a web page answers', async () => {
    const { url } = await answering(200, '<!doctype html><title>Log in</title>', 'text/html');
    const probed = await tested(url);
    expect(probed.steps).toHaveLength(3);
    expect(probed.steps[2]).toMatch(/^KIND: .* answered with a web page \("Log in"\), not with traces$/);
    expect(probed.hint).toContain('the server wants a login');
    expect((await tested(`tempo+${url}`)).steps[2]).toMatch(/^QUERY: .*web page/);
  });

  test('it is something else', async () => {
    const { url } = await answering(404, '{"message":"no route"}');
    const { steps, hint } = await tested(url);
    expect(steps[2]).toBe(`KIND: what answers at ${url}/ is no Jaeger, Tempo or Zipkin`);
    expect(hint).toContain('--backend-kind');
  });

  test('it is of another kind than stated', async () => {
    const { url } = closing(await startJaeger([]));
    const { steps, hint } = await tested(`zipkin+${url}`);
    expect(steps.at(-1)).toMatch(/^QUERY: .* answered with a web page/);
    expect(hint).toContain('base path');
  });
});

test.each([
  ['--cacert', '/no/such.pem', 'cannot read /no/such.pem (--cacert): ENOENT'],
  ['--cert', pem('client.pem'), 'no private key in'],
])('files of TLS are looked at before all steps: %s', async (flag, path, message) => {
  const { exitCode, steps, stderr } = await tested('https://127.0.0.1:1', flag, path);
  expect({ exitCode, steps }).toEqual({ exitCode: 2, steps: [] });
  expect(stderr).toContain(message);
});
