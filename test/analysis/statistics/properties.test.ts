import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { benjaminiHochberg } from '../../../src/analysis/statistics/benjamini-hochberg.ts';
import { bootstrapP95 } from '../../../src/analysis/statistics/bootstrap.ts';
import { fisherExact } from '../../../src/analysis/statistics/fisher-exact.ts';
import { hodgesLehmann } from '../../../src/analysis/statistics/hodges-lehmann.ts';
import { cliffsDelta, mannWhitney } from '../../../src/analysis/statistics/mann-whitney.ts';
import { normalTail } from '../../../src/analysis/statistics/normal.ts';
import { quantileInterval } from '../../../src/analysis/statistics/quantile-interval.ts';
import { runs, shuffled } from '../../support/random-traces.ts';

const value = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 2 ** 45 }));
const sample = fc.array(value, { minLength: 1, maxLength: 30 });

describe('Mann-Whitney', () => {
  test('counts each pair once: U(a,b) + U(b,a) = nm, and p does not know which is which', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [there, back] = [mannWhitney(a, b), mannWhitney(b, a)];
        expect(there.u + back.u).toBe(a.length * b.length);
        expect(there.p).toBe(back.p);
        expect(cliffsDelta(b, a)).toBeCloseTo(-cliffsDelta(a, b), 12);
      }),
      runs,
    );
  });

  test('equals counting pairs one by one', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const pairs = a.flatMap((x) => b.map((y) => (y > x ? 1 : y === x ? 0.5 : 0)));
        expect(mannWhitney(a, b).u).toBe(pairs.reduce<number>((sum, pair) => sum + pair, 0));
      }),
      runs,
    );
  });

  test('equals trying all orders, where samples are small and nothing is equal', () => {
    fc.assert(
      fc.property(fc.uniqueArray(value, { minLength: 2, maxLength: 10 }), fc.nat(), (values, at) => {
        const n = 1 + (at % (values.length - 1));
        const { u, p } = mannWhitney(values.slice(0, n), values.slice(n));
        const middle = (n * (values.length - n)) / 2;
        const us = choices(values.length, n).map((inA) => {
          const [a, b] = [true, false].map((side) => values.filter((_, i) => inA[i] === side));
          return mannWhitney(a, b).u;
        });
        const asFar = us.filter((other) => Math.abs(other - middle) >= Math.abs(u - middle)).length;
        expect(p).toBeCloseTo(Math.min(1, asFar / us.length), 12);
      }),
      { numRuns: 50 },
    );
  });

  test('says nothing of an empty sample, nor of one that is all alike', () => {
    expect(mannWhitney([], [1, 2])).toEqual({ u: 0, p: 1 });
    expect(mannWhitney([7, 7, 7], [7, 7])).toEqual({ u: 3, p: 1 });
  });
});

/** All ways to mark n of some. */
function choices(size: number, n: number): boolean[][] {
  const all = Array.from({ length: 2 ** size }, (_, bits) =>
    Array.from({ length: size }, (_, i) => ((bits >> i) & 1) === 1),
  );
  return all.filter((marks) => marks.filter(Boolean).length === n);
}

describe('Hodges-Lehmann', () => {
  test('equals the median of all differences', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const all = b.flatMap((y) => a.map((x) => y - x)).sort((x, y) => x - y);
        const [low, high] = [all[Math.ceil(all.length / 2) - 1], all[Math.floor(all.length / 2)]];
        expect(hodgesLehmann(a, b).shift).toBe(low + (high - low) / 2);
      }),
      runs,
    );
  });

  test('is the other way round from the other side, and its interval, too', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [there, back] = [hodgesLehmann(a, b), hodgesLehmann(b, a)];
        expect(back.shift).toBe(0 - there.shift);
        expect(back.low).toBe(there.high === null ? null : 0 - there.high);
        expect(back.high).toBe(there.low === null ? null : 0 - there.low);
      }),
      runs,
    );
  });

  test('finds a shift, however wide the values are spread', () => {
    const a = [1, 1000, 2 ** 40, 2 ** 52];
    expect(
      hodgesLehmann(
        a,
        a.map((x) => x + 17),
      ).shift,
    ).toBe(17);
  });
});

describe('the others', () => {
  test('Benjamini-Hochberg keeps the order, and raises every p', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (ps) => {
        const qs = benjaminiHochberg(ps);
        qs.forEach((q, i) => {
          expect(q).toBeGreaterThanOrEqual(ps[i]);
          expect(q).toBeLessThanOrEqual(1);
          qs.forEach((other, j) => expect(ps[i] <= ps[j] && q > other).toBe(false));
        });
      }),
      runs,
    );
  });

  test('one and the same seed makes the same interval, every time', () => {
    const [a, b] = [
      Array.from({ length: 60 }, (_, i) => i ** 2),
      Array.from({ length: 50 }, (_, i) => i ** 3),
    ];
    expect(bootstrapP95(a, b)).toEqual(bootstrapP95(a, b));
    expect(bootstrapP95(a, a).shift).toBe(0);
    expect(bootstrapP95(shuffled(a, 3), b).shift).toBe(bootstrapP95(a, b).shift);
  });

  test('Fisher sums to 1 over all tables and is blind to which row is which', () => {
    expect(fisherExact([[0, 0], [0, 0]])).toBe(1); // prettier-ignore
    expect(fisherExact([[3, 7], [7, 3]])).toBeCloseTo(0.178895, 6); // prettier-ignore
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(30), (a, b, c, d) => {
        const p = fisherExact([[a, b], [c, d]]); // prettier-ignore
        expect(p).toBeGreaterThan(0);
        expect(fisherExact([[c, d], [a, b]])).toBeCloseTo(p, 10); // prettier-ignore
        expect(fisherExact([[a, c], [b, d]])).toBeCloseTo(p, 10); // prettier-ignore
      }),
      runs,
    );
  });

  test('the tail of the normal distribution keeps its digits', () => {
    const known = [
      [0, 0.5],
      [1, 0.15865525393145707],
      [-1, 0.8413447460685429],
      [1.959963984540054, 0.025],
      [3, 0.0013498980316300957],
      [6, 9.865876450376946e-10],
      [30, 4.906713927148187e-198],
    ];
    for (const [z, tail] of known) expect(normalTail(z) / tail).toBeCloseTo(1, 12);
  });

  test('a quantile of few values has no bound on the side of its tail', () => {
    const sorted = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(quantileInterval(sorted, 50)).toEqual({ low: 40, high: 61 });
    expect(quantileInterval(sorted, 99)).toEqual({ low: 97, high: null });
    expect(quantileInterval([5], 50)).toEqual({ low: null, high: null });
    expect(quantileInterval([], 50)).toEqual({ low: null, high: null });
  });

  test('a quantile of a million values has an interval of a thousand ranks on either side', () => {
    const sorted = Float64Array.from({ length: 1_000_000 }, (_, i) => i);
    expect(quantileInterval(sorted, 50)).toEqual({ low: 499_019, high: 500_980 });
  });
});
