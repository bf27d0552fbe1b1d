import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { type CriticalPath, criticalPath, criticalPathTimes } from '../../src/analysis/critical-path.ts';
import { edgeClasses, edgeClassNames, type Profile } from '../../src/analysis/edges.ts';
import { rootCauses } from '../../src/analysis/errors.ts';
import { selfTimes } from '../../src/analysis/self-time.ts';
import type { SpanStore } from '../../src/model/span-store.ts';
import type { Trace } from '../../src/model/trace.ts';
import { buildTrace } from '../../src/tree/build.ts';
import { groupTraces } from '../../src/tree/group.ts';
import { readJson, readTraces } from '../support/files.ts';

const shared = process.env['TRACECTL_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const folder = `${shared}/golden`;
const isThere = existsSync(folder);

/** What a `.expected.json` says, as far as it is checked here; its folder's README explains the fields. */
interface Expected {
  parent?: Record<string, string | null>;
  clockOffsets?: unknown;
  afterSkew?: unknown;
  rootCause?: { note?: string }[];
  [key: string]: unknown;
}

describe.skipIf(!isThere)('real traces, checked against an independent program', () => {
  test.each(cases('real'))('%s', (name) => {
    const store = readTraces(`${folder}/real/${name}.json`);
    const expected = readExpected('real', name);
    const actual = realFigures(store, expected);
    expect(actual).toEqual({
      ...picked(expected, Object.keys(actual)),
      clockOffsets: expected.clockOffsets ?? {},
    });
  });
});

describe.skipIf(!isThere)('drawn edge cases, checked against figures made by hand', () => {
  test.each(cases('edge'))('%s', (name) => {
    const store = readTraces(`${folder}/edge/${name}.json`);
    const expected = readExpected('edge', name);
    const actual = edgeFigures(store, expected);
    expect(actual).toMatchObject(picked(expected, Object.keys(actual)));
  });
});

function cases(kind: string): string[] {
  const suffix = '.expected.json';
  if (!isThere) return [`there is no ${folder}`];
  const files = readdirSync(`${folder}/${kind}`);
  return files.filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length));
}

function readExpected(kind: string, name: string): Expected {
  const expected: Expected = readJson(`${folder}/${kind}/${name}.expected.json`);
  for (const cause of expected.rootCause ?? []) delete cause.note;
  return expected;
}

function picked(record: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(key)));
}

function realFigures(store: SpanStore, expected: Expected): Record<string, unknown> {
  const raw = buildTrace(store, groupTraces(store), 0, { skew: 'off', adoptOrphans: false });
  const ids = goldenIds(raw, expected);
  const adjusted = buildTrace(store, groupTraces(store), 0);
  const all = selfTimes(raw, edgeClasses(raw), { self: 'all' });
  return {
    ...treeFigures(raw, ids),
    profiles: { auto: profileFigures(raw, ids, 'auto'), clip: profileFigures(raw, ids, 'clip') },
    selfTimeAllChildren: byId(all, ids, String),
    clockOffsets: clockOffsets(adjusted),
    afterSkew: expected.afterSkew && {
      criticalPath: absolute(adjusted, ids, criticalPath(adjusted, edgeClasses(adjusted))),
    },
  };
}

function treeFigures(trace: Trace, ids: string[]): Record<string, unknown> {
  const edges = edgeClasses(trace);
  const parent: Record<string, string | null> = {};
  const edgeClass: Record<string, string> = {};
  const missingParents: Record<string, string[]> = {};
  for (let i = 0; i < trace.size; i++) {
    if (trace.isPlaceholder(i)) continue;
    const above = trace.parent[i];
    const isFragment = above >= 0 && trace.isPlaceholder(above);
    parent[ids[i]] = above < 0 || isFragment ? null : ids[above];
    if (edges[i] !== 0) edgeClass[ids[i]] = edgeClassNames[edges[i]];
    if (isFragment) (missingParents[ids[above]] ??= []).push(ids[i]);
  }
  return { spans: trace.spanCount, primaryRoot: ids[trace.primaryRoot], parent, edgeClass, missingParents };
}

function profileFigures(trace: Trace, ids: string[], profile: Profile): unknown {
  const edges = edgeClasses(trace, { profile });
  return {
    criticalPath: absolute(trace, ids, criticalPath(trace, edges, { profile })),
    selfTime: byId(selfTimes(trace, edges), ids, String),
  };
}

function edgeFigures(store: SpanStore, expected: Expected): Record<string, unknown> {
  const trace = buildTrace(store, groupTraces(store), 0);
  const ids = goldenIds(trace, expected);
  const edges = edgeClasses(trace);
  const path = criticalPath(trace, edges);
  const origin = trace.adjustedStart[path.root];
  // These count in microseconds, the path from its root's start.
  return {
    ...treeFigures(trace, ids),
    trueRoots: [...trace.roots].map((row) => ids[row]),
    criticalPath: path.segments.map(({ row, start, end }) => [
      ids[row],
      (start - origin) / 1000,
      (end - origin) / 1000,
    ]),
    selfTime: byId(selfTimes(trace, edges), ids, (nanos) => nanos / 1000),
    clockOffsetsUs: Object.fromEntries(trace.clockOffsets.map(({ clock, offset }) => [clock, offset / 1000])),
    rootCause: rootCauses(trace, edges, criticalPathTimes(trace, path)).map((cause) => ({
      span: ids[cause.row],
      chain: cause.chain.map((row) => ids[row]),
      propagatedToRoot: cause.propagatedToRoot,
    })),
  };
}

function clockOffsets(trace: Trace): unknown {
  const entries = trace.clockOffsets.map(({ clock, offset, lo, hi, ...rest }) => [
    clock,
    { offsetNs: String(offset), ...rest, lo: String(lo), hi: String(hi) },
  ]);
  return Object.fromEntries(entries);
}

/**
 * Ids as the goldens spell them: lower case or not, as read; of two spans of one id, the one that its program met second is
 * `-s1`, which shows in whose parent is whose.
 */
function goldenIds(trace: Trace, { parent = {} }: Expected): string[] {
  return Array.from({ length: trace.size }, (_, i) => {
    const [id, number] = trace.spanId(i).split('#');
    if (!(`${id}-s1` in parent)) return id.toUpperCase() in parent ? id.toUpperCase() : id;
    const lower = parent[id] === `${id}-s1` ? id : `${id}-s1`;
    const upper = lower === id ? `${id}-s1` : id;
    return number === undefined ? upper : lower;
  });
}

function absolute(trace: Trace, ids: string[], { segments }: CriticalPath): unknown[] {
  const base = trace.startUnixNano(0) - BigInt(trace.start[0]);
  return segments.map(({ row, start, end }) => ({
    spanID: ids[row],
    start: String(base + BigInt(start)),
    end: String(base + BigInt(end)),
  }));
}

function byId<T>(column: Float64Array, ids: string[], value: (nanos: number) => T): Record<string, T> {
  return Object.fromEntries(ids.map((id, i) => [id, value(column[i])]));
}
