import { gzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { InputError, UsageError } from '../../src/errors.ts';
import { formats } from '../../src/formats/index.ts';
import { fixture, readBytes, readJson, readText } from './reading.ts';

/** What the error says of an input, behind `cannot read <name>: `. */
function refusal(input: string | Uint8Array | object): string {
  const bytes =
    input instanceof Uint8Array
      ? input
      : Buffer.from(typeof input === 'string' ? input : JSON.stringify(input));
  try {
    readBytes(bytes, { name: 'x.json' });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.replace(/^cannot read x\.json: /, '');
  }
  return 'it is read';
}

const unread = 'which this version does not read';

describe('says what an input is that is no trace', () => {
  test.each<[string, string | Uint8Array | object, string]>([
    ['an empty file', '', 'it is empty'],
    ['an empty file in gzip', gzipSync(''), 'it is empty'],
    ['blanks', ' \r\n\t\n', 'it holds nothing but blanks'],
    ['line breaks', '\n\n\n\n', 'it holds nothing but blanks'],
    ['NULs', '\0\0\0\0', 'it holds nothing but blanks'],
    ['a byte order mark', '\uFEFF', 'it is empty'],
    [
      'a page',
      '\n<!DOCTYPE html>\n<html><head><title>\n Sign in </title>',
      'it is an HTML page ("Sign in"), not a trace',
    ],
    ['a page without a title', '<html><body>502</body></html>', 'it is an HTML page, not a trace'],
    ['XML', '<?xml version="1.0"?><testsuites/>', 'it is XML, not a trace'],
    ['text', 'hello\nworld', 'it is text that starts with "hello", not a trace'],
    [
      'binary noise',
      Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0),
      'it is binary data (first bytes 7f 45 4c 46 02 01 01 00) of no known trace format',
    ],
    ['an empty list', '[]', 'it is JSON without anything in it'],
    ['an empty object', ' { } ', 'it is JSON without anything in it'],
    ['numbers', '[1, 2, 3]', 'it is JSON without any field of a known trace format'],
    ['one field', { users: [] }, 'it is JSON with the field "users", of no known trace format'],
    [
      'other JSON',
      [{ a: 1, b: { traceId: 2 } }, { c: 3 }],
      'it is JSON with the fields "a", "b", "c", of no known trace format',
    ],
    ['a dashboard', { panels: [], schemaVersion: 36 }, 'it is a Grafana dashboard, not a trace'],
    [
      'a dashboard of the API',
      { dashboard: { panels: [{}] }, meta: {} },
      'it is a Grafana dashboard, not a trace',
    ],
    [
      'an error',
      { data: null, errors: [{ code: 404, msg: 'x' }] },
      'it is an error answer of a backend, not a trace',
    ],
    ['Chrome', { traceEvents: [{ ph: 'X', ts: 1 }] }, `it is a Chrome trace (trace events), ${unread}`],
    ['Chrome’s list', [{ ph: 'X', ts: 1 }], `it is a Chrome trace (trace events), ${unread}`],
    [
      'stdouttrace',
      { Name: 'n', SpanContext: { TraceID: '1' } },
      `it is the output of the Go SDK’s stdouttrace exporter, ${unread}`,
    ],
    [
      'Node’s console',
      fixture('console/shop-node.txt'),
      `it is the output of the console exporter of OpenTelemetry for Node, ${unread}`,
    ],
    [
      'Python’s console',
      fixture('console/shop-python.txt'),
      `it is the output of a console exporter of OpenTelemetry (Python, PHP), ${unread}`,
    ],
    ['a table', 'traceID,spanID,name\n1,2,n', `it is a table of spans (CSV), ${unread}`],
    ['a table with quotes', '"name";"trace_id";"span_id"\n', `it is a table of spans (CSV), ${unread}`],
  ])('%s', (_, input, sentence) => {
    expect(refusal(input)).toBe(sentence);
  });
});

test('names the source and all formats', () => {
  expect(() => readText('x', { name: 'a/b.json' })).toThrow(
    expect.objectContaining({
      message: 'cannot read a/b.json: it is text that starts with "x", not a trace',
      hint: `formats: ${formats.map(({ id }) => id).join(', ')}; --format names one`,
    }),
  );
});

test('a format that is named is not doubted, but has to exist', () => {
  expect(readJson({ users: [] }, { format: 'otlp-json' }).store.size).toBe(0);
  expect(() => readText('{}', { format: 'nothing' })).toThrow(UsageError);
});

test('metrics and logs alone are read as OTLP, skipped and counted', () => {
  const { store, report, format } = readText(
    '{"resourceMetrics":[]}\n{"resourceLogs":[]}\n{"resource_metrics":[]}',
  );
  expect([store.size, report.damagedCount, format]).toEqual([0, 0, 'otlp-json']);
  expect(Object.fromEntries(report.skipped)).toEqual({ metrics: 2, logs: 1 });
});

test('finds the fields that count behind others', () => {
  const padding = Array.from({ length: 500 }, (_, i) => [`k${i}`, { v: 'x'.repeat(50) }]);
  expect(readJson({ ...Object.fromEntries(padding), resourceSpans: [] }).format).toBe('otlp-json');
});

test('text that looks like fields inside of strings does not count', () => {
  expect(refusal({ note: '"resourceSpans": [], {"traceId":1' })).toBe(
    'it is JSON with the field "note", of no known trace format',
  );
});

test('brackets without end are no trouble', () => {
  expect(refusal('['.repeat(200_000))).toMatch(/^it is JSON without any field/);
  expect(refusal('{"a":'.repeat(50_000))).toMatch(/^it is JSON with the field "a"/);
});

test('compressed data of which nothing can be read is refused as damaged, not as empty', () => {
  const good = gzipSync('{"resourceSpans":[]}');
  // The first byte behind the header says how the data is compressed; no method has this number.
  const bad = Buffer.concat([good.subarray(0, 10), Buffer.alloc(40, 0xff)]);
  expect(() => readBytes(bad)).toThrow('the gzip data is corrupt');
});

test('data that ends early is one damage, wherever it ends', () => {
  const lines = Buffer.from(fixture('otlp-json/shop.jsonl'));
  const whole = gzipSync(lines);
  for (let size = 2000; size < whole.length; size += 1777) {
    const { report } = readBytes(whole.subarray(0, size));
    expect(report.damages.map(({ message }) => message)).toEqual(['the gzip data ends early']);
  }
});
