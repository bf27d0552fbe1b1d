import { describe, expect, test } from 'vitest';

import { findPatterns } from '../../../src/analysis/patterns/find.ts';
import type { SpanSpec } from '../../support/spans.ts';
import { traceOf } from '../../support/spans.ts';
import { calls, type Change, ms, patternsOf, patternsOfCalls, rulesOf } from './drawings.ts';

/** All but the last of five calls end so much later. */
function late(by: number): Change {
  return ({ end = 0 }, k) => (k === 5 ? undefined : { end: end + by });
}

/** The first and the second, the third and the fourth run at once, and so on. */
const inPairs: Change = (_, k) => {
  const pair = Math.floor((k - 1) / 2);
  return { start: pair * ms, end: (pair + 1) * ms };
};

/** The first fails late; the second says that it is another attempt. */
const resent: Change = (_, k) => {
  return k === 1 ? { error: true, end: 3 * ms } : { attributes: { 'http.request.resend_count': '1' } };
};

describe('N+1', () => {
  test('is five calls of one kind in turn; all but the longest could be saved', () => {
    expect(
      patternsOf(`
        top server  |========================|
          list client |=|
          get client     |=|
          get client        |=|
          get client           |====|
          get client                 |=|
          get client                    |=|
      `),
    ).toMatchObject([
      { rule: 'n-plus-one', rows: [2, 3, 4, 5, 6], before: 1, onPathNano: 18 * ms, savableNano: 12 * ms },
    ]);
  });

  test('is not four', () => {
    expect(patternsOfCalls(4)).toEqual([]);
  });

  test.each([
    [2, 'n-plus-one'],
    [3, 'fan-out'],
  ])('of eleven calls of which %i begin before the one before is over is %s', (count, rule) => {
    const early: Change = ({ start = 0 }, k) =>
      k > 1 && k <= count + 1 ? { start: start - ms / 2 } : undefined;
    expect(patternsOfCalls(11, early)).toMatchObject([{ rule }]);
  });

  test('forgives overlaps of at most 1 % of the parent', () => {
    // The parent takes five milliseconds.
    expect(patternsOfCalls(5, late(50_000))).toMatchObject([{ rule: 'n-plus-one' }]);
    expect(patternsOfCalls(5, late(50_001))).toEqual([]);
  });

  test.each<[string, Change]>([
    ['SQL that differs in literals', (_, k) => ({ attributes: { 'db.statement': `SELECT ${k}` } })],
    ['paths that differ in ids', (_, k) => ({ attributes: { 'url.path': `/user/${k}` } })],
    ['names that differ in ids', (_, k) => ({ name: `GET /user/${k}` })],
  ])('%s is one kind of call', (_, change) => {
    expect(patternsOfCalls(5, change)).toMatchObject([{ rule: 'n-plus-one' }]);
  });

  test.each<[string, Change]>([
    ['peers', (_, k) => ({ attributes: { 'peer.service': `p${k}` } })],
    ['services', (_, k) => ({ kind: 'server', service: `s${k}` })],
    ['statements', (_, k) => ({ attributes: { 'db.statement': `SELECT a FROM t${k}` } })],
  ])('calls of different %s are different calls', (_, change) => {
    expect(patternsOfCalls(5, change).map(({ rule }) => rule)).toEqual(['waterfall']);
  });

  test('steps that stay inside a service are no calls, unless calls are below them', () => {
    const steps = calls(5, () => ({ kind: 'internal' }));
    expect(findPatterns(traceOf(steps))).toEqual([]);
    const below: SpanSpec = { id: 'q', parent: 'c2', kind: 'client', start: 2.2 * ms, end: 2.8 * ms };
    expect(findPatterns(traceOf([...steps, below]))).toMatchObject([{ rule: 'n-plus-one' }]);
    expect(
      patternsOfCalls(5, () => ({ kind: 'internal', attributes: { 'db.statement': 'SELECT 1' } })),
    ).toHaveLength(1);
  });

  test('calls that nobody waits for are none', () => {
    expect(patternsOfCalls(5, () => ({ followsFrom: true }))).toEqual([]);
  });

  test('is sure if attributes say what is called, less so by names alone', () => {
    expect(patternsOfCalls(5)).toMatchObject([{ confidence: 'medium' }]);
    expect(patternsOfCalls(5, () => ({ attributes: { 'server.address': 'db' } }))).toMatchObject([
      { confidence: 'high' },
    ]);
  });

  test('costs nothing off the critical path', () => {
    const beside: SpanSpec = {
      id: 'x',
      parent: '1',
      name: 'other',
      kind: 'client',
      start: 0,
      end: 5 * ms + 1,
    };
    expect(findPatterns(traceOf([...calls(5), beside]))).toMatchObject([
      { rule: 'n-plus-one', onPathNano: 0, savableNano: 0 },
    ]);
  });

  test('is told apart by names where attributes were not read', () => {
    const trace = traceOf(calls(5, (_, k) => ({ attributes: { 'peer.service': `p${k}` } })));
    trace.store.columns.details = false;
    expect(findPatterns(trace)).toMatchObject([{ rule: 'n-plus-one' }]);
  });
});

describe('fan-out', () => {
  test('is ten calls of one kind that run side by side', () => {
    expect(patternsOfCalls(10, () => ({ start: 0 }))).toMatchObject([
      { rule: 'fan-out', maxConcurrency: 10 },
    ]);
    expect(patternsOfCalls(9, () => ({ start: 0 }))).toEqual([]);
  });

  test('counts how many run at once, ends before starts', () => {
    expect(patternsOfCalls(10, inPairs)).toMatchObject([
      { rule: 'fan-out', maxConcurrency: 2, onPathNano: 5 * ms, savableNano: 4 * ms },
    ]);
  });

  test('needs nobody to wait', () => {
    expect(patternsOfCalls(10, () => ({ followsFrom: true }))).toMatchObject([
      { rule: 'fan-out', savableNano: 0 },
    ]);
  });
});

describe('a retry', () => {
  test('costs from its first attempt to the start of its last', () => {
    expect(
      patternsOf(`
        pay server  |=======================|
          post client ! |==|
          post client !      |===|
          post client               |====|
      `),
    ).toMatchObject([
      {
        rule: 'retry',
        rows: [1, 2, 3],
        succeeded: true,
        isHedge: false,
        backoffsNano: [ms, 2 * ms],
        wastedNano: 12 * ms,
        savableNano: 12 * ms,
      },
    ]);
  });

  test('may never succeed', () => {
    expect(
      patternsOf(`
        pay server |==============|
          post client ! |==|
          post client !     |===|
      `),
    ).toMatchObject([{ rule: 'retry', succeeded: false }]);
  });

  test('is not five calls of which each failed but once, and never N+1', () => {
    expect(patternsOfCalls(5, (_, k) => ({ error: k < 5 })).map(({ rule }) => rule)).toEqual(['retry']);
    expect(patternsOfCalls(5, (_, k) => ({ error: k < 4 })).map(({ rule }) => rule)).toEqual(['n-plus-one']);
  });

  test('is of one request: a loop over ids of which some fail is none', () => {
    const drawing = `
      pay server |==============|
        /user/1 client ! |==|
        /user/2 client       |===|
    `;
    expect(rulesOf(drawing)).not.toContain('retry');
    expect(rulesOf(drawing.replace('/user/2', '/user/1'))).toEqual(['retry']);
  });

  test('is a hedge if the attempts overlap and one wins', () => {
    const drawing = `
      pay server |==============|
        post client ! |======|
        post client      |======|
    `;
    expect(patternsOf(drawing)).toMatchObject([{ rule: 'retry', isHedge: true, succeeded: true }]);
    expect(rulesOf(drawing.replace('!', ''))).toEqual([]);
  });

  test('may say itself that it is one', () => {
    expect(patternsOfCalls(2, resent)).toMatchObject([{ rule: 'retry', isHedge: false }]);
  });
});
