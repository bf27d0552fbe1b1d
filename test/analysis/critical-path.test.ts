import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  byOperation,
  byService,
  type CriticalPath,
  criticalPath,
  criticalPathTimes,
} from '../../src/analysis/critical-path.ts';
import { edgeClasses, type Profile } from '../../src/analysis/edges.ts';
import { selfTimes } from '../../src/analysis/self-time.ts';
import type { Trace } from '../../src/model/trace.ts';
import { drawn } from '../support/drawn.ts';
import { jaegerUiPath, pathOracle } from '../support/oracles.ts';
import { brokenTrace, runs, sequentialTrace, shuffled, wholeTrace } from '../support/random-traces.ts';
import { rowOf, type SpanSpec, traceOf } from '../support/spans.ts';

function pathOf(trace: Trace, profile: Profile = 'auto', root?: number): CriticalPath {
  return criticalPath(trace, edgeClasses(trace, { profile }), {
    profile,
    ...(root === undefined ? {} : { root }),
  });
}

/** The path as `name length`, in time order. */
function told(specs: SpanSpec[], profile: Profile = 'auto'): string {
  const trace = traceOf(specs);
  const { segments } = pathOf(trace, profile);
  return segments.map(({ row, start, end }) => `${trace.nameText(row)} ${end - start}`).join(', ');
}

describe('the critical path', () => {
  test('goes back through the child that finished last', () => {
    const specs = drawn(`
      root   |==================|
        a      |======|
        b          |=====|
        c                  |=|
    `);
    expect(told(specs)).toBe('root 6, b 7, root 1, c 3, root 3');
  });

  test('goes down to the last level', () => {
    const specs = drawn(`
      root     |========|
        a       |======|
          b       |==|
    `);
    expect(told(specs)).toBe('root 1, a 2, b 4, a 2, root 1');
  });

  test('keeps siblings that touch', () => {
    const specs = drawn(`
      root   |========|
        a    |===|
        b         |===|
    `);
    expect(told(specs)).toBe('a 5, b 5');
  });

  test.each([
    ['began earlier', '|=====|', ' |====|', 'a'],
    ['has the smaller id', '|=====|', '|=====|', 'a'],
  ])('of equal ends takes the child that %s', (_, a, b, winner) => {
    const specs = drawn(`
      root   |======|
        b     ${b}
        a     ${a}
    `);
    specs[1].id = '9';
    expect(told(specs)).toContain(winner);
    expect(told(specs)).not.toContain(winner === 'a' ? 'b ' : 'a ');
  });

  test('of equal spans takes the one with the larger subtree', () => {
    const specs = drawn(`
      root   |======|
        a     |=====|
        b     |=====|
          c    .
    `);
    expect(told(specs)).toBe('root 1, b 7');
  });

  test('never gives time to an empty span', () => {
    const specs = drawn(`
      root   |======|
        a       .
    `);
    expect(told(specs)).toBe('root 8');
  });

  test('clips a remote child to its parent', () => {
    const specs = drawn(`
      root @a   |======|
        a @b       |=======|
    `);
    expect(told(specs)).toBe('root 3, a 5');
  });

  test('of a span without length is empty', () => {
    const specs = drawn(`
      root   .
        a    |===|
    `);
    expect(pathOf(traceOf(specs)).segments).toEqual([]);
  });

  test('of a trace without times is empty', () => {
    expect(pathOf(traceOf([{ id: '1' }])).segments).toEqual([]);
  });

  test('can be asked of any span', () => {
    const specs = drawn(`
      root     |========|
        a       |======|
          b       |==|
    `);
    const trace = traceOf(specs);
    const path = pathOf(trace, 'auto', rowOf(trace, 'a'));
    expect(path.root).toBe(rowOf(trace, 'a'));
    expect(path.segments.map(({ start, end }) => end - start)).toEqual([2, 4, 2]);
  });
});

function siblings(overlap: number, length = 40_000): SpanSpec[] {
  return [
    { id: '1', name: 'root', start: 0, end: 100_000 },
    { id: '2', name: 'a', parent: '1', start: 50_000 - length + overlap, end: 50_000 + overlap },
    { id: '3', name: 'b', parent: '1', start: 50_000, end: 100_000 },
  ];
}

describe('an overlap of siblings', () => {
  test('of 1 % of the parent is noise: the earlier is cut', () => {
    expect(told(siblings(1000))).toBe('root 11000, a 39000, b 50000');
  });

  test('of more than that is parallel work', () => {
    expect(told(siblings(1001))).toBe('root 50000, b 50000');
  });

  test('of more than a twentieth of a sibling is parallel work, too', () => {
    expect(told(siblings(1000, 20_000))).toBe('root 31000, a 19000, b 50000');
    expect(told(siblings(1000, 19_999))).toBe('root 50000, b 50000');
  });

  test('is measured by the whole sibling, not by what was left of it', () => {
    const specs = siblings(1000, 20_000);
    const before = { id: '4', name: 'c', parent: '1', start: 0, end: 32_000 };
    expect(told([...specs, before])).toBe('c 31000, a 19000, b 50000');
  });

  test('of any size is parallel work when clipping', () => {
    expect(told(siblings(1), 'clip')).toBe('root 50000, b 50000');
    expect(told(siblings(0), 'clip')).toBe('root 10000, a 40000, b 50000');
  });
});

describe('sums of a path', () => {
  const trace = traceOf(
    drawn(`
      root @web       |==========|
        query @db      |=|
        query @db          |==|
        other @db                |
    `),
  );
  const path = pathOf(trace);

  test('by row', () => {
    expect([...criticalPathTimes(trace, path)]).toEqual([4, 3, 4, 1]);
  });

  test('by operation, longest first', () => {
    expect(byOperation(trace, path)).toEqual([
      { service: 'db', name: 'query', criticalPathNano: 7, share: 7 / 12, segments: 2 },
      { service: 'web', name: 'root', criticalPathNano: 4, share: 4 / 12, segments: 3 },
      { service: 'db', name: 'other', criticalPathNano: 1, share: 1 / 12, segments: 1 },
    ]);
  });

  test('by service', () => {
    expect(byService(trace, path)).toMatchObject([
      { service: 'db', criticalPathNano: 8, segments: 3 },
      { service: 'web', criticalPathNano: 4 },
    ]);
  });
});

describe('for any trace', () => {
  const traces = fc.oneof(wholeTrace(), brokenTrace());
  const profiles = fc.constantFrom<Profile[]>('auto', 'clip');

  test('C1, C2, C4 covers the root from start to end, without gaps, changing spans', () => {
    fc.assert(
      fc.property(traces, profiles, (specs, profile) => {
        const trace = traceOf(specs);
        const { root, segments } = pathOf(trace, profile);
        let time = trace.adjustedStart[root];
        let last = -1;
        for (const { row, start, end } of segments) {
          expect(start).toBe(time);
          expect(end).toBeGreaterThan(start);
          expect(row).not.toBe(last);
          time = end;
          last = row;
        }
        expect(time).toBe(trace.adjustedEnd[root]);
      }),
      runs,
    );
  });

  test('C3 has every segment within its span', () => {
    fc.assert(
      fc.property(traces, profiles, (specs, profile) => {
        const trace = traceOf(specs);
        for (const { row, start, end } of pathOf(trace, profile).segments) {
          expect(start).toBeGreaterThanOrEqual(trace.adjustedStart[row]);
          expect(end).toBeLessThanOrEqual(trace.adjustedEnd[row]);
        }
      }),
      runs,
    );
  });

  test('C5 does not depend on the order of the input', () => {
    fc.assert(
      fc.property(traces, profiles, fc.nat(), (specs, profile, seed) => {
        expect(pathOf(traceOf(shuffled(specs, seed)), profile)).toEqual(pathOf(traceOf(specs), profile));
      }),
      runs,
    );
  });

  test('C6 does not depend on when it was', () => {
    fc.assert(
      fc.property(wholeTrace(), profiles, fc.integer({ min: 1, max: 9e12 }), (specs, profile, later) => {
        const moved = specs.map((spec) => ({
          ...spec,
          start: (spec.start ?? 0) + later,
          end: (spec.end ?? 0) + later,
        }));
        expect(pathOf(traceOf(moved), profile)).toEqual(pathOf(traceOf(specs), profile));
      }),
      runs,
    );
  });

  test('C7 grows with its times when clipping', () => {
    fc.assert(
      fc.property(wholeTrace(), fc.integer({ min: 2, max: 1000 }), (specs, k) => {
        const scaled = specs.map((spec) => ({
          ...spec,
          start: (spec.start ?? 0) * k,
          end: (spec.end ?? 0) * k,
        }));
        const path = pathOf(traceOf(specs, { skew: 'off' }), 'clip');
        const segments = path.segments.map(({ row, start, end }) => ({
          row,
          start: start * k,
          end: end * k,
        }));
        expect(pathOf(traceOf(scaled, { skew: 'off' }), 'clip')).toEqual({ ...path, segments });
      }),
      runs,
    );
  });

  test('C8 gives each nanosecond to whom a quadratic search gives it', () => {
    fc.assert(
      fc.property(traces, profiles, fc.integer({ min: 1, max: 50 }), (specs, profile, k) => {
        const scaled = specs.map((spec) => ({
          ...spec,
          start: times(spec.start, k),
          end: times(spec.end, k),
        }));
        const trace = traceOf(scaled);
        const path = pathOf(trace, profile);
        if (trace.timed[path.root] === 0) return;
        const owners = path.segments.flatMap(({ row, start, end }) =>
          Array.from({ length: end - start }, () => row),
        );
        expect(owners).toEqual(pathOracle(trace, edgeClasses(trace, { profile }), profile, path.root));
      }),
      runs,
    );
  });

  test('C9 of children one after the other is self time', () => {
    fc.assert(
      fc.property(sequentialTrace(), (specs) => {
        const trace = traceOf(specs);
        expect([...criticalPathTimes(trace, pathOf(trace))]).toEqual([
          ...selfTimes(trace, edgeClasses(trace)),
        ]);
      }),
      runs,
    );
  });

  test('C10 is that of jaeger-ui when clipping distinct times', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { minLength: 2, maxLength: 24 });
    fc.assert(
      fc.property(distinct, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (instants, parents) => {
        const specs = Array.from({ length: instants.length >> 1 }, (_, k): SpanSpec => {
          const [start, end] = [instants[2 * k], instants[2 * k + 1]].sort((a, b) => a - b);
          return {
            id: String(k + 1),
            parent: k === 0 ? undefined : String((parents[k] % k) + 1),
            start,
            end,
          };
        });
        const trace = traceOf(specs);
        expect(pathOf(trace, 'clip').segments).toEqual(jaegerUiPath(trace));
      }),
      runs,
    );
  });
});

function times(nanos: number | undefined, k: number): number | undefined {
  return nanos === undefined ? undefined : nanos * k;
}
