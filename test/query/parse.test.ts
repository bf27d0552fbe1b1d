import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { UsageError } from '../../src/errors.ts';
import type { Expression } from '../../src/query/ast.ts';
import { formatQuery } from '../../src/query/format.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { corpus } from '../e2e/traceql/corpus.ts';
import { runs } from '../support/random-traces.ts';

/** What a query is refused with, as it is printed. */
function refusal(query: string): string {
  try {
    parseQuery(query);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return `tracectl: ${error.message}${error.hint === undefined ? '' : `\n  hint: ${error.hint}`}`;
  }
  throw new Error(`taken: ${query}`);
}

/** Whether a query is taken. */
function isTaken(query: string): boolean {
  try {
    formatQuery(parseQuery(query));
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

/** The condition of a query that is one filter. */
function conditionOf(query: string): Expression {
  const [stage] = parseQuery(query).stages;
  if (stage.kind !== 'filter') throw new Error(`not a filter: ${query}`);
  return stage.condition;
}

/** An expression as it is understood: with each operation in parentheses. */
function grouped(expression: Expression): string {
  switch (expression.kind) {
    case 'operation':
      return `(${grouped(expression.left)} ${expression.operator} ${grouped(expression.right)})`;
    case 'unary':
      return `(${expression.operator}${grouped(expression.operand)})`;
    case 'attribute':
      return expression.key;
    default:
      return 'value' in expression ? String(expression.value) : expression.kind;
  }
}

/** What a field is compared with. */
function valueOf(literal: string): unknown {
  const condition = conditionOf(`{ .a = ${literal} }`);
  return condition.kind === 'operation' ? condition.right : undefined;
}

describe('operators group as in Tempo', () => {
  test.each([
    ['.a || .b && .c', '((a || b) && c)'],
    ['.a && .b || .c', '((a && b) || c)'],
    ['.a = 1 + 2 * 3', '(a = (1 + (2 * 3)))'],
    ['.a - .b - .c = 0', '(((a - b) - c) = 0)'],
    ['2 ^ 3 ^ 2 = .a', '((2 ^ (3 ^ 2)) = a)'],
    ['-.a * .b = 1', '((-(a * b)) = 1)'],
    ['-.a + .b = 1', '(((-a) + b) = 1)'],
    ['-2 ^ 2 = .a', '((-(2 ^ 2)) = a)'],
    ['.a = -5', '(a = -5)'],
    ['!.a = .b', '((!a) = b)'],
    ['.a * -.b * .c = 1', '((a * (-(b * c))) = 1)'],
    ['.a = .b = .c', '((a = b) = c)'],
    ['(.a || .b) && .c', '((a || b) && c)'],
  ])('%s is %s', (condition, meant) => {
    expect(grouped(conditionOf(`{ ${condition} }`))).toBe(meant);
  });

  test('structural operators of one rank, && and || of another', () => {
    expect(parseQuery('{ .a } > { .b } >> { .c } && { .d }')).toEqual(
      parseQuery('(({ .a } > { .b }) >> { .c }) && { .d }'),
    );
    expect(parseQuery('{ .a } || { .b } ~ { .c }')).toEqual(parseQuery('{ .a } || ({ .b } ~ { .c })'));
  });
});

describe('values', () => {
  test.each([
    ['"a\\"b\\\\c\\n\\x41\\u00e9\\101"', 'a"b\\c\nAéA'],
    ['`a\\n"b"`', 'a\\n"b"'],
    ['"\\xff"', '\udcff'],
    ['"☕"', '☕'],
  ])('the string %s', (literal, value) => {
    expect(valueOf(literal)).toEqual({ kind: 'literal', type: 'string', value });
  });

  test.each([
    ['250ms', 250e6],
    ['1.5s', 1.5e9],
    ['.5s', 0.5e9],
    ['1h30m', 5400e9],
    ['1d12h', 129_600e9],
    ['2w', 1_209_600e9],
    ['1s500us', 1.0005e9],
    ['5µs', 5e3],
    ['-3ns', -3],
    ['0s', 0],
  ])('the duration %s', (literal, value) => {
    expect(valueOf(literal)).toEqual({ kind: 'literal', type: 'duration', value });
  });

  test.each([
    ['9223372036854775807', { type: 'int', value: 9223372036854775807n }],
    ['-42', { type: 'int', value: -42n }],
    ['.5', { type: 'float', value: 0.5 }],
    ['1e3', { type: 'float', value: 1000 }],
    ['5.', { type: 'float', value: 5 }],
    ['true', { type: 'boolean', value: true }],
    ['nil', { type: 'nil' }],
  ])('the value %s', (literal, value) => {
    expect(valueOf(literal)).toEqual({ kind: 'literal', ...value });
  });
});

describe('fields', () => {
  test.each([
    ['span.a.b-c/d:e', { kind: 'attribute', scope: 'span', key: 'a.b-c/d:e' }],
    ['.a+b', { kind: 'attribute', scope: 'any', key: 'a+b' }],
    ['resource."a b".c', { kind: 'attribute', scope: 'resource', key: 'a b.c' }],
    ['event."a\\"b"', { kind: 'attribute', scope: 'event', key: 'a"b' }],
    ['.naïve', { kind: 'attribute', scope: 'any', key: 'naïve' }],
    ['name', { kind: 'intrinsic', name: 'span:name' }],
    ['span: name', { kind: 'intrinsic', name: 'span:name' }],
    ['rootServiceName', { kind: 'intrinsic', name: 'trace:rootService' }],
    ['nestedSetLeft', { kind: 'intrinsic', name: 'nestedSetLeft' }],
  ])('%s', (text, field) => {
    const [, stage] = parseQuery(`{} | select(${text})`).stages;
    expect(stage).toEqual({ kind: 'select', fields: [field] });
  });
});

describe('what is not a query is shown with its place', () => {
  test.each([
    [
      '{ span.http.staus >= 500 && }',
      `tracectl: syntax error in --where at 29: { span.http.staus >= 500 && }
                                                                     ^ expected a value or a field`,
    ],
    [
      '{ foo }',
      `tracectl: unknown field in --where at 3: { foo }
                                           ^ expected a field or a value
  hint: attributes start with a dot or a scope: .foo, span.foo or resource.foo`,
    ],
    [
      '{ status = 500 }',
      `tracectl: wrong type in --where at 12: { status = 500 }
                                                  ^ expected error, ok or unset`,
    ],
    [
      '{ .日本 = 1 && }',
      `tracectl: syntax error in --where at 14: { .日本 = 1 && }
                                                        ^ expected a value or a field`,
    ],
    [
      '{\n  name = }',
      `tracectl: syntax error in --where at line 2, 10:   name = }
                                                          ^ expected a value or a field`,
    ],
    [
      '{ .a =\n\n',
      `tracectl: syntax error in --where at line 1, 7: { .a =
                                                      ^ expected a value or a field`,
    ],
    [
      '{ .a =~ "a(b" }',
      `tracectl: invalid regular expression in --where at 9: { .a =~ "a(b" }
                                                              ^ a ( is not closed`,
    ],
  ])('%j', (query, message) => {
    expect(refusal(query)).toBe(message);
  });

  test.each([
    ["{ .a = 'x' }", 'expected double quotes'],
    ['{ service.name = "x" }', 'span.service.name or resource.service.name'],
    ['name = "x"', 'conditions on spans stand in braces'],
    ['{ parent.a = 1 }', 'in Tempo neither'],
    ['{ childCount > 1 }', 'expected span:childCount'],
    ['{ link:traceState = "a" }', 'expected traceID, spanID'],
    ['{ duration > "5s" }', 'expected a duration such as 250ms'],
    ['{ name }', 'expected something that is true or false'],
    ['{ .a = "x }', 'expected a closing "'],
    ['{ .a /* b', 'expected */'],
    ['{ .a = "\\q" }', 'no escape starts like this'],
    ['{ .a = 9223372036854775808 }', 'does not fit 64 bits'],
    ['{ duration > 300y }', 'expected an operator'],
    ['{ .a = 09 }', 'octal'],
    [`{ .a = ${'9'.repeat(100_000)} }`, 'does not fit 64 bits'],
    ['{ .a = 1e999 }', 'this number is too large'],
    ['{ .a = "\\400" }', 'no escape starts like this'],
    ['{ .a = "\\ud800" }', 'no escape starts like this'],
    ['{ span."a = 1 }', 'expected a closing "'],
    ['{ .a = # }', 'nothing in a query starts like this'],
    ['({} | count()) + ({}) > 2', 'expected a number or a figure'],
    ['({} | count()) + {} > 2', 'expected a number or a figure'],
    ['{} > (count())', 'expected spans'],
    ['{ span. = 1 }', 'expected the key of an attribute'],
    ['{} | rate()', 'metrics do not pick traces'],
    ['{} | quantile_over_time(duration, .5)', 'metrics do not pick traces'],
    ['{} | count()', 'expected an operator or a comparison'],
    ['({}) && ({} | count() > 2)', 'a pipeline has to be the first operand'],
    ['({} | count() > 2) && {}', 'expected ( here'],
    ['({} | count() > 2) | {}', 'cannot be part of another'],
    ['{} | by(1)', 'expected a field of the span'],
    ['{ .a =~ .b }', 'expected a regular expression in double quotes'],
    ['{} with ()', 'expected the name of a hint'],
    ['{} }', 'expected an operator such as && or >>, | or the end of the query'],
  ])('%s', (query, part) => {
    expect(refusal(query)).toContain(part);
  });

  test('a long query is shown around the place', () => {
    const [line, caret] = refusal(`{ ${'.a = 1 && '.repeat(50)} }`).split('\n');
    expect(line.length).toBeLessThan(150);
    expect(line[caret.indexOf('^')]).toBe('}');
  });
});

test('takes and refuses the corpus as Tempo does', () => {
  const { refused = [], ...taken } = corpus;
  expect(
    Object.values(taken)
      .flat()
      .filter((query) => !isTaken(query)),
  ).toEqual([]);
  expect(refused.filter(isTaken)).toEqual([]);
});

test('metrics of Tempo are refused, hints of any name are taken', () => {
  expect(parseQuery('{} with (bogus=1) with (most_recent=true)').hints.map(({ name }) => name)).toEqual([
    'bogus',
    'most_recent',
  ]);
  expect(parseQuery('')).toEqual(parseQuery(' { true } // all'));
});

const pieces =
  '{ } ( ) | < > = ! ~ & + - * / % ^ , . " ` \' \\ \n .a span. name status error =~ && || >> &>> 5 1.5s "x" count() avg( by( select( ' +
  'coalesce() with nil true event: // /* ☕ \udcff';

describe('never fails otherwise', () => {
  test.each([
    [
      'random pieces',
      fc.array(fc.constantFrom(...pieces.split(' '), ' '), { maxLength: 25 }).map((list) => list.join('')),
    ],
    ['random text', fc.string({ unit: 'binary' })],
  ])('on %s', (_, text) => {
    fc.assert(
      fc.property(text, (query) => {
        expect(isTaken(query)).toBeTypeOf('boolean');
      }),
      { numRuns: runs.numRuns * 10 },
    );
  });

  test.each([
    ['(', '{ ', '.a'],
    ['!', '{ ', '.a'],
    ['-', '{ ', '.a'],
    ['(', '', '{}'],
    ['.a + ', '{ ', '.a = 1 }'],
    ['.a ^ ', '{ ', '.a = 1 }'],
    ['{} > ', '', '{}'],
    ['{} && ', '', '{}'],
    ['count() + ', '{} | ', 'count() > 1'],
  ])('on 100,000 times %s', (piece, before, after) => {
    expect(refusal(before + piece.repeat(100_000) + after)).toContain('of at most');
  });

  test.each(['{ .a = 1', '{ name = "a"', '{} | by(.a'])(
    'on many alternatives, which are understood',
    (start) => {
      const query = start.startsWith('{}')
        ? `${start}${' + .a'.repeat(900)})`
        : `${start}${' || .a = 2'.repeat(900)} }`;
      expect(formatQuery(parseQuery(query))).toBe(query);
    },
  );
});
