import { describe, expect, test } from 'vitest';

import { rowOf, type SpanSpec, traceOf } from '../support/spans.ts';

const day = 86_400e9;

function told(specs: SpanSpec[]): string[] {
  return traceOf(specs).findings.map(({ code, message }) => `${code}: ${message}`);
}

test('times count from the earliest start, exact to the nanosecond', () => {
  const trace = traceOf([
    { id: '1', start: 1_000_000_007, end: 2_000_000_009 },
    { id: '2', start: 999_999_998, end: 999_999_999 },
  ]);
  expect([...trace.start]).toEqual([0, 9]);
  expect([...trace.end]).toEqual([1, 1_000_000_011]);
  expect(trace.startUnixNano(1)).toBe(1_700_000_001_000_000_007n);
});

test('an end before the start makes an empty span', () => {
  const specs = [{ id: '1', start: 20, end: 10 }];
  expect(traceOf(specs).duration(0)).toBe(0);
  expect(told(specs)).toEqual(['negative-duration: span 1 ends before its start: taken as empty']);
});

test('no end makes an empty span', () => {
  const specs: SpanSpec[] = [
    { id: '1', start: 20 },
    { id: '2', parent: '1', start: 21 },
  ];
  expect(traceOf(specs).duration(1)).toBe(0);
  expect(told(specs)).toEqual(['unfinished: each of 2 spans has no end: taken as empty']);
});

describe('no start', () => {
  const specs: SpanSpec[] = [
    { id: '1', name: 'root', start: 10, end: 20 },
    { id: '2', name: 'lost', parent: '1', end: 15 },
  ];

  test('is untimed among spans far from 1970', () => {
    const trace = traceOf(specs);
    const row = rowOf(trace, 'lost');
    expect([trace.timed[row], trace.start[row], trace.end[row], trace.duration(0)]).toEqual([0, 0, 0, 10]);
    expect(told(specs)).toEqual(['untimed: span 2 has no usable start: shown, but left out of all times']);
  });

  test('but a length is untimed there, too', () => {
    const trace = traceOf([specs[0], { id: '2', name: 'lost', parent: '1', length: 5 }]);
    expect(trace.timed[rowOf(trace, 'lost')]).toBe(0);
  });

  test('is 0 among spans near to it', () => {
    const trace = traceOf(specs, { at: 0 });
    expect([...trace.timed]).toEqual([1, 1]);
    expect(trace.startUnixNano(rowOf(trace, 'lost'))).toBe(0n);
    expect(trace.findings).toMatchObject([]);
  });

  test('and no end is untimed everywhere', () => {
    expect([...traceOf([{ id: '1' }, { id: '2', parent: '1', start: 1, end: 2 }], { at: 0 }).timed]).toEqual([
      0, 1,
    ]);
  });
});

describe('a trace of more than 104 days', () => {
  test('leaves out what lies farthest from its middle', () => {
    const trace = traceOf([
      { id: '1', name: 'root', start: 0, end: 9 },
      { id: '2', name: 'next', parent: '1', start: 1, end: 8 },
      { id: '3', name: 'far', parent: '1', start: -200 * day, end: -200 * day + 5 },
    ]);
    expect(trace.timed[rowOf(trace, 'far')]).toBe(0);
    expect(trace.startUnixNano(rowOf(trace, 'root'))).toBe(1_700_000_000_000_000_000n);
    expect(trace.end[rowOf(trace, 'root')]).toBe(9);
  });

  test('leaves out a span that never ends', () => {
    const trace = traceOf([
      { id: '1', name: 'root', start: 0, end: 300 * day },
      { id: '2', name: 'next', parent: '1', start: 1, end: 8 },
    ]);
    expect([trace.timed[rowOf(trace, 'root')], trace.timed[rowOf(trace, 'next')]]).toEqual([0, 1]);
  });

  test('is left as it is at 104 days', () => {
    const trace = traceOf([
      { id: '1', start: 0, end: 104 * day },
      { id: '2', parent: '1', start: 1, end: 8 },
    ]);
    expect([...trace.timed]).toEqual([1, 1]);
  });
});
