/** Requests by way of a proxy, as environment and contexts ask for it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { proxyFor } from '../../src/backends/http/proxy.ts';
import { UsageError } from '../../src/errors.ts';
import { run, type Run } from '../cli/context.ts';
import { startServer, type TestServer } from '../support/http.ts';
import { pem, startTlsServer } from '../support/tls/server.ts';
import { type ProxyBehaviour, startProxy, type TestProxy } from './proxy-server.ts';

const running: { close: () => Promise<void> }[] = [];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracectl-proxy-'));
});

afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

async function proxy(behaviour?: ProxyBehaviour): Promise<TestProxy> {
  const started = await startProxy(behaviour);
  running.push(started);
  return started;
}

/** A server that says how it was reached. */
async function target(start: typeof startServer = startServer): Promise<TestServer> {
  const server = await start((_, response) => response.end('{"data":["reached"]}'));
  running.push(server);
  return server;
}

function services(env: Record<string, string>, backend: string, ...flags: string[]): Promise<Run> {
  return run(['services', '-b', backend, '--retries', '0', ...flags], { env });
}

const works: Run = { exitCode: 0, stdout: 'reached\n', stderr: '' };
const worksByProxy: Run = { exitCode: 0, stdout: 'by way of the proxy\n', stderr: '' };

/** With a password that is not to be seen. */
function withCredentials(url: string): string {
  return url.replace('://', '://someone:pass%2Fw0rd-1234@');
}

const secrets = [
  'pass/w0rd-1234',
  'pass%2Fw0rd-1234',
  Buffer.from('someone:pass/w0rd-1234').toString('base64'),
];

describe('what is http', () => {
  test('goes to HTTP_PROXY as it is, to be asked for by the proxy', async () => {
    const { url, lines, headers } = await proxy();
    const result = await services(
      { HTTP_PROXY: url },
      'jaeger+http://backend.test:16686/base',
      '--token',
      't0ken',
    );
    expect(result).toEqual(worksByProxy);
    expect(lines).toEqual(['GET http://backend.test:16686/base/api/services']);
    expect(headers[0]).toMatchObject({ host: 'backend.test:16686', authorization: 'Bearer t0ken' });
    expect(headers[0]).not.toHaveProperty('proxy-authorization');
  });

  test('has the credentials that are in the address of the proxy', async () => {
    const { url, headers } = await proxy();
    await services({ HTTP_PROXY: withCredentials(url) }, 'jaeger+http://backend.test');
    expect(headers[0]['proxy-authorization']).toBe(`Basic ${secrets[2]}`);
  });

  test.each([
    ['http_proxy', (url: string) => ({ http_proxy: url, HTTP_PROXY: 'http://127.0.0.1:1' })],
    ['an address without a scheme', (url: string) => ({ HTTP_PROXY: url.replace('http://', '') })],
  ])('takes %s, too', async (_, env) => {
    const { url } = await proxy();
    expect(await services(env(url), 'jaeger+http://backend.test')).toEqual(worksByProxy);
  });

  test('does not go to HTTPS_PROXY', async () => {
    const { url, lines } = await proxy();
    expect(await services({ HTTPS_PROXY: url }, `jaeger+${(await target()).url}`)).toEqual(works);
    expect(lines).toEqual([]);
  });
});

describe('what is https', () => {
  const trusting = ['--cacert', pem('ca.pem')];

  test('goes through a tunnel of HTTPS_PROXY, whose ends alone see what is in it', async () => {
    const { url, lines, headers } = await proxy();
    const server = await target(startTlsServer);
    const env = { HTTPS_PROXY: withCredentials(url) };
    expect(await services(env, `jaeger+${server.url}`, ...trusting, '--token', 't0ken')).toEqual(works);
    expect(lines).toEqual([`CONNECT ${new URL(server.url).host}`]);
    expect(headers[0]).toMatchObject({ 'proxy-authorization': `Basic ${secrets[2]}` });
    expect(headers[0]).not.toHaveProperty('authorization');
    expect(server.requests[0].headers).toMatchObject({ authorization: 'Bearer t0ken' });
    expect(server.requests[0].headers).not.toHaveProperty('proxy-authorization');
  });

  test('is checked at its other end', async () => {
    const { url } = await proxy();
    const { stderr } = await services({ HTTPS_PROXY: url }, `jaeger+${(await target(startTlsServer)).url}`);
    expect(stderr).toContain(`through the proxy ${url}: its certificate is signed by an unknown authority\n`);
  });

  test('does not go to HTTP_PROXY', async () => {
    const { url, lines } = await proxy();
    const server = await target(startTlsServer);
    expect(await services({ HTTP_PROXY: url }, `jaeger+${server.url}`, ...trusting)).toEqual(works);
    expect(lines).toEqual([]);
  });
});

async function inContext(entry: string, env: Record<string, string>): Promise<Run> {
  const config = join(folder, 'config.yaml');
  writeFileSync(config, `currentContext: here\ncontexts:\n  here: {${entry}}\n`, { mode: 0o600 });
  return run(['services', '--retries', '0', '-v'], { env: { ...env, TRACECTL_CONFIG: config } });
}

describe('a context', () => {
  test('has a proxy of its own, whatever the environment says', async () => {
    const { url, headers } = await proxy();
    const entry = `url: "jaeger+http://backend.test", proxy: "${withCredentials(url)}"`;
    const { stdout } = await inContext(entry, { HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: '*' });
    expect(stdout).toBe(worksByProxy.stdout);
    expect(headers[0]['proxy-authorization']).toBe(`Basic ${secrets[2]}`);
  });

  test('whose proxy is not there says which one that is', async () => {
    const entry = 'url: "jaeger+http://backend.test", proxy: "http://me:hidden-word@127.0.0.1:1"';
    const { exitCode, stderr } = await inContext(entry, {});
    expect(exitCode).toBe(5);
    expect(stderr).toContain('through the proxy http://127.0.0.1:1: connection refused\n');
    expect(stderr).not.toContain('hidden-word');
  });
});

describe('a proxy that does not work', () => {
  test.each([
    ['http_proxy', 'jaeger+http://backend.test'],
    ['https_proxy', 'jaeger+https://backend.test'],
  ])('because nothing listens there is named: %s', async (name, backend) => {
    const { exitCode, stderr } = await services({ [name]: 'http://127.0.0.1:1' }, backend);
    expect(exitCode).toBe(5);
    const url = backend.replace('jaeger+', '');
    expect(stderr).toBe(
      `tracectl: cannot reach ${url}/api/services through the proxy http://127.0.0.1:1: connection refused\n` +
        '  hint: HTTPS_PROXY, HTTP_PROXY or the context names it; NO_PROXY names hosts to reach without it\n',
    );
  });

  test('because it wants credentials says so', async () => {
    const demanding = await proxy({
      answer: (_, response) => response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end('no'),
      refusal: 407,
    });
    const plain = await services({ HTTP_PROXY: demanding.url }, 'jaeger+http://backend.test');
    expect(plain.exitCode).toBe(5);
    const tunnel = await services({ HTTPS_PROXY: demanding.url }, 'jaeger+https://backend.test');
    expect(tunnel.exitCode).toBe(5);
    for (const { stderr } of [plain, tunnel]) {
      expect(stderr).toContain(`through the proxy ${demanding.url}: the proxy answered 407\n`);
      expect(stderr).toContain(
        'hint: the proxy wants credentials: HTTPS_PROXY=http://user:password@proxy:port',
      );
    }
  });

  test.each([403, 502, 503])('because it opens no tunnel says so: %d', async (refusal) => {
    const { url } = await proxy({ refusal });
    const { exitCode, stderr } = await services({ HTTPS_PROXY: url }, 'jaeger+https://backend.test');
    expect(exitCode).toBe(5);
    expect(stderr).toContain(`through the proxy ${url}: the proxy answered ${refusal}\n`);
    expect(stderr).toContain('NO_PROXY names hosts to reach without it');
  });

  test('because it goes away without an answer says so, and is asked once', async () => {
    const { url, lines } = await proxy({ refusal: 'none' });
    const { exitCode, stderr } = await services({ HTTPS_PROXY: url }, 'jaeger+https://backend.test');
    expect(exitCode).toBe(5);
    expect(stderr).toContain(`through the proxy ${url}: the connection was reset\n`);
    expect(lines).toEqual(['CONNECT backend.test:443']);
  });

  test('because it keeps a tunnel waiting ends when the time is over', async () => {
    const { url } = await proxy({ refusal: 'silence' });
    const args = ['jaeger+https://backend.test', '--timeout', '200ms'] as const;
    const { exitCode, stderr } = await services({ HTTPS_PROXY: url }, ...args);
    expect(exitCode).toBe(5);
    expect(stderr).toContain('no answer within 0.2 s');
  });

  test('because it takes too long ends when the time is over', async () => {
    const { url } = await proxy({ answer: () => {} });
    const { exitCode, stderr } = await services(
      { HTTP_PROXY: url },
      'jaeger+http://backend.test',
      '--timeout',
      '200ms',
    );
    expect(exitCode).toBe(5);
    expect(stderr).toContain('no answer within 0.2 s');
  });

  test.each(['socks5://127.0.0.1:1080', 'http://user:pw-5555@', '::::'])(
    'because its address is none is wrong usage: %s',
    async (address) => {
      const { exitCode, stderr } = await services({ HTTP_PROXY: address }, 'jaeger+http://backend.test');
      expect(exitCode).toBe(2);
      expect(stderr).toContain('tracectl: HTTP_PROXY is not the address of an HTTP proxy\n');
      expect(stderr).not.toContain('5555');
    },
  );
});

describe('credentials of a proxy', () => {
  const modes: ProxyBehaviour[] = [
    {
      answer: (request, response) => {
        const seen = JSON.stringify(request.headers);
        response.writeHead(502).end(`bad gateway: ${seen} ${encodeURIComponent(seen)}`);
      },
    },
    {
      answer: (request, response) => {
        response
          .writeHead(302, { location: `http://${String(request.headers['proxy-authorization'])}/` })
          .end();
      },
    },
    { refusal: 407 },
  ];

  test.each(modes)('are never shown, whatever it does with them: %o', async (mode) => {
    const url = withCredentials((await proxy(mode)).url);
    const env = { HTTP_PROXY: url, HTTPS_PROXY: url };
    for (const scheme of ['http', 'https']) {
      const backend = `${scheme}://backend.test`;
      const outputs = [
        await services(env, `jaeger+${backend}`, '-v', '--debug'),
        await services(env, backend, '-v', '--debug'),
        await run(['context', 'test', backend, '-v', '--retries', '0'], { env }),
        await run(['probe', `${backend}/x`, '-b', `jaeger+${backend}`, '--wait', '0s', '--retries', '0'], {
          env,
        }),
      ];
      for (const { stdout, stderr } of outputs) {
        expect(stderr).not.toBe('');
        for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
      }
    }
  });
});

test('context test leaves name and connection to the proxy', async () => {
  const { url } = await proxy();
  const { exitCode, stdout } = await run(['context', 'test', 'jaeger+http://backend.test', '-o', 'json'], {
    env: { HTTP_PROXY: url },
  });
  expect(exitCode).toBe(0);
  const { steps }: { steps: { step: string; ok: boolean }[] } = JSON.parse(stdout);
  expect(steps.map(({ step }) => step)).toEqual(['auth', 'kind', 'version', 'query']);
});

describe('NO_PROXY', () => {
  test('has its hosts reached without a proxy', async () => {
    const { url, lines } = await proxy();
    const env = { HTTP_PROXY: url, NO_PROXY: 'elsewhere.test, 127.0.0.1' };
    expect(await services(env, `jaeger+${(await target()).url}`)).toEqual(works);
    expect(lines).toEqual([]);
    expect(await services(env, 'jaeger+http://backend.test')).toEqual(worksByProxy);
  });

  test.each([
    ['*', 'http://a.test', false],
    ['a.test', 'http://a.test', false],
    ['A.Test.', 'http://a.test', false],
    ['a.test', 'http://b.a.test', false],
    ['.a.test', 'http://b.a.test', false],
    ['*.a.test', 'http://b.a.test', false],
    ['a.test', 'http://ba.test', true],
    ['b.a.test', 'http://a.test', true],
    ['x, a.test', 'http://a.test', false],
    ['x a.test', 'http://a.test', false],
    ['a.test:80', 'http://a.test', false],
    ['a.test:80', 'https://a.test', true],
    ['a.test:8080', 'http://a.test:8080', false],
    ['a.test:8080', 'http://a.test', true],
    ['10.0.0.0/8', 'http://10.1.2.3:3200', false],
    ['10.0.0.0/8', 'http://11.1.2.3:3200', true],
    ['10.0.0.0/8', 'http://10.test', true],
    ['10.0.0.0/99', 'http://10.1.2.3', true],
    ['192.168.1.1', 'http://192.168.1.1', false],
    ['::1', 'http://[::1]:16686', false],
    ['[::1]', 'http://[::1]:16686', false],
    ['[::1]:16686', 'http://[::1]:16686', false],
    ['[::1]:80', 'http://[::1]:16686', true],
    ['fd00::/8', 'http://[fd12::1]', false],
    ['fd00::/8', 'http://[fe80::1]', true],
    ['', 'http://a.test', true],
    [',,', 'http://a.test', true],
    ['.', 'http://a.test', true],
  ])('%j: %s by proxy is %j', (list, url, isProxied) => {
    const proxyUrl = 'http://proxy.test:3128/';
    const env = { HTTP_PROXY: proxyUrl, HTTPS_PROXY: proxyUrl, NO_PROXY: list };
    expect(proxyFor(new URL(url), undefined, env)?.href).toBe(isProxied ? proxyUrl : undefined);
  });

  test('in lower case is stronger, also where it is empty', () => {
    const env = { HTTP_PROXY: 'http://proxy.test', NO_PROXY: '*', no_proxy: '' };
    expect(proxyFor(new URL('http://a.test'), undefined, env)?.host).toBe('proxy.test');
  });

  test('is not looked at where there is no proxy', () => {
    expect(proxyFor(new URL('http://a.test'), undefined, {})).toBeUndefined();
    expect(() => proxyFor(new URL('http://a.test'), 'ftp://x', {})).toThrow(UsageError);
  });
});
