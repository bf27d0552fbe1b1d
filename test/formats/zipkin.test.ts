import { describe, expect, test } from 'vitest';

import {
  damages,
  fixture,
  plainSpans,
  readBytes,
  readJson,
  readText,
  spansOf,
  traceCount,
} from './reading.ts';

const quirks = readBytes(fixture('zipkin/quirks.json'));
const drawn = new Map(plainSpans(quirks.store).map((span) => [span.name, span]));

/** Microseconds behind the start of the drawn trace. */
function at(micros: number): bigint {
  return 1_700_000_000_000_000_000n + BigInt(micros) * 1000n;
}

const least = { traceId: '1', id: '2', name: 'n' };

describe('a span', () => {
  test('has its endpoint as resource, the other side and its tags as attributes', () => {
    expect(drawn.get('get')).toMatchObject({
      traceId: '00000000000000f10000000000000001',
      spanId: '0000000000000001',
      parentSpanId: undefined,
      kind: 'client',
      start: 1_700_000_000_000_001_000n,
      duration: 5_000_000,
      flags: ['zipkin'],
      status: 'unset',
      resource: { 'service.name': 'frontend', 'host.ip': '10.0.0.1', 'net.host.port': 8080 },
      attributes: {
        'peer.service': 'backend',
        'network.peer.address': '2001:db8::2',
        'network.peer.port': 9000,
        'http.method': 'GET',
        'http.status_code': '200',
        '': 'empty key',
        utf: '食べる',
      },
    });
  });

  test('of the server’s half is shared; ids of any case and length, times as texts, kinds of any case', () => {
    expect(drawn.get('get /')).toMatchObject({
      traceId: '00000000000000f10000000000000001',
      spanId: '0000000000000001',
      kind: 'server',
      start: 1_700_000_000_001_001_000n,
      duration: 3_000_000,
      flags: ['shared', 'zipkin'],
    });
    expect(drawn.get('get /')?.resource).toEqual({ 'service.name': 'backend', 'host.ip': '10.0.0.2' });
    expect(drawn.get('short ids')).toMatchObject({
      traceId: '00000000000000f10000000000000001',
      spanId: '2',
      parentSpanId: '1',
    });
    expect(traceCount(quirks.store)).toBe(2);
  });

  test('may have its fields in any order', () => {
    expect(drawn.get('everything in another order')).toMatchObject({
      spanId: '00000000000000a1',
      parentSpanId: undefined,
      kind: 'producer',
      duration: 10_000,
      resource: {},
      attributes: { 'peer.service': 'kafka', error: 'connection reset' },
    });
  });

  test('may lack anything but its ids; null is nothing', () => {
    expect(drawn.get('no times')).toMatchObject({
      start: 0n,
      duration: 0,
      kind: 'unspecified',
      flags: ['noStart', 'noEnd', 'zipkin'],
      resource: {},
      attributes: {},
    });
    expect(drawn.get('')).toMatchObject({
      kind: 'consumer',
      flags: ['error', 'noEnd', 'zipkin'],
      resource: {},
      events: [],
    });
    expect(quirks.report.damagedCount).toBe(0);
  });

  test('with a duration of 0 has ended; below 0 it is kept as 0 and marked', () => {
    expect(drawn.get('well')).toMatchObject({ duration: 0, flags: ['zipkin'] });
    expect(drawn.get('described')).toMatchObject({
      start: 1_700_000_000_000_024_500n,
      duration: 0,
      flags: ['error', 'negativeDuration', 'zipkin'],
    });
  });

  test('keeps values of tags that are no strings as their text', () => {
    expect(drawn.get('well')?.attributes).toEqual({ n: '7', yes: 'true' });
  });

  test('prefers ipv4 whatever comes first', () => {
    const localEndpoint = { ipv6: '::1', ipv4: '1.2.3.4' };
    expect(spansOf([{ ...least, localEndpoint }])[0]?.resource).toEqual({ 'host.ip': '1.2.3.4' });
  });

  test('keeps ids that are no numbers, and numbers of any size', () => {
    const read = readText(
      '[{"traceId":"t-1","id":"s-1","name":"n","timestamp":1,"duration":9007199254740993}]',
    );
    expect(plainSpans(read.store)[0]).toMatchObject({ traceId: 't-1', spanId: 's-1', start: 1000n });
  });
});

describe('the status', () => {
  test.each([
    ['short ids', 'error', '', { error: '' }],
    ['everything in another order', 'error', 'connection reset', { error: 'connection reset' }],
    ['', 'error', '', { error: 'true' }],
    ['well', 'ok', '', {}],
    ['from opentelemetry', 'error', 'card declined', { error: 'card declined' }],
    ['described', 'error', 'gave up', {}],
    ['get', 'unset', '', {}],
  ])('of "%s" is %s', (name, status, message, attributes) => {
    const span = drawn.get(name);
    expect(span).toMatchObject({ status, message, attributes });
    expect(span?.flags.includes('error')).toBe(status === 'error');
  });

  test('of OpenTelemetry overrides the tag `error`', () => {
    const tags = { error: 'false', 'otel.status_code': 'OK' };
    expect(spansOf([{ ...least, tags }])[0]).toMatchObject({
      status: 'ok',
      flags: ['noStart', 'noEnd', 'zipkin'],
    });
  });

  test('is told without details, too', () => {
    const { store } = readJson([{ ...least, tags: { a: '1', error: '' } }], { details: false });
    expect(plainSpans(store)[0]).toMatchObject({ status: 'error', attributes: {} });
  });
});

test('reads OpenTelemetry’s scope back, by its new name or its old one', () => {
  expect(drawn.get('from opentelemetry')).toMatchObject({
    scope: { name: 'shop', version: '1.2' },
    attributes: { error: 'card declined', 'service.name': 'Kept' },
  });
  expect(drawn.get('well')?.scope).toEqual({ name: 'old' });
  expect(drawn.get('get')?.scope).toEqual({});
});

test('reads annotations as events, with attributes where exporters wrote them and nothing else can be meant', () => {
  expect(drawn.get('get')?.events).toEqual([
    { name: 'cache miss', time: at(101), attributes: {} },
    {
      name: 'retry',
      time: at(201),
      attributes: { attempt: 1, last: false, ratio: 0.5, hosts: ['a'], none: null, why: 'reset' },
    },
    { name: 'exception', time: at(301), attributes: { 'exception.type': 'Timeout' } },
    { name: 'retry', time: at(401), attributes: { attempt: 2 } },
    { name: '{"two": {}, "fields": {}}', time: at(501), attributes: {} },
    { name: '{"huge": {"n": 12345678901234567890}}', time: at(601), attributes: {} },
    { name: '{not JSON}', time: at(701), attributes: {} },
    { name: 'without a time', time: 0n, attributes: {} },
  ]);
});

test.each([
  ['done: {"n": 1}', 'done', { n: 1 }],
  ['"a \\"b\\"": {"n": 1}', 'a "b"', { n: 1 }],
  ['done: {"n": }', 'done: {"n": }', {}],
  ['{"a": [1]}', '{"a": [1]}', {}],
  ['{"a": 1}', '{"a": 1}', {}],
  ['{}', '{}', {}],
  ['a|{"n": 1}|x', 'a|{"n": 1}|x', {}],
])('reads the annotation %s as %s', (value, name, attributes) => {
  const [span] = spansOf([{ ...least, annotations: [{ timestamp: 1, value }] }]);
  expect(span?.events).toEqual([{ name, time: 1000n, attributes }]);
});

test('reads what the SDKs of Node and Python wrote', () => {
  const { store } = readBytes(fixture('zipkin/shop.json'));
  const spans = plainSpans(store);
  expect(spans).toHaveLength(79);
  expect(traceCount(store)).toBe(4);
  const events = spans.flatMap((span) => span.events.map(({ name, attributes }) => ({ name, attributes })));
  expect(events).toContainEqual({
    name: 'retry',
    attributes: {
      'retry.attempt': 1,
      'retry.reason': 'bank answered 504: card declined: issuer timeout',
    },
  });
  expect(new Set(events.map(({ name }) => name))).toEqual(
    new Set(['discount applied', 'exception', 'retry']),
  );
  expect(spans.filter(({ status }) => status === 'error').length).toBeGreaterThan(0);
  expect(new Set(spans.map(({ scope }) => Object.keys(scope)[0]))).toEqual(new Set(['name', undefined]));
});

test('counts each damage in a list and goes on behind it', () => {
  const { store, report } = readBytes(fixture('zipkin/damaged.json'));
  expect(plainSpans(store).map(({ name }) => name)).toEqual([
    'before the damage',
    'with a wrong type',
    'behind the damage',
    'the last whole one',
  ]);
  expect(damages(report)).toEqual([
    '2: span without an id',
    "3: 'soon' is not a time",
    '4: expected an object, found a string',
    '5: expected an object, found a number',
    '6: not JSON: expected a value',
    '9: JSON ends early',
  ]);
});

test('counts lists that are nested too deeply', () => {
  const { store, report } = readText(`[[${JSON.stringify(least)},[[1]]]]`);
  expect(store.size).toBe(1);
  expect(report.damagedCount).toBe(1);
});
