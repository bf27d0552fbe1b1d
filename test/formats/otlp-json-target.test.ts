/** Plain spans are taken many at once, without details; what is not plain among them is not. */
import { expect, test } from 'vitest';

import { fromBytes } from '../../src/bytes/source.ts';
import { readSource } from '../../src/formats/read.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import { readBothWays } from './reading.ts';

const traceId = '9be53f7162d5e4f7c52accd9466025b4';
const spanId = '0fdc7f12fa169e5e';
const span = {
  traceId,
  spanId,
  parentSpanId: '24c6baff2796c04c',
  name: 'a',
  kind: 3,
  startTimeUnixNano: '1760001322039749000',
  endTimeUnixNano: '1760001322039750000',
  attributes: [{ key: 'http.response.status_code', value: { intValue: '200' } }],
  status: { code: 1 },
};

/** Each the same as the plain one, but for something. */
const variants: Record<string, object> = {
  plain: {},
  'no name': { name: undefined },
  'no parent': { parentSpanId: undefined },
  'no kind': { kind: undefined },
  'another kind': { kind: 9 },
  'a kind by name': { kind: 'SPAN_KIND_SERVER' },
  'no status': { status: {} },
  'another status': { status: { code: 7 } },
  'a status by name': { status: { code: 'STATUS_CODE_ERROR' } },
  'an error by its attribute': {
    status: {},
    attributes: [{ key: 'http.response.status_code', value: { intValue: '500' } }],
  },
  'a span id of 32 digits': { spanId: traceId },
  'a parent of 32 digits': { parentSpanId: traceId },
  'a trace id of 16 digits': { traceId: spanId },
  'a trace id of zeros': { traceId: '0'.repeat(32) },
  'a span id of zeros': { spanId: '0'.repeat(16) },
  'a parent of zeros': { parentSpanId: '0'.repeat(16) },
  'no start': { startTimeUnixNano: '0' },
  'no end': { endTimeUnixNano: '0' },
  'no end at all': { endTimeUnixNano: undefined },
  'an end before the start': { endTimeUnixNano: '1760001322039748000' },
  'a length of centuries': { startTimeUnixNano: '1' },
};

function requestOf(spans: readonly object[]): string {
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
}

test.each(Object.entries(variants))('among plain spans: %s', (_, variant) => {
  const spans = Array.from({ length: 24 }, (__, i) => ({ ...span, ...(i % 4 === 0 ? variant : {}) }));
  const [byShape, byKeys] = readBothWays(requestOf(spans), { details: false });
  expect(byShape).toEqual(byKeys);
});

test('more spans than there is room for, and all at once', () => {
  // Columns begin with 1024 rows, and the kernel reads 128 spans at once.
  const spans = Array.from({ length: 5000 }, (_, i) => ({ ...span, kind: i % 6 }));
  const [byShape, byKeys] = readBothWays(requestOf(spans), { details: false });
  expect(byShape).toEqual(byKeys);
});

test('of traces that are known as a whole nothing more is taken', () => {
  const store = new SpanStore({ details: false });
  const report = new ReadReport();
  const read = (...ids: string[]): void => {
    const spans = ids.flatMap((id) => Array.from({ length: 3 }, () => ({ ...span, traceId: id })));
    readSource(fromBytes(Buffer.from(requestOf(spans)), 'test'), store, {}, report);
  };
  const [a, b] = ['1'.repeat(32), '2'.repeat(32)];
  read(a);
  store.closeTraces();
  read(b, a, b);
  const traces = Array.from({ length: store.size }, (_, row) => store.traces.text(store.trace[row]));
  expect(traces).toEqual([a, a, a, b, b, b, b, b, b]);
});
