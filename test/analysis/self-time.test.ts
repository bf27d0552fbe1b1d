import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { criticalPath } from '../../src/analysis/critical-path.ts';
import { EdgeClass, edgeClasses } from '../../src/analysis/edges.ts';
import { selfTimes } from '../../src/analysis/self-time.ts';
import type { Trace } from '../../src/model/trace.ts';
import { drawn } from '../support/drawn.ts';
import { selfTimeOracle } from '../support/oracles.ts';
import { brokenTrace, runs, shuffled, wholeTrace } from '../support/random-traces.ts';
import { rowOf, traceOf } from '../support/spans.ts';

function byName(trace: Trace, column: Float64Array): Record<string, number> {
  return Object.fromEntries([...column].map((nanos, i) => [trace.nameText(i), nanos]));
}

function selfTimeOf(drawing: string, self: 'blocking' | 'all' = 'blocking'): Record<string, number> {
  const trace = traceOf(drawn(drawing));
  return byName(trace, selfTimes(trace, edgeClasses(trace), { self }));
}

describe('self time', () => {
  test('counts overlapping children once', () => {
    expect(
      selfTimeOf(`
        parent |==================|
          a         |======|
          b             |======|
      `),
    ).toEqual({ parent: 8, a: 8, b: 8 });
  });

  test('leaves out what lies outside the parent', () => {
    expect(
      selfTimeOf(`
        parent @a:h      |========|
          before @b:h |====|
          after @b:h            |======|
      `),
    ).toEqual({ parent: 4, before: 6, after: 8 });
  });

  test('counts direct children only', () => {
    expect(
      selfTimeOf(`
        parent      |========|
          child       |==|
            grandchild |=====|
      `),
    ).toMatchObject({ parent: 6 });
  });

  test('of all children counts those that were not waited for', () => {
    const drawing = `
      parent        |=========|
        late           |=========|
        next ~>      |=|
    `;
    expect(selfTimeOf(drawing)).toMatchObject({ parent: 11 });
    expect(selfTimeOf(drawing, 'all')).toMatchObject({ parent: 1 });
  });

  test('takes children in the order of corrected times', () => {
    const trace = traceOf([
      { id: '1', name: 'root', service: 'a', kind: 'client', start: 1000, end: 2000 },
      { id: '2', name: 'own', parent: '1', service: 'a', start: 1100, end: 1200 },
      { id: '3', name: 'early', parent: '1', service: 'b', kind: 'server', start: 0, end: 500 },
    ]);
    const early = rowOf(trace, 'early');
    expect(early).toBeLessThan(rowOf(trace, 'own'));
    expect([trace.adjustedStart[early], trace.adjustedEnd[early]]).toEqual([1250, 1750]);
    expect(byName(trace, selfTimes(trace, edgeClasses(trace)))).toEqual({ root: 400, own: 100, early: 500 });
  });

  test('does not count adopted children', () => {
    const specs = drawn(`
      root             |=======|
      lost parent:99     |==|
    `);
    const trace = traceOf(specs, { adoptOrphans: true });
    const edges = edgeClasses(trace);
    expect(byName(trace, selfTimes(trace, edges))).toEqual({ root: 9, lost: 4 });
    expect(criticalPath(trace, edges).segments).toHaveLength(3);
  });

  test('of spans without a time is 0', () => {
    const trace = traceOf([
      { id: '1', name: 'root', start: 1, end: 9 },
      { id: '2', name: 'lost', parent: '1' },
    ]);
    expect(byName(trace, selfTimes(trace, edgeClasses(trace)))).toEqual({ root: 8, lost: 0 });
  });
});

describe('for any trace', () => {
  const modes = fc.constantFrom('blocking', 'all');

  test('F1 lies between 0 and the duration', () => {
    fc.assert(
      fc.property(brokenTrace(), modes, (specs, self) => {
        const trace = traceOf(specs);
        selfTimes(trace, edgeClasses(trace), { self }).forEach((nanos, i) => {
          expect(nanos).toBeGreaterThanOrEqual(0);
          expect(nanos).toBeLessThanOrEqual(trace.duration(i));
        });
      }),
      runs,
    );
  });

  test('F2 equals what counting interval by interval gives', () => {
    fc.assert(
      fc.property(fc.oneof(wholeTrace(), brokenTrace()), modes, (specs, self) => {
        const trace = traceOf(specs);
        const edges = edgeClasses(trace);
        expect([...selfTimes(trace, edges, { self })]).toEqual(selfTimeOracle(trace, edges, self));
      }),
      runs,
    );
  });

  test('F3 does not depend on the order of the input', () => {
    fc.assert(
      fc.property(wholeTrace(), fc.nat(), (specs, seed) => {
        const one = traceOf(specs);
        const other = traceOf(shuffled(specs, seed));
        expect([...selfTimes(other, edgeClasses(other))]).toEqual([...selfTimes(one, edgeClasses(one))]);
      }),
      runs,
    );
  });

  test('F4 sums up to at least the root, over all that it waited for', () => {
    fc.assert(
      fc.property(wholeTrace(), (specs) => {
        const trace = traceOf(specs);
        const edges = edgeClasses(trace);
        const self = selfTimes(trace, edges);
        const blocks = new Uint8Array(trace.size);
        let sum = 0;
        for (let i = trace.primaryRoot; i < trace.subtreeEnd[trace.primaryRoot]; i++) {
          const isRoot = i === trace.primaryRoot;
          if (isRoot || (edges[i] === EdgeClass.sync && blocks[trace.parent[i]])) blocks[i] = 1;
          if (blocks[i]) sum += self[i];
        }
        expect(sum).toBeGreaterThanOrEqual(trace.duration(trace.primaryRoot));
      }),
      runs,
    );
  });
});
