import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One trace looked up in a dump must be the same as that trace of the dump read in full. */
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';

import { openFile } from '../../src/bytes/source.ts';
import { readSource } from '../../src/formats/read.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracectl-search-'));
afterAll(() => rmSync(folder, { recursive: true }));

const wanted = '4bf92f3577b34da6a3ce929d0e0e4736';
const other = '00f067aa0ba902b700f067aa0ba902b7';

interface Found {
  /** Names of the spans of the trace wanted. */
  names: string[];
  /** Spans read at all. */
  spanCount: number;
  report: ReadReport;
}

function read(content: string | Buffer, traceId?: string): Found {
  const path = join(folder, 'dump');
  writeFileSync(path, content);
  const store = new SpanStore();
  const report = new ReadReport();
  readSource(openFile(path), store, { traceId }, report);
  const names: string[] = [];
  for (let row = 0; row < store.size; row++) {
    if (store.traces.text(store.trace[row]) === wanted) names.push(store.strings.text(store.name[row]));
  }
  return { names, spanCount: store.size, report };
}

function otlpLine(traceId: string, spanId: string, name: string, padding = 0): string {
  const span = { traceId, spanId, name, startTimeUnixNano: '1', endTimeUnixNano: '2' };
  const attributes = padding === 0 ? [] : [{ key: 'padding', value: { stringValue: 'x'.repeat(padding) } }];
  return `${JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, attributes }] }] }] })}\n`;
}

function jaegerTrace(traceID: string, names: string[], padding = 0): object {
  const spans = names.map((operationName, i) => ({
    traceID,
    spanID: `${i + 1}`,
    operationName,
    startTime: 1,
    duration: 1,
    processID: 'p1',
    tags: [{ key: 'padding', type: 'string', value: '"}{]['.repeat(padding) }],
  }));
  return { traceID, spans, processes: { p1: { serviceName: 'a', tags: [] } } };
}

const ids = fc.constantFrom(wanted, other);
const paddings = fc.oneof(fc.nat(200), fc.integer({ min: 400_000, max: 1_200_000 }));

describe('lines', () => {
  test('all that hold the id are found, wherever chunks end', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(ids, paddings), { minLength: 1, maxLength: 6 }), (lines) => {
        const content = lines
          .map(([id, padding], i) => otlpLine(id, `${i + 1}`, `span ${i}`, padding))
          .join('');
        const whole = read(content);
        const found = read(content, wanted);
        expect(found.names).toEqual(whole.names);
        expect(found.report.damagedCount).toBe(0);
        expect(found.spanCount).toBeLessThanOrEqual(whole.spanCount);
      }),
      { numRuns: 15 },
    );
  });

  test('lines longer than what detection sees are lines all the same', () => {
    const content = [other, wanted, other]
      .map((id, i) => otlpLine(id, `${i + 1}`, `span ${i}`, 3_000_000))
      .join('');
    expect(read(content, wanted)).toMatchObject({ names: ['span 1'], spanCount: 1 });
  });

  test('a document on one long line is that line', () => {
    const padding = otlpLine(other, '1', 'a', 2_500_000).trimEnd();
    const content = `[${padding},${otlpLine(wanted, '2', 'b').trimEnd()}]`;
    expect(read(content, wanted)).toMatchObject({ names: ['b'], spanCount: 2 });
  });

  test('the last line needs no line break', () => {
    const content = otlpLine(other, '1', 'a') + otlpLine(wanted, '2', 'b').trimEnd();
    expect(read(content, wanted)).toMatchObject({ names: ['b'], spanCount: 1 });
  });

  test.each([
    ['upper case', wanted.toUpperCase()],
    ['base64', Buffer.from(wanted, 'hex').toString('base64')],
  ])('ids in %s', (_, spelling) => {
    const content = otlpLine(spelling, '1', 'a') + otlpLine(other, '2', 'b') + otlpLine(spelling, '3', 'c');
    expect(read(content, wanted).names).toEqual(['a', 'c']);
  });

  test.each(['4BF92F35-77B3-4DA6-A3CE-929D0E0E4736', 'a3ce929d0e0e4736'])('asked for as %s', (traceId) => {
    const content = otlpLine(other, '1', 'a') + otlpLine(wanted, '2', 'b');
    expect(read(content, traceId)).toMatchObject({ names: ['b'], spanCount: 1 });
  });

  test('an id that is nowhere, or too short to search for, has the file read in full', () => {
    const content = otlpLine(other, '1', 'a') + otlpLine(wanted, '2', 'b');
    expect(read(content, 'ffffffffffffffff').spanCount).toBe(2);
    expect(read(content, '1').spanCount).toBe(2);
    expect(read(content, 'not-an-id').spanCount).toBe(2);
  });

  test('damage is told by its place in the whole file', () => {
    const start = otlpLine(other, '1', 'a');
    const { names, report } = read(
      `${start}${otlpLine(wanted, '2', 'b').slice(0, 90)}\n${otlpLine(wanted, '3', 'c')}`,
      wanted,
    );
    expect(names).toEqual(['c']);
    expect(report.damages).toMatchObject([{ line: 0, byte: start.length + 90 }]);
  });
});

describe('a Jaeger document', () => {
  test('the trace is found, wherever chunks end and whatever brackets are in texts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(ids, fc.oneof(fc.nat(50), fc.nat(60_000))), { maxLength: 5 }),
        (traces) => {
          const data = traces.map(([id, padding], i) => jaegerTrace(id, [`${i} a`, `${i} b`], padding));
          const content = JSON.stringify({ data: [jaegerTrace(other, ['first']), ...data], total: 0 });
          const whole = read(content);
          const found = read(content, wanted);
          expect(found.names).toEqual(whole.names);
          expect(found.report.damagedCount).toBe(0);
          expect(found.spanCount).toBeLessThanOrEqual(whole.spanCount);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('a trace that goes over several lines is no line', () => {
    const spans = JSON.stringify({ data: [jaegerTrace(other, ['a']), jaegerTrace(wanted, ['b', 'c'])] });
    const content = spans.replaceAll('"spans":[', '"spans":[\n').replaceAll(',"processes"', ',\n"processes"');
    const { names, spanCount, report } = read(content, wanted);
    expect({ names, spanCount, damaged: report.damagedCount }).toEqual({
      names: ['b', 'c'],
      spanCount: 2,
      damaged: 0,
    });
  });

  test('an id that also stands elsewhere has the document read in full', () => {
    const reference = { refType: 'FOLLOWS_FROM', traceID: wanted, spanID: '1' };
    const linked = {
      ...jaegerTrace(other, []),
      spans: [{ traceID: other, spanID: '9', operationName: 'l', references: [reference] }],
    };
    const content = JSON.stringify({ data: [jaegerTrace(wanted, ['a']), linked] });
    expect(read(content, wanted)).toMatchObject({ names: ['a'], spanCount: 2 });
  });

  test('a document that is cut inside the trace is read in full', () => {
    const content = JSON.stringify({ data: [jaegerTrace(other, ['a']), jaegerTrace(wanted, ['b', 'c'])] });
    const { names, report } = read(content.slice(0, content.indexOf('"c"') + 30), wanted);
    expect(names).toEqual(['b']);
    expect(report.damagedCount).toBeGreaterThan(0);
  });
});
