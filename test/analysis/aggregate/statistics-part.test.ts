import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { Distribution } from '../../../src/analysis/aggregate/distribution.ts';
import { statisticsPart, statisticsState } from '../../../src/analysis/aggregate/statistics-part.ts';
import { Statistics } from '../../../src/analysis/aggregate/statistics.ts';
import { buffersOf } from '../../../src/model/store-part.ts';
import { runs } from '../../support/random-traces.ts';
import { traceSet } from '../../support/trace-sets.ts';
import { counted, shown, tracesOf } from './counting.ts';

/** Statistics as they are on the other side of a thread's border. */
function handedOver(statistics: Statistics): ReturnType<typeof statisticsState> {
  const part = statisticsPart(statistics);
  return statisticsState(structuredClone(part, { transfer: buffersOf(part) }));
}

test('what threads have counted adds up to what one counts', () => {
  fc.assert(
    fc.property(traceSet(), fc.nat(5), fc.constantFrom('kind', 'path', 'operation'), (set, cut, by) => {
      const traces = tracesOf(set);
      const sum = new Statistics();
      for (const some of [traces.slice(0, cut), traces.slice(cut)]) {
        sum.merge(handedOver(counted(some, { by: [by] })));
      }
      expect(shown(sum)).toEqual(shown(counted(traces, { by: [by] })));
    }),
    runs,
  );
});

test('bins and large sums are handed over, and leave other measures their values', () => {
  const statistics = new Statistics();
  const [first, second] = ['a', 'b\udc80'].map(
    (name) => statistics.groups[statistics.groupNumber([name, null])],
  );
  const binned = new Distribution(3);
  for (let value = 1; value <= 5; value++) binned.add(value * 1000);
  first.self.merge(binned);
  for (const group of [first, second]) {
    for (const value of [Number.MAX_SAFE_INTEGER, 7, 5]) group.total.add(value);
  }
  second.criticalPath.add(9);
  const sum = new Statistics();
  sum.merge(handedOver(statistics));
  expect(sum.groups.map(({ key }) => key)).toEqual([
    ['a', null],
    ['b\udc80', null],
  ]);
  expect(shown(sum)).toEqual(shown(statistics));
  expect(sum.groups[0].self.isEstimated).toBe(true);
  expect(sum.groups[1].total.sum.toBigInt()).toBe(BigInt(Number.MAX_SAFE_INTEGER) + 12n);
  expect(sum.groups[1].criticalPath.sorted()).toEqual(Float64Array.of(9));
});
