/** Figures of SciPy and NumPy; see the README beside them. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { nearestRank } from '../../../src/analysis/aggregate/quantiles.ts';
import { benjaminiHochberg } from '../../../src/analysis/statistics/benjamini-hochberg.ts';
import { bootstrapP95 } from '../../../src/analysis/statistics/bootstrap.ts';
import { fisherExact, type Table } from '../../../src/analysis/statistics/fisher-exact.ts';
import { hodgesLehmann } from '../../../src/analysis/statistics/hodges-lehmann.ts';
import { cliffsDelta, mannWhitney } from '../../../src/analysis/statistics/mann-whitney.ts';
import { quantileInterval } from '../../../src/analysis/statistics/quantile-interval.ts';
import { readJson } from '../../support/files.ts';

const shared =
  process.env['TRACECTL_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const path = `${shared}/golden/stats/stats.json`;
const isThere = existsSync(path);

type Interval = [number | null, number | null];
type BySide<T> = Record<'a' | 'b', Record<string, T>>;

interface Case {
  a: number[];
  b: number[];
  U: number;
  pAsymptotic: number;
  pExact: number | null;
  hodgesLehmann: number;
  hlCI95: Interval | null;
  cliffsDelta: number;
  quantiles: BySide<number>;
  quantileCI95: BySide<Interval>;
  bootstrap: { p95Diff: number; ci95: Interval } | null;
}

interface Golden {
  cases: Record<string, Case>;
  benjaminiHochberg: { p: number[]; adjusted: number[] };
  benjaminiHochbergUnsorted: { p: number[]; adjusted: number[] };
  fisherExact: { table: Table; p: number }[];
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the file is what its README says
const golden = (isThere ? readJson(path) : { cases: {}, fisherExact: [] }) as unknown as Golden;

describe.skipIf(!isThere)('statistics, checked against SciPy', () => {
  test.each(Object.entries(golden.cases))('two samples: %s', (_, expected) => {
    const { a, b } = expected;
    const { u, p } = mannWhitney(a, b);
    expect(u).toBe(expected.U);
    expect(p).toBeCloseTo(expected.pExact ?? expected.pAsymptotic, 12);
    const [low, high] = expected.hlCI95 ?? [null, null];
    expect(hodgesLehmann(a, b)).toEqual({ shift: expected.hodgesLehmann, low, high });
    expect(cliffsDelta(a, b)).toBeCloseTo(expected.cliffsDelta, 12);
  });

  const drawn = Object.entries(golden.cases).flatMap(([name, { bootstrap, ...samples }]) =>
    bootstrap === null ? [] : [{ name, bootstrap, ...samples }],
  );
  test.each(drawn)('bootstrap: $name', ({ a, b, bootstrap: { p95Diff, ci95 } }) => {
    const [low, high] = ci95;
    expect(bootstrapP95(a, b)).toEqual({ shift: p95Diff, low, high });
  });

  test.each(Object.entries(golden.cases))('quantiles: %s', (_, { a, b, quantiles, quantileCI95 }) => {
    for (const [side, values] of [['a', a] as const, ['b', b] as const]) {
      const sorted = values.toSorted((x, y) => x - y);
      for (const [name, expected] of Object.entries(quantiles[side])) {
        expect(sorted[nearestRank(Number(name.slice(1)), sorted.length) - 1]).toBe(expected);
      }
      for (const [name, [low, high]] of Object.entries(quantileCI95[side])) {
        expect(quantileInterval(sorted, Number(name.slice(1)))).toEqual({ low, high });
      }
    }
  });

  test.each(golden.fisherExact)('Fisher: $table', ({ table, p }) => {
    expect(fisherExact(table) / p).toBeCloseTo(1, 9);
  });

  test.each(['benjaminiHochberg', 'benjaminiHochbergUnsorted'] as const)('%s', (name) => {
    const { p, adjusted } = golden[name];
    benjaminiHochberg(p).forEach((q, i) => expect(q).toBeCloseTo(adjusted[i], 12));
  });
});
