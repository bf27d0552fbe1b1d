/** A query as TraceQL that Tempo takes, in one line; read again, it is the same query. */
import {
  type Aggregate,
  type Attribute,
  type Expression,
  type Field,
  type Hint,
  type Literal,
  operation,
  type Query,
  type Scalar,
  type SpansetExpression,
  type Stage,
} from './ast.ts';
import { intrinsicText } from './intrinsics.ts';
import { durationText, floatText, keyText, quoted } from './literal-text.ts';
import { binding, notBinding, signBinding } from './precedence.ts';
import { tagCondition } from './tags.ts';

/** The text of a query. */
export function formatQuery({ stages, hints }: Query): string {
  const pipeline = stages.map(stageText).join(' | ');
  return hints.length === 0 ? pipeline : `${pipeline} with (${hints.map(hintText).join(', ')})`;
}

/** The text of an expression, without braces. */
export function formatExpression(expression: Expression): string {
  return expressionText(expression, 0);
}

function hintText({ name, value }: Hint): string {
  return `${name} = ${literalText(value)}`;
}

function stageText(stage: Stage): string {
  switch (stage.kind) {
    case 'group':
      return `by(${expressionText(stage.of, 0)})`;
    case 'coalesce':
      return 'coalesce()';
    case 'select':
      return `select(${stage.fields.map(fieldText).join(', ')})`;
    case 'scalar':
      return `${scalarText(stage.left, 0)} ${stage.operator} ${scalarText(stage.right, 0)}`;
    default:
      return spansetText(stage, 0);
  }
}

/** The text of an operand that is part of an operator binding as tightly as `around`. */
function spansetText(expression: SpansetExpression, around: number): string {
  if (expression.kind === 'pipeline') return `(${expression.stages.map(stageText).join(' | ')})`;
  if (expression.kind === 'filter') return filterText(expression.condition);
  const { operator, left, right } = expression;
  const own = operator === '&&' || operator === '||' ? binding('&&') : binding('=');
  const text = `${spansetText(left, own)} ${operator} ${spansetText(right, own + 1)}`;
  return own < around ? `(${text})` : text;
}

function filterText(condition: Expression): string {
  const isAlways = condition.kind === 'literal' && condition.type === 'boolean' && condition.value;
  return isAlways ? '{}' : `{ ${expressionText(condition, 0)} }`;
}

function scalarText(scalar: Scalar, around: number): string {
  switch (scalar.kind) {
    case 'literal':
      return operandText(scalar, around);
    case 'aggregate':
      return aggregateText(scalar);
    case 'figure':
      return `(${[...scalar.stages.map(stageText), aggregateText(scalar.aggregate)].join(' | ')})`;
    default: {
      const { operator, left, right } = scalar;
      return binaryText(operator, around, (side, own) => scalarText(side === 'left' ? left : right, own));
    }
  }
}

function aggregateText({ function: name, of }: Aggregate): string {
  return `${name}(${of ? expressionText(of, 0) : ''})`;
}

function expressionText(expression: Expression, around: number): string {
  switch (expression.kind) {
    case 'literal':
      return operandText(expression, around);
    case 'attribute':
    case 'intrinsic':
      return fieldText(expression);
    case 'failed':
      return expressionText(failedCondition, around);
    case 'tag':
      return expressionText(tagCondition(expression), around);
    case 'unary': {
      const own = expression.operator === '-' ? signBinding : notBinding;
      const text = expression.operator + expressionText(expression.operand, own + 1);
      return own < around ? `(${text})` : text;
    }
    default: {
      const { operator, left, right } = expression;
      return binaryText(operator, around, (side, own) => expressionText(side === 'left' ? left : right, own));
    }
  }
}

const failedCondition: Expression = operation(
  '=',
  { kind: 'intrinsic', name: 'span:status' },
  { kind: 'literal', type: 'status', value: 'error' },
);

/** Two operands and the operator between them, in parentheses where what is around binds more tightly. */
function binaryText(
  operator: Parameters<typeof binding>[0],
  around: number,
  operand: (side: 'left' | 'right', around: number) => string,
): string {
  const own = binding(operator);
  const isRightToLeft = operator === '^';
  const left = operand('left', isRightToLeft ? own + 1 : own);
  const right = operand('right', isRightToLeft ? own : own + 1);
  const text = `${left} ${operator} ${right}`;
  return own < around ? `(${text})` : text;
}

/** A literal; a minus binds less tightly than multiplication. */
function operandText(literal: Literal, around: number): string {
  const text = literalText(literal);
  return text.startsWith('-') && signBinding < around ? `(${text})` : text;
}

function literalText(literal: Literal): string {
  switch (literal.type) {
    case 'nil':
      return 'nil';
    case 'string':
      return quoted(literal.value);
    case 'duration':
      return durationText(literal.value);
    case 'float':
      return floatText(literal.value);
    default:
      return String(literal.value);
  }
}

function fieldText(field: Field): string {
  return field.kind === 'intrinsic' ? intrinsicText(field.name) : attributeText(field);
}

function attributeText({ scope, key }: Attribute): string {
  return scope === 'any' ? `.${keyText(key, true)}` : `${scope}.${keyText(key, false)}`;
}
