import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { describe, expect, test } from 'vitest';

import { analyseTrace, criticalPath, InputError, readTraces, selfTimes, treeView } from '../src/index.ts';

const checkout = 'fixtures/otlp-json/checkout.json';

describe('readTraces', () => {
  test.each([
    ['a path', checkout],
    ['a URL', pathToFileURL(checkout)],
    ['bytes', new Uint8Array(readFileSync(checkout))],
  ])('reads %s', (_, input) => {
    const traces = readTraces(input);
    expect(traces.size).toBe(1);
    expect(traces.report.spanCount).toBe(48);
    expect([...traces].map((trace) => trace.spanCount)).toEqual([48]);
  });

  test('finds a trace by any spelling of its id', () => {
    const traces = readTraces('fixtures/otlp-json/shop.jsonl');
    const [first] = traces;
    for (const id of [first.traceId, first.traceId.toUpperCase(), first.traceId.slice(16)]) {
      expect(traces.find(id).map((trace) => trace.traceId)).toEqual([first.traceId]);
    }
    expect(traces.find('1234')).toEqual([]);
  });

  test('leaves details out where they are not wanted', () => {
    const [trace] = readTraces(checkout, { details: false });
    const [detailed] = readTraces(checkout);
    expect(trace.span(0).attributes.size).toBe(0);
    expect(detailed.span(0).attributes.size).toBeGreaterThan(0);
    expect(treeView(trace).split('\n')[0]).toBe(treeView(detailed).split('\n')[0]);
  });

  test('takes the options of the tree', () => {
    const missing = 'fixtures/otlp-json/shop-missing-parent.jsonl';
    const placeholders = (adoptOrphans: boolean): number =>
      [...readTraces(missing, { adoptOrphans })].reduce((sum, trace) => sum + trace.placeholderCount, 0);
    expect(placeholders(false)).toBeGreaterThan(0);
    expect(placeholders(true)).toBe(0);
  });

  test('names what it cannot read', () => {
    expect(() => readTraces(Buffer.from('<html>'), { name: 'answer' })).toThrow(
      'cannot read answer: it is an HTML page',
    );
    expect(() => readTraces('no-such-file')).toThrow(InputError);
  });
});

describe('analyses without options', () => {
  const [trace] = readTraces(checkout);

  test('are those of the command', () => {
    const analysis = analyseTrace(trace);
    expect(criticalPath(trace).segments).toEqual(analysis.path.segments);
    expect(selfTimes(trace)).toEqual(analysis.self);
  });

  test('draw the tree of a trace or of its analysis', () => {
    expect(treeView(trace)).toBe(treeView(analyseTrace(trace)));
    expect(treeView(trace, { style: 'unicode' })).toContain('└');
    expect(treeView(trace, { style: 'diagram' })).toContain('\n|\n');
    expect(
      treeView(trace, { width: 60 })
        .split('\n')
        .every((line) => line.length <= 60),
    ).toBe(true);
    expect(treeView(trace, { color: 1 })).toContain('\u001b[');
  });

  test('with all roots, paths of all trees', () => {
    const traces = [...readTraces('fixtures/otlp-json/shop-missing-parent.jsonl')];
    const several = traces.find((trace) => trace.placeholderCount > 0) ?? traces[0];
    const one = analyseTrace(several).path.segments.length;
    expect(analyseTrace(several, { allRoots: true }).path.segments.length).toBeGreaterThan(one);
  });
});
