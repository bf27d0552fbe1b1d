import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { select } from '../../../src/analysis/aggregate/select.ts';

const value = fc.oneof(fc.nat(3), fc.nat(1000));

test('a value comes where sorting would put it, between smaller and larger ones', () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 300, size: 'max' }),
      fc.nat(),
      fc.nat(),
      (all, a, b) => {
        const values = Float64Array.from(all);
        const from = a % all.length;
        const at = from + (b % (all.length - from));
        select(values, from, values.length, at);
        const expected = Float64Array.from(all.slice(from)).sort();
        expect(values[at]).toBe(expected[at - from]);
        expect(values.subarray(from, at).every((one) => one <= values[at])).toBe(true);
        expect(values.subarray(at).every((one) => one >= values[at])).toBe(true);
        expect(values.subarray(0, from)).toEqual(Float64Array.from(all.slice(0, from)));
        expect(values.slice(from).sort()).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  ['equal', () => 7],
  ['ascending', (i: number) => i],
  ['descending', (i: number) => -i],
  ['a pipe', (i: number) => Math.min(i, 200_000 - i)],
])('does not try all against all where values are %s', (_, valueAt) => {
  const values = Float64Array.from({ length: 200_000 }, (_, i) => valueAt(i));
  const expected = values.slice().sort();
  for (const at of [100_000, 199_999, 5]) {
    select(values, 0, values.length, at);
    expect(values[at]).toBe(expected[at]);
  }
});
