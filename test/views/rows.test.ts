import { describe, expect, test } from 'vitest';

import { rowLabel } from '../../src/views/labels.ts';
import { type RowOptions, type TreeRow, visibleTree } from '../../src/views/rows.ts';
import type { SpanSpec } from '../support/spans.ts';
import { at, modelOf } from './models.ts';

function labels(specs: readonly SpanSpec[], options: Partial<RowOptions> = {}): string[] {
  const model = modelOf(specs);
  const tree = visibleTree(model, { fold: true, ...options });
  return tree.rows.map((row: TreeRow) => {
    const { service, name, tail } = rowLabel(model, row);
    return `${'  '.repeat(row.depth)}${[service, name, tail].filter((part) => part !== '').join(' ')}`;
  });
}

function many(
  count: number,
  name: (i: number) => string,
  more: (i: number) => Partial<SpanSpec> = () => ({}),
): SpanSpec[] {
  return [
    at('1', undefined, 'a', 'root', 0, count),
    ...Array.from({ length: count }, (_, i) => at(String(i + 2), '1', 'db', name(i), i, i + 1, more(i))),
  ];
}

describe('folding', () => {
  test('three alike stay, four become one row', () => {
    expect(labels(many(3, () => 'q'))).toHaveLength(4);
    expect(labels(many(4, () => 'q'))).toEqual(['[a] root (4ms)', '  [db] q ×4 (4ms in all)']);
  });

  test('subtrees of one shape fold with what is below them, however often it repeats', () => {
    const specs = [at('1', undefined, 'a', 'root', 0, 100)];
    for (let i = 0; i < 5; i++) {
      specs.push(at(`a${i}`, '1', 'a', 'call', i * 10, i * 10 + 9));
      for (let k = 0; k <= i; k++)
        specs.push(at(`b${i}${k}`, `a${i}`, 'b', 'serve', i * 10 + k, i * 10 + k + 1));
    }
    expect(labels(specs)).toEqual([
      '[a] root (100ms)',
      '  [a] call ×5 (45ms in all)',
      '    [b] serve ×15 (15ms in all)',
    ]);
  });

  test('spans that ran beside each other say how many at once', () => {
    const specs = [
      at('1', undefined, 'a', 'root', 0, 9),
      ...[0, 1, 2, 9].map((from, i) => at(`b${i}`, '1', 'b', 'q', from, from + 3)),
    ];
    expect(labels(specs)[1]).toBe('  [b] q ×4 (12ms in all, up to 3 at once)');
  });

  test('names that differ in numbers and ids only fold when there are many', () => {
    expect(labels(many(7, (i) => `GET /user/${i}`))).toHaveLength(8);
    expect(labels(many(9, (i) => `GET /user/${i}`))[1]).toBe('  [db] GET /user/{} ×9 (9ms in all)');
  });

  test('--no-fold shows all', () => {
    expect(
      labels(
        many(50, () => 'q'),
        { fold: false },
      ),
    ).toHaveLength(51);
  });
});

function letters(i: number): string {
  return Array.from(String(i), (digit) => 'abcdefghij'[Number(digit)]).join('');
}

describe('what is too much for a reader', () => {
  test('of very many different siblings the longest and some failed stay, and the rest is counted', () => {
    const rows = labels(
      many(5000, letters, (i) => (i === 77 ? { error: true } : i === 4000 ? { end: 9e12 } : {})),
    );
    expect(rows.length).toBeLessThan(30);
    expect(rows.some((row) => row.includes(` ${letters(77)} `))).toBe(true);
    expect(rows.some((row) => row.includes(` ${letters(4000)} `))).toBe(true);
    expect(rows.at(-1)).toMatch(/^ {2}… 4,9\d\d more beside these \(up to/);
  });

  test('a chain of 50,000 says how much deeper it goes', () => {
    const specs = Array.from({ length: 50_000 }, (_, i) =>
      at(String(i + 1), i === 0 ? undefined : String(i), 'a', 'step', i, 100_000 - i),
    );
    const rows = labels(specs);
    expect(rows).toHaveLength(51);
    expect(rows.at(-1)?.trim()).toBe('… 49,950 levels more (49,950 spans; --focus 51 goes on here)');
  });

  test('very many rows lose their deepest levels', () => {
    const specs = [at('1', undefined, 'a', 'root', 0, 100)];
    for (let i = 0; i < 40; i++) {
      specs.push(at(`a${i}`, '1', 'a', letters(i), i, i + 1));
      for (let k = 0; k < 40; k++)
        specs.push(at(`b${i * 100 + k + 1000}`, `a${i}`, 'b', letters(k * 7), i, i + 1));
    }
    const model = modelOf(specs);
    const { rows, hidden } = visibleTree(model, { fold: true });
    expect(rows.length).toBeLessThanOrEqual(500);
    expect(hidden.crowded).toBeGreaterThan(1000);
    expect(hidden.wholeLevel).toBe(1);
  });
});

test('every span is drawn or counted once', () => {
  for (const options of [{}, { depth: 1 }, { onlyCritical: true }, { fold: false }]) {
    const model = modelOf(many(300, (i) => `n${'x'.repeat(i % 90)}`));
    const { rows, hidden } = visibleTree(model, { fold: true, ...options });
    const drawn = rows
      .filter(({ kind }) => kind === 'span')
      .reduce((sum, { members }) => sum + members.length, 0);
    const { others, deeper, crowded, belowDepth, pruned } = hidden;
    expect(drawn + others + deeper + crowded + belowDepth + pruned).toBe(301);
  }
});
