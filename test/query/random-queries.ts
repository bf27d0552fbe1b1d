/** Random queries that are well typed, as trees. */
import * as fc from 'fast-check';

import {
  type Arithmetic,
  type AttributeScope,
  type Comparison,
  type Expression,
  type Hint,
  type Literal,
  operation,
  type Query,
  type Scalar,
  type SpansetExpression,
  type SpansetOperator,
  type Stage,
  text,
} from '../../src/query/ast.ts';
import { intrinsics, intrinsicsBySpelling } from '../../src/query/intrinsics.ts';

const comparison = fc.constantFrom<Comparison>('=', '!=', '<', '<=', '>', '>=');
const arithmetic = fc.constantFrom<Arithmetic>('+', '-', '*', '/', '%', '^');
const scope = fc.constantFrom<AttributeScope>('any', 'span', 'resource', 'event', 'link', 'instrumentation');

const attribute: fc.Arbitrary<Expression> = fc.record({
  kind: fc.constant('attribute' as const),
  scope,
  key: fc.oneof(
    fc.constantFrom('a', 'http.status_code', '5xx', 'key with spaces', 'a"b\\c', 'naïve☕', '', 'a-b/c'),
    fc.string(),
  ),
});

const number: fc.Arbitrary<Literal> = fc.oneof(
  fc
    .bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n })
    .map((value): Literal => ({ kind: 'literal', type: 'int', value })),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value): Literal => ({ kind: 'literal', type: 'float', value })),
  fc
    .integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })
    .map((value): Literal => ({ kind: 'literal', type: 'duration', value })),
);

const names = [...new Set(intrinsicsBySpelling.values())];

function intrinsicOf(...types: string[]): fc.Arbitrary<Expression> {
  const fitting = names.filter((name) => types.includes(intrinsics[name].type));
  return fc.constantFrom(...fitting).map((name): Expression => ({ kind: 'intrinsic', name }));
}

const string = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })).map(text);

const { numeric, condition } = fc.letrec<{ numeric: Expression; condition: Expression }>((tie) => ({
  numeric: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    number,
    attribute,
    intrinsicOf('duration', 'int'),
    fc
      .tuple(arithmetic, tie('numeric'), tie('numeric'))
      .map(([operator, left, right]) => operation(operator, left, right)),
    // A minus before a number is part of the number.
    tie('numeric').map((operand): Expression =>
      operand.kind === 'literal' ? operand : { kind: 'unary', operator: '-', operand },
    ),
  ),
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc
      .tuple(comparison, tie('numeric'), tie('numeric'))
      .map(([operator, left, right]) => operation(operator, left, right)),
    fc
      .tuple(comparison, intrinsicOf('string'), string)
      .map(([operator, left, right]) => operation(operator, left, right)),
    fc
      .tuple(fc.constantFrom('=~' as const, '!~' as const), attribute, fc.constantFrom('a.*', '(?i)x|y', ''))
      .map(([operator, left, pattern]) => operation(operator, left, text(pattern))),
    fc
      .tuple(fc.constantFrom('=' as const, '!=' as const), attribute)
      .map(([operator, left]) => operation(operator, left, { kind: 'literal', type: 'nil' })),
    fc.constant(
      operation(
        '=',
        { kind: 'intrinsic', name: 'span:status' },
        { kind: 'literal', type: 'status', value: 'error' },
      ),
    ),
    fc.boolean().map((value): Expression => ({ kind: 'literal', type: 'boolean', value })),
    tie('condition').map((operand): Expression => ({ kind: 'unary', operator: '!', operand })),
    fc
      .tuple(
        fc.constantFrom('&&' as const, '||' as const, '=' as const, '!=' as const),
        tie('condition'),
        tie('condition'),
      )
      .map(([operator, left, right]) => operation(operator, left, right)),
  ),
}));

const relations = ['>', '>>', '<', '<<', '~'] as const;
const spansetOperator = fc.constantFrom<SpansetOperator>(
  ...(['&&', '||'] as const),
  ...relations.flatMap((one): SpansetOperator[] => [one, `!${one}`, `&${one}`]),
);

const filter = condition.map((condition): SpansetExpression => ({ kind: 'filter', condition }));

const { spansets } = fc.letrec<{ spansets: SpansetExpression }>((tie) => ({
  spansets: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    filter,
    fc
      .tuple(spansetOperator, tie('spansets'), tie('spansets'))
      .map(([operator, left, right]): SpansetExpression => ({ kind: 'spansets', operator, left, right })),
  ),
}));

const aggregate: fc.Arbitrary<Scalar> = fc.oneof(
  fc.constant<Scalar>({ kind: 'aggregate', function: 'count', of: undefined }),
  fc
    .tuple(
      fc.constantFrom('avg' as const, 'max' as const, 'min' as const, 'sum' as const),
      intrinsicOf('duration', 'int'),
      numeric,
    )
    .map(([name, field, rest]): Scalar => ({
      kind: 'aggregate',
      function: name,
      of: operation('+', field, rest),
    })),
);

const { scalar } = fc.letrec<{ scalar: Scalar }>((tie) => ({
  scalar: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    aggregate,
    number,
    fc
      .tuple(arithmetic, tie('scalar'), tie('scalar'))
      .map(([operator, left, right]): Scalar => ({ kind: 'arithmetic', operator, left, right })),
  ),
}));

const laterStage: fc.Arbitrary<Stage> = fc.oneof(
  spansets,
  fc
    .tuple(comparison, scalar, scalar)
    .map(([operator, left, right]): Stage => ({ kind: 'scalar', operator, left, right })),
  attribute.map((of): Stage => ({ kind: 'group', of })),
  fc.constant<Stage>({ kind: 'coalesce' }),
  fc.constant<Stage>({ kind: 'select', fields: [{ kind: 'intrinsic', name: 'span:name' }] }),
);

const plain: fc.Arbitrary<Stage[]> = fc
  .tuple<[Stage, Stage[]]>(spansets, fc.array(laterStage, { maxLength: 3 }))
  .map(([first, rest]) => [first].concat(rest));

/** Several pipelines joined: every operand in parentheses, one with several stages first. */
const joinedPipelines: fc.Arbitrary<Stage[]> = fc
  .tuple(spansetOperator, fc.tuple(spansets, laterStage), plain)
  .map(([operator, left, right]) => [
    {
      kind: 'spansets',
      operator,
      left: { kind: 'pipeline', stages: left },
      right: { kind: 'pipeline', stages: right },
    },
  ]);

const hints: Hint[][] = [[], [{ name: 'most_recent', value: text('x') }]];

/** Queries of every kind, but for what only flags can say. */
export const randomQuery: fc.Arbitrary<Query> = fc
  .tuple(fc.oneof(plain, joinedPipelines), fc.constantFrom(...hints))
  .map(([stages, hints]) => ({ stages, hints }));
