/**
 * A TraceQL query as a tree. https://grafana.com/docs/tempo/latest/traceql/
 *
 *   { span.a = 1 } >> { status = error } | by(name) | count() > 2
 *   └─ filter ───┘    └─ filter ──────┘
 *   └─ relation ──────────────────────┘ └─ group ─┘ └─ scalar ──┘     stages
 *
 * A stage takes sets of spans of one trace and leaves sets of spans; the first takes all spans as one set. The tree is
 * plain data: equal queries are equal trees, and nothing in it depends on how the query was written.
 */

/** A query: its stages in order, and hints to a server, which mean nothing here. */
export interface Query {
  stages: Stage[];
  hints: Hint[];
}

/** `with (most_recent = true)`. */
export interface Hint {
  name: string;
  value: Literal;
}

/** One step of a pipeline. */
export type Stage = SpansetExpression | ScalarFilter | Group | Coalesce | Select;

/** What finds spans: a filter, two of them related, or a pipeline in parentheses. */
export type SpansetExpression = SpansetFilter | SpansetOperation | Pipeline;

/** `{ condition }`: spans of which the condition holds. `{}` has the condition `true`. */
interface SpansetFilter {
  kind: 'filter';
  condition: Expression;
}

/** `left operator right`. */
export interface SpansetOperation {
  kind: 'spansets';
  operator: SpansetOperator;
  left: SpansetExpression;
  right: SpansetExpression;
}

/**
 * `&&` and `||` ask whether both sides, or one, find a span, and give the spans of both. The others give the spans of the
 * right side that stand in a relation to one of the left: `>` is a child of it, `>>` a descendant, `<` its parent, `<<` an
 * ancestor, `~` a sibling; `!` gives those that do not, and `&` the related spans of both sides.
 */
export type SpansetOperator = '&&' | '||' | Relation | `!${Relation}` | `&${Relation}`;

/** How a span of the right side stands to one of the left. */
export type Relation = '>' | '>>' | '<' | '<<' | '~';

/** `(stage | stage)`, as an operand. */
interface Pipeline {
  kind: 'pipeline';
  stages: Stage[];
}

/** `left operator right` on figures of a set: keeps the sets of which it holds. */
export interface ScalarFilter {
  kind: 'scalar';
  operator: Comparison;
  left: Scalar;
  right: Scalar;
}

/** A figure of a set of spans. */
export type Scalar = Aggregate | ScalarOperation | ScalarPipeline | Literal;

/** `count()`, `avg(duration)`. */
export interface Aggregate {
  kind: 'aggregate';
  function: AggregateFunction;
  /** Absent for `count`. */
  of: Expression | undefined;
}

export type AggregateFunction = 'count' | 'avg' | 'max' | 'min' | 'sum';

/** `left operator right` on figures. */
interface ScalarOperation {
  kind: 'arithmetic';
  operator: Arithmetic;
  left: Scalar;
  right: Scalar;
}

/** `({ … } | count())`: the figure of what a pipeline of its own finds; only as all of a query. */
interface ScalarPipeline {
  kind: 'figure';
  stages: Stage[];
  aggregate: Aggregate;
}

/** `by(of)`: a set for each value. */
interface Group {
  kind: 'group';
  of: Expression;
}

/** `coalesce()`: one set again. */
interface Coalesce {
  kind: 'coalesce';
}

/** `select(fields)`: for a server, what to answer of the spans; here it changes nothing. */
interface Select {
  kind: 'select';
  fields: Field[];
}

/** What is computed of one span. */
export type Expression = Literal | Field | Operation | Unary | Failed | Tag;

/** `left operator right`. */
export interface Operation {
  kind: 'operation';
  operator: Operator;
  left: Expression;
  right: Expression;
}

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '^';
export type Operator = Comparison | Arithmetic | '=~' | '!~' | '&&' | '||';

/** `-operand` or `!operand`; a minus before a number is part of the number. */
interface Unary {
  kind: 'unary';
  operator: '-' | '!';
  operand: Expression;
}

/** A value as it is written. */
export type Literal =
  | { kind: 'literal'; type: 'nil' }
  | { kind: 'literal'; type: 'boolean'; value: boolean }
  | { kind: 'literal'; type: 'int'; value: bigint }
  | { kind: 'literal'; type: 'float'; value: number }
  /** Nanoseconds. */
  | { kind: 'literal'; type: 'duration'; value: number }
  | { kind: 'literal'; type: 'string'; value: string }
  | { kind: 'literal'; type: 'status'; value: StatusName }
  | { kind: 'literal'; type: 'kind'; value: KindName };

export type StatusName = 'error' | 'ok' | 'unset';
export type KindName = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** What is read of a span. */
export type Field = Attribute | Intrinsic;

/** `span.key`; with the scope `any`, `.key`: of the span or, if it has none, of its resource. */
export interface Attribute {
  kind: 'attribute';
  scope: AttributeScope;
  key: string;
}

export type AttributeScope = 'any' | 'span' | 'resource' | 'event' | 'link' | 'instrumentation';

/** A field that every span has, under the name it has with its scope. */
export interface Intrinsic {
  kind: 'intrinsic';
  name: IntrinsicName;
}

/**
 * Intrinsic fields. `name` and `span:name` are one; the scoped name stands for both, but for `nestedSet…`, which have none.
 * `rootDuration` is the length of the root span, which the flags mean; it can't be written and reads as `trace:duration`.
 */
export type IntrinsicName =
  | 'span:duration'
  | 'span:name'
  | 'span:kind'
  | 'span:status'
  | 'span:statusMessage'
  | 'span:id'
  | 'span:parentID'
  | 'span:childCount'
  | 'trace:duration'
  | 'trace:rootName'
  | 'trace:rootService'
  | 'trace:id'
  | 'event:name'
  | 'event:timeSinceStart'
  | 'link:traceID'
  | 'link:spanID'
  | 'instrumentation:name'
  | 'instrumentation:version'
  | 'nestedSetLeft'
  | 'nestedSetRight'
  | 'nestedSetParent'
  | 'rootDuration';

/** The span failed, by any sign of it, not its status alone: `--errors`. It can't be written and reads as `status = error`. */
interface Failed {
  kind: 'failed';
}

/**
 * The span or its resource has an attribute whose value is written like this, whatever its type: `--tag`. It can't be
 * written and reads as comparisons with each type that the text may be.
 */
export interface Tag {
  kind: 'tag';
  key: string;
  value: string;
}

/** The condition of `{}`. */
export const always: Literal = { kind: 'literal', type: 'boolean', value: true };

/** `left operator right`. */
export function operation(operator: Operator, left: Expression, right: Expression): Operation {
  return { kind: 'operation', operator, left, right };
}

/** A string as a literal. */
export function text(value: string): Literal {
  return { kind: 'literal', type: 'string', value };
}

/** A length of time as a literal; nanoseconds. */
export function duration(value: number): Literal {
  return { kind: 'literal', type: 'duration', value };
}

/** Expressions joined by an operator, from the left; undefined for none. */
export function joined(operator: '&&' | '||', operands: readonly Expression[]): Expression | undefined {
  return operands.length === 0
    ? undefined
    : operands.reduce((left, right) => operation(operator, left, right));
}
