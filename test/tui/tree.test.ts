/** The lines of the tree against what a recursive walk finds. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { TraceAnalysis } from '../../src/analysis/analyse.ts';
import { openTrace } from '../../src/tui/open-trace.ts';
import { findText, nextPlace } from '../../src/tui/tree/find.ts';
import { kindToggled, revealed, toggled } from '../../src/tui/tree/folds.ts';
import { childrenOf, groupingOf } from '../../src/tui/tree/grouping.ts';
import { Siblings } from '../../src/tui/tree/last-siblings.ts';
import { type Outline, outlineOf, type SortKey, sortKeys } from '../../src/tui/tree/outline.ts';
import {
  type Choice,
  type Folds,
  lineOf,
  parentLine,
  refolded,
  unfolded,
  type VisibleRows,
  visibleRows,
} from '../../src/tui/tree/visible.ts';
import { brokenTrace, runs } from '../support/random-traces.ts';
import type { SpanSpec } from '../support/spans.ts';
import { at, modelOf } from '../views/models.ts';

interface Case {
  model: TraceAnalysis;
  outline: Outline;
  folds: Folds;
  choice: Choice;
  random: () => number;
}

/** Traces with repeats, something of them folded, a part of them chosen. */
function cases(): fc.Arbitrary<Case> {
  const arbitrary = fc.tuple(
    brokenTrace(40),
    fc.constantFrom(...sortKeys),
    fc.infiniteStream(fc.nat(1_000_000)),
    fc.constantFrom('all', 'focus', 'critical'),
  );
  return arbitrary.map(([specs, sort, stream, part]) => {
    const random = (): number => Number(stream.next().value);
    return caseOf(specs, sort, part, random);
  });
}

function caseOf(specs: SpanSpec[], sort: SortKey, part: string, random: () => number): Case {
  const model = modelOf([...specs, ...repeats(specs)]);
  const { trace } = model;
  const outline = outlineOf(model, groupingOf(trace), sort);
  const folds = unfolded(trace, outline);
  folds.closed.forEach((_, i) => (folds.closed[i] = random() % 4 === 0 ? 1 : 0));
  folds.opened.forEach((_, i) => (folds.opened[i] = random() % 2));
  const kept = part === 'critical' ? openTrace(model).onPath : undefined;
  const focus = part === 'focus' ? random() % trace.size : undefined;
  return { model, outline, folds, choice: { focus, kept }, random };
}

/** Spans alike below the first record: enough of them to fold. */
function repeats([first]: SpanSpec[]): SpanSpec[] {
  return Array.from({ length: 6 }, (_, i) => at(`r${i}`, first.id, 'db', 'SELECT', i, i + 1));
}

interface Line {
  entry: number;
  depth: number;
  isLast: boolean;
  parent: number;
}

/** The same lines by recursion: siblings, then what is below each. */
function walked({ model: { trace }, outline, folds, choice }: Case): Line[] {
  const { focus, kept } = choice;
  const lines: Line[] = [];
  const below = (rows: number[], depth: number, parent: number, around: number): void => {
    const shown = rows
      .filter((row) => !kept || kept[row] === 1)
      .sort((a, b) => outline.place[a] - outline.place[b]);
    const groupOf = (row: number): number => (kept || row === focus || around >= 0 ? -1 : outline.group[row]);
    const entries = [...new Set(shown.map((row) => (groupOf(row) < 0 ? row : ~groupOf(row))))];
    entries.forEach((entry, i) => {
      // Nothing is drawn before a line at the top.
      const isLast = depth === 0 || i === entries.length - 1;
      const line = lines.push({ entry, depth, isLast, parent }) - 1;
      if (entry >= 0 && folds.closed[entry] === 0) below(childrenOf(trace, entry), depth + 1, line, -1);
      if (entry < 0 && folds.opened[~entry] === 1)
        below([...outline.members[~entry]], depth + 1, line, ~entry);
    });
  };
  below(focus === undefined ? [...trace.tops] : [focus], 0, -1, -1);
  return lines;
}

function shownIn({ model, outline, folds, choice }: Case): VisibleRows {
  return visibleRows(model.trace, outline, folds, choice);
}

function plain({ entry, depth, count }: VisibleRows): unknown {
  return { entry: [...entry], depth: [...depth], count };
}

describe('the lines of a tree', () => {
  test('are those that a recursive walk finds, and know their parents and last siblings', () => {
    fc.assert(
      fc.property(cases(), (one) => {
        const rows = shownIn(one);
        const siblings = new Siblings(one.model.trace, one.outline, one.choice);
        const found = Array.from({ length: rows.count }, (_, line) => ({
          entry: rows.entry[line],
          depth: rows.depth[line],
          isLast: rows.depth[line] === 0 || siblings.isLast(rows.entry[line]),
          parent: parentLine(rows, line),
        }));
        expect(found).toEqual(walked(one));
      }),
      runs,
    );
  });

  test('know all lines above them', () => {
    fc.assert(
      fc.property(cases(), (one) => {
        const siblings = new Siblings(one.model.trace, one.outline, one.choice);
        const lines = walked(one);
        lines.forEach(({ entry, depth }, line) => {
          const expected: { depth: number; isLast: boolean }[] = [];
          for (let up = lines[line].parent; up >= 0; up = lines[up].parent) {
            expected.unshift({ depth: lines[up].depth, isLast: lines[up].isLast });
          }
          const found = siblings.above(entry, depth, Infinity);
          expect(found.slice(1)).toEqual(expected.slice(1));
          expect(found).toHaveLength(expected.length);
        });
      }),
      runs,
    );
  });

  test('after folding and unfolding are those that are made anew', () => {
    fc.assert(
      fc.property(cases(), (one) => {
        let rows = shownIn(one);
        let { folds } = one;
        for (let step = 0; step < 12; step++) {
          const line = one.random() % rows.count;
          folds = toggled(folds, rows.entry[line]);
          rows = refolded(rows, line, one.model.trace, one.outline, folds, one.choice);
          expect(plain(rows)).toEqual(plain(shownIn({ ...one, folds })));
        }
      }),
      runs,
    );
  });

  test('show any row once it is revealed', () => {
    fc.assert(
      fc.property(cases(), (one) => {
        const { trace } = one.model;
        const row = one.random() % trace.size;
        const folds = revealed(trace, one.outline, one.folds, row);
        const rows = shownIn({ ...one, folds, choice: { focus: undefined, kept: undefined } });
        expect(lineOf(rows, row)).toBeGreaterThanOrEqual(0);
      }),
      runs,
    );
  });
});

test('an outline holds each row once, and each subtree in one stretch', () => {
  fc.assert(
    fc.property(cases(), ({ model: { trace }, outline }) => {
      expect([...outline.order].sort((a, b) => a - b)).toEqual(
        Array.from({ length: trace.size }, (_, row) => row),
      );
      for (let row = 0; row < trace.size; row++) {
        const from = outline.place[row];
        const stretch = [...outline.order.subarray(from, from + trace.subtreeEnd[row] - row)];
        expect(stretch.sort((a, b) => a - b)).toEqual(stretch.map((_, i) => row + i));
      }
    }),
    runs,
  );
});

test('siblings are sorted by what is asked for, the longest first', () => {
  const model = modelOf([
    at('1', undefined, 'a', 'root', 0, 100),
    at('2', '1', 'a', 'short', 0, 10),
    at('3', '1', 'b', 'long', 20, 90),
    at('4', '1', 'c', 'middle', 90, 99),
    at('5', '3', 'd', 'inner', 21, 89),
  ]);
  const names = (sort: SortKey): string[] =>
    Array.from(outlineOf(model, groupingOf(model.trace), sort).order, (row) => model.trace.nameText(row));
  expect(names('start')).toEqual(['root', 'short', 'long', 'inner', 'middle']);
  expect(names('total')).toEqual(['root', 'long', 'inner', 'short', 'middle']);
  expect(names('self')).toEqual(['root', 'short', 'middle', 'long', 'inner']);
});

test('all spans of a kind fold together, and unfold together', () => {
  const model = modelOf([
    at('1', undefined, 'a', 'root', 0, 100),
    at('2', '1', 'a', 'call', 0, 10),
    at('3', '2', 'b', 'one', 1, 9),
    at('4', '1', 'a', 'call', 20, 90),
    at('5', '4', 'b', 'two', 21, 89),
  ]);
  const outline = outlineOf(model, groupingOf(model.trace), 'start');
  const first = kindToggled(model.trace, unfolded(model.trace, outline), 1);
  expect([...first.folds.closed]).toEqual([0, 1, 0, 1, 0]);
  expect(first).toMatchObject({ count: 2, closes: true });
  expect([...kindToggled(model.trace, first.folds, 3).folds.closed]).toEqual([0, 0, 0, 0, 0]);
});

test('what comes next goes around at the end', () => {
  expect(nextPlace([3, 7, 9], 7, 1)).toBe(9);
  expect(nextPlace([3, 7, 9], 9, 1)).toBe(3);
  expect(nextPlace([3, 7, 9], 3, -1)).toBe(9);
  expect(nextPlace([3, 7, 9], 8, -1)).toBe(7);
  expect(nextPlace([], 8, -1)).toBe(-1);
});

describe('a text is found', () => {
  const model = modelOf([
    at('a1', undefined, 'Shop', 'GET /', 0, 100, { attributes: { 'order.id': 'A-17', empty: '' } }),
    at('a2', 'a1', 'db', 'SELECT', 0, 10, { message: 'Deadlock', error: true }),
    at('a3', 'gone', 'mail', 'send', 0, 10),
  ]);
  const found = (text: string): string[] => findText(model.trace, text).map((row) => model.trace.spanId(row));

  test.each([
    ['shop', ['a1']],
    ['select', ['a2']],
    ['a-17', ['a1']],
    ['ORDER.ID', ['a1']],
    ['deadlock', ['a2']],
    ['a3', ['a3']],
    ['gone', ['gone']],
    ['nothing', []],
  ])('%s', (text, spans) => {
    expect(found(text)).toEqual(spans);
  });
});
