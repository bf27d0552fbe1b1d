import { gzipSync } from 'node:zlib';

import type { Dispatcher } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';

import { Client } from '../../src/backends/http/client.ts';
import { openTransport } from '../../src/backends/http/transport.ts';
import type { BackendSettings } from '../../src/config/settings.ts';
import { BackendError } from '../../src/errors.ts';
import { startServer, type TestServer } from '../support/http.ts';
import { settingsFor, settingsWithToken } from '../support/settings.ts';

const servers: TestServer[] = [];
const transports: Dispatcher[] = [];

afterEach(async () => {
  for (const transport of transports.splice(0)) await transport.destroy();
  for (const server of servers.splice(0)) await server.close();
});

async function serve(...args: Parameters<typeof startServer>): Promise<TestServer> {
  const server = await startServer(...args);
  servers.push(server);
  return server;
}

interface Told {
  client: Client;
  warnings: string[];
  waits: number[];
}

async function clientOf(settings: BackendSettings): Promise<Told> {
  const warnings: string[] = [];
  const waits: number[] = [];
  const transport = await openTransport(settings, {});
  transports.push(transport);
  const client = new Client({
    settings,
    base: new URL(settings.url),
    transport,
    events: { warn: (message) => warnings.push(message), explain: () => {} },
    random: () => 1,
    sleep: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  });
  return { client, warnings, waits };
}

async function failure(work: Promise<unknown>): Promise<BackendError> {
  const error: unknown = await work.catch((error: unknown) => error);
  expect(error).toBeInstanceOf(BackendError);
  if (!(error instanceof BackendError)) throw new Error('no BackendError');
  return error;
}

describe('requests', () => {
  test('go below the path of the base address, with the query', async () => {
    const server = await serve((_, response) => response.end('{}'));
    const { client } = await clientOf(settingsFor(`${server.url}/jaeger/ui/`));
    await client.get('/api/traces', { service: 'a b&c', limit: 5, operation: undefined });
    expect(server.requests[0].url).toBe('/jaeger/ui/api/traces?service=a+b%26c&limit=5');
  });

  test('gunzip the reply', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync('{"data":1}'));
    });
    const { client } = await clientOf(settingsFor(server.url));
    expect((await client.get('/')).json()).toEqual({ data: 1 });
  });

  test('keep the connection open from one to the next', async () => {
    const ports = new Set<number | undefined>();
    const server = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    const { client } = await clientOf(settingsFor(server.url));
    for (let i = 0; i < 10; i++) (await client.get('/')).dispose();
    // A request that follows at once may find the first connection not free yet.
    expect(ports.size).toBeLessThan(3);
  });
});

describe('retries', () => {
  test.each([429, 502, 503, 504])('come after %d, later each time, until it works', async (status) => {
    const server = await serve((_, response) => {
      response.statusCode = server.requests.length < 4 ? status : 200;
      response.end('done');
    });
    const { client, waits } = await clientOf(settingsFor(server.url, { retries: 5 }));
    expect((await client.get('/')).text()).toBe('done');
    expect(waits).toEqual([250, 500, 1000]);
  });

  test.each([
    ['3', 3000],
    [new Date(Date.now() + 7000).toUTCString(), 7000],
    ['100000', 60_000],
    ['nonsense', 250],
  ])('wait as long as Retry-After: %s says, within reason', async (header, expected) => {
    const server = await serve((_, response) => {
      response.writeHead(server.requests.length === 1 ? 429 : 200, { 'retry-after': header });
      response.end();
    });
    const { client, waits } = await clientOf(settingsFor(server.url, { retries: 1 }));
    await client.get('/');
    expect(waits).toHaveLength(1);
    expect(Math.abs(waits[0] - expected)).toBeLessThan(2500);
  });

  test('come after a connection that was reset', async () => {
    const server = await serve((request, response) => {
      if (server.requests.length < 3) request.socket.resetAndDestroy();
      else response.end('done');
    });
    const { client } = await clientOf(settingsFor(server.url, { retries: 2 }));
    expect((await client.get('/')).text()).toBe('done');
  });

  test('end: the last answer stands', async () => {
    const server = await serve((_, response) => {
      response.statusCode = 503;
      response.end('busy');
    });
    const { client } = await clientOf(settingsFor(server.url, { retries: 2 }));
    expect((await client.get('/')).status).toBe(503);
    expect(server.requests).toHaveLength(3);
  });

  test('do not come after what another attempt would not mend', async () => {
    const server = await serve((_, response) => {
      response.statusCode = 500;
      response.end();
    });
    const { client } = await clientOf(settingsFor(server.url, { retries: 2 }));
    await client.get('/');
    expect(server.requests).toHaveLength(1);
  });
});

describe('redirects', () => {
  test('within the server keep the credentials', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/b') response.end(request.headers.authorization);
      else response.writeHead(302, { location: '/b' }).end();
    });
    const { client, warnings } = await clientOf(settingsWithToken(server.url, 's3cret-token'));
    expect((await client.get('/a')).text()).toBe('Bearer s3cret-token');
    expect(warnings).toEqual([]);
  });

  test('to another server drop them, and say so', async () => {
    const other = await serve((request, response) =>
      response.end(JSON.stringify([request.headers.authorization ?? 'none', request.headers['x-tenant']])),
    );
    const server = await serve((_, response) => response.writeHead(307, { location: other.url }).end());
    const { client, warnings } = await clientOf(settingsWithToken(server.url, 's3cret-token'));
    const reply = await client.with({ headers: { 'x-tenant': 'acme' } }).get('/');
    expect(reply.json()).toEqual(['none', null]);
    expect(warnings).toEqual([
      `warning: ${server.url} redirects to ${other.url}; credentials are not sent there`,
    ]);
  });

  test.each([
    ['/again', 'redirects in circles'],
    ['ftp://elsewhere/', 'which is no web address'],
  ])('to %s are refused', async (location, message) => {
    const server = await serve((_, response) => response.writeHead(301, { location }).end());
    const { client } = await clientOf(settingsFor(server.url));
    expect((await failure(client.get('/'))).message).toContain(message);
  });
});

describe('failures', () => {
  test('name a reply that breaks off', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('x'.repeat(100));
      setTimeout(() => response.destroy(), 20);
    });
    const { client } = await clientOf(settingsFor(server.url));
    expect((await failure(client.get('/'))).message).toBe(
      `${server.url}/: the reply was cut after 100 bytes`,
    );
  });

  test('name a reply that is too large', async () => {
    const server = await serve((_, response) => response.end(Buffer.alloc(3e6)));
    const { client } = await clientOf(settingsFor(server.url, { maxBytes: 2e6 }));
    const error = await failure(client.get('/'));
    expect(error.message).toBe(`${server.url}/ answers more than 2 MB`);
    expect(error.hint).toContain('--max-bytes');
  });

  test('name a server that does not answer', async () => {
    const server = await serve(() => {});
    const { client } = await clientOf(settingsFor(server.url, { timeoutMs: 100 }));
    const error = await failure(client.get('/'));
    expect(error.message).toContain('no answer within 0.1 s');
    expect(error.hint).toContain('--timeout');
  });

  test('do not meet a large reply that keeps coming', async () => {
    const server = await serve((_, response) => {
      let chunks = 0;
      const timer = setInterval(() => {
        response.write(Buffer.alloc(60_000));
        if (++chunks < 8) return;
        clearInterval(timer);
        response.end();
      }, 60);
    });
    const { client } = await clientOf(settingsFor(server.url, { timeoutMs: 300 }));
    expect((await client.get('/')).size).toBe(480_000);
  });

  test.each([
    ['http://127.0.0.1:1', 'connection refused'],
    ['http://no-such-host.invalid', 'no such host'],
  ])('name what is wrong with %s', async (url, why) => {
    const { client } = await clientOf(settingsFor(url));
    expect((await failure(client.get('/'))).message).toMatch(new RegExp(`cannot reach ${url}/: ${why}`));
  });

  test('name a server that speaks something else', async () => {
    const server = await serve((request) => request.socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    const { client } = await clientOf(settingsFor(server.url));
    const error = await failure(client.get('/'));
    expect(error.message).toContain('does not speak HTTP');
  });

  test('name a server without TLS', async () => {
    const server = await serve((_, response) => response.end());
    const { client } = await clientOf(settingsFor(server.url.replace('http:', 'https:')));
    const error = await failure(client.get('/'));
    expect(error.message).toContain('it does not speak TLS');
    expect(error.hint).toContain('http://');
  });

  test('never hold a secret', async () => {
    const server = await serve((request) => request.socket.end('oops'));
    const { client } = await clientOf(settingsWithToken(server.url, 's3cret-token'));
    const error = await failure(client.get('/api/s3cret-token', { key: 's3cret-token' }));
    expect(error.message).toContain('/api/***?key=***');
  });
});
