import { describe, expect, test } from 'vitest';

import type { Trace } from '../../src/model/trace.ts';
import type { Field } from '../../src/query/ast.ts';
import { FieldReader, isDetail, type PlainValue } from '../../src/query/field-reader.ts';
import { parseFields } from '../../src/query/parse-fields.ts';
import { bool, double, failed, int, list, text } from '../e2e/traceql/plans.ts';
import { drawn } from '../support/drawn.ts';
import { traceOf } from '../support/spans.ts';
import { planned } from './ask.ts';

/** The values of a field, in tree order. */
function valuesOf(trace: Trace, text: string): PlainValue[] {
  const reader = new FieldReader(fieldOf(text), trace.store);
  const codes = [...reader.codes(trace).subarray(0, trace.size)];
  return codes.map((code) => reader.value(code));
}

function fieldOf(text: string): Field {
  const [field] = parseFields(text, '--by', []);
  return field;
}

const trace = planned(
  {
    name: 'root',
    kind: 2,
    length: 9,
    status: failed('no'),
    resource: { tier: text('gold') },
    attributes: {
      code: int(500),
      big: int('9007199254740993'),
      ratio: double(0.5),
      odd: { doubleValue: 'Infinity' },
      vip: bool(true),
      tags: list(text('x'), text('y')),
      'a, "b"': text('k'),
    },
  },
  { name: 'child', attributes: { code: double(500), tier: text('silver') } },
  {
    name: 'last',
    attributes: { code: text('500') },
    events: [
      { name: 'first', at: 1 },
      { name: 'second', at: 2 },
    ],
  },
);

describe('the values of a field', () => {
  test.each<[string, PlainValue[]]>([
    ['span.code', [500, 500, '500']],
    ['span.big', ['9007199254740993', null, null]],
    ['span.ratio', [0.5, null, null]],
    ['span.odd', ['Infinity', null, null]],
    ['span.vip', [true, null, null]],
    ['span.tags', [['x', 'y'], null, null]],
    ['span."a, \\"b\\""', ['k', null, null]],
    ['.tier', ['gold', 'silver', null]],
    ['resource.tier', ['gold', null, null]],
    ['name', ['root', 'child', 'last']],
    ['span:kind', ['server', 'unspecified', 'unspecified']],
    ['status', ['error', 'unset', 'unset']],
    ['statusMessage', ['no', '', '']],
    ['event:name', [null, null, 'first']],
    ['rootName', ['root', 'root', 'root']],
  ])('%s', (field, expected) => {
    expect(valuesOf(trace, field)).toEqual(expected);
  });

  test('of equal value share a number, in all traces of a store', () => {
    const reader = new FieldReader(fieldOf('name'), trace.store);
    const [first] = reader.codes(trace);
    expect(reader.codes(trace)[0]).toBe(first);
    expect(new Set(reader.codes(trace).subarray(0, 3)).size).toBe(3);
  });

  test('are there for spans below one that was never seen', () => {
    const fragment = traceOf(drawn('a parent:99 |=|'));
    expect(fragment.size).toBe(2);
    expect(valuesOf(fragment, 'name').at(-1)).toBe('a');
    const reader = new FieldReader(fieldOf('span:id'), fragment.store);
    expect([...reader.codes(fragment).subarray(0, 2)]).toEqual([0, 0]);
    expect(reader.value(0)).toBe('0000000000000001');
  });
});

describe('a list of fields', () => {
  test('has fields and words of its own, with commas between', () => {
    const fields = parseFields('path, span.http.route,kind', '--by', ['path', 'kind']);
    expect(fields).toEqual(['path', { kind: 'attribute', scope: 'span', key: 'http.route' }, 'kind']);
  });

  test.each([
    ['status,', 'syntax error in --by at 8'],
    ['route', 'unknown field in --by at 1: route'],
    ['span:kin', 'unknown field in --by at 6'],
    ['name name', 'expected a comma or the end'],
  ])('%j is refused with its place', (list, message) => {
    expect(() => parseFields(list, '--by', ['path'])).toThrow(message);
  });

  test('says which fields of its own there are', () => {
    expect(() => parseFields('route', '--by', ['path'])).toThrow(
      'expected path, or a field such as span.route',
    );
  });
});

test('attributes are read where they are asked for', () => {
  const texts = ['span.a', '.a', 'event:name', 'statusMessage', 'resource.a', 'name', 'kind'];
  expect(texts.map((field) => isDetail(fieldOf(field)))).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
