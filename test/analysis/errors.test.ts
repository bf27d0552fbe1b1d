import { describe, expect, test } from 'vitest';

import { criticalPath, criticalPathTimes } from '../../src/analysis/critical-path.ts';
import { edgeClasses } from '../../src/analysis/edges.ts';
import { type ErrorCause, errorsOf, rootCauses } from '../../src/analysis/errors.ts';
import type { Trace } from '../../src/model/trace.ts';
import { drawn } from '../support/drawn.ts';
import { type SpanSpec, traceOf } from '../support/spans.ts';

function analysed(specs: SpanSpec[]): { trace: Trace; causes: ErrorCause[]; stopped: ErrorCause[] } {
  const trace = traceOf(specs);
  const edges = edgeClasses(trace);
  return { trace, ...errorsOf(trace, edges, criticalPathTimes(trace, criticalPath(trace, edges))) };
}

/** Each cause as the chain of names that leads to it. */
function chains(specs: SpanSpec[], which: 'causes' | 'stopped' = 'causes'): string[] {
  const { trace, [which]: causes } = analysed(specs);
  return causes.map(({ chain }) => chain.map((row) => trace.nameText(row)).join(' > '));
}

describe('a failure', () => {
  test('is explained by the failed child that was waited for', () => {
    const specs = drawn(`
      root @a !       |=========|
        call @a client !  |===|
          serve @b server ! |=|
    `);
    expect(chains(specs)).toEqual(['root > call > serve']);
    expect(analysed(specs).causes).toMatchObject([
      { propagatedToRoot: true, onCriticalPath: true, levelsBelowRoot: 2 },
    ]);
  });

  test('shows through spans of the same service that did not fail', () => {
    const specs = drawn(`
      root @a !       |=========|
        work @a internal |=====|
          more @a internal |=|
            query @a !      |
    `);
    expect(chains(specs)).toEqual(['root > query']);
  });

  test('does not show through other spans', () => {
    const specs = drawn(`
      root @a !            |=========|
        other @b:a internal |=====|
          query @b:a !        |=|
    `);
    expect(chains(specs)).toEqual(['root']);
    expect(chains(specs, 'stopped')).toEqual(['query']);
  });

  test('that ended after its parent explains nothing', () => {
    const specs = drawn(`
      root @a !       |=========|
        late @b:a !       |==========|
    `);
    expect(chains(specs)).toEqual(['root', 'late']);
  });

  test('that nobody waited for explains nothing', () => {
    const specs = drawn(`
      root @a !       |=========|
        async @a ! ~>   |==|
    `);
    expect(chains(specs)).toEqual(['root', 'async']);
  });

  test('that the span above survived was handled', () => {
    const specs = drawn(`
      root @a         |=========|
        call @a client !  |===|
          serve @b server ! |=|
    `);
    expect(chains(specs)).toEqual([]);
    expect(chains(specs, 'stopped')).toEqual(['call > serve']);
  });

  test('made good by a later attempt was handled, and explains nothing', () => {
    const specs = drawn(`
      root @a !         |===============|
        get @a client !  |==|
        get @a client !      |==|
        get @a client            |==|
    `);
    expect(chains(specs)).toEqual(['root']);
    expect(chains(specs, 'stopped')).toEqual(['get', 'get']);
  });

  test('explains its parent if no attempt succeeded', () => {
    const specs = drawn(`
      root @a !         |===========|
        get @a client !  |==|
        get @a client !      |==|
    `);
    expect(chains(specs)).toEqual(['root > get', 'root > get']);
    expect(chains(specs, 'stopped')).toEqual([]);
  });

  test.each([
    ['the attempts ran side by side', 'get @a client  ', '|==|   '],
    ['the other call was for something else', 'put @a client  ', '   |==|'],
  ])('explains its parent if %s', (_, words, when) => {
    const specs = drawn(`
      root @a !         |==========|
        get @a client !  |==|
        ${words}  ${when}
    `);
    expect(chains(specs)).toContain('root > get');
  });
});

test('calls of which some fail are no attempts of one call', () => {
  const specs = drawn(`
    root @a !          |================|
      get @a client !   |==|
      get @a client         |==|
      get @a client             |==|
  `);
  expect(chains(specs)).toEqual(['root > get']);
});

test('a failed root behind a fragment is on the outermost level', () => {
  const specs = drawn(`
    early @a parent:99  |==|
    root @a !             |=====|
  `);
  expect(analysed(specs).causes).toMatchObject([{ levelsBelowRoot: 0, propagatedToRoot: true }]);
});

test('causes are ranked: reached the root, on the path, says why, deepest, first', () => {
  const specs = drawn(`
    root @a !         |==================|
      onPath @a !      |================|
      told @a !            |=======|
      deep @a !             |=======|
        deeper @a !            |=|
      later @a !           |==|
      early @a !           |=|
      alone @a ! ~>        |=|
  `);
  specs[2].message = 'boom';
  expect(chains(specs)).toEqual([
    'root > onPath',
    'root > told',
    'root > deep > deeper',
    'root > early',
    'root > later',
    'alone',
  ]);
  expect(analysed(specs).causes.map(({ message }) => message)).toEqual(['', 'boom', '', '', '', '']);
});

test('below a missing parent, levels count from the outermost span that was seen', () => {
  const specs = drawn(`
    serve @a parent:99   |=====|
      query @a !           |=|
  `);
  const trace = traceOf(specs);
  const edges = edgeClasses(trace);
  const [stopped] = errorsOf(trace, edges, new Float64Array(trace.size)).stopped;
  expect(stopped).toMatchObject({ levelsBelowRoot: 1, propagatedToRoot: false, onCriticalPath: false });
  expect(rootCauses(trace, edges, new Float64Array(trace.size))).toEqual([]);
});

function noteOf(specs: SpanSpec[]): string | undefined {
  return analysed(specs).causes[0].note;
}

function call(attributes: Record<string, string> = {}): SpanSpec {
  return { id: '1', kind: 'client', service: 'a', start: 0, end: 9, error: true, attributes };
}

describe('the note on a failed client span', () => {
  test('blames the hop if the server is fine', () => {
    const server: SpanSpec = { id: '2', parent: '1', kind: 'server', service: 'b', start: 2, end: 5 };
    expect(noteOf([call(), server])).toBe(
      'client error with an ok server child: the hop itself (timeout, network or client limit)',
    );
    expect(noteOf([call(), { ...server, error: true }])).toBeUndefined();
  });

  test('names the peer if it was not traced', () => {
    expect(noteOf([call({ 'server.address': 'pg' })])).toBe('client error without a child: the peer is pg');
    expect(noteOf([call()])).toBe('client error without a child: its peer is not traced');
  });
});

test('a trace without failures has no causes', () => {
  expect(analysed([{ id: '1', start: 0, end: 9 }])).toMatchObject({ causes: [], stopped: [] });
});
