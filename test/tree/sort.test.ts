import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { sortItems } from '../../src/tree/sort.ts';

function compare(a: number, b: number): number {
  return Math.floor(a / 10) - Math.floor(b / 10);
}

test('sorts a range like any other sort, stably', () => {
  const items = fc.array(fc.integer({ min: 0, max: 9999 }), { maxLength: 300, size: 'max' });
  fc.assert(
    fc.property(items, fc.nat({ max: 9 }), (numbers, from) => {
      const sorted = Int32Array.from(numbers);
      const to = Math.max(from, numbers.length - 3);
      sortItems(sorted, from, to, compare);
      const middle = numbers.slice(from, to).toSorted(compare);
      expect([...sorted]).toEqual([...numbers.slice(0, from), ...middle, ...numbers.slice(to)]);
    }),
  );
});
