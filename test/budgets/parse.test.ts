/** What a budget file may hold, and what is said of one that can't be used. */
import { describe, expect, test } from 'vitest';

import { parseBudgets } from '../../src/budgets/parse.ts';
import { UsageError } from '../../src/errors.ts';

const minimal = `budgets:
  - name: checkout
    assert:
      - duration: 1.5s
`;

/** What is wrong with a file, a line each. */
function problems(text: string): string[] {
  try {
    parseBudgets(text, 'b.yaml');
  } catch (error) {
    if (error instanceof UsageError) return error.message.split('\n  ');
    throw error;
  }
  return [];
}

/** A pattern for this text and no other. */
function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}

/** A file whose only assertion is this one; it stands in line 4, from column 9 on. */
function withAssertion(assertion: string): string {
  return `budgets:\n  - name: a\n    assert:\n      - ${assertion}\n`;
}

test('a budget is about all traces unless it says otherwise', () => {
  const [budget] = parseBudgets(minimal, 'b.yaml');
  expect(budget).toMatchObject({
    name: 'checkout',
    selector: {},
    match: 'trace',
    optional: false,
    place: { path: 'b.yaml', line: 2, column: 5 },
  });
  expect(budget.assertions).toMatchObject([
    { kind: { name: 'duration' }, settings: { max: 1.5e9 }, place: { line: 4, column: 9 } },
  ]);
});

test.each([
  ['spans: 3', { max: 3 }],
  ['spans: { service: db, min: 1 }', { service: 'db', min: 1 }],
  ['present: db', { service: 'db' }],
  ['findings: [retry]', { none: ['retry'] }],
  ['baseline: 5%', { maxIncrease: { share: 0.05 } }],
  ['baseline: 20ms', { maxIncrease: { nano: 20e6 } }],
  ['p95: { max: 1h30m, of: selfTime }', { max: 5400e9, of: 'selfTime' }],
  ['order: { call: a, after: { operation: b } }', { call: { service: 'a' }, after: { operation: 'b' } }],
])('%s', (assertion, settings) => {
  expect(parseBudgets(withAssertion(assertion), 'b.yaml')[0].assertions[0].settings).toEqual(settings);
});

describe('a problem is told with its place', () => {
  test.each([
    ['', 'b.yaml:1:1: the file has no budgets'],
    ['budgets: []', 'b.yaml:1:10: budgets must hold a budget: a name and what to assert'],
    ['bugdets: []', "b.yaml:1:1: unknown key 'bugdets' (did you mean budgets?)"],
    ['version: 2\nbudgets: [{name: a, assert: [spans: 1]}]', 'b.yaml:1:10: version must be 1'],
    ['budgets: [', 'b.yaml:1:11: wrong indentation'],
    [
      'budgets:\n  - name: a\n    asert: []',
      "b.yaml:3:5: unknown key 'asert' in budgets[0] (did you mean assert?)",
    ],
    ['budgets:\n  - name: a', 'b.yaml:2:5: budgets[0] has no assert'],
    [`${minimal}${minimal.slice(9)}`, 'b.yaml:5:11: budgets[1].name is the name of another budget, too'],
    [minimal.replace('checkout', "''"), 'b.yaml:2:11: budgets[0].name must not be empty'],
    [
      withAssertion('spanz: 3'),
      "b.yaml:4:9: unknown key 'spanz' in budgets[0].assert[0] (did you mean spans?)",
    ],
    [withAssertion('{}'), /^b.yaml:4:9: budgets\[0\].assert\[0\] must be one assertion: duration, /],
    [
      withAssertion('{ spans: 1, errors: 0 }'),
      /^b.yaml:4:9: budgets\[0\].assert\[0\] must be one assertion: /,
    ],
    [withAssertion('spans: many'), 'b.yaml:4:16: budgets[0].assert[0].spans must be a whole number'],
    [withAssertion('spans: -1'), 'b.yaml:4:16: budgets[0].assert[0].spans must be at least 0'],
    [withAssertion('spans: { service: a }'), 'b.yaml:4:16: budgets[0].assert[0].spans needs max or min'],
    [
      withAssertion('spans: { mx: 3, min: 1 }'),
      "b.yaml:4:18: unknown key 'mx' in budgets[0].assert[0].spans (did you mean max?)",
    ],
    [
      withAssertion('duration: 300'),
      'b.yaml:4:19: budgets[0].assert[0].duration must be a duration with its unit, such as 300ms',
    ],
    [
      withAssertion('duration: 3 parsecs'),
      'b.yaml:4:19: budgets[0].assert[0].duration must be a duration with its unit, such as 300ms',
    ],
    [withAssertion('duration: {}'), 'b.yaml:4:19: budgets[0].assert[0].duration has no max'],
    [withAssertion('duration:'), /^b.yaml:4:\d+: budgets\[0\].assert\[0\].duration must be a duration/],
    [
      withAssertion('baseline: 5'),
      'b.yaml:4:19: budgets[0].assert[0].baseline must be an increase such as 5% or 20ms',
    ],
    [
      withAssertion('findings: [n-plus-two]'),
      /^b.yaml:4:20: budgets\[0\].assert\[0\].findings\[0\] must be one of n-plus-one, /,
    ],
    [
      withAssertion('findings: []'),
      /^b.yaml:4:19: budgets\[0\].assert\[0\].findings must be a list of some of /,
    ],
    [withAssertion('order: redis'), 'b.yaml:4:16: budgets[0].assert[0].order must be a map'],
    [
      withAssertion('order: { call: a, after: {} }'),
      'b.yaml:4:34: budgets[0].assert[0].order.after needs service, operation or where',
    ],
    [
      withAssertion('order: { call: a, after: { srvice: b } }'),
      "b.yaml:4:36: unknown key 'srvice' in budgets[0].assert[0].order.after (did you mean service?)",
    ],
    [
      withAssertion('p95: { max: 1s, of: spans }'),
      /^b.yaml:4:29: budgets\[0\].assert\[0\].p95.of must be one of duration, /,
    ],
  ])('%#: %s', (text, message) => {
    const [first] = problems(text);
    expect(first).toMatch(typeof message === 'string' ? exactly(message) : message);
  });

  test('of a query also the character', () => {
    const text = minimal.replace('    assert', "    where: '{ duration > }'\n    assert");
    expect(problems(text).join('\n')).toMatch(
      /^syntax error in b.yaml:3:12 at 14: \{ duration > \}\n +\^ expected/,
    );
    expect(() => parseBudgets(withAssertion("spans: { max: 1, where: '{' }"), 'b.yaml')).toThrow(
      'b.yaml:4:33',
    );
    expect(() => parseBudgets(withAssertion("order: { call: a, after: { where: '}' } }"), 'b.yaml')).toThrow(
      'b.yaml:4:43',
    );
  });

  test('of several the first few', () => {
    const text = `budgets:\n  - name: a\n    assert:\n${'      - spans: x\n'.repeat(8)}`;
    expect(problems(text)).toHaveLength(6);
    expect(problems(text)[5]).toBe('and 3 more');
  });
});

test('a key that JavaScript knows is no assertion', () => {
  expect(problems(withAssertion('constructor: 1'))[0]).toContain('must be one assertion');
  expect(problems(withAssertion('toString: 1'))[0]).toContain("unknown key 'toString'");
});
