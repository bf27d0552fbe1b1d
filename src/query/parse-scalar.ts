/** Figures of spansets: aggregates, numbers, and arithmetic between them. */
import type { Aggregate, AggregateFunction, Arithmetic, Comparison, Scalar } from './ast.ts';
import { negated, parseLiteral, parseSpanExpression } from './parse-expression.ts';
import { binding } from './precedence.ts';
import type { TokenReader } from './token-reader.ts';
import { isNumeric } from './types.ts';

const functions = new Set<string>(['count', 'avg', 'max', 'min', 'sum']);
const comparisons = new Set<string>(['=', '!=', '<', '<=', '>', '>=']);
const arithmetic = new Set<string>(['+', '-', '*', '/', '%', '^']);

/** Operators in a row; what walks the tree calls itself for each. */
const longest = 1000;

/** Whether an aggregate or a number is in view. */
export function startsScalar(tokens: TokenReader): boolean {
  const { token } = tokens;
  if (token.kind === 'word') return functions.has(token.text);
  return token.kind === 'int' || token.kind === 'float' || token.kind === 'duration' || tokens.sees('-');
}

export function isComparison(operator: string): operator is Comparison {
  return comparisons.has(operator);
}

/** Reads an aggregate, if one is in view. */
export function parseAggregate(tokens: TokenReader): Aggregate | undefined {
  const { token } = tokens;
  const name = token.kind === 'word' ? functionOf(token.text) : undefined;
  if (name === undefined) return undefined;
  tokens.take();
  tokens.require('(', 'expected (');
  const of = name === 'count' ? undefined : parseSpanExpression(tokens, true);
  tokens.require(')', 'expected )');
  return { kind: 'aggregate', function: name, of };
}

/** Reads a number, which may have a minus. */
export function parseNumber(tokens: TokenReader): Scalar {
  const { at } = tokens.token;
  const isNegative = tokens.takes('-');
  if (!startsScalar(tokens) || tokens.token.kind === 'word')
    throw tokens.unexpected('expected a number or a figure such as count()');
  const literal = parseLiteral(tokens);
  if (!isNumeric(literal.type)) throw tokens.error(at, 'expected a number');
  return isNegative ? (negated(literal) ?? literal) : literal;
}

/** Reads arithmetic behind a first operand, of operators that bind at least as tightly as `least`. */
export function parseScalarRest(
  tokens: TokenReader,
  first: Scalar,
  least: number,
  unit: () => Scalar,
): Scalar {
  let left = first;
  for (let length = 1; ; length++) {
    const operator = operatorOf(tokens.symbol);
    if (operator === undefined || binding(operator) < least) return left;
    if (length > longest)
      throw tokens.unexpected(`this is operator ${length} of at most ${longest} in a row`);
    tokens.take();
    const next = binding(operator) + (operator === '^' ? 0 : 1);
    const right = tokens.nested(() => parseScalarRest(tokens, unit(), next, unit));
    left = { kind: 'arithmetic', operator, left, right };
  }
}

/** Whether the figure of a pipeline of its own is part of a scalar. */
export function hasFigure(scalar: Scalar): boolean {
  if (scalar.kind === 'arithmetic') return hasFigure(scalar.left) || hasFigure(scalar.right);
  return scalar.kind === 'figure';
}

function functionOf(text: string): AggregateFunction | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the set has all functions and nothing else
  return functions.has(text) ? (text as AggregateFunction) : undefined;
}

function operatorOf(text: string): Arithmetic | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the set has all operators and nothing else
  return arithmetic.has(text) ? (text as Arithmetic) : undefined;
}
