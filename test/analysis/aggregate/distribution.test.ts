import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { binOf, binValue, relativeError } from '../../../src/analysis/aggregate/bins.ts';
import { Distribution } from '../../../src/analysis/aggregate/distribution.ts';
import { ExactSum } from '../../../src/analysis/aggregate/exact-sum.ts';
import { histogram } from '../../../src/analysis/aggregate/histogram.ts';
import { nearestRank } from '../../../src/analysis/aggregate/quantiles.ts';
import { readJson } from '../../support/files.ts';
import { runs, shuffled } from '../../support/random-traces.ts';

const nanos = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  fc.maxSafeNat(),
);

function distributionOf(values: readonly number[], limit?: number): Distribution {
  const distribution = new Distribution(limit);
  for (const value of values) distribution.add(value);
  return distribution;
}

/** The definition: the smallest value that at least so many percent of all do not exceed. */
function quantileOracle(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const isEnough = (value: number): boolean =>
    sorted.filter((other) => other <= value).length * 100 >= percent * sorted.length;
  return sorted.find(isEnough) ?? NaN;
}

describe('sums', () => {
  test('are exact beyond 2^53, in any order', () => {
    fc.assert(
      fc.property(fc.array(nanos), fc.array(nanos), (some, others) => {
        const sum = new ExactSum();
        for (const value of some) sum.add(value);
        const more = new ExactSum();
        for (const value of others) more.add(value);
        sum.merge(more);
        expect(sum.toBigInt()).toBe([...some, ...others].map(BigInt).reduce((a, b) => a + b, 0n));
      }),
      runs,
    );
  });

  test('are a number as long as that is exact, and the nearest beyond', () => {
    const sum = new ExactSum();
    sum.add(Number.MAX_SAFE_INTEGER);
    expect(sum.toNumber()).toBe(2 ** 53 - 1);
    sum.add(3);
    expect([sum.toBigInt(), sum.toNumber()]).toEqual([2n ** 53n + 2n, 2 ** 53 + 2]);
  });
});

describe('bins', () => {
  test('stand for each value within the error that is told', () => {
    fc.assert(
      fc.property(nanos, (value) => {
        expect(Math.abs(binValue(binOf(value)) - value)).toBeLessThanOrEqual(value * relativeError);
      }),
      { numRuns: 2000 },
    );
  });

  test('keep the order of values', () => {
    fc.assert(
      fc.property(nanos, nanos, (a, b) => {
        expect(Math.sign(binOf(a) - binOf(b)) * Math.sign(a - b)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  test('are exact for small numbers', () => {
    for (let value = 0; value < 128; value++) expect(binValue(binOf(value))).toBe(value);
  });
});

describe('quantiles', () => {
  test('are the nearest rank', () => {
    fc.assert(
      fc.property(
        fc.array(nanos, { minLength: 1 }),
        fc.constantFrom(1, 50, 90, 95, 99, 100),
        (values, percent) => {
          expect(distributionOf(values).quantile(percent)).toBe(quantileOracle(values, percent));
        },
      ),
      runs,
    );
  });

  test('have whole ranks where doubles would round up', () => {
    expect([nearestRank(95, 20), nearestRank(55, 20), nearestRank(7, 100)]).toEqual([19, 11, 7]);
    expect([nearestRank(99.9, 1000), nearestRank(50, 3), nearestRank(1, 3)]).toEqual([999, 2, 1]);
  });

  test('count values that are 0 without being told each', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 })), fc.nat(20), (values, zeros) => {
        const all = [...values, ...Array.from({ length: zeros }, () => 0)];
        expect(distributionOf(values).quantiles(zeros)).toEqual(distributionOf(all).quantiles());
      }),
      runs,
    );
  });

  test('are those of all values, also of ones that came after the first look', () => {
    const distribution = distributionOf([5, 9]);
    expect(distribution.quantile(50)).toBe(5);
    distribution.add(1);
    distribution.add(2);
    expect(distribution.quantile(50)).toBe(2);
  });

  test('are null of nothing', () => {
    const { sumNano, ...others } = new Distribution().quantiles();
    expect(sumNano).toBe(0);
    expect(new Set(Object.values(others))).toEqual(new Set([null]));
  });

  const shared =
    process.env['TRACECTL_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
  const golden = `${shared}/golden/stats/stats.json`;

  test.skipIf(!existsSync(golden))('agree with an independent program', () => {
    const cases = Object.entries(Object(readJson(golden)['cases']));
    expect(cases.length).toBeGreaterThan(3);
    for (const [name, { a, b, quantiles }] of cases.map(([name, one]) => [name, Object(one)])) {
      for (const [values, expected] of [
        [a, quantiles.a],
        [b, quantiles.b],
      ]) {
        const { p50Nano, p95Nano, p99Nano } = distributionOf(values).quantiles();
        expect({ name, p50: p50Nano, p95: p95Nano, p99: p99Nano }).toEqual({ name, ...expected });
      }
    }
  });
});

describe('many values', () => {
  const parts = fc.array(fc.array(nanos, { maxLength: 12 }), { minLength: 1, maxLength: 5 });

  test('are the same however they were split up and ordered, kept or only counted', () => {
    fc.assert(
      fc.property(parts, fc.nat(), fc.constantFrom(1, 8, 1000), (some, seed, limit) => {
        const merged = new Distribution(limit);
        for (const values of shuffled(some, seed)) {
          merged.merge(structuredClone(distributionOf(shuffled(values, seed), limit)));
        }
        const whole = distributionOf(some.flat(), limit);
        expect(merged.quantiles()).toEqual(whole.quantiles());
        expect([...merged.counted()]).toEqual([...whole.counted()]);
        expect(merged.isEstimated).toBe(some.flat().length > limit);
      }),
      runs,
    );
  });

  test('have estimates near the quantiles that they stand for', () => {
    fc.assert(
      fc.property(
        fc.array(nanos, { minLength: 10, maxLength: 60 }),
        fc.integer({ min: 1, max: 100 }),
        (values, percent) => {
          const distribution = distributionOf(values, 9);
          const exact = quantileOracle(values, percent);
          expect(Math.abs((distribution.quantile(percent) ?? NaN) - exact)).toBeLessThanOrEqual(
            exact * relativeError,
          );
          expect(distribution.quantiles()).toMatchObject({
            minNano: Math.min(...values),
            maxNano: Math.max(...values),
          });
        },
      ),
      runs,
    );
  });
});

describe('a histogram', () => {
  test('is cut at 1, 2, 5, and keeps what is empty between', () => {
    const buckets = histogram(distributionOf([3, 4, 5, 9, 10, 70]));
    expect(buckets.map(({ fromNano, toNano, count }) => `${fromNano}-${toNano}: ${count}`)).toEqual([
      '2-5: 2',
      '5-10: 2',
      '10-20: 1',
      '20-50: 0',
      '50-100: 1',
    ]);
  });

  test('has each value in one bucket', () => {
    fc.assert(
      fc.property(fc.array(nanos), (values) => {
        const buckets = histogram(distributionOf(values));
        for (const { fromNano, toNano, count } of buckets) {
          expect(values.filter((value) => value >= fromNano && value < toNano)).toHaveLength(count);
        }
        expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
      }),
      runs,
    );
  });

  test('of nothing has no bucket', () => {
    expect(histogram(new Distribution())).toEqual([]);
  });
});
