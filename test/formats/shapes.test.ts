/** Spans are read by shape where they stand on one line; with line breaks in them they are read key by key. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type PlainSpan, plainSpans, readText } from './reading.ts';

/** What is read of a value as JSON: its spans, and what was wrong with it, wherever. */
function read(text: string, details: boolean): { spans: PlainSpan[]; damages: string[] } {
  const { store, report } = readText(text, { details });
  return { spans: plainSpans(store), damages: report.damages.map(({ message }) => message) };
}

/** A value as text without line breaks, and with one in each object that has a shape. */
function spellings(value: unknown): [text: string, broken: string] {
  const text = JSON.stringify(value);
  const broken = text
    .replace('{', '{\n')
    .replaceAll(/\{(?="(?:traceId|traceID|attributes|droppedAttributesCount|serviceName)")/g, '{\n');
  return [text, broken];
}

const hex = (count: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...Array.from('0123456789abcdef')), { minLength: count, maxLength: count })
    .map((digits) => digits.join(''));

const odd: fc.Arbitrary<unknown> = fc.constantFrom(null, '', 0, -1, 1.5, true, 'a\\b "c"', [], {}, [1], {
  a: 1,
});
/** Mostly as specified. */
const often = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 40, arbitrary: value }, { weight: 1, arbitrary: odd });
/** Mostly there. */
const record = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> =>
  fc.record(fields, { requiredKeys: Object.keys(fields).filter((key) => !key.endsWith('?')) }).map(named);

function named(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key.replace('?', ''), field]));
}

const word = fc.constantFrom('', 'GET', 'GET /users/{id}', 'née', 'ERROR', 'true', '500', '13');
/** Those that tell of errors are read in any case. */
const key = fc.constantFrom(
  'error',
  'http.status_code',
  'http.response.status_code',
  'grpc.status_code',
  'a',
  'a.b',
);

describe('OTLP', () => {
  const value = fc.oneof(
    record({ stringValue: often(word) }),
    record({ intValue: often(fc.oneof(fc.integer().map(String), fc.integer())) }),
    record({ doubleValue: often(fc.double({ noNaN: true })) }),
    record({ boolValue: often(fc.boolean()) }),
    record({ 'stringValue?': word, 'intValue?': fc.constant('7') }),
    record({ arrayValue: fc.constant({ values: [{ stringValue: 'x' }] }) }),
  );
  const attribute = fc.oneof(
    { weight: 20, arbitrary: record({ key: often(key), value: often(value) }) },
    { weight: 1, arbitrary: record({ value: often(value), key: often(key) }) },
    { weight: 1, arbitrary: record({ key: often(key), 'value?': value, 'key2?': word }) },
  );
  const attributes = often(fc.array(attribute, { maxLength: 3 }));
  const span = record({
    traceId: often(fc.constantFrom('9be53f7162d5e4f7c52accd9466025b4', '9BE53f7162d5e4f7c52accd9466025b5')),
    spanId: often(hex(16)),
    'parentSpanId?': often(fc.oneof(hex(16), fc.constant(''))),
    name: often(word),
    kind: often(fc.oneof(fc.nat(6), fc.constantFrom('SPAN_KIND_SERVER', 'CLIENT', 'no kind'))),
    startTimeUnixNano: often(fc.bigInt({ min: 10n ** 18n, max: 10n ** 18n * 2n }).map(String)),
    'endTimeUnixNano?': often(fc.bigInt({ min: 10n ** 18n, max: 10n ** 18n * 2n }).map(String)),
    'attributes?': attributes,
    'events?': often(fc.array(record({ name: often(word), 'attributes?': attributes }), { maxLength: 1 })),
    'links?': often(fc.array(record({ traceId: often(hex(32)), spanId: often(hex(16)) }), { maxLength: 1 })),
    'status?': often(record({ 'code?': often(fc.nat(2)), 'message?': often(word) })),
    'flags?': often(fc.nat()),
  });
  const resource = record({ 'attributes?': attributes, 'droppedAttributesCount?': often(fc.nat()) });
  const request = fc
    .array(fc.tuple(resource, fc.array(span, { maxLength: 5 })), { minLength: 1, maxLength: 3 })
    .map((parts) => ({
      // Twice, so that there is something to recognise.
      resourceSpans: [...parts, ...parts].map(([resource, spans]) => ({
        resource,
        scopeSpans: [{ scope: { name: 's' }, spans: [...spans, ...spans] }],
      })),
    }));

  test.each([true, false])('spans and resources mean what their keys say (details: %s)', (details) => {
    fc.assert(
      fc.property(request, (value) => {
        const [text, broken] = spellings(value);
        expect(read(text, details)).toEqual(read(broken, details));
      }),
      { numRuns: 300 },
    );
  });
});

describe('Jaeger', () => {
  const tag = fc.oneof(
    {
      weight: 10,
      arbitrary: record({
        key: often(fc.oneof(key, fc.constantFrom('span.kind', 'otel.status_code', 'otel.scope.name'))),
        'type?': often(fc.constantFrom('string', 'int64', 'float64', 'bool', 'binary')),
        value: often(
          fc.oneof(word, fc.constant('server'), fc.integer(), fc.boolean(), fc.double({ noNaN: true })),
        ),
      }),
    },
    { weight: 1, arbitrary: record({ value: often(word), key: often(key) }) },
    { weight: 1, arbitrary: record({ key: often(key), value: often(word), 'type?': fc.constant('int64') }) },
    { weight: 1, arbitrary: record({ key: often(key), vType: fc.constant('INT64'), vInt64: word }) },
  );
  const tags = often(fc.array(tag, { maxLength: 3 }));
  const trace = fc.constantFrom('9be53f7162d5e4f7c52accd9466025b4', '00000000000000aa');
  const parts = {
    refType: often(fc.constantFrom('CHILD_OF', 'FOLLOWS_FROM')),
    traceID: often(trace),
    spanID: often(hex(16)),
  };
  const reference = fc.oneof(
    { weight: 10, arbitrary: record(parts) },
    {
      weight: 1,
      arbitrary: record({ spanID: parts.spanID, traceID: parts.traceID, refType: parts.refType }),
    },
    { weight: 1, arbitrary: record({ refType: parts.refType, spanID: parts.spanID }) },
  );
  const span = record({
    traceID: often(trace),
    spanID: often(hex(16)),
    'parentSpanID?': often(fc.oneof(hex(16), fc.constant(''))),
    operationName: often(word),
    'references?': often(fc.array(reference, { maxLength: 2 })),
    startTime: often(fc.nat().map((micros) => 1_700_000_000_000_000 + micros)),
    duration: often(fc.nat()),
    'tags?': tags,
    'logs?': often(fc.array(record({ timestamp: often(fc.nat()), fields: tags }), { maxLength: 1 })),
    processID: often(fc.constantFrom('p1', 'p2')),
    'warnings?': fc.constantFrom(null, [], ['slow']),
  });
  const process = record({ serviceName: often(word), 'tags?': tags });
  const document = fc
    .tuple(trace, fc.array(span, { maxLength: 6 }), process, process)
    .map(([traceID, spans, p1, p2]) => ({
      // Twice, so that there is something to recognise.
      data: [1, 2].map(() => ({ traceID, spans: [...spans, ...spans], processes: { p1, p2 } })),
    }));

  test.each([true, false])('spans and processes mean what their keys say (details: %s)', (details) => {
    fc.assert(
      fc.property(document, (value) => {
        const [text, broken] = spellings(value);
        expect(read(text, details)).toEqual(read(broken, details));
      }),
      { numRuns: 300 },
    );
  });
});
