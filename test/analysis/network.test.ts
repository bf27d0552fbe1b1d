import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { networkGaps } from '../../src/analysis/network.ts';
import { queueTimes } from '../../src/analysis/queue-time.ts';
import { altered } from '../support/altered.ts';
import { drawn } from '../support/drawn.ts';
import { readJson, readTraces } from '../support/files.ts';
import { brokenTrace, runs } from '../support/random-traces.ts';
import { onlyTrace, rowOf, type SpanSpec, traceOf } from '../support/spans.ts';

const call = `
  get @web client     |==========|
    get @cart server     |====|
`;

describe('the network between a client and its server', () => {
  test('is what the client takes longer, and on which way', () => {
    expect(networkGaps(traceOf(drawn(call)))).toEqual([
      { client: 0, server: 1, gapNano: 6, requestNano: 3, responseNano: 3 },
    ]);
  });

  test('takes as long whatever the clocks say', () => {
    const late = altered(drawn(call), ({ start = 0, end = 0 }, k) =>
      k === 0 ? undefined : { start: start + 1000, end: end + 1000 },
    );
    const [gap] = networkGaps(traceOf(late));
    expect(gap).toMatchObject({ gapNano: 6, requestNano: 3, responseNano: 3 });
    // Without correction nothing says which way took how long.
    expect(networkGaps(traceOf(late, { skew: 'off' }))).toEqual([
      { client: 0, server: 1, gapNano: 6, requestNano: undefined, responseNano: undefined },
    ]);
  });

  test('is not split where calls contradict each other about the clocks', () => {
    const trace = traceOf(
      drawn(`
        top @web server      |==================================|
          a @web client       |====|
            a @cart server      |==|
          b @web client                    |====|
            b @cart server   |==|
      `),
    );
    expect(trace.clockOffsets).toMatchObject([{ clock: 'cart', consistent: false }]);
    expect(networkGaps(trace).map(({ requestNano }) => requestNano)).toEqual([undefined, undefined]);
  });

  test('is negative where the server went on', () => {
    const trace = traceOf(drawn('a @web client |==|\n  b @cart server |=====|'));
    expect(networkGaps(trace)).toMatchObject([{ gapNano: -3, responseNano: undefined }]);
  });

  test.each([
    ['several servers', 'a @web client |=====|\n  b @cart server |==|\n  c @cart server |==|'],
    ['none', 'a @web client |=====|\n  b @web internal |==|'],
    ['a server that is untimed', 'a @web client |=====|\n  b @cart server'],
    ['no client', 'a @web server |=====|\n  b @cart server |==|'],
  ])('is unknown with %s', (_, drawing) => {
    expect(networkGaps(traceOf(drawn(drawing)))).toEqual([]);
  });

  test('has legs that are its parts', () => {
    fc.assert(
      fc.property(brokenTrace(), (specs) => {
        const trace = traceOf(specs);
        for (const { client, server, gapNano, requestNano, responseNano } of networkGaps(trace)) {
          expect(gapNano).toBe(trace.duration(client) - trace.duration(server));
          expect(trace.parent[server]).toBe(client);
          if (requestNano === undefined || responseNano === undefined) continue;
          expect(Math.min(requestNano, responseNano)).toBeGreaterThanOrEqual(0);
          expect(requestNano + responseNano).toBe(gapNano);
        }
      }),
      runs,
    );
  });
});

describe('the time in a queue', () => {
  test('is from the end of the producer to the start of the consumer', () => {
    const trace = traceOf(
      drawn(`
        publish @web producer   |==|
          process @mail consumer        |====|
      `),
    );
    expect(queueTimes(trace)).toEqual([
      { producer: 0, consumer: 1, queueNano: 4, rawNano: 4, isOneClock: false, via: 'parent' },
    ]);
  });

  test('is never negative, but kept as it was', () => {
    const trace = traceOf(
      drawn(`
        publish @web:one producer   |======|
          process @mail:one consumer    |====|
      `),
    );
    expect(queueTimes(trace)).toMatchObject([{ queueNano: 0, rawNano: -4, isOneClock: true }]);
  });

  test('is that of each message of a batch', () => {
    const specs: SpanSpec[] = [
      { id: '1', name: 'top', kind: 'server', start: 0, end: 100 },
      { id: 'a', parent: '1', name: 'a', kind: 'producer', start: 10, end: 20 },
      { id: 'b', parent: '1', name: 'b', kind: 'producer', start: 30, end: 40 },
      {
        id: 'c',
        parent: '1',
        name: 'c',
        kind: 'consumer',
        start: 50,
        end: 60,
        links: [{ id: 'a' }, { id: 'b' }],
      },
    ];
    const trace = traceOf(specs);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => rowOf(trace, name));
    expect(queueTimes(trace)).toMatchObject([
      { producer: a, consumer: c, queueNano: 30, via: 'link' },
      { producer: b, consumer: c, queueNano: 10, via: 'link' },
    ]);
  });

  test('counts once where the parent is linked, too', () => {
    const specs = drawn('publish @web producer id:a |==|\n  process @mail consumer        |====|');
    specs[1].links = [{ id: 'a' }];
    expect(queueTimes(traceOf(specs))).toHaveLength(1);
  });
});

const shared = process.env['TRACECTL_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const golden = `${shared}/golden/edge/producer-consumer`;

test.skipIf(!existsSync(`${golden}.json`))('the drawn edge case waits as figured out by hand', () => {
  const trace = onlyTrace(readTraces(`${golden}.json`));
  const found = queueTimes(trace).map(({ producer, consumer, rawNano, queueNano }) => ({
    producer: trace.spanId(producer),
    consumer: trace.spanId(consumer),
    wait: rawNano / 1000,
    afterClamp: queueNano / 1000,
  }));
  expect(found).toEqual(readJson(`${golden}.expected.json`)['queueTime']);
});
