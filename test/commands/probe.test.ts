/** `probe` of a service that is traced, and of services that are not well. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { decodeHeaders } from '../../src/propagation/decode.ts';
import { headersOfArguments } from '../../src/propagation/read-headers.ts';
import { answered, startTracedShop, traceparent, type TracedShop } from '../backends/traced-shop.ts';
import { run, type Run } from '../cli/context.ts';
import { pem, startTlsServer } from '../support/tls/server.ts';

const servers: { close: () => Promise<void> }[] = [];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracectl-probe-'));
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

async function shop(...behaviour: Parameters<typeof startTracedShop>): Promise<TracedShop> {
  return closing(await startTracedShop(...behaviour));
}

function closing<Server extends { close: () => Promise<void> }>(server: Server): Server {
  servers.push(server);
  return server;
}

function probe(url: string, backend: string, ...flags: string[]): Promise<Run> {
  return run(['probe', url, '-b', backend, '--wait', '0s', '--retries', '0', ...flags]);
}

describe('a service that is traced', () => {
  test('is sent a context that is valid and sampled', async () => {
    const { url, jaeger, got } = await shop();
    await probe(`${url}/checkout?x=1`, jaeger);
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({ method: 'GET', url: '/checkout?x=1', body: '' });
    expect(traceparent(got[0])).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/);
    const { formats, problems } = decodeHeaders(headersOfArguments([`traceparent: ${traceparent(got[0])}`]));
    expect([...problems, ...formats.flatMap((format) => format.problems)]).toEqual([]);
  });

  test('is sent another one each time', async () => {
    const { url, jaeger, got } = await shop();
    await probe(url, jaeger);
    await probe(url, jaeger);
    expect(new Set(got.map(traceparent)).size).toBe(2);
  });

  test('has its span shown below the request itself', async () => {
    const { url, jaeger, got } = await shop();
    const { exitCode, stdout, stderr } = await probe(`${url}/checkout`, jaeger);
    const traceId = traceparent(got[0]).split('-')[1];
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`trace ${traceId}\n`);
    expect(stdout).toMatch(/^\[tracectl\] GET \/checkout \(.*\n\+-- \[shop\] GET \/checkout \(1ms\)/m);
    expect(stdout).not.toContain('missing span');
    expect(stderr).toMatch(
      new RegExp(`^tracectl: GET ${url}/checkout: 200 in [\\d.µms ]+, trace ${traceId}\n$`),
    );
  });

  test('is waited for: its spans arrive later', async () => {
    const { url, jaeger, asked } = await shop(answered, 100);
    const { exitCode, stdout } = await probe(url, jaeger, '--wait', '5s');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('[shop] GET /checkout');
    expect(asked.length).toBeGreaterThan(1);
  });

  test('is shown as JSON, with what the request was', async () => {
    const { url, jaeger } = await shop();
    const { stdout } = await probe(`${url}/checkout`, jaeger, '-o', 'json', '-q');
    const { traces }: { traces: { spans: Record<string, unknown>[] }[] } = JSON.parse(stdout);
    const [own, server] = traces[0].spans;
    expect(own).toMatchObject({
      name: 'GET /checkout',
      service: 'tracectl',
      kind: 'client',
      attributes: { 'url.full': `${url}/checkout`, 'http.response.status_code': 200 },
    });
    expect(server).toMatchObject({ service: 'shop', parentSpanId: own['spanId'] });
  });

  test('is sent all formats that are wanted, which agree', async () => {
    const { url, jaeger, got } = await shop();
    await probe(url, jaeger, '--propagators', 'w3c, b3,b3multi,jaeger,xray,datadog,w3c');
    const { lines } = got[0];
    const traceId = traceparent(got[0]).split('-')[1];
    const sent = lines.filter((line) => !/^(host|connection|user-agent)/i.test(line));
    expect(sent.filter((line) => /^traceparent/i.test(line))).toHaveLength(1);
    const { formats, problems } = decodeHeaders(headersOfArguments(sent));
    expect(problems).toEqual([]);
    expect(formats.map(({ format }) => format.id)).toEqual([
      'w3c',
      'b3',
      'b3multi',
      'jaeger',
      'xray',
      'datadog',
    ]);
    for (const format of formats) {
      expect(format.problems).toEqual([]);
      expect(format.context).toMatchObject({ traceId, sampled: true });
    }
  });
});

describe('the request', () => {
  test.each<[flags: string[], method: string, body: string]>([
    [['-d', '{"a":1}'], 'POST', '{"a":1}'],
    [['-d', 'x', '-X', 'put'], 'PUT', 'x'],
    [['-X', 'DELETE'], 'DELETE', ''],
    [['--method', 'PATCH', '--data', ''], 'PATCH', ''],
  ])('is as told: %j', async (flags, method, body) => {
    const { url, jaeger, got } = await shop();
    expect((await probe(url, jaeger, ...flags)).exitCode).toBe(0);
    expect(got[0]).toMatchObject({ method, body });
  });

  test('has a body from a file', async () => {
    writeFileSync(join(folder, 'order.json'), '{"ordered":"…"}');
    const { url, jaeger, got } = await shop();
    await run(['probe', url, '-b', jaeger, '--wait', '0s', '-d', '@order.json'], { cwd: folder });
    expect(got[0]).toMatchObject({ method: 'POST', body: '{"ordered":"…"}' });
  });

  test('has the headers that are given', async () => {
    const { url, jaeger, got } = await shop();
    await probe(
      url,
      jaeger,
      '-H',
      'Content-Type: application/json',
      '-H',
      'X-User:  me ',
      '-H',
      'Host: shop.test',
    );
    expect(got[0].headers).toMatchObject({
      'content-type': 'application/json',
      'x-user': 'me',
      host: 'shop.test',
      'user-agent': 'tracectl',
    });
  });

  test('has none of the headers that are for the backend', async () => {
    const { url, jaeger, got } = await shop();
    await probe(url, jaeger, '--token', 't0ken', '--header', 'X-For: backend', '--tenant', 'acme');
    expect(got[0].headers).not.toHaveProperty('authorization');
    expect(got[0].headers).not.toHaveProperty('x-for');
    expect(got[0].headers).not.toHaveProperty('x-tenant');
  });

  test('has the credentials of its address, which are not shown', async () => {
    const { url, jaeger, got } = await shop();
    const address = `${url.replace('://', '://me:pass%2Fword-77@')}/x?api_key=k3y-0123456789`;
    const { stdout, stderr } = await probe(address, jaeger, '-v', '-o', 'json');
    expect(got[0].headers.authorization).toBe(`Basic ${Buffer.from('me:pass/word-77').toString('base64')}`);
    expect(got[0].url).toBe('/x?api_key=k3y-0123456789');
    expect(stdout).toContain('/x?api_key=***');
    expect(stderr).toContain('/x?api_key=***');
    for (const secret of ['word-77', 'k3y-0123456789']) expect(stdout + stderr).not.toContain(secret);
  });

  test('trusts what --cacert says', async () => {
    const { jaeger } = await shop();
    const target = closing(await startTlsServer(answered));
    expect((await probe(target.url, jaeger)).stderr).toContain('unknown authority');
    const { stderr } = await probe(target.url, jaeger, '--cacert', pem('ca.pem'));
    expect(stderr).toContain(`GET ${target.url}/: 200 in `);
  });

  test('is not led on by a redirect', async () => {
    const { url, jaeger, got } = await shop((_, response) =>
      response.writeHead(302, { location: '/login' }).end(),
    );
    expect((await probe(url, jaeger)).stderr).toContain(`GET ${url}/: 302 in `);
    expect(got).toHaveLength(1);
  });
});

describe('a service that is not well', () => {
  test('because nothing is there: exit code 5, without a word on backends', async () => {
    const { jaeger, asked } = await shop();
    const { exitCode, stdout, stderr } = await probe('http://127.0.0.1:1/x', jaeger);
    expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' });
    expect(stderr).toBe(
      'tracectl: cannot reach http://127.0.0.1:1/x: connection refused\n  hint: is it running, and is the port right?\n',
    );
    expect(asked).toEqual([]);
  });

  test('because it fails: its trace is shown all the same, and the request as failed', async () => {
    const { url, jaeger } = await shop((_, response) => response.writeHead(500).end('oops'));
    const { exitCode, stdout, stderr } = await probe(`${url}/checkout`, jaeger);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`GET ${url}/checkout: 500 in `);
    expect(stdout).toContain('[tracectl] GET /checkout');
    expect(stdout).toContain('HTTP 500');
    expect(stdout).toContain('[shop] GET /checkout');
  });

  test('because its answer breaks off: the same', async () => {
    const { url, jaeger } = await shop((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => response.destroy(), 20);
    });
    const { exitCode, stdout, stderr } = await probe(url, jaeger);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(', but its body broke off, trace ');
    expect(stdout).toContain('the body broke off');
  });

  test('because its answer does not end: the same, when the time is over', async () => {
    const { url, jaeger } = await shop((_, response) => {
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const { exitCode, stderr } = await probe(url, jaeger, '--timeout', '300ms');
    expect(exitCode).toBe(0);
    expect(stderr).toContain(', but its body broke off, trace ');
  });

  test('because it does not answer: exit code 5', async () => {
    const { url, jaeger } = await shop(() => {});
    const { exitCode, stderr } = await probe(url, jaeger, '--timeout', '200ms');
    expect(exitCode).toBe(5);
    expect(stderr).toContain('no answer within 0.2 s\n  hint: --timeout gives it longer\n');
  });

  test('because it is not traced: exit code 3 after --wait, with what may help', async () => {
    const { url, jaeger, asked } = await shop(answered, 5000);
    const started = performance.now();
    const { exitCode, stdout, stderr } = await probe(url, jaeger, '--wait', '400ms');
    expect(performance.now() - started).toBeGreaterThan(390);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(/no trace [0-9a-f]{32} at Jaeger http:\S+ \(tried its id\)\n {2}hint: .*--wait/);
    expect(asked.length).toBeGreaterThan(1);
  });
});

describe('wrong usage is told before anything is sent:', () => {
  const wrong: [name: string, flags: string[], exitCode: number, message: string][] = [
    ['a format that there is not', ['--propagators', 'w3c,b4'], 2, 'Allowed are w3c, b3'],
    ['a method that is none', ['-X', 'GE T'], 2, "'GE T' is not a method"],
    ['CONNECT', ['-X', 'connect'], 2, "'connect' is not a method"],
    ['a header that is none', ['-H', 'nonsense'], 2, '-H'],
    ['a header of the connection', ['-H', 'Transfer-Encoding: chunked'], 2, 'Transfer-Encoding'],
    ['a header with the context', ['-H', 'TraceParent: 00-…'], 2, '-H'],
    ['the header of a format', ['-H', 'traceparent: 00-1-2-01'], 2, '-H: traceparent carries the context'],
    ['a file that is not there', ['-d', '@no/such.json'], 4, 'cannot read no/such.json'],
    ['a certificate that is not there', ['--cacert', 'no/such.pem'], 2, 'no/such.pem (--cacert)'],
    ['two URLs', ['http://a'], 2, 'expected one URL'],
    ['a backend of no kind', ['-b', 'loki+http://127.0.0.1:1'], 2, "unknown kind of backend 'loki'"],
    ['a data source that is missing', ['-b', 'grafana+http://127.0.0.1:1'], 2, 'no data source in'],
  ];

  test.each(wrong)('%s', async (_, flags, expected, message) => {
    const { url, jaeger, got } = await shop();
    const { exitCode, stderr } = await run(['probe', url, '-b', jaeger, ...flags]);
    expect(exitCode).toBe(expected);
    expect(stderr).toContain(message);
    expect(got).toEqual([]);
  });

  test('no backend to look in', async () => {
    const { url, got } = await shop();
    const { exitCode, stderr } = await run(['probe', url], {
      env: { TRACECTL_CONFIG: join(folder, 'none.yaml') },
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no backend to look for the trace in\n  hint: -b http://localhost:16686');
    expect(got).toEqual([]);
  });

  test.each(['', 'localhost:8080', 'ftp://me:hidden-pw@host/', 'jaeger+http://host'])(
    'an address that is none: %j',
    async (address) => {
      const { exitCode, stderr } = await probe(address, 'jaeger+http://127.0.0.1:1');
      expect(exitCode).toBe(2);
      expect(stderr).toContain('is not a URL to request');
      expect(stderr).not.toContain('hidden-pw');
    },
  );
});
