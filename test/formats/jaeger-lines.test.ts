/** Jaeger documents as people print them, over many lines. */
import { expect, test } from 'vitest';

import { damages, plainSpans, readText } from './reading.ts';

const document = {
  data: [
    {
      traceID: '0af7651916cd43dd8448eb211c80319c',
      spans: [
        {
          traceID: '0af7651916cd43dd8448eb211c80319c',
          spanID: 'b7ad6b7169203331',
          operationName: 'GET /',
          startTime: 1_700_000_000_000_000,
          duration: 20,
          tags: [
            { key: 'hosts', type: 'string', value: ['a', { b: ['c\n', '"}'] }] },
            { key: 'last', type: 'string', value: 'x' },
          ],
          processID: 'p1',
        },
      ],
      processes: { p1: { serviceName: 'shop' } },
    },
  ],
};

test('a value of several lines is one value, and lines behind it are counted', () => {
  const text = JSON.stringify(document, null, 2);
  const { store, report } = readText(text);
  expect(damages(report)).toEqual([]);
  expect(plainSpans(store)).toEqual(plainSpans(readText(JSON.stringify(document)).store));
  const cut = text.slice(0, text.indexOf('"processes"') + 20);
  expect(readText(cut).report.damages.at(-1)?.line).toBe(cut.split('\n').length);
});

const [{ spans }] = document.data;
const line = { ...spans[0], processID: undefined, process: { serviceName: 'shop' } };

test.each([
  ['data', { x: 1 }],
  ['hits', [1]],
  ['_source', { traceID: 'f' }],
  ['spans', []],
])('a span with a field %s is one', (key, value) => {
  const { store, report } = readText(JSON.stringify({ ...line, [key]: value }), { format: 'jaeger' });
  expect(damages(report)).toEqual([]);
  expect(plainSpans(store)).toEqual(plainSpans(readText(JSON.stringify(line), { format: 'jaeger' }).store));
});

test('spans within a span are counted', () => {
  const { store, report } = readText(JSON.stringify({ ...line, spans: [line, line] }), { format: 'jaeger' });
  expect([store.size, report.damagedCount]).toEqual([1, 2]);
});

test('a tag or a log’s field that is true or false means nothing but itself', () => {
  const tags = ['otel.scope.name', 'otel.status_description', 'span.kind'].map((key) => ({
    key,
    type: 'bool',
    value: true,
  }));
  const logs = [{ timestamp: 1, fields: [{ key: 'event', type: 'bool', value: true }] }];
  const [span] = plainSpans(readText(JSON.stringify({ ...line, tags, logs }), { format: 'jaeger' }).store);
  expect(span).toMatchObject({
    kind: 'unspecified',
    message: '',
    scope: {},
    attributes: { 'otel.scope.name': true, 'otel.status_description': true, 'span.kind': true },
    events: [{ name: '', attributes: { event: true } }],
  });
});
