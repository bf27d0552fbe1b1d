import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { TraceIdSet, tracesIn } from '../../src/model/trace-id-set.ts';
import { runs } from '../support/random-traces.ts';
import { storeOf } from '../support/spans.ts';

const half = fc.constantFrom('00000000000000a1', 'ffffffff00000001', 'ffffffff00000002', '0000000000000001');
const ids = fc.array(
  fc.oneof(
    fc.tuple(half, half).map(([upper, lower]) => upper + lower),
    half,
    fc.constantFrom('order-7', 'order-8'),
  ),
);

test('a trace is new where no id before has its lower half', () => {
  fc.assert(
    fc.property(ids, (texts) => {
      const set = new TraceIdSet();
      const known = new Set<string>();
      for (const text of texts) {
        const store = storeOf([{ trace: text, id: '1' }]);
        const isNew = !known.has(text.slice(-16));
        expect([set.has(store, 0), set.add(store, 0), set.has(store, 0)]).toEqual([!isNew, isNew, true]);
        known.add(text.slice(-16));
      }
      expect(set.size).toBe(known.size);
    }),
    runs,
  );
});

test('what is listed is in another set once it was added there', () => {
  const store = storeOf(
    ['order-7', 'ffffffff00000001', 'order-8', 'ffffffff00000001'].map((trace, i) => ({
      trace,
      id: `${i + 1}`,
    })),
  );
  const list = tracesIn(store).list();
  expect(list).toHaveLength(2 * 3);
  const other = new TraceIdSet();
  for (let i = 0; i < list.length; i += 2) expect(other.addHalf(list[i], list[i + 1])).toBe(true);
  for (let row = 0; row < store.size; row++) expect(other.has(store, store.trace[row])).toBe(true);
  expect(other.list()).toEqual(list);
});
