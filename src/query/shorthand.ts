import type { Nanos } from '../model/time.ts';
/** Flags as a query, and queries joined, so that every way to pick traces is one language. */
import {
  type Attribute,
  duration,
  type Expression,
  type Intrinsic,
  joined,
  operation,
  type Query,
  type SpansetExpression,
  type Stage,
  text,
} from './ast.ts';

/** Flags that stand for conditions on spans and on the length of a trace. */
export interface ShorthandFlags {
  service?: string;
  operation?: string;
  minDuration?: Nanos;
  maxDuration?: Nanos;
  errors?: boolean;
  tag?: { key: string; value: string }[];
}

const serviceName: Attribute = { kind: 'attribute', scope: 'resource', key: 'service.name' };
const spanName: Intrinsic = { kind: 'intrinsic', name: 'span:name' };
const rootDuration: Intrinsic = { kind: 'intrinsic', name: 'rootDuration' };

/** The flags as one filter: what asks for spans has to hold of one span at once. Undefined where no flag is given. */
export function shorthandQuery(flags: ShorthandFlags): Query | undefined {
  const parts: Expression[] = [];
  if (flags.service !== undefined) parts.push(operation('=', serviceName, text(flags.service)));
  if (flags.operation !== undefined) parts.push(operation('=', spanName, text(flags.operation)));
  if (flags.errors) parts.push({ kind: 'failed' });
  for (const { key, value } of flags.tag ?? []) parts.push({ kind: 'tag', key, value });
  const { minDuration, maxDuration } = flags;
  if (minDuration !== undefined) parts.push(operation('>=', rootDuration, duration(minDuration)));
  if (maxDuration !== undefined) parts.push(operation('<=', rootDuration, duration(maxDuration)));
  const condition = joined('&&', parts);
  return condition && { stages: [{ kind: 'filter', condition }], hints: [] };
}

/** A query for the traces that match each of some; undefined if there are none. Absent queries ask for nothing. */
export function allOf(queries: readonly (Query | undefined)[]): Query | undefined {
  const given = queries.filter((query) => query !== undefined);
  if (given.length <= 1) return given[0];
  // Pipelines come first: Tempo's grammar takes `({} | count() > 2) && ({ .a })`, and not the other way round.
  const operands = given.map(({ stages }) => operand(stages)).sort((a, b) => rank(a) - rank(b));
  const wrapped = rank(operands[0]) === 0 ? operands.map(asPipeline) : operands;
  const all = wrapped.reduce((left, right) => ({ kind: 'spansets', operator: '&&', left, right }));
  return { stages: [all], hints: given.flatMap(({ hints }) => hints) };
}

/** Stages as one side of an operator. */
function operand(stages: Stage[]): SpansetExpression {
  const [only] = stages;
  const isExpression = only.kind === 'filter' || only.kind === 'spansets' || only.kind === 'pipeline';
  return stages.length === 1 && isExpression ? only : { kind: 'pipeline', stages };
}

function asPipeline(expression: SpansetExpression): SpansetExpression {
  return expression.kind === 'pipeline' || hasPipeline(expression)
    ? expression
    : { kind: 'pipeline', stages: [expression] };
}

function rank(expression: SpansetExpression): number {
  return hasPipeline(expression) ? 0 : 1;
}

/** Whether a pipeline in parentheses is part of an expression. */
function hasPipeline(expression: SpansetExpression): boolean {
  if (expression.kind === 'pipeline') return true;
  if (expression.kind === 'filter') return false;
  return hasPipeline(expression.left) || hasPipeline(expression.right);
}
