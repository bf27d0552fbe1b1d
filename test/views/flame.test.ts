/** Folded stacks and speedscope files: what flame graph tools read. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { CallingContexts, contextColumns } from '../../src/analysis/calling-context.ts';
import { criticalPath } from '../../src/analysis/critical-path.ts';
import { InputError } from '../../src/errors.ts';
import type { Trace } from '../../src/model/trace.ts';
import { readTraces } from '../../src/read-traces.ts';
import { contextSteps, type FlameStep, pathSteps, pathTitle } from '../../src/views/flame.ts';
import { folded } from '../../src/views/outputs/folded.ts';
import { speedscope } from '../../src/views/outputs/speedscope.ts';
import { drawn } from '../support/drawn.ts';
import { shuffled } from '../support/random-traces.ts';
import { type SpanSpec, traceOf } from '../support/spans.ts';
import { numbered, traceSet, tracesOf } from '../support/trace-sets.ts';
import { textOf } from './models.ts';

function contextsOf(traces: Iterable<Trace>): CallingContexts {
  const contexts = new CallingContexts();
  for (const trace of traces) contexts.add(trace, contextColumns(trace));
  return contexts;
}

function foldedOf(traces: Iterable<Trace>): string {
  return textOf(folded(contextSteps(contextsOf(traces))));
}

/** As https://github.com/brendangregg/FlameGraph reads a line; the last blank is the one before the count. */
function counts(text: string): { stack: string; count: bigint }[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [, stack = '', count = ''] = /^(.*)\s+?(\d+)$/.exec(line) ?? [];
      expect(stack).not.toMatch(/\s\d+$/);
      return { stack, count: BigInt(count) };
    });
}

function sumOf(text: string): bigint {
  return counts(text).reduce((sum, { count }) => sum + count, 0n);
}

function rootDurations(traces: Iterable<Trace>): bigint {
  let sum = 0n;
  for (const trace of traces) {
    const root = trace.primaryRoot;
    if (root >= 0 && trace.timed[root] === 1) sum += BigInt(trace.end[root] - trace.start[root]);
  }
  return sum;
}

describe('folded stacks', () => {
  test('are a line for each call path with time of its own', () => {
    const specs = drawn(`
      GET @web      |==========|
        hop @web    |==========|
          SELECT @db   |====|
    `);
    expect(foldedOf([traceOf(specs)])).toBe('[web] GET;[web] hop 6\n[web] GET;[web] hop;[db] SELECT 6\n');
  });

  test.each([
    ['a', 'b;c', '[a] b_c'],
    ['a;b', 'c', '[a_b] c'],
    ['a', 'two\nlines\r', '[a] two_lines_'],
    ['a', 'GET 500', '[a] GET_500'],
    ['a', '500 .5', '[a]_500_.5'],
    ['a', 'tab\t7', String.raw`[a] tab\t7`],
    ['a', 'x  1', '[a] x _1'],
    ['', '', '(no name)'],
    ['a', 'bell\u0007', String.raw`[a] bell\u{7}`],
    ['a', '商品 検索', '[a] 商品 検索'],
  ])('write service %j and name %j as %j', (service, name, frame) => {
    expect(foldedOf([traceOf([{ id: '1', service, name, start: 0, end: 5 }])])).toBe(`${frame} 5\n`);
  });

  test('have all digits of sums beyond 2^53', () => {
    const longest = Number.MAX_SAFE_INTEGER - 1;
    const traces = Array.from({ length: 3 }, (_, k) =>
      traceOf([{ id: '1', trace: String(k + 1), name: 'a', start: 0, end: longest }]),
    );
    expect(foldedOf(traces)).toBe(`[a] a ${3n * BigInt(longest)}\n`);
  });

  test('A1 sum up to the durations of the roots, for 100 random sets in any order', () => {
    fc.assert(
      fc.property(traceSet(), fc.nat(), (set, seed) => {
        const traces = tracesOf(numbered(set));
        const text = foldedOf(traces);
        expect(sumOf(text)).toBe(rootDurations(traces));
        expect(foldedOf(tracesOf(shuffled(numbered(set), seed)))).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  test('A1 is tried on many files', () => {
    expect(readableFiles().length).toBeGreaterThan(20);
  });

  test.each(readableFiles())('A1 sum up to the durations of the roots of %s', (_, traces) => {
    expect(sumOf(foldedOf(traces()))).toBe(rootDurations(traces()));
  });
});

/** What the published schema asks of the fields that are written. */
const schema = {
  type: 'object',
  required: ['$schema', 'profiles', 'shared'],
  properties: {
    $schema: { const: 'https://www.speedscope.app/file-format-schema.json' },
    exporter: { type: 'string' },
    profiles: { type: 'array', items: { $ref: '#/definitions/evented' } },
    shared: {
      type: 'object',
      required: ['frames'],
      properties: { frames: { type: 'array', items: { $ref: '#/definitions/frame' } } },
    },
  },
  additionalProperties: false,
  definitions: {
    frame: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string' } },
      additionalProperties: false,
    },
    evented: {
      type: 'object',
      required: ['type', 'name', 'unit', 'startValue', 'endValue', 'events'],
      properties: {
        type: { const: 'evented' },
        name: { type: 'string' },
        unit: { enum: ['none', 'nanoseconds', 'microseconds', 'milliseconds', 'seconds', 'bytes'] },
        startValue: { type: 'number' },
        endValue: { type: 'number' },
        events: {
          type: 'array',
          items: {
            type: 'object',
            required: ['type', 'frame', 'at'],
            properties: { type: { enum: ['O', 'C'] }, frame: { type: 'number' }, at: { type: 'number' } },
            additionalProperties: false,
          },
        },
      },
      additionalProperties: false,
    },
  },
};

interface SpeedscopeFile {
  shared: { frames: { name: string }[] };
  profiles: {
    name: string;
    endValue: number;
    events: { type: 'O' | 'C'; frame: number; at: number }[];
  }[];
}

function fileOf(...profiles: Iterable<FlameStep>[]): SpeedscopeFile {
  const text = textOf(speedscope(profiles.map((steps, k) => ({ name: `profile ${k + 1}`, steps }))));
  const file: SpeedscopeFile = JSON.parse(text);
  const validate = new Ajv().compile(schema);
  validate(file);
  expect(validate.errors).toBeNull();
  return file;
}

/** Own time by stack, as the viewer adds it up; fails where frames do not close in order or time goes back. */
function ownTimes({ shared, profiles }: SpeedscopeFile, profile = 0): Map<string, number> {
  const times = new Map<string, number>();
  const open: string[] = [];
  let before = 0;
  for (const { type, frame, at } of profiles[profile].events) {
    expect(at).toBeGreaterThanOrEqual(before);
    if (at > before) times.set(open.join(';'), (times.get(open.join(';')) ?? 0) + at - before);
    before = at;
    const { name } = shared.frames[frame];
    if (type === 'O') open.push(name);
    const last = type === 'O' ? name : open.pop();
    expect(last).toBe(name);
  }
  expect(open).toEqual([]);
  expect(profiles[profile].endValue).toBe(before);
  return times;
}

describe('speedscope files', () => {
  const specs = drawn(`
    GET @web     |==========|
      auth @web   |=|
      SELECT @db     |====|
  `);
  const trace = traceOf(specs);

  test('of one trace are in the order of time', () => {
    const path = criticalPath(trace);
    expect(pathTitle(trace, path)).toBe(`critical path of [web] GET in trace ${trace.traceId}`);
    const { profiles, shared } = fileOf(pathSteps(trace, path));
    expect(shared.frames.map(({ name }) => name)).toEqual(['[web] GET', '[web] auth', '[db] SELECT']);
    expect(profiles[0].events.map(({ type, frame, at }) => `${type}${frame} ${at}`)).toEqual([
      'O0 0',
      'O1 1',
      'C1 4',
      'O2 4',
      'C2 10',
      'C0 12',
    ]);
  });

  test('of many traces are in the order of the tree', () => {
    const { profiles } = fileOf(contextSteps(contextsOf([trace])));
    expect(profiles[0].events.map(({ type, frame, at }) => `${type}${frame} ${at}`)).toEqual([
      'O0 0',
      'O1 3',
      'C1 9',
      'O2 9',
      'C2 12',
      'C0 12',
    ]);
  });

  test('share frames, which are told apart by service and name', () => {
    const twins: SpanSpec[] = [
      { id: '1', service: '', name: '[a] b', start: 0, end: 9 },
      { id: '2', parent: '1', service: 'a', name: 'b', start: 0, end: 5 },
    ];
    const steps = contextSteps(contextsOf([traceOf(twins)]));
    const { shared } = fileOf(
      steps,
      pathSteps(trace, criticalPath(trace)),
      contextSteps(contextsOf([trace])),
    );
    expect(shared.frames.map(({ name }) => name)).toEqual([
      '[a] b',
      '[a] b',
      '[web] GET',
      '[web] auth',
      '[db] SELECT',
    ]);
  });

  test('of nothing are whole files', () => {
    expect(fileOf()).toMatchObject({ profiles: [], shared: { frames: [] } });
    expect(fileOf(contextSteps(contextsOf([])))).toMatchObject({ profiles: [{ events: [], endValue: 0 }] });
  });

  test('have the times of the folded stacks, for any set and for each of its traces', () => {
    fc.assert(
      fc.property(traceSet(), (set) => {
        const traces = tracesOf(numbered(set));
        const file = fileOf(
          contextSteps(contextsOf(traces)),
          ...traces.map((one) => pathSteps(one, criticalPath(one))),
        );
        expect(ownTimes(file)).toEqual(stackTimes(traces));
        for (const [k, one] of traces.entries()) expect(ownTimes(file, k + 1)).toEqual(stackTimes([one]));
      }),
      { numRuns: 100 },
    );
  });
});

function stackTimes(traces: Trace[]): Map<string, number> {
  const times = new Map<string, number>();
  // Names of these traces have numbers in them, which folded stacks put a _ before.
  for (const { stack, count } of counts(foldedOf(traces)))
    times.set(stack.replaceAll('_', ' '), Number(count));
  return times;
}

/** All files of fixtures, goldens and other systems that are read, each with a way to read it. */
function readableFiles(): [name: string, traces: () => Iterable<Trace>][] {
  const shared = process.env['TRACECTL_SHARED'] ?? path.resolve(import.meta.dirname, '../../../shared');
  const fixtures = path.resolve(import.meta.dirname, '../../fixtures');
  const folders = ['golden/edge', 'golden/real', 'traces'].map((folder) => path.join(shared, folder));
  for (const entry of readdirSync(fixtures, { withFileTypes: true })) {
    if (entry.isDirectory()) folders.push(path.join(fixtures, entry.name));
  }
  return folders.filter((folder) => existsSync(folder)).flatMap((folder) => readableIn(folder));
}

function readableIn(folder: string): [string, () => Iterable<Trace>][] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap(({ name }): [string, () => Iterable<Trace>][] => {
      const bytes = readFileSync(path.join(folder, name));
      try {
        const traces = readTraces(bytes);
        return [[`${path.basename(folder)}/${name}`, () => traces]];
      } catch (error) {
        if (error instanceof InputError) return [];
        throw error;
      }
    });
}
