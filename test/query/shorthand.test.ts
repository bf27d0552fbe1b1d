import { describe, expect, test } from 'vitest';

import { matchTrace } from '../../src/query/compile.ts';
import { formatQuery } from '../../src/query/format.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { allOf, shorthandQuery, type ShorthandFlags } from '../../src/query/shorthand.ts';
import { bool, double, int, list, text } from '../e2e/traceql/plans.ts';
import { drawn } from '../support/drawn.ts';
import { traceOf } from '../support/spans.ts';
import { planned } from './ask.ts';

function written(flags: ShorthandFlags): string | undefined {
  const query = shorthandQuery(flags);
  return query && formatQuery(query);
}

describe('flags are written as TraceQL', () => {
  test.each<[ShorthandFlags, string | undefined]>([
    [{}, undefined],
    [{ errors: false, tag: [] }, undefined],
    [{ service: 'a "b"' }, '{ resource.service.name = "a \\"b\\"" }'],
    [{ operation: 'GET /' }, '{ name = "GET /" }'],
    [{ errors: true }, '{ status = error }'],
    [{ minDuration: 250e6, maxDuration: 1.5e9 }, '{ traceDuration >= 250ms && traceDuration <= 1500ms }'],
    [{ tag: [{ key: 'k', value: 'v' }] }, '{ .k = "v" }'],
    [{ tag: [{ key: 'k', value: '5' }] }, '{ .k = "5" || .k = 5 || .k = 5.0 }'],
    [{ tag: [{ key: 'k', value: '-1.50' }] }, '{ .k = "-1.50" || .k = -1.5 }'],
    [{ tag: [{ key: 'k', value: '007' }] }, '{ .k = "007" || .k = 7.0 }'],
    [
      { tag: [{ key: 'k', value: '99999999999999999999' }] },
      '{ .k = "99999999999999999999" || .k = 100000000000000000000.0 }',
    ],
    [
      { service: 'a', errors: true, tag: [{ key: 'ok', value: 'true' }] },
      '{ resource.service.name = "a" && status = error && (.ok = "true" || .ok = true) }',
    ],
  ])('%j', (flags, query) => {
    expect(written(flags)).toBe(query);
    expect(() => parseQuery(query ?? '')).not.toThrow();
  });
});

describe('flags match', () => {
  const trace = traceOf(
    drawn(`
      root @web     |==========|
        call @db !     |===|
        late @db          |========|
    `),
  );
  const matches = (flags: ShorthandFlags): number[] | undefined => {
    const query = shorthandQuery(flags);
    return query && [...(matchTrace(query, trace)?.rows ?? [])];
  };

  test.each<[ShorthandFlags, number[]]>([
    [{ service: 'db' }, [1, 2]],
    [{ operation: 'call' }, [1]],
    [{ errors: true }, [1]],
    [{ service: 'web', operation: 'call' }, []],
    [{ service: 'db', errors: true }, [1]],
    // The root's length counts, not that of the trace, which is longer.
    [{ minDuration: 12 }, [0, 1, 2]],
    [{ minDuration: 13 }, []],
    [{ maxDuration: 12, service: 'web' }, [0]],
    [{ maxDuration: 11 }, []],
  ])('%j', (flags, rows) => {
    expect(matches(flags)).toEqual(rows);
  });

  test('a failure by any sign of it', () => {
    const signs = planned(
      { name: 'a' },
      { name: 'b', attributes: { 'http.response.status_code': int(500) } },
    );
    const query = shorthandQuery({ errors: true });
    expect(query && matchTrace(query, signs)?.rows).toEqual([1]);
  });
});

describe('a tag is what is written, of any type', () => {
  const trace = planned({
    name: 'a',
    attributes: {
      text: text('5'),
      int: int('9007199254740993'),
      double: double(2.5),
      truth: bool(true),
      list: list(int(1), text('x')),
      both: text('span'),
    },
    resource: { 'host.name': text('h1'), cpus: int(8), both: text('resource') },
  });

  test.each([
    ['text', '5', true],
    ['text', '6', false],
    ['int', '9007199254740993', true],
    ['int', '9007199254740992', false],
    ['double', '2.5', true],
    ['double', '2.50', true],
    ['truth', 'true', true],
    ['truth', 'false', false],
    ['list', '[1,"x"]', true],
    ['host.name', 'h1', true],
    ['cpus', '8', true],
    ['both', 'span', true],
    ['both', 'resource', true],
    ['none', '', false],
  ])('%s=%s', (key, value, isFound) => {
    const query = shorthandQuery({ tag: [{ key, value }] });
    expect(query && matchTrace(query, trace) !== undefined).toBe(isFound);
  });
});

/** Queries joined, as text; `-` for an absent one. */
function joined(...queries: string[]): string | undefined {
  const all = allOf(queries.map((query) => (query === '-' ? undefined : parseQuery(query))));
  return all && formatQuery(all);
}

describe('queries joined', () => {
  test.each([
    [['-', '-'], undefined],
    [['-', '{ .a }'], '{ .a }'],
    [['{ .a }', '{ .b }'], '{ .a } && { .b }'],
    [['{ .a }', '{ .b } || { .c }'], '{ .a } && ({ .b } || { .c })'],
    [['{ .a }', '{ .b } | count() > 2'], '({ .b } | count() > 2) && ({ .a })'],
    [['{ .a }', '{ .b } with (x = 1)'], '{ .a } && { .b } with (x = 1)'],
    [['{ .a }', '({} | count() > 2) && ({ .b })'], '({} | count() > 2) && ({ .b }) && ({ .a })'],
    [['{ .a }', '{ .b }', 'by(name)'], '(by(name)) && ({ .a }) && ({ .b })'],
  ])('%j', (queries, text) => {
    expect(joined(...queries)).toBe(text);
    expect(formatQuery(parseQuery(text ?? '{}'))).toBe(text ?? '{}');
  });

  test('match the traces that each of them matches', () => {
    const trace = traceOf(
      drawn(`
        root @a |====|
          one @b  |=|
      `),
    );
    const all = allOf([shorthandQuery({ service: 'a' }), parseQuery('{ name = "one" } | count() = 1')]);
    expect(all && matchTrace(all, trace)?.rows).toEqual([0, 1]);
    const none = allOf([shorthandQuery({ service: 'a' }), parseQuery('{ name = "two" }')]);
    expect(none && matchTrace(none, trace)).toBeUndefined();
  });
});
