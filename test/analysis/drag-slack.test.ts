import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type CriticalPath, criticalPath, criticalPathTimes } from '../../src/analysis/critical-path.ts';
import { type DragAndSlack, dragAndSlack } from '../../src/analysis/drag-slack.ts';
import { EdgeClass, edgeClasses, type Profile } from '../../src/analysis/edges.ts';
import { PathStretches } from '../../src/analysis/path-stretches.ts';
import { hull, noSpan, topSpans } from '../../src/analysis/whole-trace.ts';
import type { Trace } from '../../src/model/trace.ts';
import { drawn } from '../support/drawn.ts';
import { brokenTrace, runs, shuffled, wholeTrace } from '../support/random-traces.ts';
import { rowOf, type SpanSpec, traceOf } from '../support/spans.ts';

interface Found extends DragAndSlack {
  trace: Trace;
  edges: Uint8Array;
  path: CriticalPath;
  stretches: PathStretches;
}

function found(specs: readonly SpanSpec[], profile: Profile = 'auto', root?: number): Found {
  // Clocks would be corrected by other calls after a change than before it.
  const trace = traceOf(specs, { skew: 'off' });
  const edges = edgeClasses(trace, { profile });
  const path = criticalPath(trace, edges, { profile, root: root ?? trace.primaryRoot });
  return {
    trace,
    edges,
    path,
    stretches: new PathStretches(trace, path),
    ...dragAndSlack(trace, path, edges),
  };
}

/** Figures by name, without those that are none. */
function told({ trace }: Found, column: Float64Array): Record<string, number> {
  const rows = Array.from({ length: trace.size }, (_, row) => row).filter(
    (row) => !trace.isPlaceholder(row) && !Number.isNaN(column[row]),
  );
  return Object.fromEntries(rows.map((row) => [trace.nameText(row), column[row]]));
}

describe('drag', () => {
  test('is a whole child where nothing else ran', () => {
    const specs = drawn(`
      root   |=================|
        a      |=====|
        b                |==|
          c              |==|
    `);
    const all = found(specs);
    expect(told(all, all.drag)).toEqual({ root: 19, a: 7, b: 4, c: 4 });
  });

  test('is what a child ran on after the one that would have ended last without it', () => {
    const specs = drawn(`
      root   |=================|
        a      |==========|
        b        |=====|
    `);
    const all = found(specs);
    expect(told(all, all.drag)).toEqual({ root: 19, a: 3, b: 0 });
  });

  test('is nothing where another child ends at the same time', () => {
    const specs = drawn(`
      root   |=================|
        a      |==========|
        b        |========|
    `);
    const all = found(specs);
    expect(told(all, all.drag)).toEqual({ root: 19, a: 0, b: 0 });
  });

  test('counts from where a child was cut, and is nothing where the next ended later than that', () => {
    const specs: SpanSpec[] = [
      { id: '1', name: 'root', start: 0, end: 100_000 },
      { id: '2', name: 'late', parent: '1', start: 50_000, end: 100_000 },
      { id: '3', name: 'cut', parent: '1', start: 10_000, end: 50_900 },
    ];
    expect(told(found(specs), found(specs).drag)).toEqual({ root: 100_000, late: 49_100, cut: 40_000 });
    const next = { id: '4', name: 'next', parent: '1', start: 5000, end: 50_500 };
    expect(told(found([...specs, next]), found([...specs, next]).drag)).toMatchObject({ cut: 0, next: 0 });
  });

  test('is of the part that is in the parent', () => {
    const specs = drawn(`
      root @a     |=======|
        a @b   |======|
        b @c            |=====|
    `);
    const all = found(specs);
    expect(told(all, all.drag)).toEqual({ root: 9, a: 5, b: 3 });
  });

  test('of the pieces of a whole trace is what the trace would gain', () => {
    const specs = drawn(`
      a             |====|
      b                |======|
      c parent:99                |===|
    `);
    const all = found(specs, 'auto', noSpan);
    expect(told(all, all.drag)).toEqual({ a: 0, b: 5, c: 5 });
    expect(told(all, all.slack)).toEqual({ a: 7 });
  });
});

describe('slack', () => {
  test('is what a child may still run before one on the path, or the parent’s end', () => {
    const specs = drawn(`
      root   |========================|
        a      |====|
        b         |=====|
        c                  |==|
        d                  |=|
    `);
    const all = found(specs);
    expect(told(all, all.slack)).toEqual({ a: 6, d: 9 });
  });

  test('is nothing for a child that is cut at its parent’s end', () => {
    const specs = drawn(`
      root @a   |========|
        a @a    |========|
        b @b       |=========|
    `);
    const all = found(specs);
    expect(told(all, all.slack)).toEqual({ b: 0 });
  });

  test('is only of blocking children, of spans on the path', () => {
    const specs = drawn(`
      root        |=================|
        a           |==========|
        b             |======|
          c            |==|
        d ~>          |====|
    `);
    const all = found(specs);
    expect(told(all, all.slack)).toEqual({ b: 7 });
  });

  test('of an empty path is none', () => {
    const all = found([{ id: '1', name: 'root' }]);
    expect(told(all, all.slack)).toEqual({});
    expect(told(all, all.drag)).toEqual({ root: 0 });
  });
});

describe('for any trace', () => {
  const traces = fc.oneof(wholeTrace(), brokenTrace());
  const profiles = fc.constantFrom<Profile[]>('auto', 'clip');

  test('drag is at most the time on the path, and 0 off it', () => {
    fc.assert(
      fc.property(traces, profiles, (specs, profile) => {
        const { trace, path, stretches, drag } = found(specs, profile);
        for (let row = 0; row < trace.size; row++) {
          const isBelow = row >= path.root && row < trace.subtreeEnd[path.root];
          expect(drag[row]).toBeGreaterThanOrEqual(0);
          expect(drag[row]).toBeLessThanOrEqual(isBelow ? stretches.length(row) : 0);
        }
        expect(drag[path.root]).toBe(stretches.length(path.root));
      }),
      runs,
    );
  });

  test('what vanishes is the parent’s own from the next child’s end on, and no more', () => {
    fc.assert(
      fc.property(wholeTrace(), fc.nat(), (specs, pick) => {
        const before = found(specs, 'clip');
        const child = pickOnPath(before, pick);
        if (child === undefined) return;
        const { trace, drag, stretches } = before;
        const name = trace.nameText(child);
        const after = found(
          specs.filter((spec) => spec.name !== name),
          'clip',
        );
        const [start, end] = [stretches.from[child], stretches.to[child]].map(
          (time) => time - trace.adjustedStart[trace.primaryRoot],
        );
        const owner = owners(after);
        const parent = trace.nameText(trace.parent[child]);
        const free = end - drag[child];
        expect(new Set(owner.slice(free, end))).toEqual(new Set(drag[child] > 0 ? [parent] : []));
        const nexts = siblings(before, child).filter(
          (row) => trace.adjustedEnd[row] - trace.adjustedStart[trace.primaryRoot] === free,
        );
        // A child without length bounds the gain, but owns nothing.
        const hasLength = nexts.some(
          (row) => trace.duration(row) > 0 && trace.adjustedStart[row] < trace.adjustedEnd[row],
        );
        expect(free > start && hasLength ? owner[free - 1] : 'a child').not.toBe(parent);
      }),
      runs,
    );
  });

  test('a leaf that is shorter by less than its drag gives all of that to its parent', () => {
    fc.assert(
      fc.property(wholeTrace(), fc.nat(), fc.nat(), (specs, pick, by) => {
        const before = found(specs, 'clip');
        const child = pickOnPath(before, pick);
        if (child === undefined || before.trace.subtreeEnd[child] > child + 1) return;
        const { trace, drag, stretches } = before;
        if (drag[child] === 0) return;
        const less = by % drag[child];
        const name = trace.nameText(child);
        const cutBefore = trace.adjustedEnd[child] - stretches.to[child];
        const after = found(
          specs.map((spec) =>
            spec.name === name ? { ...spec, end: (spec.end ?? 0) - cutBefore - less } : spec,
          ),
          'clip',
        );
        const parent = trace.nameText(trace.parent[child]);
        expect(ownTime(after, name)).toBe(ownTime(before, name) - less);
        expect(ownTime(after, parent)).toBe(ownTime(before, parent) + less);
      }),
      runs,
    );
  });

  test('slack is the way to the next start on the path among siblings, never negative', () => {
    fc.assert(
      fc.property(traces, profiles, fc.boolean(), (specs, profile, isWhole) => {
        const all = found(specs, profile, isWhole ? noSpan : undefined);
        const { trace, path, stretches, slack } = all;
        for (let row = 0; row < trace.size; row++) {
          const isSkipped = path.segments.length > 0 && !stretches.isOn(row) && isBlocking(all, row);
          const around = siblings(all, row);
          const high = isTop(trace, row) ? hull(trace).end : stretches.to[trace.parent[row]];
          const end = Math.min(trace.adjustedEnd[row], high);
          const starts = around
            .filter((other) => stretches.isOn(other))
            .map((other) => stretches.from[other])
            .filter((start) => start >= end);
          expect(slack[row]).toBe(isSkipped ? Math.min(high, ...starts) - end : NaN);
          expect(slack[row]).not.toBeLessThan(0);
        }
      }),
      runs,
    );
  });

  test('neither depends on the order of the input', () => {
    fc.assert(
      fc.property(traces, profiles, fc.nat(), (specs, profile, seed) => {
        const { drag, slack } = found(specs, profile);
        expect(found(shuffled(specs, seed), profile)).toMatchObject({ drag, slack });
      }),
      runs,
    );
  });
});

test('of a hundred thousand children, and as many levels, they are found at once', () => {
  const count = 100_000;
  const wide = Array.from({ length: count }, (_, k): SpanSpec => ({
    id: (k + 2).toString(16),
    parent: '1',
    start: k,
    end: k + 2,
  }));
  const all = found([{ id: '1', start: 0, end: count + 1 }, ...wide], 'clip');
  expect(all.slack.filter((value) => value >= 0)).toHaveLength(count / 2);
  const deep = Array.from({ length: count }, (_, k): SpanSpec => ({
    id: (k + 1).toString(16),
    parent: k === 0 ? undefined : k.toString(16),
    start: k,
    end: 3 * count - k,
  }));
  expect(found(deep).drag.at(-1)).toBe(count + 2);
});

/** One of the children that the path of the primary root goes through. */
function pickOnPath({ trace, stretches, path }: Found, pick: number): number | undefined {
  const rows = Array.from({ length: trace.size }, (_, row) => row).filter(
    (row) => row !== path.root && stretches.isOn(row),
  );
  return rows[pick % rows.length];
}

/** Whether the parent, or of a whole trace the trace, waited for a span, and is on the path. */
function isBlocking({ trace, edges, path, stretches }: Found, row: number): boolean {
  if (path.root === noSpan && isTop(trace, row)) {
    const { start, end } = hull(trace);
    return trace.timed[row] === 1 && trace.adjustedEnd[row] > start && trace.adjustedStart[row] < end;
  }
  const isBelow = path.root === noSpan || (row > path.root && row < trace.subtreeEnd[path.root]);
  return isBelow && edges[row] === EdgeClass.sync && stretches.isOn(trace.parent[row]);
}

function isTop(trace: Trace, row: number): boolean {
  return topSpans(trace).includes(row);
}

/** The other blocking children of the span that a child is of, or the other pieces of the trace. */
function siblings(all: Found, child: number): number[] {
  const { trace } = all;
  return Array.from({ length: trace.size }, (_, row) => row).filter(
    (row) =>
      row !== child &&
      isBlocking(all, row) &&
      (isTop(trace, child) ? isTop(trace, row) : trace.parent[row] === trace.parent[child]),
  );
}

/** By nanosecond from the root's start, the name of the span that the path is in. */
function owners({ trace, path }: Found): string[] {
  return path.segments.flatMap(({ row, start, end }) =>
    Array.from({ length: end - start }, () => trace.nameText(row)),
  );
}

function ownTime({ trace, path }: Found, name: string): number {
  return criticalPathTimes(trace, path)[rowOf(trace, name)];
}
