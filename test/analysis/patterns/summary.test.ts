import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { PatternSummary } from '../../../src/analysis/patterns/summary.ts';
import { buildTrace } from '../../../src/tree/build.ts';
import { groupTraces } from '../../../src/tree/group.ts';
import { altered } from '../../support/altered.ts';
import { drawn } from '../../support/drawn.ts';
import { runs, shuffled, wholeTrace } from '../../support/random-traces.ts';
import { onlyTrace, type SpanSpec, storeOf, traceOf } from '../../support/spans.ts';

const ms = 1_000_000;
const inTurn = `
  home server |====================|
    a client   |====|
    b client         |===|
`;
const together = `
  home server |====================|
    a client   |=====|
    b client    |===|
`;
const reversed = `
  home server |====================|
    b client   |====|
    a client         |===|
`;

/** A summary of drawings, each a trace of its own, of which each column is a millisecond. */
function summaryOf(...drawings: string[]): PatternSummary {
  const summary = new PatternSummary();
  drawings.forEach((drawing, k) => {
    const trace = (k + 1).toString(16).padStart(32, '0');
    summary.add(traceOf(altered(drawn(drawing, { unit: ms }), () => ({ trace }))));
  });
  return summary;
}

describe('whether a waterfall is one', () => {
  test.each([
    ['is not told by one trace', [inTurn], 'single-trace', { supported: 1, refuted: 0 }],
    [
      'is not told by a few that agree',
      Array<string>(19).fill(inTurn),
      'unknown',
      { supported: 19, refuted: 0 },
    ],
    [
      'is doubtful if many agree',
      Array<string>(20).fill(inTurn),
      'likely-dependent',
      { supported: 20, refuted: 0 },
    ],
    ['is shown by calls that run together', [inTurn, together], 'high', { supported: 1, refuted: 1 }],
    [
      'is shown by another order',
      [...Array<string>(20).fill(inTurn), reversed],
      'high',
      { supported: 20, refuted: 1 },
    ],
  ])('%s', (_, drawings, confidence, order) => {
    const first = summaryOf(...drawings)
      .figures()
      .find(({ calls }) => calls[0].operation === 'a');
    expect(first).toMatchObject({ rule: 'waterfall', confidence, order });
  });

  test('is not told by traces that lack one of the calls', () => {
    const alone = 'home server |====================|\n  b client   |====|';
    const [first] = summaryOf(inTurn, alone).figures();
    expect(first).toMatchObject({ order: { supported: 1, refuted: 0 } });
  });
});

/** Five calls that differ in ids, below a span with an id in its name. */
function loop(id: number, length: number): string {
  const calls = Array.from({ length: 5 }, (_, k) => {
    return `  /item/${k} client${' '.repeat(7 + k * 6)}|${'='.repeat(length)}|`;
  });
  return `/user/${id} server |${'='.repeat(40)}|\n${calls.join('\n')}`;
}

test('the same pattern adds up over traces, callers and calls with ids in them taken as one', () => {
  const figures = summaryOf(loop(1, 2), loop(2, 3)).figures();
  expect(figures).toMatchObject([
    {
      rule: 'n-plus-one',
      caller: { service: 'a', name: '/user/{}' },
      calls: [{ operation: '/item/{}' }],
      traceCount: 2,
      count: 2,
      callCount: 10,
      savableNano: (4 * 4 + 4 * 5) * ms,
      savableShare: 36 / 84,
      exemplar: { traceId: '2'.padStart(32, '0'), savableNano: 20 * ms },
    },
  ]);
});

test('two of one pattern in a trace are of one trace', () => {
  const drawing = `
    top server  |=======================================|
      step server |===============|
        a client    |===|
        b client         |===|
      step server                   |===============|
        a client                      |===|
        b client                           |===|
  `;
  expect(summaryOf(drawing, drawing).figures()).toMatchObject([{ traceCount: 2, count: 4 }]);
});

test('retries that led to nothing are told apart', () => {
  const good = 'pay server |==========|\n  post client ! |==|\n  post client       |===|';
  const bad = 'pay server |==========|\n  post client ! |==|\n  post client !     |===|';
  expect(summaryOf(good, bad, good).figures()).toMatchObject([
    { rule: 'retry', count: 3, succeededCount: 2 },
  ]);
});

test('sums pass 2^53', () => {
  const days = 60 * 24 * 3600e9;
  const summary = new PatternSummary();
  for (let k = 0; k < 5; k++) {
    const calls = [0, 1].map((n): SpanSpec => {
      return {
        id: `${n + 2}`,
        parent: '1',
        name: `n${n}`,
        kind: 'client',
        start: (n * days) / 2,
        end: ((n + 1) * days) / 2,
      };
    });
    summary.add(traceOf([{ id: '1', start: 0, end: days }, ...calls]));
  }
  expect(summary.figures()[0].savableNano).toBe((5 * days) / 2);
});

/** Few names and services, so that calls repeat. */
const traces = fc.array(
  wholeTrace(16).map((specs) =>
    altered(specs, ({ service = '' }, k) => {
      return { name: `n${k % 3}`, service: k % 4 === 0 ? service : 'a', host: 'one' };
    }),
  ),
  { minLength: 1, maxLength: 8 },
);

test('summaries merge to the same figures, however traces are ordered and split', () => {
  fc.assert(
    fc.property(traces, fc.integer(), fc.nat(), (traces, seed, cut) => {
      const records = traces.map((specs, k) =>
        altered(specs, () => ({ trace: (k + 1).toString(16).padStart(32, '0') })),
      );
      const whole = counted(records.flat());
      const order = shuffled(records, seed);
      const parts = [order.slice(0, cut % order.length), order.slice(cut % order.length)];
      const merged = new PatternSummary();
      for (const part of parts) {
        // As it would come from another thread.
        merged.merge(structuredClone(counted(shuffled(part.flat(), seed)).state()));
      }
      expect(JSON.stringify(merged.figures())).toBe(JSON.stringify(whole.figures()));
      expect(merged.traceCount).toBe(whole.traceCount);
    }),
    runs,
  );
});

test('summaries merge whichever call each of them saw first', () => {
  const summary = summaryOf(inTurn);
  summary.merge(summaryOf(reversed));
  const orders = new Map(summary.figures().map(({ calls, order }) => [calls[0].operation, order]));
  expect(orders.get('a')).toEqual({ supported: 1, refuted: 1 });
  expect(orders.get('b')).toEqual({ supported: 1, refuted: 1 });
  summary.merge(summaryOf(reversed));
  expect(summary.figures().map(({ order }) => order?.refuted)).toEqual([1, 2]);
});

test('traces of several stores are of one summary', () => {
  const summary = new PatternSummary();
  const store = storeOf(drawn(inTurn, { unit: ms }));
  const other = storeOf(drawn(together, { unit: ms }));
  for (const each of [store, other]) summary.add(onlyTrace(each));
  expect(summary.figures()).toMatchObject([{ order: { supported: 1, refuted: 1 } }]);
});

/** All traces of these records, in a store of their own. */
function counted(specs: readonly SpanSpec[]): PatternSummary {
  const summary = new PatternSummary();
  const store = storeOf(specs);
  const groups = groupTraces(store);
  for (let group = 0; group < groups.count; group++) summary.add(buildTrace(store, groups, group));
  return summary;
}
