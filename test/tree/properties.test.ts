import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Trace } from '../../src/model/trace.ts';
import { brokenTrace, runs, shuffled, wholeTrace } from '../support/random-traces.ts';
import { type SpanSpec, traceOf } from '../support/spans.ts';

/** Everything about a trace that may not depend on where its records stood in the input. */
function tellAll(trace: Trace): Record<string, unknown> {
  const rows = Array.from({ length: trace.size }, (_, i) => [
    trace.spanId(i),
    trace.parent[i],
    trace.depth[i],
    trace.subtreeEnd[i],
    trace.timed[i],
    trace.start[i],
    trace.end[i],
    trace.adjustedStart[i],
    trace.nameText(i),
    trace.serviceText(i),
    trace.kind[i],
    trace.flags[i],
  ]);
  const { roots, tops, primaryRoot, duplicateCount, clockOffsets, findings } = trace;
  const merged = [...trace.merged].map(([i, parts]) => `${i}: ${parts.length}`).sort();
  return {
    rows,
    merged,
    roots: [...roots],
    tops: [...tops],
    primaryRoot,
    duplicateCount,
    clockOffsets,
    findings,
  };
}

describe('rebuilding a broken trace', () => {
  test('T1 keeps each distinct record once', () => {
    fc.assert(
      fc.property(brokenTrace(), (specs) => {
        const trace = traceOf(specs);
        const rows = [...trace.row].filter((row) => row >= 0);
        const merged = [...trace.merged.values()].flat();
        expect(new Set([...rows, ...merged]).size).toBe(rows.length + merged.length);
        expect(rows.length + merged.length + trace.duplicateCount).toBe(specs.length);
        expect(trace.spanCount).toBe(rows.length);
      }),
      runs,
    );
  });

  test('T2 does not depend on the order of the input', () => {
    fc.assert(
      fc.property(brokenTrace(), fc.nat(), fc.boolean(), (specs, seed, adoptOrphans) => {
        const trace = traceOf(specs, { adoptOrphans });
        expect(tellAll(traceOf(shuffled(specs, seed), { adoptOrphans }))).toEqual(tellAll(trace));
      }),
      runs,
    );
  });

  test('T3, T4 makes trees whose parents, depths and subtrees agree', () => {
    fc.assert(
      fc.property(brokenTrace(), fc.boolean(), (specs, adoptOrphans) => {
        const trace = traceOf(specs, { adoptOrphans });
        expect(structureOf(trace)).toEqual(structureByParents(trace));
        expect([...trace.tops]).toEqual(rowsOf(trace).filter((i) => trace.parent[i] === -1));
        expect([...trace.roots].every((i) => trace.parent[i] === -1)).toBe(true);
        expect(trace.row[trace.primaryRoot]).toBeGreaterThanOrEqual(0);
      }),
      runs,
    );
  });

  test('T5 counts repeated records and changes nothing else', () => {
    fc.assert(
      fc.property(wholeTrace(), fc.array(fc.nat(), { maxLength: 9 }), (specs, repeated) => {
        const copies = repeated.map((k) => specs[k % specs.length]);
        const trace = traceOf([...specs, ...copies]);
        expect(trace.duplicateCount).toBe(copies.length);
        expect(outcome(trace)).toEqual(outcome(traceOf(specs)));
      }),
      runs,
    );
  });

  test('T7 groups the spans of each missing parent under one placeholder', () => {
    fc.assert(
      fc.property(wholeTrace(), fc.nat(), (specs, lost) => {
        const gone = specs[lost % specs.length];
        const left = specs.filter((spec) => spec !== gone);
        if (left.length === 0) return;
        const trace = traceOf(left);
        const children = left.filter((spec) => spec.parent === gone.id).map((spec) => spec.id);
        const found = rowsOf(trace).filter(
          (i) => trace.parent[i] >= 0 && trace.isPlaceholder(trace.parent[i]),
        );
        expect(found.map((i) => trace.spanId(i)).sort()).toEqual(children.sort());
        expect(trace.placeholderCount).toBe(children.length > 0 ? 1 : 0);
        expect([...trace.placeholderIds.values()]).toEqual(children.length > 0 ? [gone.id] : []);
      }),
      runs,
    );
  });
});

describe('correcting clocks', () => {
  test('S1 leaves clocks alone that no call contradicts', () => {
    fc.assert(
      fc.property(wholeTrace(), (specs) => {
        const trace = traceOf(specs.map((spec) => nested(spec, specs)));
        expect(trace.clockOffsets).toEqual([]);
        expect(trace.adjustedStart).toBe(trace.start);
      }),
      runs,
    );
  });

  test('S2 finds a shift again, to within half of what the calls leave open', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 400 }),
        fc.nat({ max: 400 }),
        fc.integer({ min: -9999, max: 9999 }),
        (before, after, shift) => {
          fc.pre(Math.abs(shift) > 2 * (before + after));
          const trace = traceOf([
            { id: '1', service: 'a', kind: 'client', start: 10_000, end: 11_000 },
            {
              id: '2',
              service: 'b',
              kind: 'server',
              parent: '1',
              start: 10_000 + before + shift,
              end: 11_000 - after + shift,
            },
          ]);
          const [{ offset }] = trace.clockOffsets;
          expect(Math.abs(offset + shift)).toBeLessThanOrEqual((before + after) / 2 + 0.5);
        },
      ),
      runs,
    );
  });

  test('S3, S4 moves the spans of a clock together and keeps every duration', () => {
    fc.assert(
      fc.property(brokenTrace(), (specs) => {
        const trace = traceOf(specs);
        const offsets = new Map<number, number>();
        for (const i of rowsOf(trace)) {
          if (trace.timed[i] === 0) continue;
          const offset = trace.adjustedStart[i] - trace.start[i];
          expect(trace.adjustedEnd[i] - trace.end[i]).toBe(offset);
          expect(offsets.get(trace.clock[i]) ?? offset).toBe(offset);
          offsets.set(trace.clock[i], offset);
        }
      }),
      runs,
    );
  });

  test('S5 moves a clock by at most twice what a call contradicts it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), fc.nat({ max: 900 }), (early, length) => {
        const trace = traceOf([
          { id: '1', service: 'a', kind: 'client', start: 1000, end: 2000 },
          {
            id: '2',
            service: 'b',
            kind: 'server',
            parent: '1',
            start: 1000 - early,
            end: 1000 - early + length,
          },
        ]);
        const [{ offset }] = trace.clockOffsets;
        expect(offset).toBeGreaterThanOrEqual(early);
        expect(offset).toBeLessThanOrEqual(2 * early);
      }),
      runs,
    );
  });
});

function rowsOf({ size }: Trace): number[] {
  return Array.from({ length: size }, (_, i) => i);
}

function structureOf(trace: Trace): unknown {
  return rowsOf(trace).map((i) => [trace.depth[i], trace.subtreeEnd[i]]);
}

/** Depth and subtree of each row, from nothing but the parents; -1 where a parent does not come first. */
function structureByParents({ size, parent }: Trace): unknown {
  const depth: number[] = [];
  const last = Array.from({ length: size }, (_, i) => i + 1);
  for (let i = 0; i < size; i++) {
    depth.push(parent[i] < 0 ? 0 : parent[i] < i ? depth[parent[i]] + 1 : -1);
    for (let above = parent[i]; above >= 0; above = parent[above]) last[above] = i + 1;
  }
  return depth.map((level, i) => [level, last[i]]);
}

/** The rebuilt trace, but for how many records it was made of. */
function outcome(trace: Trace): unknown {
  const { rows } = tellAll(trace);
  return { rows, others: trace.findings.filter(({ code }) => code !== 'duplicate-span') };
}

/** The span, moved into its parent. */
function nested(spec: SpanSpec, specs: SpanSpec[]): SpanSpec {
  const { start = 0, end = 0 } = spec;
  const parent = specs.find(({ id }) => id === spec.parent);
  if (parent === undefined) return { ...spec, start: 0, end: 1000 };
  const above = nested(parent, specs);
  const from = Math.min(Math.max(start, above.start ?? 0), above.end ?? 0);
  return { ...spec, start: from, end: Math.min(Math.max(end, from), above.end ?? 0) };
}
