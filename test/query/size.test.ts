import { expect, test } from 'vitest';

import { matchTrace } from '../../src/query/compile.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { type SpanSpec, traceOf } from '../support/spans.ts';

const size = 100_000;

const shapes: [string, (k: number) => string | undefined][] = [
  ['a chain', (k) => (k > 0 ? String(k) : undefined)],
  ['one parent', (k) => (k > 0 ? '1' : undefined)],
  ['missing parents', (k) => `f${k}`],
];

const queries = [
  ...['>', '>>', '<', '<<', '~'].flatMap((one) => [
    `{} ${one} {}`,
    `{ name = "x" } !${one} {}`,
    `{} &${one} { name = "x" }`,
  ]),
  '{} | by(span:id) | count() = 1 | coalesce()',
  '{} | by(span:id) | {} >> {}',
  '{} | by(nestedSetLeft) | {} !~ { name = "x" }',
  '({} | by(span:id)) && ({ name = "x" })',
  '{ span.k =~ "(a|b)+c?" && nestedSetRight > span:childCount && traceDuration > 5ns }',
  '{} | avg(duration) > 1ns | max(nestedSetLeft) > 5 | sum(duration) > 1ns',
  '({} | count()) >= ({ name = "x" } | count())',
];

test.each(shapes)(
  '100,000 spans in %s take no more than a moment for any query',
  (_, parentOf) => {
    const trace = traceOf(
      Array.from({ length: size }, (_, k): SpanSpec => {
        const attributes = { k: k % 2 === 0 ? 'ab' : 'c' };
        return {
          id: String(k + 1),
          parent: parentOf(k),
          name: k % 3 === 0 ? 'x' : 'y',
          start: k,
          end: 2 * size - k,
          attributes,
        };
      }),
    );
    // What is not linear takes minutes: the time of the test is the bound.
    for (const query of queries) expect(() => matchTrace(parseQuery(query), trace)).not.toThrow();
  },
  120_000,
);
