/** Replies as they come over a wire: compressed, cut, slow, large. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { run, type Run } from '../cli/context.ts';
import { startServer, type TestServer } from '../support/http.ts';

const traceId = '5a'.repeat(16);
const servers: { close: () => Promise<void> }[] = [];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracectl-replies-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) await server.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(answer: Answer): Promise<TestServer> {
  const server = await startServer(answer);
  servers.push(server);
  return server;
}

/** Shows the trace from a server that answers in this way. */
async function shown(answer: Answer, ...flags: string[]): Promise<Run> {
  const { url } = await serve(answer);
  return run(['show', traceId, '-b', `jaeger+${url}`, '--retries', '0', ...flags]);
}

interface JaegerSpan {
  operationName: string;
  tags?: object[];
}

/** A trace of spans that are all roots but the first. */
function traceBody(spans: JaegerSpan[]): string {
  const all = spans.map(({ operationName, tags = [] }, i) => {
    const spanID = String(i + 1).padStart(16, '0');
    const parent = { refType: 'CHILD_OF', traceID: traceId, spanID: '1'.padStart(16, '0') };
    const times = { startTime: 1_700_000_000_000_000 + i, duration: 2500 };
    const references = i === 0 ? [] : [parent];
    return { traceID: traceId, spanID, operationName, references, ...times, tags, logs: [], processID: 'p1' };
  });
  const processes = { p1: { serviceName: 'shop', tags: [] } };
  return JSON.stringify({ data: [{ traceID: traceId, spans: all, processes }] });
}

const cart = traceBody([{ operationName: 'GET /cart' }]);

/** The same trace by zlib.zstdCompressSync of Node 24. */
const cartByZstd =
  'KLUv/WBAAPUEALJIHB5gRdsGFjUj1pq2mgjdnbESABBoJ8DYVHkYGNJhWCtvee+9sQU/EVUrYJXv0L2nxqyKbWMMRfYxwAMwPwgR0kp6s/lnUfCsqtHV' +
  'hO7Pe1MJAonhcLw2EmnY6lxt7OcJcZONf57H8QWEqty+U/DZydwFEABSbGGD5Y2diW2wWfJ4zbQ8rJWPmUUWxAqDGd9SFuCSzSDYaXXyia4J';

describe('a compressed reply', () => {
  test.each([
    ['gzip', gzipSync(cart)],
    ['zstd', Buffer.from(cartByZstd, 'base64')],
    // Some proxies compress once more, or forget to say that they did.
    ['gzip, gzip', gzipSync(gzipSync(cart))],
    ['', gzipSync(cart)],
  ])('is read: %s', async (encoding, body) => {
    const result = await shown((request, response) => {
      expect(request.headers['accept-encoding']).toBe('gzip, zstd');
      response.writeHead(200, encoding === '' ? {} : { 'content-encoding': encoding }).end(body);
    });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toContain('[shop] GET /cart');
    expect(result).toEqual(await shown((_, response) => response.end(cart)));
  });

  test('that ends within the compressed data is shown as far as it goes, with exit code 4', async () => {
    const spans = Array.from({ length: 30 }, (_, i) => ({ operationName: `step ${i}` }));
    const whole = gzipSync(traceBody(spans));
    const { exitCode, stdout, stderr } = await shown(
      (_, response) => response.end(whole.subarray(0, -30)),
      '--no-fold',
    );
    expect(exitCode).toBe(4);
    expect(stdout).toContain('step 7');
    expect(stderr).toContain('the gzip data ends early');
  });

  test('is a list of names, too', async () => {
    const { url } = await serve((_, response) => response.end(gzipSync('{"data":["shop","cart"]}')));
    expect((await run(['services', '-b', `jaeger+${url}`])).stdout).toBe('cart\nshop\n');
  });
});

describe('a reply that breaks off', () => {
  test('in chunks says after how much', async () => {
    const { exitCode, stderr } = await shown((_, response) => {
      response.write(cart.slice(0, 100));
      setTimeout(() => response.destroy(), 20);
    });
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/\/api\/traces\/\w+: the reply was cut after 100 bytes\n/);
    expect(stderr).toContain('hint: is there a proxy with a limit in between?');
  });

  test('in the middle of compressed data says so, too', async () => {
    const body = gzipSync(cart);
    const { exitCode, stderr } = await shown((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length });
      response.write(body.subarray(0, 50));
      setTimeout(() => response.destroy(), 20);
    });
    expect(exitCode).toBe(5);
    expect(stderr).toContain('the reply was cut after 50 bytes');
  });

  test('is asked for again', async () => {
    const server = await serve((_, response) => {
      if (server.requests.length > 1) response.end(cart);
      else {
        response.write(cart.slice(0, 100));
        setTimeout(() => response.destroy(), 20);
      }
    });
    const args = ['show', traceId, '-b', `jaeger+${server.url}`, '--retries', '1'];
    expect(await run(args)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(server.requests).toHaveLength(2);
  });
});

describe('a slow reply', () => {
  test('that comes drop by drop ends when the time is over', async () => {
    const { exitCode, stderr } = await shown(
      (_, response) => {
        let at = 0;
        const drip = setInterval(() => response.write(cart[at++] ?? ' '), 20);
        response.on('close', () => clearInterval(drip));
      },
      '--timeout',
      '300ms',
    );
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/: the reply was not whole within 0\.3 s \(\d+ bytes came\)\n/);
    expect(stderr).toContain('hint: --timeout gives it longer');
  });

  test('whose head comes drop by drop, too', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => {}));
      socket.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => socket.write('x-drop: 1\r\n'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const args = ['show', traceId, '-b', `jaeger+${url}`, '--timeout', '300ms'];
    const { exitCode, stderr } = await run(args);
    for (const socket of sockets) socket.destroy();
    server.close();
    expect(exitCode).toBe(5);
    expect(stderr).toContain('no answer within 0.3 s');
  });

  test('that is steady but for a while is waited for', async () => {
    const result = await shown(
      (_, response) => {
        response.write(cart.slice(0, 100));
        setTimeout(() => response.end(cart.slice(100)), 200);
      },
      '--timeout',
      '2s',
    );
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('a large reply', () => {
  /** Over 8 MB, so that it goes through a file. */
  const large = traceBody(
    Array.from({ length: 30 }, (_, i) => ({
      operationName: `step ${i}`,
      tags: [{ key: 'text', type: 'string', value: `${i} `.repeat(150_000) }],
    })),
  );

  test('is read right, and leaves no file', async () => {
    vi.stubEnv('TMPDIR', folder);
    expect(large.length).toBeGreaterThan(8 << 20);
    const { exitCode, stdout } = await shown((_, response) => response.end(large), '-o', 'json');
    expect(exitCode).toBe(0);
    const { traces }: { traces: { spanCount: number; spans: { attributes: { text: string } }[] }[] } =
      JSON.parse(stdout);
    expect(traces[0].spanCount).toBe(30);
    const texts = traces[0].spans.map(({ attributes }) => attributes.text);
    expect(texts.every((text, i) => text === `${i} `.repeat(150_000))).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('goes through a file in TMPDIR, and a small one does not', async () => {
    vi.stubEnv('TMPDIR', join(folder, 'no-such-folder'));
    expect((await shown((_, response) => response.end(large))).exitCode).not.toBe(0);
    expect((await shown((_, response) => response.end(cart))).exitCode).toBe(0);
  });

  test('leaves no file when it breaks off either', async () => {
    vi.stubEnv('TMPDIR', folder);
    const { exitCode } = await shown((_, response) => {
      response.write(large.slice(0, 9 << 20), () => response.destroy());
    });
    expect(exitCode).toBe(5);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ['5000', '5000 bytes'],
    ['200kB', '200 kB'],
    ['3MB', '3 MB'],
  ])('over --max-bytes %s ends there', async (size, name) => {
    let sent = 0;
    const { exitCode, stderr } = await shown(
      (_, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(1 << 16, ' '))) sent += 1 << 16;
        };
        response.on('drain', more);
        more();
      },
      '--max-bytes',
      size,
    );
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(new RegExp(`/api/traces/\\w+ answers more than ${name}\n`));
    expect(stderr).toContain('hint: --max-bytes takes more');
    // What lies in the buffers of sockets comes on top.
    expect(sent).toBeLessThan(40 << 20);
  });

  test('is read whatever its size with --max-bytes 0', async () => {
    expect(await shown((_, response) => response.end(cart), '--max-bytes', '0')).toMatchObject({
      exitCode: 0,
    });
  });
});
