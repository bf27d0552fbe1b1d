import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { attributeDiffs } from '../../../src/analysis/diff/attribute-diff.ts';
import { compareTraces, type TracesDiff } from '../../../src/analysis/diff/compare-traces.ts';
import { nameOf } from '../../../src/analysis/diff/path-diff.ts';
import { drawn } from '../../support/drawn.ts';
import { brokenTrace, runs, shuffled, wholeTrace } from '../../support/random-traces.ts';
import { type SpanSpec, traceOf } from '../../support/spans.ts';

/** The comparison of two drawings. */
function compared(before: string, after: string): TracesDiff {
  return compareTraces(traceOf(drawn(before)), traceOf(drawn(after)));
}

/** The tree: a sign, the name, and what the total changed by. */
function outline({ paths }: TracesDiff): string[] {
  const signs = { added: '+', removed: '-', changed: '~', same: ' ' };
  return paths.map((path) => {
    const { depth, change, before, after, totalNano, isLayer } = path;
    const { name } = nameOf(path);
    const count = before.count === after.count ? '' : ` ${before.count}->${after.count}`;
    return `${signs[change]} ${'  '.repeat(depth)}${name}${count} ${totalNano}${isLayer ? ' layer' : ''}`;
  });
}

describe('two traces', () => {
  test('are matched by what spans are, and in turn where they are alike', () => {
    const before = `
      shop           |==============|
        get           |=|
        get                |=|
        put                    |==|
    `;
    const after = `
      shop           |==================|
        get           |=|
        get                |==|
        get                     |=|
        delete                     |=|
    `;
    expect(outline(compared(before, after))).toEqual([
      '~ shop 4',
      '~   get 2->3 4',
      '-   put 1->0 -4',
      '+   delete 0->1 3',
    ]);
  });

  test('keep what is below a layer that one of them has more', () => {
    const before = `
      shop         |===========|
        read        |==|
        write            |==|
    `;
    const after = `
      shop         |===========|
        retry       |=========|
          read      |===|
          write           |==|
    `;
    expect(outline(compared(before, after))).toEqual([
      '~ shop 0',
      '+   retry 0->1 11 layer',
      '~     read 1',
      '      write 0',
    ]);
    expect(outline(compared(after, before))).toEqual([
      '~ shop 0',
      '-   retry 1->0 -11 layer',
      '~     read -1',
      '      write 0',
    ]);
  });

  test('have no layer where little below it is alike', () => {
    const before = `
      shop         |===========|
        read        |==|
    `;
    const after = `
      shop         |===========|
        retry       |=========|
          read      |==|
          log           |=|
          send             |=|
    `;
    expect(outline(compared(before, after)).filter((line) => line.includes('read'))).toEqual([
      '-   read 1->0 -4',
      '+     read 0->1 4',
    ]);
  });

  test('whose roots are called otherwise are compared all the same', () => {
    const { paths } = compared('old @a |===|', 'new @b |====|');
    expect(paths).toMatchObject([
      { change: 'changed', isRenamed: true, before: { name: 'old' }, after: { name: 'new' }, totalNano: 1 },
    ]);
  });

  test('differ in failures, too', () => {
    expect(outline(compared('a |===|', 'a ! |===|'))).toEqual(['~ a 0']);
  });

  test('differ by what matters only: a hundredth of the request', () => {
    const [a, b, c] = [100_000, 100_999, 101_000].map((end): SpanSpec[] => [{ id: '1', start: 0, end }]);
    expect(compareTraces(traceOf(a), traceOf(b)).hasChanges).toBe(false);
    expect(compareTraces(traceOf(a), traceOf(c)).hasChanges).toBe(true);
  });

  test('of which one has lost its root are matched below what is missing', () => {
    const before = `
      shop         |===========|
        read        |==|
    `;
    const after = 'read parent:99 |==|';
    expect(outline(compared(before, after))).toEqual(['~ shop -13', '    read 0']);
  });
});

const trace = fc.oneof(wholeTrace(), wholeTrace(), brokenTrace());
/** Traces with many spans of few names. */
const alike = trace.map((specs) => specs.map((spec, k) => ({ ...spec, name: `span ${k % 3}` })));

describe('for all traces', () => {
  test('a trace does not differ from itself', () => {
    fc.assert(
      fc.property(alike, fc.integer(), (specs, seed) => {
        const { hasChanges, paths } = compareTraces(traceOf(specs), traceOf(shuffled(specs, seed)));
        expect(hasChanges).toBe(false);
        for (const { totalNano, selfNano, pathNano } of paths) {
          expect([totalNano, selfNano, pathNano]).toEqual([0, 0, 0]);
        }
      }),
      runs,
    );
  });

  test('the changes of the critical path add up to that of the root', () => {
    fc.assert(
      fc.property(alike, alike, (a, b) => {
        const { totalNano, pathNano } = compareTraces(traceOf(a), traceOf(b));
        expect(pathNano).toBe(totalNano);
      }),
      runs,
    );
  });

  test('every span of both is in the tree once', () => {
    fc.assert(
      fc.property(alike, alike, (a, b) => {
        const [before, after] = [traceOf(a), traceOf(b)];
        const { alignment, paths } = compareTraces(before, after);
        const seen = (column: Int32Array): number[] =>
          [...column.subarray(0, alignment.size)].filter((row) => row >= 0).toSorted((x, y) => x - y);
        expect(seen(alignment.before)).toEqual(Array.from({ length: before.size }, (_, row) => row));
        expect(seen(alignment.after)).toEqual(Array.from({ length: after.size }, (_, row) => row));
        const nodes = paths.flatMap((path) => path.nodes);
        expect(nodes.toSorted((x, y) => x - y)).toEqual(
          Array.from({ length: alignment.size }, (_, node) => node),
        );
      }),
      runs,
    );
  });

  test('the other way round, what was added is removed and every sign is the other', () => {
    fc.assert(
      fc.property(alike, alike, (a, b) => {
        const [before, after] = [traceOf(a), traceOf(b)];
        const [there, back] = [compareTraces(before, after), compareTraces(after, before)];
        expect(pairs(there.alignment.before, there.alignment.after, there.alignment.size)).toEqual(
          pairs(back.alignment.after, back.alignment.before, back.alignment.size),
        );
        expect(back.totalNano).toBe(0 - there.totalNano);
        expect(back.selfNano).toBe(0 - there.selfNano);
      }),
      runs,
    );
  });
});

function pairs(a: Int32Array, b: Int32Array, size: number): string[] {
  return Array.from({ length: size }, (_, node) => `${a[node]} ${b[node]}`).toSorted();
}

/** A span with 50,000 children of so many names in turn. */
function wide(names: number): SpanSpec[] {
  const children = Array.from({ length: 50_000 }, (_, k) => {
    return { id: (k + 16).toString(16), parent: 'f', name: `call ${k % names}`, start: k, end: k + 1 };
  });
  return [{ id: 'f', start: 0, end: 1e6 }, ...children];
}

/** So many spans, each below the one before. */
function deep(levels: number): SpanSpec[] {
  return Array.from({ length: levels }, (_, k) => {
    const parent = k === 0 ? undefined : k.toString(16);
    return { id: (k + 1).toString(16), parent, name: 'call', start: 0, end: 1 };
  });
}

test('tens of thousands of siblings, or levels, are matched with others', { timeout: 60_000 }, () => {
  const { paths } = compareTraces(traceOf(wide(1)), traceOf(wide(2)));
  expect(paths.map(({ before, after }) => [before.count, after.count])).toEqual([
    [1, 1],
    [50_000, 25_000],
    [0, 25_000],
  ]);
  expect(compareTraces(traceOf(deep(50_000)), traceOf(deep(20_000))).alignment.size).toBe(50_000);
});

/** Two calls below a root, on some version of a host, that read so many rows. */
function reading(version: string, rows: number): SpanSpec[] {
  const attributes = { rows: `${rows}`, same: 'x', ...(rows > 5 && { cached: 'no' }) };
  const spec = (id: string, start: number, end: number): SpanSpec => ({
    id,
    service: 'shop',
    host: version,
    start,
    end,
  });
  const call = (id: string, start: number): SpanSpec => ({
    ...spec(id, start, start + 1),
    parent: '1',
    name: 'get',
    attributes,
  });
  return [spec('1', 0, 9), call('2', 2), call('3', 3)];
}

test('attributes that differ are told with how often, a resource once', () => {
  const diff = compareTraces(traceOf(reading('v1', 5)), traceOf(reading('v2', 6)));
  const told = new Set<string>();
  expect(attributeDiffs(diff, diff.paths[0], told)).toEqual([
    { key: 'resource.host.name', before: 'v1', after: 'v2', spanCount: 1 },
  ]);
  expect(attributeDiffs(diff, diff.paths[1], told)).toEqual([
    { key: 'cached', before: undefined, after: 'no', spanCount: 2 },
    { key: 'rows', before: '5', after: '6', spanCount: 2 },
  ]);
});
