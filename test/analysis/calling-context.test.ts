import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { AnalysisOptions } from '../../src/analysis/analyse.ts';
import { type CallingContext, CallingContexts, contextColumns } from '../../src/analysis/calling-context.ts';
import { criticalPath } from '../../src/analysis/critical-path.ts';
import { edgeClasses } from '../../src/analysis/edges.ts';
import { NanoSums } from '../../src/analysis/nano-sums.ts';
import type { Trace } from '../../src/model/trace.ts';
import { drawn } from '../support/drawn.ts';
import { runs, shuffled } from '../support/random-traces.ts';
import { type SpanSpec, traceOf } from '../support/spans.ts';
import { numbered, traceSet, tracesOf } from '../support/trace-sets.ts';

function contextsOf(traces: Iterable<Trace>, options: Partial<AnalysisOptions> = {}): CallingContexts {
  const contexts = new CallingContexts();
  for (const trace of traces) contexts.add(trace, contextColumns(trace, options));
  return contexts;
}

/** `name: own time of subtree time, spans in traces`, indented. */
function told(contexts: CallingContexts): string[] {
  return [...contexts.contexts()].map(
    ({ depth, name, criticalPathNano, subtreeNano, spanCount, traceCount }) =>
      `${'  '.repeat(depth)}${name}: ${criticalPathNano} of ${subtreeNano}, ${spanCount} in ${traceCount}`,
  );
}

const first = drawn(`
  a        |=========|
    b       |====|
      c       |=|
    c             |==|
`);
const second = drawn(`
  a        |=========|
    b       |====|
    b             |==|
`);

describe('calling contexts', () => {
  test('are the call paths of all traces, those with most time first', () => {
    expect(told(contextsOf(tracesOf(numbered([first, second]))))).toEqual([
      'a: 2 of 22, 2 in 2',
      '  b: 13 of 16, 3 in 2',
      '    c: 3 of 3, 1 in 1',
      '  c: 4 of 4, 1 in 1',
    ]);
  });

  test('have the self time of their spans, also off the path', () => {
    const specs = drawn(`
      a        |=========|
        b       |====|
        c       |======|
    `);
    const contexts = [...contextsOf([traceOf(specs)]).contexts()];
    expect(
      contexts.map(({ name, selfTimeNano, criticalPathNano }) => [name, selfTimeNano, criticalPathNano]),
    ).toEqual([
      ['a', 3n, 3n],
      ['c', 8n, 8n],
      ['b', 6n, 0n],
    ]);
  });

  test('keep recursion', () => {
    const specs = drawn(`
      a        |=========|
        a       |======|
          a      |==|
    `);
    expect(told(contextsOf([traceOf(specs)]))).toEqual([
      'a: 3 of 11, 1 in 1',
      '  a: 4 of 8, 1 in 1',
      '    a: 4 of 4, 1 in 1',
    ]);
  });

  test('never take two names for one path', () => {
    const specs: SpanSpec[] = [
      { id: '1', service: 'a', name: 'x', start: 0, end: 100 },
      { id: '2', parent: '1', service: 'b', name: ';c', start: 0, end: 10 },
      { id: '3', parent: '1', service: 'b;', name: 'c', start: 20, end: 30 },
      { id: '4', parent: '1', service: '', name: '[b] ;c', start: 40, end: 50 },
    ];
    expect(contextsOf([traceOf(specs)]).size).toBe(4);
  });

  test('begin at roots: one of each trace, or all', () => {
    const specs: SpanSpec[] = [
      { id: '1', name: 'a', start: 0, end: 10 },
      { id: '2', name: 'b', start: 20, end: 25 },
      { id: '3', name: 'c', parent: '99', start: 30, end: 33 },
      { id: '4', name: 'd', parent: '3', start: 30, end: 31 },
    ];
    expect(told(contextsOf([traceOf(specs)]))).toEqual(['a: 10 of 10, 1 in 1']);
    expect(told(contextsOf([traceOf(specs)], { allRoots: true }))).toEqual([
      'a: 10 of 10, 1 in 1',
      'b: 5 of 5, 1 in 1',
      'c: 2 of 3, 1 in 1',
      '  d: 1 of 1, 1 in 1',
    ]);
  });

  test('name the span that was longest on its path, of equal ones that of the smallest trace id', () => {
    const traces = tracesOf([lone('b1', '1', 7), lone('a1', '2', 9), lone('c1', '3', 9), lone('0f', '4', 9)]);
    for (const order of [traces, [...traces].reverse()]) {
      const [context] = contextsOf(order).contexts();
      expect(context.exemplar).toEqual({ traceId: '0f', spanId: '4', criticalPathNano: 9 });
    }
  });

  test('name no span where none was on a path', () => {
    const specs = drawn(`
      a        |=========|
        b       |====|
        c       |======|
    `);
    const contexts = [...contextsOf([traceOf(specs)]).contexts()];
    expect(contexts.at(-1)).toMatchObject({ name: 'b', exemplar: undefined });
  });

  test('of traces without time are there, too', () => {
    expect(told(contextsOf([traceOf([{ id: '1', name: 'a' }])]))).toEqual(['a: 0 of 0, 1 in 1']);
    expect(contextsOf([]).criticalPathNano).toBe(0n);
  });

  test('may be 100,000 levels deep', () => {
    const depth = 100_000;
    const specs = Array.from({ length: depth }, (_, k): SpanSpec => ({
      id: (k + 1).toString(16),
      parent: k === 0 ? undefined : k.toString(16),
      name: 'a',
      start: k,
      end: 3 * depth - k,
    }));
    const contexts = contextsOf([traceOf(specs)]);
    let last: CallingContext | undefined;
    for (const context of contexts.contexts()) last = context;
    expect(last).toMatchObject({ depth: depth - 1, criticalPathNano: BigInt(depth + 2) });
  });
});

describe('for any set of traces, calling contexts', () => {
  const options = fc.record({
    profile: fc.constantFrom('auto' as const, 'clip' as const),
    allRoots: fc.boolean(),
  });

  test('A1, A2 share out the durations of the roots', () => {
    fc.assert(
      fc.property(traceSet(), (set) => {
        const traces = tracesOf(numbered(set));
        const contexts = [...contextsOf(traces).contexts()];
        const own = contexts.reduce((sum, { criticalPathNano }) => sum + criticalPathNano, 0n);
        const tops = contexts.filter(({ depth }) => depth === 0);
        expect(own).toBe(traces.reduce((sum, trace) => sum + rootDuration(trace), 0n));
        expect(tops.reduce((sum, { subtreeNano }) => sum + subtreeNano, 0n)).toBe(own);
        expect(contextsOf(traces).criticalPathNano).toBe(own);
      }),
      runs,
    );
  });

  test('A3 depend neither on the order of records, nor on how traces are dealt out', () => {
    fc.assert(
      fc.property(traceSet(), fc.nat(), options, (set, seed, chosen) => {
        const expected = contextsOf(tracesOf(numbered(set)), chosen);
        // Each part is of a store of its own, in which texts have other numbers.
        const parts = [0, 1].map((part) => {
          const traces = tracesOf(shuffled(numbered(set), seed + part));
          return contextsOf(
            traces.filter(({ traceId }) => Number(traceId) % 2 === part),
            chosen,
          );
        });
        const merged = new CallingContexts();
        for (const part of shuffled(parts, seed)) merged.merge(part);
        expect([...merged.contexts()]).toEqual([...expected.contexts()]);
        expect(merged).toMatchObject({ traceCount: expected.traceCount, spanCount: expected.spanCount });
        expect(merged.criticalPathNano).toBe(expected.criticalPathNano);
      }),
      runs,
    );
  });

  test('A4 hold of each path what the segments of all traces on it have', () => {
    fc.assert(
      fc.property(traceSet(), options, (set, chosen) => {
        const traces = tracesOf(numbered(set));
        const expected = new Map<string, bigint>();
        for (const trace of traces) {
          const edges = edgeClasses(trace, chosen);
          for (const root of chosen.allRoots ? topSpans(trace) : [trace.primaryRoot]) {
            for (const { row, start, end } of criticalPath(trace, edges, { ...chosen, root }).segments) {
              const key = JSON.stringify(pathOf(trace, root, row));
              expected.set(key, (expected.get(key) ?? 0n) + BigInt(end - start));
            }
          }
        }
        expect(byPath(contextsOf(traces, chosen))).toEqual(expected);
      }),
      runs,
    );
  });
});

test('sums of nanoseconds stay exact beyond 2^53', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat(), { maxLength: 20 }), fc.array(fc.maxSafeNat()), (some, more) => {
      const [sums, others] = [new NanoSums(), new NanoSums()];
      for (const value of some) sums.add(0, value);
      for (const value of more) others.add(500, value);
      sums.addFrom(1, others, 500);
      sums.addFrom(1, sums, 0);
      expect([sums.at(0), others.at(500), sums.at(1)]).toEqual([
        exact(some),
        exact(more),
        exact([...some, ...more]),
      ]);
      expect(Math.sign(sums.compare(1, 0))).toBe(exact(more) > 0n ? 1 : 0);
    }),
    runs,
  );
});

function lone(trace: string, id: string, end: number): SpanSpec {
  return { trace, id, name: 'a', start: 0, end };
}

function exact(values: number[]): bigint {
  return values.reduce((sum, value) => sum + BigInt(value), 0n);
}

function rootDuration(trace: Trace): bigint {
  const root = trace.primaryRoot;
  return root < 0 || trace.timed[root] === 0 ? 0n : BigInt(trace.duration(root));
}

function topSpans(trace: Trace): number[] {
  return Array.from({ length: trace.size }, (_, row) => row).filter((row) => {
    const above = trace.parent[row];
    return !trace.isPlaceholder(row) && (above < 0 || trace.isPlaceholder(above));
  });
}

function pathOf(trace: Trace, root: number, row: number): string[][] {
  const step = [trace.serviceText(row), trace.nameText(row)];
  return row === root ? [step] : [...pathOf(trace, root, trace.parent[row]), step];
}

function byPath(contexts: CallingContexts): Map<string, bigint> {
  const result = new Map<string, bigint>();
  const paths: string[][][] = [];
  for (const { parent, service, name, criticalPathNano } of contexts.contexts()) {
    const path = [...(parent === undefined ? [] : paths[parent]), [service, name]];
    paths.push(path);
    if (criticalPathNano > 0n) result.set(JSON.stringify(path), criticalPathNano);
  }
  return result;
}
