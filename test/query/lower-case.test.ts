import { expect, test } from 'vitest';

import { formatQuery } from '../../src/query/format.ts';
import { withLowerCaseNames } from '../../src/query/lower-case.ts';
import { parseQuery } from '../../src/query/parse.ts';

test.each([
  ['{ name = "GET" }', '{ name = "get" }'],
  ['{ "GET" = name }', '{ "get" = name }'],
  ['{ name =~ "GET.*" }', '{ name =~ "(?i)GET.*" }'],
  [
    '{ resource.service.name != "A" && .k = "A" && .n = 5 }',
    '{ resource.service.name != "a" && .k = "A" && .n = 5 }',
  ],
  ['{ rootName = "A" } >> { rootServiceName = "B" }', '{ rootName = "a" } >> { rootServiceName = "b" }'],
  [
    '{} | avg(duration) > 5ms | by(name) with (x = "A")',
    '{} | avg(duration) > 5ms | by(name) with (x = "A")',
  ],
  ['({} | count() > 2) && ({ name = "A" })', '({} | count() > 2) && ({ name = "a" })'],
])('%s becomes %s', (query, lower) => {
  expect(formatQuery(withLowerCaseNames(parseQuery(query)))).toBe(lower);
});

test('takes the longest chains', () => {
  const query = `{ name = "A"${' || name = "B"'.repeat(900)} }`;
  expect(formatQuery(withLowerCaseNames(parseQuery(query)))).toBe(query.toLowerCase());
});
