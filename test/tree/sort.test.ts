import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { sortItems } from '../../src/tree/sort.ts';

function ties(a: number, b: number): number {
  return Math.floor(a / 10) - Math.floor(b / 10);
}

test('sorts a range by keys, then by a comparison, stably', () => {
  const items = fc.array(fc.integer({ min: 0, max: 9999 }), { maxLength: 300, size: 'max' });
  const keys = Float64Array.from({ length: 10_000 }, (_, i) => -Math.floor(i / 100));
  fc.assert(
    fc.property(items, fc.nat({ max: 9 }), (numbers, from) => {
      const sorted = Int32Array.from(numbers);
      const to = Math.max(from, numbers.length - 3);
      sortItems(sorted, from, to, keys, ties);
      const middle = numbers.slice(from, to).toSorted((a, b) => keys[a] - keys[b] || ties(a, b));
      expect([...sorted]).toEqual([...numbers.slice(0, from), ...middle, ...numbers.slice(to)]);
    }),
  );
});
