import { describe, expect, test } from 'vitest';

import { SpanFlag } from '../../src/model/kinds.ts';
import { drawn } from '../support/drawn.ts';
import { outline, rowOf, type SpanSpec, traceOf } from '../support/spans.ts';

function codes(specs: SpanSpec[]): string[] {
  return traceOf(specs).findings.map(({ code }) => code);
}

function child(...references: SpanSpec['references'] & object): SpanSpec {
  return { id: '3', start: 4, end: 5, references };
}

describe('references that compete', () => {
  const root: SpanSpec = { id: '1', start: 1, end: 9 };
  const sibling: SpanSpec = { id: '2', parent: '1', start: 1, end: 3 };
  test.each([
    ['CHILD_OF before FOLLOWS_FROM', child({ id: '2', followsFrom: true }, { id: '1' }), '1', 0],
    ['the first CHILD_OF', child({ id: '2' }, { id: '1' }), '2', 0],
    ['the first CHILD_OF that is there', child({ id: '77' }, { id: '2' }), '2', 0],
    [
      'a FOLLOWS_FROM that is there before a CHILD_OF that is not',
      child({ id: '77' }, { id: '2', followsFrom: true }),
      '2',
      1,
    ],
    ['the first FOLLOWS_FROM', child({ id: '2', followsFrom: true }, { id: '1', followsFrom: true }), '2', 1],
  ])('%s', (_, spec, parent, followsFrom) => {
    const trace = traceOf([root, sibling, spec]);
    const row = rowOf(trace, '3');
    expect(trace.spanId(trace.parent[row])).toBe(parent);
    expect(trace.flags[row] & SpanFlag.followsFrom ? 1 : 0).toBe(followsFrom);
  });

  test('a missing CHILD_OF where nothing is there', () => {
    const trace = traceOf([root, child({ id: '88', followsFrom: true }, { id: '77' })]);
    expect(outline(trace)).toEqual(['1', '?77', '  3']);
  });

  test('those that lost are links', () => {
    const trace = traceOf([root, sibling, child({ id: '2', followsFrom: true }, { id: '1' })]);
    expect(trace.span(rowOf(trace, '3')).links.map(({ spanId }) => spanId)).toEqual(['2']);
  });
});

test('a span that names itself is a root', () => {
  const specs = drawn(`
    a id:1 parent:1  |====|
      b                |==|
  `);
  expect(outline(traceOf(specs))).toEqual(['a', '  b']);
  expect(codes(specs)).toEqual(['self-parent']);
});

describe('a missing parent', () => {
  const specs = drawn(`
    root             |==========|
    a parent:99        |===|
      b                 |=|
    c parent:99            |====|
    d parent:88         |==|
  `);

  test('has one placeholder, over the hull of its children', () => {
    const trace = traceOf(specs);
    expect(outline(trace)).toEqual(['root', '?99', '  a', '    b', '  c', '?88', '  d']);
    const [, placeholder] = trace.tops;
    expect(trace.duration(placeholder)).toBe(10);
    expect([...trace.roots]).toEqual([0]);
    expect(trace.timed[placeholder]).toBe(0);
    expect(trace.spanCount).toBe(5);
    expect(trace.span(placeholder)).toMatchObject({ spanId: '99', name: '', parentSpanId: undefined });
  });

  test('is told with the spans that name it', () => {
    expect(traceOf(specs).findings).toMatchObject([
      {
        code: 'missing-parent',
        message: 'span 99 was never seen: 2 spans name it as their parent',
        spanIds: ['2', '4'],
        data: { spanId: '99', children: 2 },
      },
      {
        code: 'missing-parent',
        message: 'span 88 was never seen: 1 span names it as its parent',
        spanIds: ['5'],
      },
    ]);
  });

  test('has its children adopted by the primary root if asked for', () => {
    const trace = traceOf(specs, { adoptOrphans: true });
    expect(outline(trace)).toEqual(['root', '  a', '    b', '  d', '  c']);
    expect(trace.findings).toHaveLength(2);
  });

  test('everywhere leaves the earliest fragment to adopt the others', () => {
    const fragments = drawn(`
      late parent:7    |==|
      early parent:8  |=|
    `);
    expect(outline(traceOf(fragments, { adoptOrphans: true }))).toEqual(['early', '  late']);
    expect(outline(traceOf(fragments))).toEqual(['?8', '  early', '?7', '  late']);
  });
});

describe('an id that spans share', () => {
  test('is a call with the client above the server', () => {
    const specs = drawn(`
      web @web                    |=========|
        get @web client id:c       |=======|
      serve @db server id:c parent:1  |===|
        query @db id:q parent:c        |=|
        retry @web id:r parent:c        .
    `);
    const trace = traceOf(specs);
    expect(outline(trace)).toEqual(['web', '  get', '    serve', '      query', '    retry']);
    expect(trace.spanId(2)).toBe('c#2');
    expect(trace.findSpan('c#2')).toBe(2);
    expect(trace.findings).toMatchObject([{ code: 'shared-span-id', spanIds: ['c', 'c#2'] }]);
  });

  test('leaves a server without a client where it was', () => {
    const specs = drawn(`
      web @web                          |=========|
      one @a server shared id:c parent:1  |===|
      two @b server shared id:c parent:1     |===|
    `);
    expect(outline(traceOf(specs))).toEqual(['web', '  one', '  two']);
  });

  test.each([
    ['a server of the same place', 'server', '@b:h1', 'server b1'],
    ['a server of another place', 'server', '@c:h9', 'server b1'],
    ['another span of the same place', 'internal', '@a:h0', 'client a'],
    ['another span of the same service', 'internal', '@b:h9', 'server b1'],
    ['another span of nowhere', 'internal', '@c:h9', 'server b1'],
  ])('%s goes to the right half', (_, kind, place, parent) => {
    const specs = drawn(`
      client @a:h0 client id:c  |=========|
      b1 @b:h1 server id:c        |======|
      b2 @b:h2 server id:c         |====|
      child ${place} ${kind} id:9 parent:c           .
    `);
    const trace = traceOf(specs);
    expect(parent).toContain(trace.nameText(trace.parent[rowOf(trace, 'child')]));
  });

  test('takes a server to the server of its place, before the client there', () => {
    const specs = drawn(`
      client @a:h client id:c  |=========|
      server @a:h server id:c    |======|
      child @a:h server id:9 parent:c .
    `);
    expect(outline(traceOf(specs))).toEqual(['client', '  server', '    child']);
  });

  test('of equal halves, the one that contains the child', () => {
    const specs = drawn(`
      one @a id:c    |===|
      two @a id:c          |========|
      child @a id:9 parent:c  |=|
    `);
    const trace = traceOf(specs);
    expect(outline(trace)).toEqual(['one', 'two', '  child']);
  });
});

test('an opaque id is never a hexadecimal one, whatever its number in the string table', () => {
  const specs = Array.from({ length: 200 }, (_, k): SpanSpec => ({
    id: (k + 1).toString(16),
    start: k,
    end: k,
  }));
  const trace = traceOf([{ id: 'child', parent: 'span-A', start: 1, end: 2 }, ...specs]);
  expect(outline(trace)).toContain('?span-A');
});

test('opaque ids are compared as text, never with hexadecimal ones', () => {
  const specs: SpanSpec[] = [
    { id: 'span-A', start: 1, end: 9 },
    { id: 'span-B', parent: 'span-A', start: 2, end: 3 },
    { id: 'span-b', parent: 'span-B', start: 2, end: 3 },
  ];
  expect(outline(traceOf(specs))).toEqual(['span-A', '  span-B', '    span-b']);
});
