import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { nestedSets } from '../../src/query/nested-sets.ts';
import { drawn } from '../support/drawn.ts';
import { brokenTrace, runs } from '../support/random-traces.ts';
import { traceOf } from '../support/spans.ts';

test('numbers spans on entering and on leaving them', () => {
  const trace = traceOf(
    drawn(`
      root      |======|
        one      |==|
          deep    ||
        two        |==|
      second           |=|
    `),
  );
  const { left, right, parent, childCount } = nestedSets(trace);
  expect([...left]).toEqual([1, 2, 3, 6, 9]);
  expect([...right]).toEqual([8, 5, 4, 7, 10]);
  expect([...parent]).toEqual([-1, 1, 2, 1, -1]);
  expect([...childCount]).toEqual([2, 1, 0, 0, 0]);
});

test('a span lies within another exactly if its numbers do', () => {
  fc.assert(
    fc.property(brokenTrace(), (specs) => {
      const trace = traceOf(specs);
      const { left, right } = nestedSets(trace);
      for (let i = 0; i < trace.size; i++) {
        for (let k = 0; k < trace.size; k++) {
          if (left[i] === 0 || left[k] === 0) continue;
          expect(left[k] > left[i] && right[k] < right[i]).toBe(k > i && k < trace.subtreeEnd[i]);
        }
      }
    }),
    runs,
  );
});
