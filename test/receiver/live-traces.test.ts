import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { summarize } from '../../src/analysis/summary.ts';
import { LiveTraces } from '../../src/receiver/live-traces.ts';
import { drawn } from '../support/drawn.ts';
import { onlyTrace, type SpanSpec, storeOf } from '../support/spans.ts';

const specs = drawn(`
  checkout @web:a      |==========|
    charge @bank:b !     |===|
    ship @post:c              |=======|
`);

/** The figures of one trace whose spans came in these parts. */
function figures(...parts: readonly SpanSpec[][]): unknown {
  const live = new LiveTraces(100);
  parts.forEach((part, i) => live.add(storeOf(part), i));
  const [{ firstSeen, isAgain, ...summary }, ...others] = live.take(0, true);
  expect({ firstSeen, isAgain, others }).toEqual({ firstSeen: 0, isAgain: false, others: [] });
  return summary;
}

test('a finished trace has the figures that list has, in whatever parts and order it came', () => {
  const { depth: _depth, pieces: _pieces, ...expected } = summarize(onlyTrace(storeOf(specs)));
  fc.assert(
    fc.property(fc.shuffledSubarray(specs, { minLength: specs.length }), fc.nat(3), (shuffled, cut) => {
      const parts = [shuffled.slice(0, cut), shuffled.slice(cut)].filter((part) => part.length > 0);
      expect(figures(...parts)).toEqual(expected);
    }),
  );
});

test('without a root the first span stands for it', () => {
  expect(figures([specs[2]], [specs[1]])).toMatchObject({
    rootName: 'charge',
    spanCount: 2,
    serviceCount: 2,
  });
});

test('the root has no parent, even where another span began before it', () => {
  const skewed = [
    { id: '2', parent: '1', name: 'early', start: 0, end: 5 },
    { id: '1', name: 'root', start: 3, end: 20 },
    { id: '3', parent: '1', name: 'late', start: 4, end: 6 },
  ];
  expect(figures(skewed)).toMatchObject({ rootName: 'root', durationNano: 17, extentNano: 20 });
});

test('a trace without any time has figures, too', () => {
  const untimed = [{ id: '1', name: 'untimed' }];
  expect(figures(untimed)).toMatchObject({ rootName: 'untimed', startTimeUnixNano: 0n, durationNano: 0 });
});

test('a trace is finished when nothing of it came for long enough, each on its own', () => {
  const [a, b] = ['a'.repeat(32), 'b'.repeat(32)];
  const live = new LiveTraces(100);
  live.add(storeOf([{ id: '1', trace: a }]), 0);
  live.add(storeOf([{ id: '1', trace: b }]), 60);
  live.add(storeOf([{ id: '2', trace: a }]), 90);
  expect(live.take(150)).toEqual([]);
  expect(live.take(160).map(({ traceId }) => traceId)).toEqual([b]);
  expect(live.take(190).map(({ traceId, spanCount }) => [traceId, spanCount])).toEqual([[a, 2]]);
  expect(live.take(1000)).toEqual([]);
});

test('what comes after the end has the trace told again, with everything of it', () => {
  const live = new LiveTraces(100);
  live.add(storeOf(specs.slice(0, 2)), 0);
  expect(live.take(100)).toMatchObject([{ spanCount: 2, isAgain: false }]);
  live.add(storeOf(specs.slice(2)), 5000);
  expect(live.take(5100)).toMatchObject([{ spanCount: 3, isAgain: true, rootName: 'checkout' }]);
});

test('traces beyond what is remembered are told early rather than lost', () => {
  const live = new LiveTraces(1e9);
  const ids = Array.from({ length: 20_500 }, (_, i) => (i + 1).toString(16).padStart(32, '0'));
  live.add(storeOf(ids.map((trace) => ({ id: '1', trace }))), 0);
  const early = live.take(0);
  expect(early.map(({ traceId }) => traceId)).toEqual(ids.slice(0, 500));
  expect(live.take(0, true)).toHaveLength(20_000);
});
