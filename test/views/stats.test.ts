import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { DimensionName } from '../../src/analysis/aggregate/dimensions.ts';
import { groupFigures, type SortKey } from '../../src/analysis/aggregate/figures.ts';
import { entryPoints, madeOf } from '../../src/analysis/aggregate/made-of.ts';
import type { Statistics } from '../../src/analysis/aggregate/statistics.ts';
import { keyTitle } from '../../src/views/group-key.ts';
import { markdown } from '../../src/views/outputs/markdown.ts';
import { type StatsResult, statsReport } from '../../src/views/stats.ts';
import { createStyle } from '../../src/views/style.ts';
import { formatRate } from '../../src/views/text/rate.ts';
import { displayWidth } from '../../src/views/text/width.ts';
import { counted, type Counting, tracesOf } from '../analysis/aggregate/counting.ts';
import { at, checkout, terminal, textOf } from './models.ts';

function resultOf(statistics: Statistics, more: Partial<StatsResult> = {}): StatsResult {
  const [entryPoint] = entryPoints(statistics);
  const { traceCount, spanCount, first, last, groups } = statistics;
  return {
    by: ['service', 'operation'],
    match: 'trace',
    sort: 'critical',
    traceCount,
    spanCount,
    first,
    last,
    groups: groupFigures(statistics, more),
    groupCount: groups.length,
    entryPoints: entryPoints(statistics),
    madeOf: { entryPoint, quantiles: madeOf(statistics, entryPoint, [50, 99]) },
    histogram: true,
    ...more,
  };
}

function statisticsOf(counting: Counting = {}): Statistics {
  return counted(tracesOf([checkout(), checkout()]), counting);
}

/** The header of the table at some width. */
function header(width: number, sort: SortKey = 'critical'): string {
  const report = statsReport(resultOf(statisticsOf(), { sort, madeOf: undefined, histogram: false }));
  const lines = textOf(report.text(terminal(width))).split('\n');
  return lines.find((line) => line.startsWith('operation ')) ?? '';
}

/** The first line: what was counted. */
function title(specs: Parameters<typeof tracesOf>[0]): string {
  const result = resultOf(counted(tracesOf(specs)), { madeOf: undefined });
  return textOf(statsReport(result).text(terminal(100))).split('\n')[0];
}

describe('the table', () => {
  test.each([40, 60, 80, 100])('stays within %i columns', (width) => {
    const all: (readonly DimensionName[])[] = [['service', 'operation'], ['path'], ['root', 'kind']];
    const texts = all.flatMap((by) => {
      const statistics = statisticsOf({ by });
      const [entryPoint] = entryPoints(statistics);
      const one = { entryPoint, quantiles: madeOf(statistics, entryPoint, [99]) };
      return [resultOf(statistics, { by }), resultOf(statistics, { by, madeOf: one })].map((result) =>
        textOf(statsReport(result).text(terminal(width))),
      );
    });
    // A word that is longer than a line stays whole.
    const lines = texts
      .join('')
      .split('\n')
      .filter((line) => !/\S{25}/.test(line));
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
  });

  test('has fewer figures where it is narrow, never without calls and share', () => {
    expect(header(200)).toMatch(
      /^operation +calls +errors +rate +total p50 +p95 +p99 +self p50 +critical p50 +share$/,
    );
    expect(header(80)).toMatch(/^operation +calls +errors +total p50 +p95 +critical p50 +share$/);
    expect(header(60)).toMatch(/^operation +calls +errors +total p50 +share$/);
    expect(header(40)).toMatch(/^operation +calls +total p50 +share$/);
  });

  test('has what it is sorted by', () => {
    expect(header(60, 'p99')).toContain('p99');
    expect(header(60, 'max')).toContain('max');
    expect(header(60, 'self')).toContain('self sum');
    expect(header(200, 'critical')).not.toMatch(/max|sum/);
  });

  test('names without any width of their own do not break it', () => {
    const statistics = counted(
      tracesOf([[at('1', undefined, '', '', 0, 1)], [at('1', undefined, 'a', '\u{1b}[2J\n', 0, 1)]]),
    );
    const text = textOf(statsReport(resultOf(statistics, { madeOf: undefined })).text(terminal(80)));
    expect(text).toContain('(no name)');
    expect(text).toContain('[a] \\u{1b}[2J\\n');
  });

  test('values are spelled out where they would control the terminal', () => {
    const titles = ['\u{1b}[2J', ['\u{202e}x', 'y'], '', null, 5, false].map((value) =>
      keyTitle(['span.a'], [value]),
    );
    expect(titles).toEqual(['\\u{1b}[2J', '["\\u{202e}x","y"]', '(empty)', '(none)', '5', 'false']);
    expect(keyTitle(['service', 'kind'], ['a\n', 'server'])).toBe('[a\\n]  server');
    expect(
      keyTitle(
        ['path'],
        [
          [
            ['a', 'b'],
            ['', '\r'],
          ],
        ],
      ),
    ).toBe('[a] b > \\r');
  });

  test('of nothing is nothing', () => {
    const statistics = counted([]);
    const result = { ...resultOf(statisticsOf()), traceCount: 0, groups: groupFigures(statistics) };
    expect(textOf(statsReport(result).text(terminal(80)))).toBe('');
  });

  test('of spans without a time has signs in the place of quantiles', () => {
    const statistics = counted(
      tracesOf([
        [
          { id: '1', name: 'a', start: 5, end: 9 },
          { id: '2', parent: '1', name: 'b' },
        ],
      ]),
    );
    const text = textOf(
      statsReport(resultOf(statistics, { madeOf: undefined, histogram: false })).text(terminal(80)),
    );
    expect(text).toMatch(/^\[a\] b +1 +0 +- +- /m);
  });
});

test('the table for documents has the columns that people read', () => {
  const lines = textOf(markdown(statsReport(resultOf(statisticsOf())), createStyle(), [])).split('\n');
  expect(lines[0].split('|').map((cell) => cell.trim())).toEqual([
    '',
    'service',
    'operation',
    'calls',
    'errors',
    'rate',
    'total p50',
    'p95',
    'p99',
    'self p50',
    'critical p50',
    'share',
    '',
  ]);
});

test('times tell the day once, and milliseconds where they matter', () => {
  const day = 86_400_000;
  expect(title([[at('1', undefined, 'a', 'b', 0, 1500)]])).toBe(
    '1 trace, 1 span, 2023-11-14 22:13:20.000 to 22:13:21.500',
  );
  expect(title([[at('1', undefined, 'a', 'b', 0, 90_000)]])).toBe(
    '1 trace, 1 span, 2023-11-14 22:13:20 to 22:14:50',
  );
  expect(title([[at('1', undefined, 'a', 'b', 0, day)]])).toBe(
    '1 trace, 1 span, 2023-11-14 22:13:20 to 2023-11-15 22:13:20',
  );
});

describe('rates', () => {
  test.each([
    [null, ''],
    [0, '0/d'],
    [1, '1/s'],
    [1234.5, '1,235/s'],
    [12.34, '12.3/s'],
    [0.5, '30/min'],
    [1 / 7200, '12/d'],
    [1e-9, '0/d'],
  ])('%j is %s', (rate, expected) => {
    expect(formatRate(rate)).toBe(expected);
  });

  test('are short', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (rate) => {
        expect(formatRate(rate).length).toBeLessThanOrEqual('1,000,000/s'.length);
      }),
    );
  });
});
