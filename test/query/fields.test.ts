import { describe, expect, test } from 'vitest';

import { fieldsOf } from '../../src/query/fields.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { shorthandQuery } from '../../src/query/shorthand.ts';

const needsDetails = (query: string): boolean => fieldsOf(parseQuery(query)).needsDetails;

describe('details are needed for', () => {
  test.each([
    '{ .a }',
    '{ span.a = 1 }',
    '{ name = "x" && (kind = server || -span.a < 2) }',
    '{ event:name = "x" }',
    '{ link.a = 1 }',
    '{ instrumentation:name = "x" }',
    '{ statusMessage = "x" }',
    '{} > { .a }',
    '{} | by(span.a)',
    '{} | avg(span.a) > 2',
    '{} | 1 < count() + max(.a)',
    '({} | count() > 2) && ({ .a })',
    '({ .a } | count()) > 2',
  ])('%s', (query) => {
    expect(needsDetails(query)).toBe(true);
  });
});

describe('details are not needed for', () => {
  test.each([
    '{}',
    '{ name = "x" && resource.service.name = "y" && resource.host.name = "z" }',
    '{ status = error } >> { kind = server && duration > 5ms }',
    '{ nestedSetLeft > 1 && rootName = "x" && trace:id = "a" && span:id = "b" }',
    '{} | by(name) | avg(duration) > 5ms | coalesce() | select(span.a)',
    '({} | count()) > ({} | count()) * 2',
  ])('%s', (query) => {
    expect(needsDetails(query)).toBe(false);
  });
});

test('of the flags, tags need details', () => {
  const query = shorthandQuery({ service: 'a', errors: true, minDuration: 5 });
  const withTag = shorthandQuery({ tag: [{ key: 'a', value: 'b' }] });
  expect(query && fieldsOf(query)).toEqual({ needsDetails: false });
  expect(withTag && fieldsOf(withTag)).toEqual({ needsDetails: true });
});
