/** Plain spans of Jaeger's are taken many at once, without details; what is not plain among them is not. */
import { expect, test } from 'vitest';

import { fromBytes } from '../../src/bytes/source.ts';
import { readSource } from '../../src/formats/read.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import { plainSpans, readBothWays } from './reading.ts';

const traceID = '9be53f7162d5e4f7c52accd9466025b4';
const spanID = '0fdc7f12fa169e5e';
const parent = { refType: 'CHILD_OF', traceID, spanID: '24c6baff2796c04c' };
const other = { ...parent, spanID: 'c39b651284b6077c' };
const span = {
  traceID,
  spanID,
  operationName: 'a',
  references: [parent],
  startTime: 1_760_001_322_039_749,
  duration: 162_209,
  tags: [
    { key: 'span.kind', type: 'string', value: 'client' },
    { key: 'http.response.status_code', type: 'int64', value: 200 },
  ],
  processID: 'p1',
};

/** Each the same as the plain one, but for something. */
const variants: Record<string, object> = {
  plain: {},
  'no name': { operationName: undefined },
  'no reference': { references: [] },
  'no references': { references: undefined },
  'two references': { references: [parent, other] },
  'a reference that follows': { references: [{ ...parent, refType: 'FOLLOWS_FROM' }] },
  'a reference to another trace': { references: [{ ...parent, traceID: '1'.repeat(32) }] },
  'a reference to a trace of 16 digits': { references: [{ ...parent, traceID: spanID }] },
  'a reference to a span of 32 digits': { references: [{ ...parent, spanID: traceID }] },
  'a reference to zeros': { references: [{ ...parent, spanID: '0'.repeat(16) }] },
  'a parent as of old': { references: [], parentSpanID: other.spanID },
  'both kinds of parent': { parentSpanID: other.spanID },
  'no trace id': { traceID: undefined },
  'a trace id of 16 digits': { traceID: spanID },
  'a trace id of zeros': { traceID: '0'.repeat(32) },
  'a span id of 32 digits': { spanID: traceID },
  'a span id of zeros': { spanID: '0'.repeat(16) },
  'no start': { startTime: 0 },
  'no duration': { duration: undefined },
  'a duration of 0': { duration: 0 },
  'another kind': { tags: [{ key: 'span.kind', type: 'string', value: 'server' }] },
  'no such kind': { tags: [{ key: 'span.kind', type: 'string', value: 'cook' }] },
  'no tags': { tags: [] },
  'an error': { tags: [{ key: 'error', type: 'bool', value: true }] },
  'a status': { tags: [{ key: 'otel.status_code', type: 'string', value: 'ERROR' }] },
  'a status of HTTP': { tags: [{ key: 'http.status_code', type: 'int64', value: 404 }] },
  'another process': { processID: 'p2' },
  'no process': { processID: undefined },
  'a process that is not there': { processID: 'p9' },
};

function documentOf(spans: readonly object[]): string {
  const processes = { p1: { serviceName: 'one' }, p2: { serviceName: 'two' } };
  return JSON.stringify({ data: [{ traceID, spans, processes }] });
}

test.each(Object.entries(variants))('among plain spans: %s', (_, variant) => {
  const spans = Array.from({ length: 24 }, (__, i) => ({ ...span, ...(i % 4 === 0 ? variant : {}) }));
  const [byShape, byKeys] = readBothWays(documentOf(spans), { details: false });
  expect(byShape).toEqual(byKeys);
});

test('references may stand behind everything else', () => {
  const { references, ...rest } = span;
  const spans = Array.from({ length: 24 }, (_, i) => ({
    ...rest,
    references: i % 3 === 0 ? [parent, other] : references,
  }));
  const [byShape, byKeys] = readBothWays(documentOf(spans), { details: false });
  expect(byShape).toEqual(byKeys);
});

test('names of kinds have other numbers in a store that was cleared', () => {
  const data = ['client', 'server', 'consumer'].map((kind) => {
    const tags = [{ key: 'span.kind', type: 'string', value: kind }];
    return {
      traceID,
      spans: Array.from({ length: 9 }, () => ({ ...span, tags })),
      processes: { p1: { serviceName: 'one' } },
    };
  });
  const seen: string[] = [];
  const onSettled = (store: SpanStore): void => {
    seen.push(...plainSpans(store).map(({ kind }) => kind));
    store.clear();
  };
  const source = fromBytes(Buffer.from(JSON.stringify({ data })), 'test');
  readSource(source, new SpanStore({ details: false }), { onSettled }, new ReadReport());
  expect(seen).toEqual(data.flatMap(({ spans }) => spans.map(({ tags }) => tags[0].value)));
});
