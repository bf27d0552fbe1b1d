import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { SpanFlag, spanKindNames, statusCodeNames } from '../../src/model/kinds.ts';
import type { Trace } from '../../src/model/trace.ts';
import { matchTrace } from '../../src/query/compile.ts';
import {
  conditionText,
  necessaryConditions,
  type SpanCondition,
  type TraceCondition,
} from '../../src/query/conditions.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { shorthandQuery } from '../../src/query/shorthand.ts';
import { runs, wholeTrace } from '../support/random-traces.ts';
import { traceOf } from '../support/spans.ts';

/** Each alternative as the texts of its span conditions. */
function alternatives(query: string): string[][] {
  return necessaryConditions(parseQuery(query)).map(({ spans }) => spans.map(conditionText));
}

describe('what every matching trace has', () => {
  test.each([
    ['{}', [[]]],
    ['{ false }', []],
    ['{ resource.service.name = "a" && name = "b" }', [['resource.service.name = "a" && name = "b"']]],
    [
      '{ "a" = resource.service.name && 5ms < duration }',
      [['resource.service.name = "a" && duration >= 5000001ns']],
    ],
    ['{ duration >= 5ms && duration < 1s }', [['duration >= 5ms && duration <= 999999999ns']]],
    ['{ duration = 5ms }', [['duration >= 5ms && duration <= 5ms']]],
    ['{ kind = server && status = error }', [['kind = server && status = error']]],
    ['{ status = ok }', [['status = ok']]],
    [
      '{ .k = 1 && span.f = 0.5 && resource.t = "x" && span.v }',
      [['.k = 1 && span.f = 0.5 && resource.t = "x" && span.v = true']],
    ],
    ['{ name = "a" || name = "b" }', [['name = "a"'], ['name = "b"']]],
    ['{ name =~ "a|b c" }', [['name = "a"'], ['name = "b c"']]],
    ['{ name =~ "a.*" }', [[]]],
    ['{ name != "a" && .k > 1 && event:name = "e" }', [[]]],
    ['{ !(name = "a") }', [[]]],
    ['{ name = "a" || .k > 1 }', [[]]],
    ['{ name = "a" && (.k = 1 || .k = 2) }', [['name = "a" && .k = 1'], ['name = "a" && .k = 2']]],
    ['{ name = "a" } && { name = "b" }', [['name = "a"', 'name = "b"']]],
    ['{ name = "a" } >> { name = "b" }', [['name = "a"', 'name = "b"']]],
    ['{ name = "a" } !>> { name = "b" }', [['name = "a"', 'name = "b"']]],
    ['{ name = "a" } || { name = "b" }', [['name = "a"'], ['name = "b"']]],
    [
      '{ name = "a" } > ({ name = "b" } || { name = "c" })',
      [
        ['name = "a"', 'name = "b"'],
        ['name = "a"', 'name = "c"'],
      ],
    ],
    ['{ name = "a" } | count() > 2 | { status = error }', [['name = "a"', 'status = error']]],
    ['({ name = "a" } | count() > 2) && ({ name = "b" })', [['name = "a"', 'name = "b"']]],
    ['({ name = "a" } | count()) > ({ name = "b" } | count())', [['name = "a"', 'name = "b"']]],
    ['{} | by(name) | avg(duration) > 5ms', [[]]],
  ])('%s', (query, conditions) => {
    expect(alternatives(query)).toEqual(conditions);
  });

  test('of the trace as a whole', () => {
    const [condition] = necessaryConditions(
      parseQuery(
        '{ traceDuration > 5ms && trace:duration <= 1s && rootName = "r" && rootServiceName = "s" && trace:id = "a1" }',
      ),
    );
    expect(condition).toEqual({
      spans: [],
      minTraceDuration: 5_000_001,
      maxTraceDuration: 1e9,
      minRootDuration: undefined,
      rootName: 'r',
      rootService: 's',
      traceId: 'a1',
    } satisfies TraceCondition);
  });

  test('of flags: the root bounds the trace from below only, and a tag is one condition', () => {
    const query = shorthandQuery({
      service: 'a',
      errors: true,
      minDuration: 5,
      maxDuration: 9,
      tag: [{ key: 'k', value: '5' }],
    });
    expect(query && necessaryConditions(query)).toMatchObject([
      {
        minTraceDuration: 5,
        minRootDuration: 5,
        maxTraceDuration: undefined,
        spans: [
          { service: 'a', failed: true, attributes: [{ scope: 'any', key: 'k', value: '5', type: 'text' }] },
        ],
      },
    ]);
  });

  test('is told in part where there would be too many alternatives', () => {
    const either = Array.from({ length: 10 }, (_, k) => `name = "${k}"`).join(' || ');
    expect(alternatives(`{ ${either} }`)).toHaveLength(10);
    expect(alternatives(`{ (${either}) && (.k = 1 || .k = 2) }`)).toEqual([['.k = 1'], ['.k = 2']]);
    expect(alternatives(`{ ${either} || ${either} }`)).toEqual([[]]);
  });
});

test('a part of a condition has a text, too', () => {
  const [{ spans }] = necessaryConditions(
    parseQuery('{ resource.service.name = "a" && name = "b" && .k = 1 }'),
  );
  const { service, attributes } = spans[0];
  expect(conditionText({ service })).toBe('resource.service.name = "a"');
  expect(conditionText({ attributes })).toBe('.k = 1');
  expect(conditionText({})).toBe('true');
});

function hasSpan(trace: Trace, condition: SpanCondition): boolean {
  const { service, name, kind, status, failed, minDuration = 0, maxDuration = Infinity } = condition;
  return Array.from({ length: trace.size }, (_, i) => i).some(
    (i) =>
      trace.row[i] >= 0 &&
      (service === undefined || trace.serviceText(i) === service) &&
      (name === undefined || trace.nameText(i) === name) &&
      (kind === undefined || spanKindNames[trace.kind[i]] === kind) &&
      (status === undefined || statusCodeNames[trace.store.status[trace.row[i]]] === status) &&
      (!failed || (trace.flags[i] & SpanFlag.error) !== 0) &&
      trace.duration(i) >= minDuration &&
      trace.duration(i) <= maxDuration,
  );
}

const atom = fc.constantFrom(
  'name = "span 1"',
  'name =~ "span 2|span 3"',
  'name != "span 1"',
  'resource.service.name = "a"',
  'resource.service.name = "b"',
  'kind = server',
  'status = error',
  'duration > 50ns',
  'duration <= 100ns',
  '20ns < duration',
);

const { condition, spansets } = fc.letrec<{ condition: string; spansets: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    atom,
    fc
      .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    tie('condition').map((inner) => `!(${inner})`),
  ),
  spansets: fc.oneof(
    { maxDepth: 3 },
    tie('condition').map((inner) => `{ ${inner} }`),
    fc
      .tuple(tie('spansets'), fc.constantFrom('&&', '||', '>', '!>>', '&<', '~'), tie('spansets'))
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
  ),
}));

test('no trace matches without satisfying an alternative', () => {
  expect(condition).toBeDefined();
  fc.assert(
    fc.property(spansets, wholeTrace(8), (text, specs) => {
      const query = parseQuery(text);
      const trace = traceOf(specs);
      fc.pre(matchTrace(query, trace) !== undefined);
      const satisfied = necessaryConditions(query).filter(({ spans }) =>
        spans.every((span) => hasSpan(trace, span)),
      );
      expect(satisfied).not.toEqual([]);
    }),
    runs,
  );
});
