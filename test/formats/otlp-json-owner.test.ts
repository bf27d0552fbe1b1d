/** Lists of spans belong to whom their text says, also where what stands between them was met before. */
import * as fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';

import { Owner } from '../../src/formats/otlp-json-owner.ts';
import { SpanWriter } from '../../src/model/span-writer.ts';
import { type PlainSpan, plainSpans, readBothWays, readText } from './reading.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function read(text: string, details: boolean): PlainSpan[] {
  return plainSpans(readText(text, { details }).store);
}

const span =
  '{"traceId":"9be53f7162d5e4f7c52accd9466025b4","spanId":"0fdc7f12fa169e5e","name":"a","startTimeUnixNano":"1760001322039749000"}';

function named(service: string): string {
  return `{"key":"service.name","value":{"stringValue":"${service}"}}`;
}

const some = (...texts: string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

/** Fields in any order, some of them absent or twice. */
const object = (...fields: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.array(fc.oneof(...fields), { maxLength: 4 }).map((chosen) => `{${chosen.join(',')}}`);

const list = (elements: fc.Arbitrary<string>, most: number): fc.Arbitrary<string> =>
  fc.array(elements, { maxLength: most }).map((chosen) => `[${chosen.join(',')}]`);

const resource = fc.oneof(
  { weight: 9, arbitrary: some('a', 'b').map((name) => `"resource":{"attributes":[${named(name)}]}`) },
  { weight: 1, arbitrary: some('"resource":{"attributes":7}') },
);
const schema = some('"schemaUrl":"x"', '"droppedAttributesCount":null', '"entityRefs":[]');
const spans = list(fc.constant(span), 3).map((text) => `"spans":${text}`);
const scope = some('c', 'd').map((name) => `"scope":{"name":"${name}"}`);
const usualScope = fc.tuple(scope, spans).map((fields) => `{${fields.join(',')}}`);
const scopes = list(
  fc.oneof({ weight: 3, arbitrary: usualScope }, { weight: 1, arbitrary: object(scope, spans, schema) }),
  2,
).map((text) => `"scopeSpans":${text}`);
const usualElement = fc.tuple(resource, scopes).map((fields) => `{${fields.join(',')}}`);
const element = fc.oneof(
  { weight: 3, arbitrary: usualElement },
  { weight: 1, arbitrary: object(resource, scopes, schema) },
);

/** Where a list of elements may stand: requests, their wrappers, lists of requests, of elements, and of both. */
const records: readonly ((elements: string) => string)[] = [
  (elements) => `{"resourceSpans":[${elements}]}`,
  (elements) => `{"trace":{"batches":[${elements}]},"resourceSpans":[${elements}]}`,
  (elements) => `{"result":{"resourceSpans":[${elements}],"resourceSpans":[${elements}]}}`,
  (elements) => `[{"resourceSpans":[${elements}]},{"resourceSpans":[${elements}]}]`,
  (elements) => `[{"resourceSpans":[${elements}]},${elements}]`,
  (elements) => `[${elements},{"resourceSpans":[${elements}]}]`,
  (elements) => `[${elements}]`,
];

/** Records of a few elements that come again and again; some records are cut. */
const dump = fc
  .tuple(
    fc.array(element, { minLength: 1, maxLength: 3 }),
    fc.array(
      fc.tuple(
        fc.array(fc.nat(2), { minLength: 1, maxLength: 9 }),
        fc.oneof(
          { weight: 3, arbitrary: fc.constant(0) },
          { weight: 2, arbitrary: fc.nat(records.length - 1) },
        ),
        fc.option(fc.nat(2000), { freq: 10 }),
      ),
      { minLength: 1, maxLength: 5 },
    ),
    some('\n', ' '),
  )
  .map(([elements, drawn, separator]) => {
    const texts = drawn.map(([chosen, kind, end]) => {
      const record = records[kind](chosen.map((i) => elements[i % elements.length]).join(','));
      return end === null ? record : record.slice(0, end);
    });
    // Again, so that there is something to recognise.
    return [...texts, ...texts, ...texts].join(separator);
  });

test.each([true, false])('spans have the resource and the scope around them (details: %s)', (details) => {
  fc.assert(
    fc.property(dump, (text) => {
      const [byShape, byKeys] = readBothWays(text, { details, format: 'otlp-json' });
      expect(byShape).toEqual(byKeys);
    }),
    { numRuns: 500 },
  );
});

/** An element of a resource with a scope of its own. */
function elementOf(name: string, spanCount = 1, between = ''): string {
  const list = Array.from({ length: spanCount }, () => span).join(',');
  const scopeSpans = `{"scope":{"name":"of ${name}"},"spans":${between}[${list}]}`;
  return `{"resource":{"attributes":[${named(name)}]},"scopeSpans":[${scopeSpans}]}`;
}

/** So many elements, of two resources in turn. */
function elements(count: number, spanCount?: number, between?: string): string[] {
  return Array.from({ length: count }, (_, i) => elementOf('ab'[i % 2], spanCount, between));
}

function requestOf(texts: readonly string[]): string {
  return `{"resourceSpans":[${texts.join(',')}]}`;
}

test('the kernel goes over passages that it knows', () => {
  const pass = vi.spyOn(Owner.prototype, 'pass');
  const spans = read(requestOf(elements(9)), true);
  expect(spans.map((one) => [one.resource['service.name'], one.scope['name']])).toEqual(
    Array.from({ length: 9 }, (_, i) => (i % 2 === 0 ? ['a', 'of a'] : ['b', 'of b'])),
  );
  // One span is learned, two passages; what is behind them is passed over, six times.
  expect(pass).toHaveBeenCalledTimes(6);
});

test('it goes over those of another source, which end differently', () => {
  read(requestOf(elements(9)), true);
  const pass = vi.spyOn(Owner.prototype, 'pass');
  read(requestOf(elements(9, 1, ' ')), true);
  expect(pass).toHaveBeenCalledTimes(6);
});

test('more passages than can be kept are told apart', () => {
  const names = Array.from({ length: 2000 }, (_, i) => `service ${1000 + i}`);
  const texts = names.map((name) => elementOf(name));
  const spans = read(requestOf([...texts, ...texts]), true);
  expect(spans.map((one) => one.resource['service.name'])).toEqual([...names, ...names]);
});

test('what stands between two records is no passage', () => {
  const pass = vi.spyOn(Owner.prototype, 'pass');
  const record = requestOf(elements(1));
  expect(read(Array.from({ length: 9 }, () => record).join(''), true)).toHaveLength(9);
  expect(pass).not.toHaveBeenCalled();
});

test('what is read is settled now and then, however much of it is passed over', () => {
  const sizes: number[] = [];
  vi.spyOn(SpanWriter.prototype, 'settled').mockImplementation(function (this: SpanWriter) {
    sizes.push(this.store.size);
  });
  // The kernel reads 128 spans at once: it mostly stops within a list, and could go on from there to the next.
  const spans = read(requestOf(elements(20, 1001)), false);
  expect(spans).toHaveLength(20 * 1001);
  const steps = sizes.map((size, i) => size - (sizes[i - 1] ?? 0));
  expect(Math.max(...steps)).toBeGreaterThan(4096);
  expect(Math.max(...steps)).toBeLessThan(4096 + 1001 + 128);
});
