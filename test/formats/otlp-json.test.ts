import { describe, expect, test } from 'vitest';

import {
  damages,
  fixture,
  type PlainSpan,
  plainSpans,
  readBytes,
  readJson,
  readText,
  spansOf,
  traceCount,
} from './reading.ts';

const quirks = readBytes(fixture('otlp-json/quirks.jsonl'));
const drawn = new Map(plainSpans(quirks.store).map((span) => [span.name, span]));

const least = { traceId: '01', spanId: '02', name: 'n' };

/** A request with the spans given, and whatever else its parts are to have. */
function request(spans: unknown[], scope: object = {}, resource: object = {}): object {
  return { resourceSpans: [{ ...resource, scopeSpans: [{ ...scope, spans }] }] };
}

function attributesOf(...values: unknown[]): Record<string, unknown> | undefined {
  const attributes = values.map((value, i) => ({ key: `a${i}`, value }));
  return spansOf(request([{ ...least, attributes }]))[0]?.attributes;
}

test('every type of attribute, exactly', () => {
  expect(drawn.get('every type')).toEqual({
    traceId: '000000000000000000000000000000a1',
    spanId: '00000000000000a1',
    parentSpanId: undefined,
    name: 'every type',
    kind: 'internal',
    start: 1_700_000_000_000_000_001n,
    duration: 1,
    flags: ['error'],
    status: 'error',
    message: 'broken',
    resource: { 'service.name': 'types' },
    scope: { name: 'drawn', version: '1.0', by: 'hand' },
    attributes: {
      string: 'päivää \0 😀',
      int: 9_223_372_036_854_775_807n,
      'int as number': -42,
      double: 1.5e-7,
      'whole double': 3,
      'not a number': Number.NaN,
      true: true,
      false: false,
      bytes: new Uint8Array([0, 1, 2, 255]),
      array: ['a', '9007199254740993', 0.5, true, [], null],
      map: { x: { y: '"z"' } },
      'empty string': '',
      'empty array': [],
      'empty value': null,
      'no value': null,
    },
    events: [
      { name: 'event', time: 1_700_000_000_000_000_001n, attributes: { n: 1 } },
      { name: 'event without time', time: 0n, attributes: {} },
    ],
    links: [
      {
        type: 'link',
        traceId: '000000000000000000000000000000b1',
        spanId: '00000000000000b1',
        state: 'b=2',
        attributes: { why: 'batch' },
      },
    ],
  });
});

test('snake_case', () => {
  expect(drawn.get('snake case')).toMatchObject({
    traceId: '000000000000000000000000000000a2',
    parentSpanId: '00000000000000a1',
    kind: 'client',
    duration: 500,
    status: 'ok',
    resource: { 'service.name': 'snake' },
    attributes: { n: 7, d: 2.5, b: true, list: ['s', 8], map: { k: false } },
    events: [{ name: 'e', time: 1_700_000_000_000_000_400n }],
    links: [{ traceId: '000000000000000000000000000000b2', state: 'c=3' }],
  });
});

test('ids in base64, names of enums, batches and scopes of old', () => {
  expect(drawn.get('base64 ids')).toMatchObject({
    traceId: '000000000000000000000000000000a3',
    spanId: '00000000000000a3',
    parentSpanId: undefined,
    kind: 'server',
    status: 'error',
    resource: { 'service.name': 'base64' },
    scope: { name: 'old', version: '0.1' },
  });
});

test.each([
  ['wrapped in trace', 'producer', 'tempo v2', '000000000000000000000000000000a4'],
  ['wrapped in result', 'consumer', 'jaeger v3', '000000000000000000000000000000a5'],
])('%s', (name, kind, service, traceId) => {
  expect(drawn.get(name)).toMatchObject({ kind, traceId, resource: { 'service.name': service } });
});

test('wrappers in wrappers are read, but not without end', () => {
  const deep = (depth: number): unknown => (depth === 0 ? request([least]) : { data: deep(depth - 1) });
  expect(readJson(deep(3), { format: 'otlp-json' }).store.size).toBe(1);
  expect(readJson(deep(5), { format: 'otlp-json' }).store.size).toBe(0);
  const text = `${'{"data":'.repeat(100_000)}{}${'}'.repeat(100_000)}`;
  expect(readText(text, { format: 'otlp-json' }).report.damagedCount).toBe(0);
});

test('resource and scope may stand behind the spans, times may be numbers beyond 2^53', () => {
  expect(drawn.get('everything behind it')).toMatchObject({
    start: 1_700_000_000_000_000_123n,
    duration: 876,
    resource: { 'service.name': 'behind' },
    scope: { name: 'behind' },
  });
});

test('a bare element of resourceSpans, with nulls, an unknown field and no end', () => {
  expect(drawn.get('a bare element of resourceSpans')).toMatchObject({
    parentSpanId: undefined,
    kind: 'unspecified',
    flags: ['noEnd'],
    resource: { 'service.name': 'bare' },
    scope: {},
    attributes: {},
    links: [],
  });
});

test('metrics and logs are skipped and counted', () => {
  expect(Object.fromEntries(quirks.report.skipped)).toEqual({ metrics: 1, logs: 1 });
  expect(quirks.report.damagedCount).toBe(0);
  expect(quirks.report.spanCount).toBe(10);
  expect(traceCount(quirks.store)).toBe(9);
});

test('ids that are short, upper case or no numbers; times that are missing or backwards', () => {
  expect(drawn.get('ends before it starts')).toMatchObject({ duration: 0, flags: ['negativeDuration'] });
  expect(drawn.get('short ids')).toMatchObject({
    traceId: '000000000000000000000000000000a8',
    spanId: 'a81',
    flags: ['noStart', 'noEnd'],
  });
  expect(drawn.get('ids that are no numbers')).toMatchObject({
    traceId: 'trace-a8',
    spanId: 'span-A',
    parentSpanId: 'span-B',
    flags: ['textSpanId', 'textParentSpanId'],
  });
  expect(drawn.get('wrapped in result')?.spanId).toBe('00000000000000a5');
});

test.each(['quirks-pretty.json', 'quirks-array.json'])('%s: several values in a file', (file) => {
  const { store, report } = readBytes(fixture(`otlp-json/${file}`));
  const [parent, child] = plainSpans(store);
  expect([store.size, report.damagedCount]).toEqual([2, 0]);
  expect(child?.parentSpanId).toBe(parent?.spanId);
  expect(child?.resource).toEqual(parent?.resource);
});

test.each([
  ['checkout.json', 48, 1],
  ['shop.jsonl', 121, 5],
  ['shop-lost-context.jsonl', 76, 10],
  ['shop-missing-parent.jsonl', 56, 4],
])('%s has %i spans of %i traces', (file, spans, traces) => {
  const { store, report } = readBytes(fixture(`otlp-json/${file}`));
  expect([store.size, traceCount(store), report.damagedCount]).toEqual([spans, traces, 0]);
});

describe('damage', () => {
  const { store, report } = readBytes(fixture('otlp-json/quirks-damaged.jsonl'));
  const spans = plainSpans(store);

  test('is counted and named with its line; everything else is read', () => {
    expect(spans.map(({ name }) => name)).toEqual([
      'before the damage',
      'before the cut',
      '',
      'whose resource is damaged',
    ]);
    expect(damages(report)).toEqual([
      '2: not JSON: the line ends inside a string',
      '3: span without an id',
      '3: span without a trace id',
      "3: 'yesterday' is not a time",
      '3: found an object or an array where a plain value belongs',
      expect.stringMatching(/^4: /),
      '5: expected an array, found a string',
      '6: JSON ends early',
    ]);
    expect(report.damagedCount).toBe(8);
  });

  test('does not take the resource from the spans before it', () => {
    expect(spans[1]?.resource).toEqual({ 'service.name': 'second' });
  });

  test('is a resource beside a list of others', () => {
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'outer' } }] };
    const beside = readJson({ resource, ...request([least]) });
    expect(plainSpans(beside.store)).toEqual(plainSpans(readJson(request([least])).store));
    expect(damages(beside.report)).toEqual([
      '1: a resource beside a list of resourceSpans: no spans are of it',
    ]);
  });

  test('is told for an object that is not closed, and the spans before it stay', () => {
    const text = JSON.stringify(request([least, least]));
    const cut = readText(text.slice(0, text.lastIndexOf('"name"')));
    expect(cut.store.size).toBe(1);
    expect(damages(cut.report)).toEqual(['1: JSON ends early']);
  });

  test('of a list’s beginning counts the spans behind it, as nothing tells whose they are', () => {
    const lines = Buffer.from(fixture('otlp-json/checkout.json')).toString().split('\n');
    const at = lines.findIndex((line) => line.includes('"spanId"'));
    lines[at] = lines[at]?.slice(0, 100) ?? '';
    const damaged = readText(lines.join('\n'));
    expect(damaged.store.size + damaged.report.damagedCount).toBeGreaterThanOrEqual(48);
  });

  test.each([
    ['spans', request([1, 'a', null, [], least])],
    ['attributes', request([{ ...least, attributes: [1, { key: 1 }, { value: 2 }, [], null] }])],
    ['values', request([{ ...least, attributes: [{ key: 'k', value: 'v' }] }])],
    ['events', request([{ ...least, events: { a: 1 }, links: 'x' }])],
    ['status', request([{ ...least, status: 'OK' }])],
    ['lists', { resourceSpans: { scopeSpans: {} } }],
  ])('of the wrong type in %s is counted and nothing else is lost', (what, value) => {
    const read = readJson(value);
    expect(read.report.damagedCount).toBeGreaterThan(0);
    expect(read.store.size).toBe(what === 'lists' ? 0 : 1);
  });
});

test('a kind or status of no known name or number is none', () => {
  const spans = spansOf(
    request([
      { ...least, kind: 99, status: { code: 7 } },
      { ...least, kind: 'SPAN_KIND_OTHER', status: { code: '2' } },
      { ...least, kind: -1 },
    ]),
  );
  expect(spans.map(({ kind, status }) => [kind, status])).toEqual([
    ['unspecified', 'unset'],
    ['unspecified', 'error'],
    ['unspecified', 'unset'],
  ]);
});

test('the last of several values counts; values of unknown kinds are empty', () => {
  expect(attributesOf({ stringValue: 'a', intValue: '1' }, { otherValue: 5 })).toEqual({ a0: 1, a1: null });
});

test('arrays and maps may lie in each other, but not without end', () => {
  const nest = (depth: number): unknown =>
    depth === 0 ? { stringValue: 'x' } : { arrayValue: { values: [nest(depth - 1)] } };
  const depthOf = (value: unknown): number => (Array.isArray(value) ? 1 + depthOf(value[0]) : 0);
  expect(depthOf(attributesOf(nest(20))?.['a0'])).toBe(20);
  expect(depthOf(attributesOf(nest(1000))?.['a0'])).toBeLessThan(100);
});

function failed(spans: PlainSpan[]): boolean[] {
  return spans.map(({ flags }) => flags.includes('error'));
}

describe('without details', () => {
  test('the same spans, failures included', () => {
    const failing = [
      { ...least, attributes: [{ key: 'error', value: { boolValue: true } }] },
      { ...least, kind: 2, attributes: [{ key: 'http.response.status_code', value: { intValue: '503' } }] },
      { ...least, kind: 3, attributes: [{ key: 'http.status_code', value: { intValue: 404 } }] },
      { ...least, kind: 2, attributes: [{ key: 'http.status_code', value: { intValue: 404 } }] },
      { ...least, attributes: [{ key: 'rpc.grpc.status_code', value: { intValue: '14' } }] },
      { ...least, status: { code: 1 }, attributes: [{ key: 'error', value: { boolValue: true } }] },
    ];
    expect(failed(spansOf(request(failing)))).toEqual([true, true, true, false, true, false]);
    expect(failed(plainSpans(readJson(request(failing), { details: false }).store))).toEqual([
      true,
      true,
      true,
      false,
      true,
      false,
    ]);
  });
});

test.each([
  ['NOT_FOUND', true],
  ['not_found', true],
  ['5', true],
  ['16', true],
  ['OK', false],
  ['0', false],
  ['17', false],
  ['LATE', false],
])('the status %s of gRPC is an error: %s', (stringValue, isError) => {
  const attributes = [{ key: 'rpc.grpc.status_code', value: { stringValue } }];
  expect(failed(spansOf(request([{ ...least, attributes }])))).toEqual([isError]);
});
