/** Expressions as functions of the span that a cursor is on, with everything looked up that does not depend on the span. */
import { AttributeType } from '../model/attributes.ts';
import { SpanFlag } from '../model/kinds.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { Arithmetic, Comparison, Expression, Field, Literal, Operation, Operator, Tag } from './ast.ts';
import { attributeFinder, type Finder } from './attribute-finders.ts';
import { AttributeValues, literalValue, textTest } from './attribute-values.ts';
import { flipped } from './flipped.ts';
import { type Getter, intrinsicFinder, intrinsicGetter } from './intrinsic-values.ts';
import { someSide } from './side-rows.ts';
import type { SpanCursor } from './span-cursor.ts';
import { calculate, compare, negate, type Value } from './values.ts';

/** Whether something holds of the cursor's span. */
export type Test = (span: SpanCursor) => boolean;

/** Compiles the expressions of one query for one store; values that were decoded once are shared between them. */
export class ExpressionCompiler {
  private readonly store: SpanStore;
  private readonly values: AttributeValues;

  constructor(store: SpanStore) {
    this.store = store;
    this.values = new AttributeValues(store.strings);
  }

  /** Whether a condition holds: of the span or, if it reads events or links, of it with one event and one link. */
  condition(expression: Expression): Test {
    return someSide(expression, this.test(expression));
  }

  /** The value of an expression: if it reads events or links, with the first that gives one. */
  figure(expression: Expression): Getter {
    const get = this.getter(expression);
    let value: Value;
    const isThere = someSide(expression, (span) => (value = get(span)) !== undefined);
    return (span) => (isThere(span) ? value : undefined);
  }

  private test(expression: Expression): Test {
    switch (expression.kind) {
      case 'operation':
        return this.operationTest(expression);
      case 'failed':
        return ({ trace, i }) => (trace.flags[i] & SpanFlag.error) !== 0;
      case 'tag':
        return this.tagTest(expression);
      case 'unary': {
        const get = this.getter(expression.operand);
        return expression.operator === '!' ? (span) => get(span) === false : () => false;
      }
      default: {
        const get = this.getter(expression);
        return (span) => get(span) === true;
      }
    }
  }

  private operationTest(expression: Operation): Test {
    const { operator, left, right } = expression;
    switch (operator) {
      case '&&': {
        const [first, second] = [this.test(left), this.test(right)];
        return (span) => first(span) && second(span);
      }
      case '||': {
        const [first, second] = [this.test(left), this.test(right)];
        return (span) => first(span) || second(span);
      }
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
      case '^':
        return () => false;
      default:
        return this.comparisonTest(operator, folded(left), folded(right));
    }
  }

  private comparisonTest(operator: Comparison | '=~' | '!~', left: Expression, right: Expression): Test {
    if (isNil(left) || isNil(right)) return this.presenceTest(operator, isNil(left) ? right : left);
    if (right.kind === 'literal') return this.literalTest(operator, left, right);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- flipped, a comparison is a comparison
    if (left.kind === 'literal') return this.literalTest(flipped(operator) as Comparison, right, left);
    const [getLeft, getRight] = [this.getter(left), this.getter(right)];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- patterns are literals
    return (span) => compare(operator as Comparison, getLeft(span), getRight(span));
  }

  private presenceTest(operator: Operator, expression: Expression): Test {
    if (isNil(expression)) return () => false;
    const get = this.getter(expression);
    const isThere = someSide(expression, (span) => get(span) !== undefined);
    return operator === '=' ? (span) => !isThere(span) : isThere;
  }

  /** An attribute or a text is compared as it stands in the store, anything else by value. */
  private literalTest(operator: Comparison | '=~' | '!~', left: Expression, literal: Literal): Test {
    const find = this.finder(left);
    if (find) {
      const passes = this.values.literalTest(operator, literal);
      return (span) => find(span) && passes(span.type, span.value);
    }
    const get = this.getter(left);
    if (operator === '=~' || operator === '!~') {
      const passes = textTest(operator, literal.type === 'string' ? literal.value : '');
      return (span) => passes(get(span));
    }
    if (isId(left) && (operator === '=' || operator === '!=') && literal.type === 'string') {
      const wanted = bareId(literal.value);
      return (span) => compare(operator, bareIdOf(get(span)), wanted);
    }
    const value = literalValue(literal);
    return (span) => compare(operator, get(span), value);
  }

  private finder(expression: Expression): Finder | undefined {
    if (expression.kind === 'attribute') return attributeFinder(this.store, expression.scope, expression.key);
    return expression.kind === 'intrinsic' ? intrinsicFinder(this.store, expression.name) : undefined;
  }

  private getter(expression: Expression): Getter {
    switch (expression.kind) {
      case 'literal': {
        const value = literalValue(expression);
        return () => value;
      }
      case 'attribute':
      case 'intrinsic':
        return this.fieldGetter(expression);
      case 'unary':
        return expression.operator === '-' ? this.negation(expression.operand) : this.test(expression);
      case 'operation': {
        const { operator } = expression;
        return isArithmetic(operator) ? this.arithmetic(operator, expression) : this.test(expression);
      }
      default:
        return this.test(expression);
    }
  }

  private fieldGetter(field: Field): Getter {
    const find = this.finder(field);
    const { values } = this;
    if (find) return (span) => (find(span) ? values.decode(span.type, span.value) : undefined);
    if (field.kind === 'intrinsic') return intrinsicGetter(field.name);
    return () => undefined;
  }

  private negation(operand: Expression): Getter {
    const get = this.getter(operand);
    return (span) => negate(get(span));
  }

  private arithmetic(operator: Arithmetic, { left, right }: Operation): Getter {
    const [getLeft, getRight] = [this.getter(left), this.getter(right)];
    return (span) => calculate(operator, getLeft(span), getRight(span));
  }

  /** Whatever the type of a value: as it is written. Of the span or, beside it, of its resource. */
  private tagTest({ key, value: text }: Tag): Test {
    const { strings } = this.store;
    const finders = [attributeFinder(this.store, 'span', key), attributeFinder(this.store, 'resource', key)];
    const isWritten = (type: number, value: number): boolean => {
      if (type === AttributeType.bool) return String(value !== 0) === text;
      if (type === AttributeType.empty) return false;
      const written = strings.text(value);
      return written === text || (type === AttributeType.double && Number(written) === Number(text));
    };
    return (span) => finders.some((find) => find(span) && isWritten(span.type, span.value));
  }
}

function isArithmetic(operator: Operator): operator is Arithmetic {
  return '+-*/%^'.includes(operator);
}

function isNil(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.type === 'nil';
}

/** A calculation of literals as the literal that it gives; nil where it gives none. */
function folded(expression: Expression): Expression {
  if (expression.kind === 'unary' && expression.operator === '-') {
    const operand = folded(expression.operand);
    return operand.kind === 'literal' ? numberLiteral(negate(literalValue(operand))) : expression;
  }
  if (expression.kind !== 'operation' || !isArithmetic(expression.operator)) return expression;
  const [left, right] = [folded(expression.left), folded(expression.right)];
  if (left.kind !== 'literal' || right.kind !== 'literal') return expression;
  return numberLiteral(calculate(expression.operator, literalValue(left), literalValue(right)));
}

function numberLiteral(value: Value): Literal {
  if (typeof value === 'bigint') return { kind: 'literal', type: 'int', value };
  return typeof value === 'number'
    ? { kind: 'literal', type: 'float', value }
    : { kind: 'literal', type: 'nil' };
}

function isId(expression: Expression): boolean {
  return expression.kind === 'intrinsic' && /id$/i.test(expression.name);
}

/** Leading zeros and the case of an id mean nothing. */
function bareId(id: string): string {
  return id.toLowerCase().replace(/^0+(?=.)/, '');
}

function bareIdOf(value: Value): Value {
  return typeof value === 'string' ? bareId(value) : undefined;
}
