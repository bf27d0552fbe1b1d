/** Assertions about sets of traces: quantiles, and against a baseline. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { asserting, checkedBudgets, checkedText } from '../../support/budgets.ts';
import type { SpanSpec } from '../../support/spans.ts';

/** Traces of one span each, so many milliseconds long. */
function lasting(milliseconds: readonly number[]): SpanSpec[][] {
  return milliseconds.map((length) => [
    { id: 'a', name: 'checkout', service: 'web', kind: 'server', start: 0, end: length * 1e6 },
  ]);
}

function upTo(count: number, from = 1): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}

function verdictOf(assertion: string, traces: SpanSpec[][], baseline?: SpanSpec[][]): string {
  const [{ assertions }] = checkedBudgets(asserting(assertion), {
    traces,
    ...(baseline === undefined ? {} : { baseline }),
  }).budgets;
  return assertions[0].outcome.verdict;
}

describe('a quantile', () => {
  test('holds where its whole interval is below the limit', () => {
    expect(checkedText(asserting('p95: 200ms'), { traces: lasting(upTo(200)) })).toBe(
      'ok     shop p95  190ms <= 200ms  200 traces, 95% interval 184ms..197ms\nthe budget holds\n',
    );
  });

  test('is broken where its whole interval is above', () => {
    expect(checkedText(asserting('p95: 180ms'), { traces: lasting(upTo(200)) })).toBe(
      `FAIL   shop p95  190ms > 180ms (+10ms, +5.6%)  200 traces, 95% interval 184ms..197ms
         in [web] checkout: 200ms
         tracectl show 200 --focus a -f traces.jsonl
1 of 1 budget broken
`,
    );
  });

  test('is not known where the limit lies in its interval, and fails only when that is asked for', () => {
    const input = { traces: lasting(upTo(200)) };
    expect(checkedText(asserting('p95: 189ms'), input)).toBe(
      "?      shop p95  190ms > 189ms (+1ms, +0.53%)  200 traces, 95% interval 184ms..197ms\nthe budget holds, as far as can be told (--strict fails where it can't)\n",
    );
    expect(checkedText(asserting('p95: 189ms'), { ...input, strict: true })).toContain(
      '1 of 1 budget broken',
    );
  });

  test('of few traces is not known, and says how many it takes', () => {
    expect(checkedText(asserting('p99: 1s'), { traces: lasting(upTo(40)) })).toContain(
      '?      shop p99  40ms <= 1s  40 traces, with 95% at least 38ms, too few to say; needs about 368',
    );
    expect(verdictOf('p99: 1s', lasting(upTo(367)))).toBe('inconclusive');
    expect(verdictOf('p99: 1s', lasting(upTo(368)))).toBe('pass');
  });

  test('may be of another measure', () => {
    expect(
      checkedText(asserting('p50: { max: 9ms, of: selfTime, service: web }'), { traces: lasting(upTo(40)) }),
    ).toContain('FAIL   shop p50 of self time of [web]  20ms > 9ms');
  });
});

describe('against a baseline', () => {
  const before = lasting(upTo(40, 100));

  test('the same traces hold', () => {
    expect(verdictOf('baseline: 5%', before, before)).toBe('pass');
  });

  test('a shift larger than the limit breaks the budget', () => {
    const text = checkedText(asserting('baseline: 5%'), {
      traces: lasting(upTo(40, 120)),
      baseline: before,
    });
    expect(text.split('\n')[0]).toMatch(
      /^FAIL {3}shop increase of duration {2}20ms > 5.95ms \(\+14.1ms, \+236%\) {2}40 traces, 95% interval 15ms..25ms, against 40 of the baseline \(q = [\de.-]+\)$/,
    );
  });

  test('a significant shift below the limit holds', () => {
    expect(verdictOf('baseline: 30%', lasting(upTo(40, 120)), before)).toBe('pass');
    expect(verdictOf('baseline: 25ms', lasting(upTo(40, 120)), before)).toBe('pass');
    expect(verdictOf('baseline: 15ms', lasting(upTo(40, 120)), before)).toBe('fail');
  });

  test('a shift that may be noise is not known', () => {
    const spread = lasting(Array.from({ length: 10 }, (_, i) => 100 + i * 40));
    const shifted = lasting(Array.from({ length: 10 }, (_, i) => 115 + i * 40));
    expect(verdictOf('baseline: 1%', shifted, spread)).toBe('inconclusive');
  });

  test('too few traces, or none given, say nothing', () => {
    expect(verdictOf('baseline: 5%', lasting(upTo(7, 500)), before)).toBe('inconclusive');
    expect(verdictOf('baseline: 5%', lasting(upTo(8, 500)), before)).toBe('fail');
    expect(verdictOf('baseline: 5%', before)).toBe('skipped');
  });

  test('many assertions at once are harder to break by chance', () => {
    const shifted = lasting(upTo(40, 106));
    const one = asserting('baseline: 1%');
    const many = `${one}${'      - baseline: { maxIncrease: 1%, of: selfTime, service: legacy }\n'.repeat(40)}`;
    const verdictIn = (yaml: string): string =>
      checkedBudgets(yaml, { traces: shifted, baseline: before }).budgets[0].assertions[0].outcome.verdict;
    expect(verdictIn(one)).toBe('fail');
    expect(verdictIn(many)).toBe('inconclusive');
  });

  test('the changes of the critical path add up', () => {
    const slower: SpanSpec[][] = lasting(upTo(9, 150)).map(([root]) => [
      root,
      { id: 'b', parent: 'a', name: 'SELECT', service: 'db', start: 10e6, end: 60e6 },
    ]);
    const { pathDeltas } = checkedBudgets(asserting('baseline: 1h'), { traces: slower, baseline: before })
      .budgets[0];
    expect(pathDeltas.map(({ service, deltaNano }) => [service, deltaNano])).toEqual([
      ['db', 50e6],
      ['web', 104e6 - 119.5e6],
    ]);
  });
});

/** Lengths of one distribution, skewed as latencies are, the same in every run of this test. */
function* draws(): Generator<number> {
  let state = 1;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield Math.ceil(100 - 40 * Math.log((state + 1) / 2 ** 32));
  }
}

describe('noise breaks few budgets', () => {
  const lengths = draws();
  const sample = (count: number): SpanSpec[][] =>
    lasting(Array.from({ length: count }, () => lengths.next().value));
  const runs = 200;

  test('a limit at the very median', () => {
    // The median of the distribution, rounded up as its values are.
    const limit = Math.ceil(100 + 40 * Math.log(2));
    let failed = 0;
    for (let i = 0; i < runs; i++) if (verdictOf(`p50: ${limit}ms`, sample(40)) === 'fail') failed++;
    expect(failed).toBeLessThanOrEqual(runs * 0.05);
  });

  test('a baseline of the same distribution; and nearly every slow-down by a third is found', () => {
    let failed = 0;
    let found = 0;
    for (let i = 0; i < runs / 2; i++) {
      if (verdictOf('baseline: 1%', sample(40), sample(40)) === 'fail') failed++;
      const slower = lasting(Array.from({ length: 40 }, () => Math.ceil(lengths.next().value * 1.3)));
      if (verdictOf('baseline: 5%', slower, sample(40)) === 'fail') found++;
    }
    expect(failed).toBeLessThanOrEqual(runs * 0.025);
    expect(found).toBeGreaterThan(runs * 0.45);
  });
});

test('results do not depend on the order of traces', () => {
  const yaml = `${asserting('p50: 20ms')}      - duration: 30ms\n      - baseline: 5%\n      - spans: 0\n`;
  const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(lengths, fc.nat(), (lengths, seed) => {
      const shuffled = lengths.toSorted((a, b) => ((a * 31 + seed) % 17) - ((b * 31 + seed) % 17));
      expect(found(yaml, shuffled)).toEqual(found(yaml, lengths));
    }),
    { numRuns: 50 },
  );
});

/** What is found but for the ids of traces, which are their places in these tests. */
function found(yaml: string, lengths: readonly number[]): unknown {
  const traces = lasting(lengths);
  const [{ assertions }] = checkedBudgets(yaml, { traces, baseline: traces }).budgets;
  return assertions.map(({ outcome }) => [
    Object.entries(outcome).filter(([key]) => key !== 'evidence'),
    outcome.evidence.map(({ got }) => got),
  ]);
}
