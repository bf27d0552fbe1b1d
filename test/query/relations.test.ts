import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Trace } from '../../src/model/trace.ts';
import { matchTrace } from '../../src/query/compile.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { brokenTrace, runs, wholeTrace } from '../support/random-traces.ts';
import { traceOf } from '../support/spans.ts';
import { foundIn } from './ask.ts';

const tree = `
  root @a        |==========|
    one @b        |===|
      deep @c      |=|
        deeper @a  ..
    two @c            |===|
      low @b           |=|
`.replace('..', '|=|');

function ask(query: string): string[] {
  return foundIn(tree, query);
}

describe('each operator gives', () => {
  test.each([
    ['{ name = "root" } > {}', ['one', 'two']],
    ['{ name = "root" } >> { resource.service.name = "a" }', ['deeper']],
    ['{ name = "deep" } < {}', ['one']],
    ['{ name = "deeper" } << {}', ['root', 'one', 'deep']],
    ['{ name = "one" } ~ {}', ['two']],
    ['{ name = "root" } !> {}', ['root', 'deep', 'deeper', 'low']],
    ['{ name = "one" } !>> {}', ['root', 'one', 'two', 'low']],
    ['{ name = "deep" } !< {}', ['root', 'deep', 'deeper', 'two', 'low']],
    ['{ name = "deeper" } !<< {}', ['deeper', 'two', 'low']],
    ['{ name = "one" } !~ {}', ['root', 'one', 'deep', 'deeper', 'low']],
    ['{ name =~ "root|two" } &> { name != "one" }', ['root', 'two', 'low']],
    ['{ resource.service.name = "b" } &>> { resource.service.name = "a" }', ['one', 'deeper']],
    ['{ name = "deep" } &< {}', ['one', 'deep']],
    ['{ name = "low" } &<< { name = "root" }', ['root', 'low']],
    ['{ name = "one" } &~ {}', ['one', 'two']],
    ['{ name = "one" } && { name = "low" }', ['one', 'low']],
    ['{ name = "one" } || { name = "nothing" }', ['one']],
    ['{ name = "nothing" } || { name = "one" }', ['one']],
    ['{ name = "one" } && { name = "nothing" }', []],
    ['{ name = "root" } > { name = "one" } > { name = "deep" }', ['deep']],
    ['{ name = "root" } > ({ name = "one" } > { name = "deep" })', []],
    ['({ name = "root" } && { name = "one" }) > {}', ['one', 'deep', 'two']],
  ])('%s', (query, names) => {
    expect(ask(query)).toEqual(names);
  });

  test('nothing where its left side finds nothing, negated or not', () => {
    expect(ask('{ name = "nothing" } !>> {}')).toEqual([]);
    expect(ask('{} !>> { name = "nothing" }')).toEqual([]);
  });

  test('roots as siblings', () => {
    const two = `
      first    |==|
      second      |==|
    `;
    expect(foundIn(two, '{ name = "first" } ~ {}')).toEqual(['second']);
  });
});

describe('a parent that was never seen', () => {
  const broken = `
    root            |=====|
    one parent:99     |==|
      below            |=|
    two parent:99       |==|
  `;

  test('matches nothing and holds nothing together', () => {
    expect(foundIn(broken, '{}')).toHaveLength(4);
    expect(foundIn(broken, '{} > {}')).toEqual(['below']);
    expect(foundIn(broken, '{} ~ {}')).toEqual([]);
    expect(foundIn(broken, '{} | count() = 4')).toHaveLength(4);
  });

  test('leaves its children out of the nested set', () => {
    expect(foundIn(broken, '{ nestedSetLeft = 0 && nestedSetParent = 0 }')).toEqual(['one', 'below', 'two']);
    expect(foundIn(broken, '{ nestedSetParent < 0 }')).toEqual(['root']);
  });
});

/** The same by walking up from every span to every other. */
function oracle(trace: Trace, relation: string, lefts: number[], i: number): boolean {
  const parent = (row: number): number =>
    trace.parent[row] >= 0 && trace.row[trace.parent[row]] >= 0 ? trace.parent[row] : -1;
  const isAbove = (above: number, below: number): boolean => {
    for (let row = parent(below); row >= 0; row = parent(row)) if (row === above) return true;
    return false;
  };
  const isRoot = (row: number): boolean => trace.roots.includes(row);
  return lefts.some((left) => {
    switch (relation) {
      case '>':
        return parent(i) === left;
      case '<':
        return parent(left) === i;
      case '>>':
        return isAbove(left, i);
      case '<<':
        return isAbove(i, left);
      default:
        return left !== i && (parent(i) < 0 ? isRoot(i) && isRoot(left) : parent(i) === parent(left));
    }
  });
}

const inverse: Record<string, string> = { '>': '<', '<': '>', '>>': '<<', '<<': '>>', '~': '~' };

function expected(trace: Trace, operator: string, rows: number[]): number[] {
  const lefts = rows.filter((i) => trace.nameText(i) === 'x');
  const rights = rows.filter((i) => trace.serviceText(i) === 'a');
  if (lefts.length === 0 || rights.length === 0) return [];
  const relation = operator.replace(/^[!&]/, '');
  const isNegated = operator.startsWith('!');
  const found = rights.filter((i) => oracle(trace, relation, lefts, i) !== isNegated);
  if (!operator.startsWith('&')) return found;
  const back = lefts.filter((i) => oracle(trace, inverse[relation], rights, i));
  return [...new Set([...found, ...back])].sort((a, b) => a - b);
}

const relations = ['>', '>>', '<', '<<', '~'];
const operators = relations.flatMap((relation) => [relation, `!${relation}`, `&${relation}`]);
const traces = fc.oneof(
  brokenTrace(),
  wholeTrace().map((specs) => specs.map((spec, k) => ({ ...spec, name: k % 3 === 0 ? 'x' : 'y' }))),
);

describe.each(operators)('%s is what walking from span to span finds', (operator) => {
  test('in any trace', () => {
    const query = parseQuery(`{ name = "x" } ${operator} { resource.service.name = "a" }`);
    fc.assert(
      fc.property(traces, (specs) => {
        const trace = traceOf(specs);
        const rows = Array.from({ length: trace.size }, (_, i) => i).filter((i) => trace.row[i] >= 0);
        expect(matchTrace(query, trace)?.rows ?? []).toEqual(expected(trace, operator, rows));
      }),
      runs,
    );
  });

  test('in each group of any trace', () => {
    const query = parseQuery(`{} | by(kind) | { name = "x" } ${operator} { resource.service.name = "a" }`);
    fc.assert(
      fc.property(traces, (specs) => {
        const trace = traceOf(specs);
        const kinds = new Map<number, number[]>();
        for (let i = 0; i < trace.size; i++)
          if (trace.row[i] >= 0) kinds.set(trace.kind[i], [...(kinds.get(trace.kind[i]) ?? []), i]);
        const groups = [...kinds.values()].map((rows) => expected(trace, operator, rows));
        expect(matchTrace(query, trace)?.spansets ?? []).toEqual(groups.filter((rows) => rows.length > 0));
      }),
      runs,
    );
  });
});
