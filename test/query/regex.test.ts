import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { checkRegex, compileRegex } from '../../src/query/regex.ts';

describe('a pattern matches whole texts as in Go', () => {
  test.each([
    ['POST', 'POST', ['POST /a', 'xPOST', '']],
    ['a|b', 'b', ['ab', 'xb']],
    ['one.two', 'one\ntwo', ['one two three']],
    ['(?i)àb', 'Àb', ['ab']],
    ['(?-s)a.b', 'a.b', ['a\nb']],
    ['(?s)(?i)a.b', 'A\nB', ['AB']],
    ['(?P<x>a)(?:b)', 'ab', ['a']],
    ['[[:alpha:]]+', 'abc', ['ab1']],
    ['[[:^alpha:]_]+', '1_2', ['a']],
    ['[^[:digit:]]', 'x', ['5']],
    ['[]a]+', ']a', ['b']],
    ['[^]a]', 'b', [']', 'a']],
    ['[a-c-]+', 'b-', ['d']],
    ['[\\w.-]+', 'a.b-c', ['a b']],
    ['[\\D\\s]', ' ', ['5']],
    ['\\d\\D\\s\\S\\w\\W', '5x y_-', ['5x y__']],
    ['\\s', '\t', ['\u00a0', '\v']],
    ['\\w+', 'az_09', ['é']],
    ['\\p{L}\\pL\\p{Greek}\\P{Han}', 'éßλa', ['éßaa']],
    ['\\p{^Greek}', 'a', ['λ']],
    ['\\x41\\x{263A}\\101\\07', 'A☺A\u0007', ['AA']],
    ['\\Qa.b*\\Ec', 'a.b*c', ['aXb*c']],
    ['\\Aa\\z', 'a', ['ab']],
    ['^a$', 'a', ['a\n']],
    ['(?m)a$\\n^b', 'a\nb', ['ab']],
    ['\\bfoo\\b', 'foo', ['foob']],
    ['a{2,3}', 'aaa', ['a', 'aaaa']],
    ['a{,2}', 'a{,2}', ['a', 'aa']],
    ['a{x}b}', 'a{x}b}', ['ab']],
    ['a+?b*?', 'aab', ['b']],
    ['(?U)a+', 'aa', ['']],
    ['a\\-\\_\\/\\"\\ b', 'a-_/" b', ['ab']],
    ['\\f\\v\\a\\t', '\f\v\u0007\t', [' ']],
    ['a||b', '', ['c']],
    ['()', '', ['a']],
    ['☕+', '☕☕', ['☕x']],
    ['^*a', 'a', ['^a']],
  ])('%s', (pattern, matching, others) => {
    const regex = compileRegex(pattern);
    expect(regex.test(matching)).toBe(true);
    expect(others.filter((text) => regex.test(text))).toEqual([]);
  });
});

describe('a pattern that Go refuses is refused', () => {
  test.each([
    ['a(b', 'a ( is not closed'],
    ['a)b', 'a ) is not opened'],
    ['[ab', 'a [ is not closed'],
    ['*a', 'nothing that * could repeat'],
    ['a**', 'nothing that * could repeat'],
    ['a{2}{3}', 'nothing that {3} could repeat'],
    ['a{1001}', 'more than 1000 repeats'],
    ['a(?=b)', 'groups are'],
    ['(?<!a)b', 'groups are'],
    ['a(?i)b', 'flags such as (?i) only stand at the start'],
    ['(a)\\1', 'there is no \\1'],
    ['\\q', 'there is no \\q'],
    ['\\Z', 'there is no \\Z'],
    ['a\\', 'a \\ at the end'],
    ['[z-a]', 'range out of order'],
    ['[[:foo:]]', 'no class [:foo:]'],
    ['\\p{Foo}', 'invalid property name'],
    ['\\x{110000}', 'there is no character'],
  ])('%s', (pattern, problem) => {
    expect(checkRegex(pattern)).toContain(problem);
  });
});

test('no pattern fails otherwise, and what is taken runs', () => {
  const piece = fc.constantFrom(
    ...'a b z 0 1 9 ( ) [ ] { } * + ? | ^ $ . \\ - , : < > = ! & ~ é ☕'.split(' '),
    ' ',
    '(?',
    '[[:',
    ':]]',
    '\\p{',
    '\\x{',
    '\\Q',
    '\\E',
    '&&',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const pattern = pieces.join('');
      const isTaken = checkRegex(pattern) === undefined;
      expect(isTaken ? compileRegex(pattern).test('abc') : false).toBeTypeOf('boolean');
    }),
    { numRuns: 3000 },
  );
});

test('plain words match themselves and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'binary-ascii' }), (one, other) => {
      const regex = compileRegex(`\\Q${one.replaceAll('\\E', '')}\\E`);
      expect(regex.test(other)).toBe(other === one.replaceAll('\\E', ''));
    }),
  );
});
