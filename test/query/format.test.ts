import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { formatQuery } from '../../src/query/format.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { runs } from '../support/random-traces.ts';
import { randomQuery } from './random-queries.ts';

test('a query that was written is read as the same query', () => {
  fc.assert(
    fc.property(randomQuery, (query) => {
      expect(parseQuery(formatQuery(query))).toEqual(query);
    }),
    { numRuns: runs.numRuns * 5 },
  );
});

test.each([
  ['', '{}'],
  ['{ true }', '{}'],
  ['{.a=1&&span."b c">=1.5s}', '{ .a = 1 && span."b c" >= 1500ms }'],
  ['{ (.a + .b) * .c = 2.0 }', '{ (.a + .b) * .c = 2.0 }'],
  ['{ span:name = `x` && trace:duration > 5us }', '{ name = "x" && traceDuration > 5us }'],
  ['(({ .a } >> { .b })) && { .c }', '{ .a } >> { .b } && { .c }'],
  ['{ .a } && ({ .b } || { .c })', '{ .a } && ({ .b } || { .c })'],
  ['({} | by(name) | count() > 2) && ({ .a })', '({} | by(name) | count() > 2) && ({ .a })'],
  ['({}|count()>2)', '{} | count() > 2'],
  ['{} | avg(duration)*2 > -1s with(a=1,b="x")', '{} | avg(duration) * 2 > -1s with (a = 1, b = "x")'],
])('%s is written %s', (query, written) => {
  expect(formatQuery(parseQuery(query))).toBe(written);
});
