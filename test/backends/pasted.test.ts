/** Addresses that people paste from a browser. */
import { afterEach, describe, expect, test } from 'vitest';

import { pastedTrace } from '../../src/backends/pasted.ts';
import { run } from '../cli/context.ts';
import { startServer, type TestServer } from '../support/http.ts';
import { startJaeger, tracesEachSecond } from '../support/jaeger-server.ts';

const id = '0af7651916cd43dd8448eb211c80319c';

/** An address of Grafana Explore. */
function explore(base: string, parameters: Record<string, unknown>): string {
  const query = Object.entries(parameters).map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${key}=${encodeURIComponent(text)}`;
  });
  return `${base}/explore?schemaVersion=1&${query.join('&')}&orgId=1`;
}

function pane(uid: string, query: string, type = 'tempo'): object {
  const datasource = { type, uid };
  return {
    datasource: uid,
    queries: [{ refId: 'A', datasource, queryType: 'traceql', limit: 20, query }],
    range: { from: 'now-1h', to: 'now' },
  };
}

const tempo = pane('tempo-1', id);
const logs = pane('loki-1', '{app="shop"} |= "failed"', 'loki');

describe('a trace is found in', () => {
  test.each([
    ['Jaeger', `http://localhost:16686/trace/${id}`, id, 'jaeger+http://localhost:16686'],
    ['Jaeger with a span chosen', `http://h/trace/${id}?uiFind=abc#x`, id, 'jaeger+http://h'],
    ['Jaeger below a path', `https://h/jaeger/ui/trace/${id}/`, id, 'jaeger+https://h/jaeger/ui'],
    ['Jaeger by a short id', 'http://h/trace/ABC123', 'ABC123', 'jaeger+http://h'],
    ['Jaeger at an IPv6 address', `http://[::1]:16686/trace/${id}`, id, 'jaeger+http://[::1]:16686'],
    ['Zipkin Lens', `http://h:9411/zipkin/traces/${id}`, id, 'zipkin+http://h:9411/zipkin'],
    [
      'Zipkin Lens below a path',
      `https://h/obs/zipkin/traces/${id}?spanId=1`,
      id,
      'zipkin+https://h/obs/zipkin',
    ],
    ['the API of Zipkin', `http://h:9411/api/v2/trace/${id}`, id, 'zipkin+http://h:9411'],
    ['the API of Zipkin below a path', `http://h/zipkin/api/v2/trace/${id}`, id, 'zipkin+http://h/zipkin'],
    ['the API of Jaeger or Tempo', `http://h:3200/api/traces/${id}`, id, 'http://h:3200'],
    ['the same below a path', `https://h/tempo/api/traces/${id}?start=1`, id, 'https://h/tempo'],
    ['the newer API of Tempo', `https://h/api/v2/traces/${id}`, id, 'https://h'],
    ['Grafana Explore', explore('https://g', { panes: { abc: tempo } }), id, 'grafana+https://g/?ds=tempo-1'],
    [
      'Grafana below a path',
      explore('http://g:3000/grafana', { panes: { abc: tempo } }),
      id,
      'grafana+http://g:3000/grafana/?ds=tempo-1',
    ],
    [
      'the second of two panes',
      explore('https://g', { panes: { a: logs, b: tempo } }),
      id,
      'grafana+https://g/?ds=tempo-1',
    ],
    [
      'the second of two queries',
      explore('https://g', {
        panes: {
          a: {
            datasource: '-- Mixed --',
            queries: [
              { query: 'up', datasource: { uid: 'prom' } },
              { query: ` ${id} `, datasource: { uid: 'tempo-2' } },
            ],
          },
        },
      }),
      id,
      'grafana+https://g/?ds=tempo-2',
    ],
    [
      'an address of Grafana 8 and 9',
      explore('https://g', { left: tempo }),
      id,
      'grafana+https://g/?ds=tempo-1',
    ],
    [
      'its right half',
      explore('https://g', { left: logs, right: tempo }),
      id,
      'grafana+https://g/?ds=tempo-1',
    ],
    [
      'one that names its data source once',
      explore('https://g', {
        left: { datasource: 'tempo-3', queries: [{ refId: 'A', queryType: 'traceId', query: id }] },
      }),
      id,
      'grafana+https://g/?ds=tempo-3',
    ],
    [
      'an id that has lost its zeros',
      explore('https://g', { panes: { a: pane('t', 'abcdef0123') } }),
      'abcdef0123',
      'grafana+https://g/?ds=t',
    ],
  ])('%s', (_, address, traceId, backend) => {
    expect(pastedTrace(address)).toEqual({ traceId, backend });
  });
});

describe('no trace is found in', () => {
  test.each([
    id,
    'localhost:16686/trace/abc',
    `ftp://h/trace/${id}`,
    'http://h/',
    'http://h/trace/',
    'http://h/trace/not-hex',
    `http://h/trace/${id}0`,
    `http://h/trace/${id}...${id}`,
    'http://h/search?service=shop',
    'http://h/zipkin/',
    'http://h:9411/zipkin/traces/',
    'http://h/api/traces?service=shop',
    'http://h/api/services',
    explore('https://g', {}),
    explore('https://g', { panes: '{"abc":' }),
    explore('https://g', { panes: 'null' }),
    explore('https://g', { panes: [7, null, 'x'] }),
    explore('https://g', { panes: { a: logs } }),
    explore('https://g', { panes: { a: pane('t', '{ status = error }') } }),
    explore('https://g', { panes: { a: pane('../x', id) } }),
    // Of Grafana 7: names a data source by its name, which the proxy does not know.
    explore('https://g', { left: ['now-1h', 'now', 'Tempo', { query: id }] }),
    explore('https://g', { panes: { a: tempo } }).replace('/explore', '/d/dashboard'),
  ])('%s', (address) => {
    expect(pastedTrace(address)).toBeUndefined();
  });
});

describe('show', () => {
  const servers: TestServer[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  const now = Date.parse('2023-11-14T23:00:00Z') * 1000;

  test.each([
    ['an address of the user interface', '/trace/'],
    ['an address of the API', '/api/traces/'],
  ])('takes %s', async (_, path) => {
    const [trace] = tracesEachSecond(1, now);
    const server = await startJaeger([trace]);
    servers.push(server);
    const { exitCode, stdout } = await run(['show', `${server.url}${path}${trace.traceId}`]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('[shop] GET /0');
  });

  test('takes an address of Grafana Explore, and asks its proxy', async () => {
    const [trace] = tracesEachSecond(1, now);
    const jaeger = await startJaeger([trace]);
    const proxied = '/grafana/api/datasources/proxy/uid/my-tempo';
    const grafana = await startServer((request, response) => {
      const path = request.url ?? '';
      if (!path.startsWith(proxied)) response.writeHead(404).end();
      else response.writeHead(307, { location: jaeger.url + path.slice(proxied.length) }).end();
    });
    servers.push(jaeger, grafana);
    const address = explore(`${grafana.url}/grafana`, { panes: { a: pane('my-tempo', trace.traceId) } });
    const { exitCode, stdout } = await run(['show', address]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('[shop] GET /0');
    expect(grafana.requests.map(({ url }) => url)).toContain(`${proxied}/api/traces/${trace.traceId}`);
  });
});
