import { describe, expect, test } from 'vitest';

import { nodeIds } from '../../../src/views/graph-labels.ts';
import { altered } from '../../support/altered.ts';
import { drawn } from '../../support/drawn.ts';
import { type SpanSpec } from '../../support/spans.ts';
import { edgesOf, figuresOf, graphOf, onlyEdge, withAttributes } from './graphs.ts';

describe('a call', () => {
  test('goes from a client to its server, and lasts as long as the client', () => {
    const figures = figuresOf(`
      get @web server         |=================|
        get @web client        |==============|
          get @cart server       |========|
    `);
    expect(edgesOf(figures)).toEqual(['web -> cart 1']);
    const edge = onlyEdge(figures);
    expect(edge.total.quantiles()).toMatchObject({ p50Nano: 16 });
    expect(edge.gap.quantiles()).toMatchObject({ p50Nano: 6 });
    expect(edge.request.quantiles()).toMatchObject({ p50Nano: 2 });
    expect(edge.response.quantiles()).toMatchObject({ p50Nano: 4 });
    expect(edge.slowest).toMatchObject({ spanId: '2', durationNano: 16 });
  });

  test('lasts as long as the server where no client was traced', () => {
    const figures = figuresOf('get @web server |=========|\n  get @cart server |====|');
    expect(edgesOf(figures)).toEqual(['web -> cart 1']);
    expect(onlyEdge(figures).total.max).toBe(6);
    expect(onlyEdge(figures).gap.count).toBe(0);
  });

  test('of a client with several servers counts for each of them, without a network', () => {
    const figures = figuresOf(`
      get @web client    |==============|
        get @cart server   |==| 
        get @cart server        |====|
    `);
    expect(edgesOf(figures)).toEqual(['web -> cart 2']);
    expect(onlyEdge(figures).total.quantiles()).toMatchObject({ minNano: 4, maxNano: 6 });
    expect(onlyEdge(figures).gap.count).toBe(0);
  });

  test('fails if either side does', () => {
    for (const [client, server, errors] of [
      ['', '', 0],
      ['!', '', 1],
      ['', '!', 1],
      ['!', '!', 1],
    ] as const) {
      expect(
        onlyEdge(figuresOf(`get @web client ${client} |=======|\n  get @cart server ${server} |====|`))
          .errorCount,
      ).toBe(errors);
    }
  });

  test('that the server outlives says nothing of the network', () => {
    const edge = onlyEdge(figuresOf('get @web client |===|\n  get @cart server |=======|'));
    expect(edge).toMatchObject({ outlivedCount: 1, gap: { count: 0 } });
  });

  test('within a service counts if it leaves the process', () => {
    expect(edgesOf(figuresOf('a @web client |====|\n  b @web server |==|'))).toEqual(['web -> web 1']);
    expect(edgesOf(figuresOf('a @web:n1 internal |====|\n  b @web:n2 server |==|'))).toEqual([
      'web -> web 1',
    ]);
    expect(edgesOf(figuresOf('a @web server |====|\n  b @web internal |==|'))).toEqual([]);
  });

  test('of an untimed span counts, without a duration', () => {
    const edge = onlyEdge(figuresOf('a @web client |====|\n  b @cart server |==|\n  c @cart server'));
    expect([edge.callCount, edge.total.count]).toEqual([2, 1]);
  });

  test('from a span that was never seen is none', () => {
    expect(edgesOf(figuresOf('a @web server |==|\nb @cart server parent:99 |==|'))).toEqual([]);
  });
});

/** A span of each service below that of the one before. */
function chain(...services: string[]): SpanSpec[] {
  return services.map((service, k): SpanSpec => {
    return {
      id: `${k + 1}`,
      parent: k === 0 ? undefined : `${k}`,
      service,
      kind: 'server',
      start: k,
      end: 99 - k,
    };
  });
}

describe('cycles', () => {
  test('are services that call each other in a circle', () => {
    const figures = graphOf(chain('a', 'b', 'c', 'a', 'd')).figures();
    expect(figures.cycles.map((places) => places.map((place) => nodeIds(figures)[place]))).toEqual([
      ['a', 'b', 'c'],
    ]);
    expect(graphOf(chain('a', 'b', 'c')).figures().cycles).toEqual([]);
  });

  test('are not calls to oneself', () => {
    const specs = altered(chain('a', 'a'), (_, k) => ({ kind: k === 0 ? 'client' : 'server' }));
    const figures = graphOf(specs).figures();
    expect(edgesOf(figures)).toEqual(['a -> a 1']);
    expect(figures.cycles).toEqual([]);
  });
});

test('operations are those that a service was entered with', () => {
  const specs = drawn(`
    GET_/ @web server          |================|
      load @web internal        |=============|
        out @web client           |=========|
          GET_/cart/17 @cart server |=====|
            HGETALL @cart client      |==|
  `);
  const named = altered(withAttributes(specs, { HGETALL: { 'db.system': 'redis' } }), ({ name = '' }) => ({
    name: name.replace('_', ' '),
  }));
  const figures = graphOf(named, 'operation').figures();
  expect(edgesOf(figures)).toEqual([
    'cart GET /cart/{} -> redis HGETALL 1',
    'web GET / -> cart GET /cart/{} 1',
  ]);
  expect(figures.nodes.map(({ spanCount }) => spanCount)).toEqual([2, 3, 0]);
});
