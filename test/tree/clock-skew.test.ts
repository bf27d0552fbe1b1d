import { describe, expect, test } from 'vitest';

import { StringTable } from '../../src/model/strings.ts';
import type { ClockOffset } from '../../src/model/trace.ts';
import { placeClocks } from '../../src/tree/clock-offsets.ts';
import { drawn } from '../support/drawn.ts';
import { rowOf, type SpanSpec, traceOf } from '../support/spans.ts';

function offsetsOf(specs: SpanSpec[]): Record<string, number> {
  return Object.fromEntries(traceOf(specs).clockOffsets.map(({ clock, offset }) => [clock, offset]));
}

describe('a server whose clock is off', () => {
  test('by much is centred in its call', () => {
    const specs = drawn(`
      call @a client            |===========|
        serve @b server  |====|
    `);
    expect(offsetsOf(specs)).toEqual({ b: 10 });
    const trace = traceOf(specs);
    const serve = rowOf(trace, 'serve');
    expect([trace.start[serve], trace.adjustedStart[serve], trace.adjustedEnd[serve]]).toEqual([0, 10, 16]);
  });

  test('by a little is moved by twice that', () => {
    const specs = drawn(`
      call @a client      |===========|
        serve @b server  |====|
    `);
    expect(offsetsOf(specs)).toEqual({ b: 2 });
  });

  test('the other way is moved back', () => {
    const specs = drawn(`
      call @a client      |===========|
        serve @b server           |====|
    `);
    expect(offsetsOf(specs)).toEqual({ b: -2 });
  });

  test('takes all spans of its host along, placeholders over them included', () => {
    const specs = drawn(`
      call @a client            |===========|
        serve @b server  |====|
      lost @b parent:99    |=|
    `);
    const trace = traceOf(specs);
    const lost = rowOf(trace, 'lost');
    expect(trace.adjustedStart[lost] - trace.start[lost]).toBe(10);
    const placeholder = trace.parent[lost];
    expect(trace.adjustedStart[placeholder]).toBe(trace.adjustedStart[lost]);
    expect(trace.adjustedEnd[placeholder]).toBe(trace.adjustedEnd[lost]);
  });

  test('is told with its figures', () => {
    const specs = drawn(
      `
      call @a client            |===========|
        serve @b server  |====|
    `,
      { unit: 1e6 },
    );
    expect(traceOf(specs).findings).toMatchObject([
      {
        code: 'clock-skew',
        severity: 'info',
        message:
          'the clock of b is 10.5 ms behind: corrected in bars and critical path (1 of 1 call fits; --skew off leaves it)',
        data: { clock: 'b', offsetNano: 10.5e6, edges: 1, satisfied: 1, lowestNano: 7e6, highestNano: 14e6 },
      },
    ]);
  });

  test('is left alone with skew off', () => {
    const specs = drawn(`
      call @a client            |===========|
        serve @b server  |====|
    `);
    const trace = traceOf(specs, { skew: 'off' });
    expect(trace.adjustedStart).toBe(trace.start);
    expect(trace.clockOffsets).toEqual([]);
  });
});

test('a child that is no call only must not start before its parent', () => {
  const specs = drawn(`
    parent @a        |====|
      early @b    |==|
      late @c            |=====|
  `);
  expect(offsetsOf(specs)).toEqual({ b: 3 });
});

test('a server that takes longer than its call may end after it', () => {
  const specs = drawn(`
    call @a client  |====|
      serve @b server   |=======|
  `);
  expect(offsetsOf(specs)).toEqual({});
});

test('a link shows that what it names had started', () => {
  const specs = drawn(`
    first @a        |====|
    second @b   |==|
  `);
  // The clock of the earlier root is the reference.
  expect(offsetsOf([specs[0], { ...specs[1], links: [{ id: '1' }] }])).toEqual({ a: -4 });
  expect(offsetsOf([specs[0], { ...specs[1], links: [{ id: '1', trace: 'ee' }] }])).toEqual({});
});

test('spans of no known host are never corrected', () => {
  const specs: SpanSpec[] = [
    { id: '1', service: 'a', start: 10, end: 20 },
    { id: '2', service: '', parent: '1', start: 5, end: 8 },
  ];
  expect(offsetsOf(specs)).toEqual({});
});

function place(...bounds: [number, number][]): ClockOffset {
  const strings = new StringTable();
  const [a, b] = [strings.add('a'), strings.add('b')];
  return placeClocks(
    bounds.map(([low, high]) => ({ from: a, to: b, low, high })),
    a,
    strings,
  ).report[0];
}

describe('calls that contradict each other', () => {
  test('follow three quarters of them', () => {
    expect(place([10, 20], [12, 22], [11, 19], [40, 50])).toMatchObject({
      offset: 12,
      consistent: false,
      edges: 4,
      satisfied: 3,
      lo: 40,
      hi: 19,
    });
  });

  test('leave the clock alone where fewer agree', () => {
    expect(place([10, 20], [12, 22], [40, 50])).toMatchObject({ offset: 0, consistent: false, satisfied: 0 });
  });

  test('leave the clock alone where 0 satisfies nearly as many', () => {
    expect(place([-5, 20], [-5, 22], [-5, 19], [5, 6], [-9, -6])).toMatchObject({ offset: 0, satisfied: 3 });
  });
});

test('clocks are placed outward, each by those placed before', () => {
  const strings = new StringTable();
  const [a, b, c] = ['a', 'b', 'c'].map((text) => strings.add(text));
  const { offsets } = placeClocks(
    [
      { from: b, to: c, low: 100, high: 100 },
      { from: a, to: b, low: 50, high: 50 },
    ],
    a,
    strings,
  );
  expect([...offsets]).toEqual([
    [a, 0],
    [b, 50],
    [c, 150],
  ]);
});
