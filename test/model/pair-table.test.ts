import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { PairTable } from '../../src/model/pair-table.ts';
import { runs } from '../support/random-traces.ts';

const number = fc.oneof(fc.integer({ min: -1, max: 5 }), fc.integer({ min: -1, max: 2 ** 31 - 1 }));

test('pairs have numbers in order of first sight, and numbers their pairs', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { maxLength: 400, size: 'max' }), (pairs) => {
      const table = new PairTable();
      const known: string[] = [];
      for (const [first, second] of pairs) {
        const text = `${first} ${second}`;
        if (!known.includes(text)) known.push(text);
        const found = table.number(first, second);
        expect(found).toBe(known.indexOf(text));
        expect([table.firstOf(found), table.secondOf(found)]).toEqual([first, second]);
      }
      expect(table.size).toBe(known.length);
    }),
    runs,
  );
});
