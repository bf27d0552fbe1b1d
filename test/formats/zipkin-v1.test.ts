import { describe, expect, test } from 'vitest';

import { damages, fixture, plainSpans, readBytes, readJson, spansOf } from './reading.ts';

const { store, report } = readBytes(fixture('zipkin-v1/drawn.json'));
const spans = plainSpans(store);
const named = (name: string): typeof spans => spans.filter((span) => span.name === name);

/** Microseconds behind the start of the drawn trace. */
function at(micros: number): bigint {
  return 1_700_000_000_000_000_000n + BigInt(micros) * 1000n;
}

test('reads all records', () => {
  expect(report.damagedCount).toBe(0);
  expect(new Set(spans.map(({ name }) => name)).size).toBe(13);
  expect(spans).toHaveLength(16);
});

describe('a call', () => {
  test('whose halves share a record is two spans of one id', () => {
    const [client, server] = named('get');
    expect(client).toMatchObject({
      spanId: '00000000000000a1',
      kind: 'client',
      start: at(0),
      duration: 10_000_000,
      flags: ['zipkin'],
      resource: { 'service.name': 'frontend', 'host.ip': '10.0.0.1' },
      attributes: { 'peer.service': 'backend', 'network.peer.port': 9000, 'http.path': '/' },
      events: [],
    });
    expect(server).toMatchObject({
      spanId: '00000000000000a1',
      kind: 'server',
      start: at(2000),
      duration: 6_000_000,
      flags: ['shared', 'zipkin'],
      resource: { 'service.name': 'backend', 'host.ip': '10.0.0.2', 'net.host.port': 9000 },
      events: [{ name: 'cache miss', time: at(3000), attributes: {} }],
    });
  });

  test('has values of the types that are given', () => {
    expect(named('get')[1]?.attributes).toEqual({
      'peer.service': 'frontend',
      'network.peer.address': '10.0.0.1',
      'network.peer.port': 50001,
      rows: 3,
      ratio: 0.25,
      big: 9223372036854775807n,
      cached: false,
      raw: new Uint8Array([0, 1, 2]),
    });
  });

  test('of which only the server reported is shared where it has no times of its own', () => {
    expect(named('server half')).toMatchObject([
      { kind: 'server', start: at(5000), duration: 1_000_000, flags: ['error', 'shared', 'zipkin'] },
    ]);
    expect(named('server half')[0]?.message).toBe('deadlock');
    expect(named('whole server span')).toMatchObject([{ kind: 'server', flags: ['zipkin'] }]);
  });

  test('of a service to itself is two spans', () => {
    expect(named('to itself')).toMatchObject([
      { kind: 'client', start: at(5000), flags: ['noEnd', 'zipkin'], resource: { 'service.name': 'loop' } },
      {
        kind: 'server',
        start: at(5500),
        flags: ['shared', 'noEnd', 'zipkin'],
        resource: { 'service.name': 'loop' },
      },
    ]);
  });

  test('that only began, or only ended', () => {
    expect(named("only a client's send")).toMatchObject([
      {
        kind: 'client',
        start: at(7000),
        flags: ['noEnd', 'zipkin'],
        attributes: { 'peer.service': 'mysql' },
      },
    ]);
    expect(named("only a client's end")).toMatchObject([
      {
        kind: 'client',
        start: at(7000),
        duration: 500_000,
        flags: ['zipkin'],
        events: [{ name: 'wr', time: at(7100) }],
      },
    ]);
    expect(named('an end without a start')).toMatchObject([
      { kind: 'server', start: 0n, flags: ['noStart', 'noEnd', 'zipkin'], events: [{ name: 'ss' }] },
    ]);
  });

  test('without annotations is told by its addresses', () => {
    expect(named('no annotations, called')).toMatchObject([
      { kind: 'server', attributes: { 'peer.service': 'browser' } },
    ]);
    expect(named('no annotations, both sides')).toMatchObject([
      { kind: 'unspecified', resource: { 'service.name': 'here' }, attributes: { 'peer.service': 'there' } },
    ]);
  });
});

test('a message has a producer, and a consumer that shares its id', () => {
  expect(named('message')).toMatchObject([
    {
      kind: 'producer',
      start: at(6000),
      duration: 100_000,
      flags: ['zipkin'],
      resource: { 'service.name': 'sender' },
      attributes: { 'peer.service': 'kafka' },
    },
    {
      kind: 'consumer',
      start: at(7000),
      duration: 200_000,
      flags: ['shared', 'zipkin'],
      resource: { 'service.name': 'receiver' },
      attributes: { 'peer.service': 'kafka' },
    },
  ]);
});

test('a local component is an attribute, and names the service where no endpoint does', () => {
  expect(named('work')).toMatchObject([
    { resource: { 'service.name': 'backend' }, attributes: { lc: 'worker' }, start: at(4000) },
  ]);
  expect(named('component only')).toMatchObject([
    { resource: { 'service.name': 'spring' }, attributes: { lc: 'spring' }, duration: 1_000_000 },
  ]);
});

test('an annotation of two letters without an endpoint is an event like any other', () => {
  expect(named('no annotations, calls')).toMatchObject([
    {
      kind: 'unspecified',
      resource: {},
      events: [{ name: 'cs', time: at(7001) }],
      attributes: { 'peer.service': 'there', empty: null, n: 5, x: 1.5 },
    },
  ]);
  expect(named('no annotations, calls')[0]?.attributes).not.toHaveProperty('lc');
});

const endpoint = { serviceName: 'a', ipv4: '10.0.0.1', port: 80 };
const core = (value: string, timestamp: number): object => ({ value, timestamp, endpoint });
const least = { traceId: '1', id: '2', name: 'n' };

test.each([
  ['the service itself', endpoint, {}],
  [
    'a socket of its host',
    { ...endpoint, port: 5001 },
    { 'network.peer.address': '10.0.0.1', 'network.peer.port': 5001 },
  ],
  ['another service', { serviceName: 'b' }, { 'peer.service': 'b' }],
])('a client’s address that is %s', (_, address, attributes) => {
  const binaryAnnotations = [{ key: 'ca', value: true, endpoint: address }];
  const annotations = [core('sr', 1), core('ss', 2)];
  expect(spansOf([{ ...least, annotations, binaryAnnotations }])[0]?.attributes).toEqual(attributes);
});

test.each([
  ['ms', 1, ['ms'], 'producer', 1000n, ['noEnd', 'zipkin']],
  ['mr', 1, ['mr'], 'consumer', 1000n, ['noEnd', 'zipkin']],
  ['wr and mr', 1, ['wr', 'mr'], 'consumer', 1000n, ['zipkin']],
])('a message of which only %s is known', (_, from, values, kind, start, flags) => {
  const annotations = values.map((value, i) => core(value, from + i));
  expect(spansOf([{ ...least, annotations }])).toMatchObject([{ kind, start, flags }]);
});

test.each([
  [30, { start: 9000n, duration: 30_000, events: [] }],
  [31, { start: 9000n, duration: 31_000, events: [{ name: 'cr', time: 39_000n, attributes: {} }] }],
])('an end alone ends the record if their times agree (duration %i)', (duration, span) => {
  const annotations = [core('cr', 39)];
  expect(spansOf([{ ...least, timestamp: 9, duration, annotations }])).toMatchObject([
    { kind: 'client', ...span },
  ]);
});

test('times of the record go before those of its annotations', () => {
  const annotations = [core('cs', 10), core('cr', 20)];
  expect(spansOf([{ ...least, timestamp: 9, duration: 30, annotations }])).toMatchObject([
    { start: 9000n, duration: 30_000 },
  ]);
  expect(spansOf([{ ...least, timestamp: 9, annotations }])).toMatchObject([
    { start: 10_000n, duration: 10_000 },
  ]);
});

test('details can be left out', () => {
  const tags = [
    { key: 'error', value: 'x' },
    { key: 'other', value: 'y' },
  ];
  const read = readJson([{ ...least, annotations: [core('sr', 1)], binaryAnnotations: tags }], {
    details: false,
  });
  expect(plainSpans(read.store)).toMatchObject([
    { kind: 'server', status: 'error', attributes: {}, events: [] },
  ]);
});

test('a refused record counts once, and reading goes on behind damage', () => {
  const damaged = readBytes(fixture('zipkin-v1/damaged.json'));
  expect(plainSpans(damaged.store).map(({ name }) => name)).toEqual([
    'before the damage',
    'a value of a wrong type',
    'behind the damage',
  ]);
  expect(damages(damaged.report)).toEqual([
    '2: span without an id',
    '3: found an object or an array where a plain value belongs',
    '4: not JSON: expected an object',
  ]);
});
