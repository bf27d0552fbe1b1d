/** Where things are drawn: windows of time, icicles, graphs, addresses. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { graphColumns } from '../../src/report/client/graph-layout.ts';
import { icicleLayout } from '../../src/report/client/icicle-layout.ts';
import { routeOf, traceAddress } from '../../src/report/client/routes.ts';
import { between, moved, ticks, zoomed } from '../../src/report/client/time-window.ts';
import { hostileNames } from '../support/hostile-names.ts';

const whole = { from: 0, to: 1000 };

describe('a window of time', () => {
  test('keeps the instant under the pointer in its place', () => {
    expect(zoomed(whole, whole, 250, 1 / 2)).toEqual({ from: 125, to: 625 });
    expect(moved({ from: 100, to: 200 }, whole, 1 / 2)).toEqual({ from: 150, to: 250 });
    expect(between(300, 200, whole)).toEqual({ from: 200, to: 300 });
  });

  test('never leaves the whole, and always has a length', () => {
    const instant = fc.double({ min: -2000, max: 3000, noNaN: true });
    const step = fc.record({ at: instant, factor: fc.double({ min: 0.001, max: 100, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(step), instant, instant, (steps, a, b) => {
        let window = between(a, b, whole);
        for (const { at, factor } of steps) {
          window = moved(zoomed(window, whole, at, factor), whole, factor - 1);
          expect(window.from).toBeGreaterThanOrEqual(-1e-6);
          expect(window.to).toBeLessThanOrEqual(1000 + 1e-6);
          expect(window.to - window.from).toBeGreaterThan(9);
        }
      }),
    );
  });

  test('has round ticks', () => {
    expect(ticks({ from: 130, to: 730 }, 3)).toEqual([200, 400, 600]);
    expect(ticks({ from: 0, to: 1 }, 4).length).toBeLessThan(3);
  });
});

test('contexts lie below the ones that call them, as wide as their time, next to each other', () => {
  const paths = {
    texts: [],
    parent: [-1, 0, 1, 0, -1],
    total: [60, 30, 10, 20, 40],
    service: [],
    name: [],
    own: [],
    spans: [],
    traces: [],
    trace: [],
    span: [],
    left: 0,
  };
  const { left, width, depth, height } = icicleLayout(paths);
  expect([...left]).toEqual([0, 0, 0, 0.3, 0.6]);
  expect([...width]).toEqual([0.6, 0.3, 0.1, 0.2, 0.4]);
  expect([...depth]).toEqual([0, 1, 2, 1, 0]);
  expect(height).toBe(3);
});

describe('a graph', () => {
  test('has callers left of whom they call', () => {
    expect(graphColumns(4, arcs('01 12 02 23'))).toEqual([[0], [1], [2], [3]]);
  });

  test('has every node once, whatever calls what', () => {
    const arc = fc.record({ from: fc.nat(9), to: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(arc, { maxLength: 40 }), (drawn) => {
        const nodes = graphColumns(10, drawn).flat();
        expect(nodes.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      }),
    );
  });

  test('draws those of a column near what they call', () => {
    const [, middle, last] = graphColumns(5, arcs('01 02 23 14'));
    expect(middle.map((node) => (node === 1 ? 4 : 3))).toEqual(last);
  });
});

test.each(['00f067aa0ba902b7', 'a/b c#d', ...hostileNames.filter((name) => !/\p{Cs}/u.test(name))])(
  'the address of span %j leads to it',
  (id) => {
    expect(routeOf(traceAddress(3, id))).toEqual({ block: 3, spanId: id });
  },
);

test('an address that is none leads to the overview', () => {
  for (const hash of ['', '#', '#trace/x', '#trace/1234567', '#__proto__'])
    expect(routeOf(hash).block).toBe(0);
  expect(routeOf('#trace/1/%')).toEqual({ block: 1, spanId: '%' });
  expect(traceAddress(1, '\ud800')).toBe('#trace/1/%EF%BF%BD');
});

/** Arcs as pairs of digits. */
function arcs(text: string): { from: number; to: number }[] {
  return text.split(' ').map((pair) => ({ from: Number(pair[0]), to: Number(pair[1]) }));
}
