import { describe, expect, test } from 'vitest';

import { PatternSummary } from '../../src/analysis/patterns/summary.ts';
import { patternFindings } from '../../src/views/pattern-findings.ts';
import { patternsReport } from '../../src/views/patterns.ts';
import { createStyle } from '../../src/views/style.ts';
import { altered } from '../support/altered.ts';
import { drawn } from '../support/drawn.ts';
import { hostileNames } from '../support/hostile-names.ts';
import { type SpanSpec, traceOf } from '../support/spans.ts';
import { modelOf, terminal, textOf } from './models.ts';

const ms = 1_000_000;

/** The sentences about a drawing of which each column is a millisecond. */
function sentences(drawing: string): string[] {
  return patternFindings(modelOf(drawn(drawing, { unit: ms }))).map(({ message }) => message);
}

/** `count` calls in turn, below a span that something else may keep waiting. */
function loop(name: string, count: number): SpanSpec[] {
  const calls = Array.from({ length: count }, (_, k): SpanSpec => {
    return { id: `c${k}`, parent: '1', name, kind: 'client', start: k * ms, end: (k + 1) * ms };
  });
  return [{ id: '1', name: 'GET /', kind: 'server', start: 0, end: count * ms }, ...calls];
}

function reportOf(specs: readonly SpanSpec[]): ReturnType<typeof patternsReport> {
  const summary = new PatternSummary();
  summary.add(traceOf(specs));
  return patternsReport(summary);
}

describe('a sentence', () => {
  test('on N+1 says what could be saved, or that nothing could', () => {
    expect(patternFindings(modelOf(loop('SELECT', 6))).map(({ message }) => message)).toEqual([
      '6 [a] SELECT calls one after another under GET /; run together they could save up to 5ms',
    ]);
    const beside: SpanSpec = {
      id: 'x',
      parent: '1',
      name: 'other',
      kind: 'client',
      start: 0,
      end: 6 * ms + 1,
    };
    expect(patternFindings(modelOf([...loop('SELECT', 6), beside])).map(({ message }) => message)).toEqual([
      '6 [a] SELECT calls one after another under GET /, off the critical path',
    ]);
  });

  test('on calls of different names tells what they have in common', () => {
    const ids = altered(loop('', 5), (_, k) => (k === 0 ? undefined : { name: `GET /user/${k}` }));
    expect(patternFindings(modelOf(ids))[0].message).toContain('5 [a] GET /user/{} calls');
  });

  test('on fan-out tells how many ran at once', () => {
    const parallel = altered(loop('GET /route', 10), (_, k) => (k === 0 ? undefined : { start: 0 }));
    expect(patternFindings(modelOf(parallel))[0].message).toMatch(
      /^10 \[a\] GET \/route calls under GET \/, up to 10 at once/,
    );
  });

  test('on attempts tells what came of them', () => {
    const drawing = `
      pay server  |===============|
        post client ! |==|
        post client       |===|
    `;
    expect(sentences(drawing)).toEqual([
      '[a] post under pay took 2 attempts; the last began 4ms after the first',
    ]);
    expect(sentences(drawing.replace('post client   ', 'post client ! '))).toEqual([
      '[a] post under pay failed in all of 2 attempts; the last began 4ms after the first',
    ]);
    expect(
      sentences(`
        pay server  |===============|
          post client ! |=====|
          post client      |===|
      `),
    ).toEqual(['[a] post under pay was sent 2 times at once, and one answer was used']);
  });

  test('on a waterfall names a few of its calls', () => {
    const calls = Array.from({ length: 6 }, (_, k): SpanSpec => {
      return { id: `c${k}`, parent: '1', name: `n${k}x`, kind: 'client', start: k * ms, end: (k + 1) * ms };
    });
    const [{ message }] = patternFindings(
      modelOf([{ id: '1', name: 'top', start: 0, end: 6 * ms }, ...calls]),
    );
    expect(message).toMatch(
      /^6 calls follow one another under top \(\[a\] n0x, \[a\] n1x, \[a\] n2x, \[a\] n3x and 2 more\)/,
    );
    expect(message).toMatch(/; side by side they could save up to 5ms, if none needs the answer of another$/);
  });

  test('cuts statements that are very long', () => {
    const [{ message, data }] = patternFindings(modelOf(loop(`SELECT ${'x, '.repeat(10_000)}`, 5)));
    expect(message.length).toBeLessThan(250);
    expect(String(data['fingerprint']).length).toBeGreaterThan(10_000);
  });
});

describe('over many traces', () => {
  test.each([40, 60, 80])('keeps to %i columns, but for what is to be pasted', (width) => {
    const text = textOf(reportOf(loop(`SELECT ${'x, '.repeat(100)}`, 5)).text(terminal(width)));
    const lines = text.split('\n').filter((line) => !line.includes('tracectl show'));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  test('says how many more there are', () => {
    const summary = new PatternSummary();
    for (const name of ['a', 'b']) summary.add(traceOf(altered(loop(name, 5), () => ({ service: name }))));
    const report = patternsReport(summary, 1);
    expect(textOf(report.text(createStyle()))).toContain('\n\n1 of 2 patterns; --limit 0 for all\n');
    expect([...report.rows()]).toHaveLength(1);
  });

  test.each(hostileNames.map((name) => [name]))('a name is text, whatever it means: %j', (name) => {
    const report = reportOf(altered(loop(name, 5), () => ({ service: name, name })));
    const text = textOf(report.text(createStyle()));
    // oxlint-disable-next-line no-control-regex -- that is what must not be there
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202e]/);
    expect(text.split('\n')).toHaveLength(6);
    expect([...report.records()]).toMatchObject([{ service: name, rule: 'n-plus-one' }]);
  });
});
