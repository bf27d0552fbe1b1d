import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { contextColumns } from '../../src/analysis/calling-context.ts';
import { concurrentSegments } from '../../src/analysis/concurrent.ts';
import {
  byOperation,
  byService,
  type CriticalPath,
  criticalPath,
  criticalPathTimes,
  pathRoots,
} from '../../src/analysis/critical-path.ts';
import { dragAndSlack } from '../../src/analysis/drag-slack.ts';
import { edgeClasses, type Profile } from '../../src/analysis/edges.ts';
import { hull, noSpan } from '../../src/analysis/whole-trace.ts';
import type { Trace } from '../../src/model/trace.ts';
import { drawn } from '../support/drawn.ts';
import { brokenTrace, runs, shuffled, wholeTrace } from '../support/random-traces.ts';
import { rowOf, type SpanSpec, traceOf } from '../support/spans.ts';

function wholePath(trace: Trace, profile: Profile = 'auto'): CriticalPath {
  return criticalPath(trace, edgeClasses(trace, { profile }), { profile, root: noSpan });
}

function nameOf(trace: Trace, row: number): string {
  return row === noSpan ? 'no span' : trace.nameText(row);
}

/** The path as `name length`, in time order. */
function told(specs: readonly SpanSpec[]): string {
  const trace = traceOf(specs);
  const { segments } = wholePath(trace);
  return segments.map(({ row, start, end }) => `${nameOf(trace, row)} ${end - start}`).join(', ');
}

const pieces = drawn(`
  shop @web              |======|
    query @db              |==|
  charge @pay parent:99              |====|
  receive @mail                        |======|
`);

describe('the path of a whole trace', () => {
  test('goes through its pieces, and between them through no span', () => {
    expect(told(pieces)).toBe('shop 2, query 4, shop 2, no span 6, receive 8');
  });

  test('goes on while nothing but work that nobody waited for runs', () => {
    const specs = drawn(`
      root @a   |=====|
        a @a        |======|
    `);
    expect(told(specs)).toBe('root 7, no span 5');
  });

  test('of one piece is that of its root', () => {
    const specs = drawn(`
      root    |=========|
        a      |====|
    `);
    expect(told(specs)).toBe('root 1, a 6, root 4');
  });

  test('of a trace without times, or without length, is empty', () => {
    expect(told([{ id: '1' }])).toBe('');
    expect(told([{ id: '1', start: 5, end: 5 }])).toBe('');
  });

  test('is not bounded by pieces without time', () => {
    const trace = traceOf(
      drawn(`
        call @web client            |========|
          serve @db server              |========|
        early @db parent:99   |===|
        untimed @web parent:98
      `),
    );
    const path = wholePath(trace);
    const early = rowOf(trace, 'early');
    // Its host's clock is corrected, so that it ends after 0, where spans without time seem to be.
    expect(path.segments[0]).toEqual({ row: early, start: -4, end: 1 });
    expect(dragAndSlack(trace, path).drag[early]).toBe(5);
  });

  test('has a share in no span', () => {
    const trace = traceOf(pieces);
    const path = wholePath(trace);
    expect(byOperation(trace, path)[1]).toEqual({
      service: '',
      name: 'no span',
      criticalPathNano: 6,
      share: 6 / 22,
      segments: 1,
    });
    expect(byService(trace, path)).toMatchObject([
      { service: 'mail', criticalPathNano: 8 },
      { service: 'no span', criticalPathNano: 6 },
      { service: 'db' },
      { service: 'web' },
    ]);
    expect(contextColumns(trace, { wholeTrace: true })).toMatchObject({
      noSpanNano: 6,
      onPath: criticalPathTimes(trace, path),
    });
  });

  test('is asked for instead of those of its roots', () => {
    const trace = traceOf(pieces);
    expect(pathRoots(trace, { wholeTrace: true })).toEqual([noSpan]);
    expect(pathRoots(trace, { allRoots: true })).toHaveLength(3);
    expect(pathRoots(trace, {})).toEqual([trace.primaryRoot]);
  });
});

/** Up to 24 spans in pieces: some name no parent, some one that is missing. No piece is a message. */
function forest(): fc.Arbitrary<SpanSpec[]> {
  const cuts = fc.array(fc.constantFrom('keep', 'root', 'missing'), { minLength: 24, maxLength: 24 });
  return fc.tuple(wholeTrace(), cuts).map(([specs, cut]) =>
    specs.map((spec, k): SpanSpec => {
      if (k > 0 && cut[k] === 'keep') return spec;
      const parent = k > 0 && cut[k] === 'missing' ? `ee${k % 3}` : undefined;
      return { ...spec, parent, kind: 'internal', followsFrom: false };
    }),
  );
}

/** The same trace with a span above all its pieces. */
function underOne(specs: readonly SpanSpec[]): SpanSpec[] {
  const ids = new Set(specs.map(({ id }) => id));
  const start = Math.min(...specs.map((spec) => spec.start ?? 0));
  const end = Math.max(...specs.map((spec) => spec.end ?? 0));
  const above: SpanSpec = { id: 'abc', name: 'no span', service: 'above', host: 'above', start, end };
  return [above, ...specs.map((spec) => (ids.has(spec.parent ?? '') ? spec : { ...spec, parent: 'abc' }))];
}

describe('for any trace', () => {
  const traces = fc.oneof(forest(), brokenTrace());
  const profiles = fc.constantFrom<Profile[]>('auto', 'clip');

  test('C1, C2, C3, C4 its whole path covers all of its time, without gaps, changing spans', () => {
    fc.assert(
      fc.property(traces, profiles, (specs, profile) => {
        const trace = traceOf(specs);
        const timed = Array.from({ length: trace.size }, (_, row) => row).filter((row) => trace.timed[row]);
        const { segments } = wholePath(trace, profile);
        const first = Math.min(...timed.map((row) => trace.adjustedStart[row]));
        let time = first;
        let last: number | undefined;
        for (const { row, start, end } of segments) {
          expect(start).toBe(time);
          expect(end).toBeGreaterThan(start);
          expect(row).not.toBe(last);
          expect(start).not.toBeLessThan(row === noSpan ? start : trace.adjustedStart[row]);
          expect(end).not.toBeGreaterThan(row === noSpan ? end : trace.adjustedEnd[row]);
          time = end;
          last = row;
        }
        // A trace without times is not covered at all.
        expect(time).toBe(
          Math.max(...timed.map((row) => trace.adjustedEnd[row]), timed.length > 0 ? first : Infinity),
        );
      }),
      runs,
    );
  });

  test('C5 its whole path does not depend on the order of the input', () => {
    fc.assert(
      fc.property(traces, profiles, fc.nat(), (specs, profile, seed) => {
        expect(wholePath(traceOf(shuffled(specs, seed)), profile)).toEqual(
          wholePath(traceOf(specs), profile),
        );
      }),
      runs,
    );
  });

  test('its whole path is that of a span above its pieces, with all that is told of it', () => {
    fc.assert(
      fc.property(forest(), profiles, (specs, profile) => {
        const whole = figures(traceOf(specs, { skew: 'off' }), profile, noSpan);
        const plain = figures(traceOf(underOne(specs), { skew: 'off' }), profile);
        expect(whole).toEqual(plain);
      }),
      runs,
    );
  });
});

/** A path with labels, drags and slacks, by name. */
function figures(trace: Trace, profile: Profile, root: number = trace.primaryRoot): unknown {
  const edges = edgeClasses(trace, { profile });
  const path = criticalPath(trace, edges, { profile, root });
  const labels = concurrentSegments(trace, path, edges);
  const { drag, slack } = dragAndSlack(trace, path, edges);
  const rows = Array.from({ length: trace.size }, (_, row) => row).filter(
    (row) => !trace.isPlaceholder(row) && trace.nameText(row) !== 'no span',
  );
  return {
    segments: path.segments.map(({ row, ...times }, k) => [nameOf(trace, row), times, labels[k]]),
    spans: Object.fromEntries(rows.map((row) => [trace.nameText(row), [drag[row], slack[row]]])),
  };
}

test('the hull of a trace is on corrected times', () => {
  const trace = traceOf(
    drawn(`
      root @web client      |==========|
        a @db server    |====|
    `),
  );
  expect(trace.adjustedStart).not.toEqual(trace.start);
  expect(hull(trace)).toEqual({ start: trace.adjustedStart[0], end: trace.adjustedEnd[0] });
});
