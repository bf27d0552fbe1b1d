import { describe, expect, test } from 'vitest';

import { matchTrace } from '../../src/query/compile.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { double, int, text } from '../e2e/traceql/plans.ts';
import { planned, setsOf } from './ask.ts';

const trace = planned(
  { name: 'a', service: 'x', length: 100, attributes: { n: int(1) } },
  { name: 'b', service: 'x', length: 50, attributes: { n: int(2), f: double(2) } },
  { name: 'a', service: 'y', length: 20, attributes: { n: int(-6), t: text('two') } },
  { name: 'c', service: 'y', length: 10 },
);

describe('a stage', () => {
  test.each([
    ['{} | count() = 4', [['a', 'b', 'a', 'c']]],
    ['{ name = "a" } | count() > 2', []],
    ['{} | avg(duration) = 45ms', [['a', 'b', 'a', 'c']]],
    ['{} | max(duration) > 99ms | min(duration) < 11ms', [['a', 'b', 'a', 'c']]],
    ['{} | sum(span.n) = -3', [['a', 'b', 'a', 'c']]],
    ['{} | avg(span.n) = -1', [['a', 'b', 'a', 'c']]],
    ['{} | min(span.n * 2) = -12', [['a', 'b', 'a', 'c']]],
    ['{} | max(span.f) = 2', [['a', 'b', 'a', 'c']]],
    ['{} | sum(span.n + span.f) = 4.0', [['a', 'b', 'a', 'c']]],
    ['{} | max(span.t) > 0', []],
    ['{} | max(span.nothing) < 5', []],
    ['{} | max(duration) - min(duration) = 90ms', [['a', 'b', 'a', 'c']]],
    ['{} | avg(duration) * 2 > 89ms', [['a', 'b', 'a', 'c']]],
    ['{} | 3 < count()', [['a', 'b', 'a', 'c']]],
    ['{} | (count() + 1) * 2 = 10', [['a', 'b', 'a', 'c']]],
    ['{} | count() > max(span.n)', [['a', 'b', 'a', 'c']]],
    ['{} | by(name)', [['a', 'a'], ['b'], ['c']]],
    ['{} | by(name) | count() > 1', [['a', 'a']]],
    [
      '{} | by(span.n > 0)',
      [
        ['a', 'b'],
        ['a', 'c'],
      ],
    ],
    ['{} | by(span.f)', [['a', 'a', 'c'], ['b']]],
    ['{} | by(resource.service.name) | by(name)', [['a'], ['b'], ['a'], ['c']]],
    ['{} | by(resource.service.name) | max(duration) > 50ms', [['a', 'b']]],
    ['{} | by(resource.service.name) | { name = "a" } && { name = "b" }', [['a', 'b']]],
    ['{} | by(name) | coalesce()', [['a', 'b', 'a', 'c']]],
    ['{ name = "a" } | { resource.service.name = "y" }', [['a']]],
    ['{} | select(name, span.n) | count() = 4', [['a', 'b', 'a', 'c']]],
    ['by(name) | count() = 2', [['a', 'a']]],
    ['({} | count() > 3) && ({ name = "b" })', [['a', 'b', 'a', 'c']]],
    ['({ name = "a" } | count() > 1) > ({ name = "b" })', [['b']]],
    ['({} | by(name)) >> ({ name = "b" })', [['b']]],
    ['({} | by(name) | count() > 1) || ({ name = "b" } | count() > 1)', [['a', 'a']]],
    ['({ name = "a" } | count()) > ({ name = "b" } | count())', [['a', 'b', 'a']]],
    ['({ name = "b" } | count()) > ({ name = "a" } | count())', []],
    ['({ name = "a" } | max(duration)) = ({ name = "b" } | max(duration)) * 2', [['a', 'b', 'a']]],
    ['({ name = "a" } | count()) > 1', [['a', 'a']]],
    ['({ name = "nothing" } | count()) < 5', []],
  ])('%s', (query, sets) => {
    expect(setsOf(trace, query)).toEqual(sets);
  });
});

test('a span in several sets is one row', () => {
  const match = matchTrace(parseQuery('{} | by(name) | by(kind)'), trace);
  expect(match?.rows).toEqual([0, 1, 2, 3]);
  expect(match?.spansets).toHaveLength(3);
});
