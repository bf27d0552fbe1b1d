/** What targets say they can't hold: for each such thing a span that has it, and one sentence. */
import { describe, expect, test } from 'vitest';

import { plainSpans, readBytes, readJson, readText } from '../formats/reading.ts';
import { storeOf } from '../support/spans.ts';
import { rewritten, written, writtenText } from './writing.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';

/** Microseconds, texts, and nothing that is special: every target holds it. */
const plain = {
  traceId,
  spanId: '00000000000000a1',
  parentSpanId: '00000000000000a0',
  name: 'GET /',
  kind: 2,
  startTimeUnixNano: '1700000000000001000',
  endTimeUnixNano: '1700000000000003000',
  attributes: [attribute('a', { stringValue: 'b' })],
};

function attribute(key: string, value: object): { key: string; value: object } {
  return { key, value };
}

interface Parts {
  span?: object;
  resource?: object[];
  scope?: object;
}

/** A request with one span, which differs from the plain one in some parts. */
function request({ span = {}, resource = [], scope = {} }: Parts): unknown {
  const service = attribute('service.name', { stringValue: 'shop' });
  return {
    resourceSpans: [
      {
        resource: { attributes: [service, ...resource] },
        scopeSpans: [{ scope: { name: 'lib', version: '1', ...scope }, spans: [{ ...plain, ...span }] }],
      },
    ],
  };
}

function lossesOf(target: string, parts: Parts): string[] {
  return written(target, readJson(request(parts)).store).losses;
}

test.each(['otlp-json', 'otlp-proto', 'jaeger', 'zipkin', 'chrome', 'csv', 'ndjson'])(
  'a plain span fits into %s in full',
  (target) => {
    expect(lossesOf(target, {})).toEqual([]);
  },
);

test.each(['otlp-json', 'otlp-proto', 'jaeger'])('and comes back from %s as it was', (target) => {
  const { store } = readJson(request({}));
  expect(plainSpans(rewritten(target, store).store)).toEqual(plainSpans(store));
});

const nanos = { startTimeUnixNano: '1700000000000001001' };
const early = { endTimeUnixNano: '1600000000000000000' };
const unended = { endTimeUnixNano: '0' };
const typed = [
  attribute('i', { intValue: '1' }),
  attribute('l', { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'x' }] } }),
];
const link = { traceId: 'b'.repeat(32), spanId: 'b'.repeat(16) };
const ownLink = { traceId, spanId: 'c'.repeat(16) };
const failed = { status: { code: 2, message: 'boom' } };
const event = { timeUnixNano: '1700000000000001001', name: 'e' };

describe('jaeger', () => {
  test.each<[string, Parts]>([
    ['1 span: times are cut to microseconds', { span: nanos }],
    ['1 event of 1 span: times are cut to microseconds', { span: { events: [event] } }],
    ['1 span: never ended; jaeger has no such spans, the length becomes 0', { span: unended }],
    ['1 span: ended before the start; by how much is not kept, the length becomes 0', { span: early }],
    [
      '1 attribute of 1 span: jaeger has no arrays and maps; written as text',
      { span: { attributes: typed } },
    ],
    [
      '1 attribute of 1 span: jaeger has none without a value; written as empty text',
      { span: { attributes: [{ key: 'nothing' }] } },
    ],
    [
      '1 scope attribute of 1 span: jaeger has the name and the version of a scope, nothing else',
      { scope: { attributes: typed.slice(0, 1) } },
    ],
    [
      '1 link of 1 span: jaeger has no attributes and no trace state of links',
      { span: { links: [link, { ...link, traceState: 'a=b' }] } },
    ],
    [
      '2 links of 1 span: from a root to its own trace; left out, jaeger would take it for the parent',
      { span: { parentSpanId: '', links: [ownLink, link, ownLink] } },
    ],
    ['1 link of 1 span: without the id of a span; left out', { span: { links: [{ traceId }] } }],
  ])('%s', (sentence, parts) => {
    expect(lossesOf('jaeger', parts)).toEqual([sentence]);
  });

  test('a link that is left out would have changed the tree', () => {
    const { store } = readJson(request({ span: { parentSpanId: '', links: [ownLink, link] } }));
    const [span] = plainSpans(rewritten('jaeger', store).store);
    expect(span.parentSpanId).toBeUndefined();
    expect(span.links.map(({ spanId }) => spanId)).toEqual([link.spanId]);
  });
});

describe('zipkin', () => {
  test.each<[string, Parts]>([
    ['1 span: times are cut to microseconds, and lengths are at least 1', { span: nanos }],
    [
      '1 span: times are cut to microseconds, and lengths are at least 1',
      { span: { endTimeUnixNano: plain.startTimeUnixNano } },
    ],
    ['1 event of 1 span: times are cut to microseconds', { span: { events: [event] } }],
    ['1 span: zipkin has no kind internal', { span: { kind: 1 } }],
    ['2 links of 1 span: zipkin has no links', { span: { links: [link, ownLink] } }],
    ['2 attributes of 1 span: zipkin has only texts', { span: { attributes: typed } }],
    [
      '1 attribute of 1 span: of several with one key the last stays',
      { span: { attributes: [...plain.attributes, attribute('a', { stringValue: 'c' })] } },
    ],
    [
      '2 resource attributes of 1 span: zipkin has no resources; written as tags of each span',
      { resource: typed },
    ],
    [
      '1 resource attribute of 1 span: the span has a tag of that name',
      { resource: [attribute('a', { stringValue: 'x' })] },
    ],
    [
      '1 scope attribute of 1 span: zipkin has the name and the version of a scope, nothing else',
      { scope: { attributes: typed.slice(0, 1) } },
    ],
    [
      '1 attribute of 1 span: the name stands for status or scope in zipkin; left out',
      { span: { attributes: [attribute('otel.scope.name', { stringValue: 'x' })] } },
    ],
    [
      '1 attribute of 1 span: named error, but the span did not fail; left out, zipkin would take it for a failure',
      { span: { attributes: [attribute('error', { stringValue: 'no' })] } },
    ],
    [
      '1 attribute of 1 span: named error; the message of the status stands in its place',
      { span: { ...failed, attributes: [attribute('error', { stringValue: 'no' })] } },
    ],
    [
      '1 event attribute of 1 span: JSON does not tell their types',
      {
        span: {
          events: [
            {
              ...event,
              timeUnixNano: '1700000000000001000',
              attributes: [attribute('d', { doubleValue: 2 }), attribute('i', { intValue: 2 })],
            },
          ],
        },
      },
    ],
  ])('%s', (sentence, parts) => {
    expect(lossesOf('zipkin', parts)).toEqual([sentence]);
  });

  test('a failure stays one, and what was none becomes none', () => {
    const spans = [
      failed,
      { attributes: [attribute('error', { boolValue: true })] },
      { status: { code: 1 } },
      {},
    ];
    for (const span of spans) {
      const { store } = readJson(request({ span }));
      const [before] = plainSpans(store);
      const [after] = plainSpans(rewritten('zipkin', store).store);
      expect(after.flags.includes('error')).toBe(before.flags.includes('error'));
    }
    const odd = { status: { code: 1 }, attributes: [attribute('error', { boolValue: true })] };
    expect(writtenText('zipkin', readJson(request({ span: odd })).store)).not.toContain('"error"');
  });
});

describe('otlp-json and otlp-proto', () => {
  test.each(['otlp-json', 'otlp-proto'])('%s: marks of Zipkin and OpenTracing', (target) => {
    const { losses } = written(
      target,
      storeOf([
        { id: '1', start: 1, end: 2, shared: true },
        { id: '2', parent: '1', start: 1, end: 2, followsFrom: true },
        { id: '3', start: 2, end: 1 },
      ]),
    );
    expect(losses).toEqual([
      '1 span: id shared with the client’s half of a call; OTLP has no mark for that',
      '1 span: parent named by FOLLOWS_FROM; in OTLP a child like any other',
      '1 span: ended before the start; by how much is not kept, the length becomes 0',
    ]);
  });

  test.each(['otlp-json', 'otlp-proto'])('%s: ids that are no numbers stay together', (target) => {
    const store = storeOf([
      { id: 'root!', trace: 'the trace', start: 1, end: 9 },
      { id: 'kid', parent: 'root!', trace: 'the trace', start: 2, end: 3, links: [{ id: 'root!' }] },
      { id: '7', parent: 'kid', trace: 'the trace', start: 2, end: 3 },
    ]);
    const [root, kid, seven] = plainSpans(rewritten(target, store).store);
    expect(root.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(root.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect([kid.parentSpanId, kid.links[0]?.spanId, kid.traceId]).toEqual([
      root.spanId,
      root.spanId,
      root.traceId,
    ]);
    expect([seven.spanId, seven.parentSpanId]).toEqual(['0000000000000007', kid.spanId]);
    expect(written(target, store).losses).toEqual([
      '9 ids of 3 spans: not hexadecimal, or too long; replaced by a hash, the same everywhere',
    ]);
  });

  test.each(['otlp-json', 'otlp-proto'])('%s: what is no value of OTLP becomes a text', (target) => {
    const deep = '['.repeat(200) + ']'.repeat(200);
    const { store } = readText(
      `{"data":[{"traceID":"${traceId}","spans":[{"spanID":"00000000000000a1","startTime":1,"duration":1,"processID":"p","tags":[
        {"key":"huge","type":"int64","value":"99999999999999999999"},{"key":"deep","value":${deep}},{"key":"fine","value":[1,{"a":null}]}
      ]}],"processes":{"p":{"serviceName":"a"}}}]}`,
    );
    const [span] = plainSpans(rewritten(target, store).store);
    expect(span.attributes).toEqual({ huge: '99999999999999999999', deep, fine: [1, { a: null }] });
    expect(written(target, store).losses).toEqual([
      '1 attribute of 1 span: no integer of 64 bits; written as text',
      '1 attribute of 1 span: nested too deep, or no JSON; written as text',
    ]);
  });

  test.each(['otlp-json', 'otlp-proto'])('%s: references that compete say what they were', (target) => {
    const store = storeOf([
      { id: '1', start: 1, end: 9 },
      { id: '2', start: 2, end: 3, references: [{ id: '1' }, { id: '9' }, { id: '8', followsFrom: true }] },
    ]);
    const [, span] = plainSpans(rewritten(target, store).store);
    expect(span.parentSpanId).toBe('0000000000000001');
    expect(span.links.map(({ spanId, attributes }) => [Number(spanId), attributes])).toEqual([
      [9, { 'opentracing.ref_type': 'child_of' }],
      [8, { 'opentracing.ref_type': 'follows_from' }],
    ]);
    // Jaeger's own spelling comes back from that.
    const jaeger = plainSpans(rewritten('jaeger', rewritten(target, store).store).store)[1];
    expect(jaeger.links.map(({ type, spanId }) => [type, Number(spanId)])).toEqual([
      ['childOf', 1],
      ['childOf', 9],
      ['followsFrom', 8],
    ]);
  });

  test.each(['otlp-json', 'otlp-proto'])('%s: times that it has no number for', (target) => {
    const store = storeOf([{ id: '1', start: 5, end: 10 }], { at: -10 });
    const { losses } = written(target, store);
    expect(losses).toEqual(['1 span: start before 1970 or after 2554; such times become 0']);
    expect(plainSpans(rewritten(target, store).store)[0].start).toBe(0n);
  });
});

test.each(['otlp-json', 'otlp-proto', 'jaeger', 'zipkin', 'ndjson', 'chrome'])(
  '%s: bytes that are not UTF-8 are spelled out, each time',
  (target) => {
    const text = JSON.stringify(request({ span: { name: 'x' } }));
    const bytes = Buffer.from(
      `${text}\n${text.replaceAll('a1', 'a2')}`.replaceAll('"x"', '"\u00ff"'),
      'latin1',
    );
    const { losses, bytes: output } = written(target, readBytes(bytes).store);
    expect(losses).toContain('2 texts of 2 spans: bytes that are not UTF-8 are spelled \\xNN');
    expect(Buffer.from(output).toString()).toContain('\\xff');
  },
);

test.each(['ndjson', 'csv'])('%s: values that JSON has no word for', (target) => {
  const attributes = [
    attribute('b', { bytesValue: 'AAE=' }),
    attribute('n', { doubleValue: 'NaN' }),
    attribute('i', { intValue: '9223372036854775807' }),
  ];
  expect(lossesOf(target, { span: { attributes } })).toEqual([
    '3 attributes of 1 span: bytes, integers beyond 2^53, NaN and Infinity are written as text',
  ]);
});

test('csv: texts that are not written as they are', () => {
  expect(lossesOf('csv', { span: { name: '=1+1', status: { message: 'a\nb' } } })).toEqual([
    '2 texts of 1 span: control characters spelled out, or a quote in front of what a spreadsheet would run',
  ]);
});

test('folded: nearly all', () => {
  expect(lossesOf('folded', {})).toEqual([
    '1 span: folded has call paths and their time on critical paths, nothing else',
  ]);
});
