/**
 * How tightly operators bind, as in Tempo's grammar: `&&` and `||` alike, comparisons, sums, products, powers. Operators of
 * one rank group from the left, powers from the right. A minus before an operand binds like a sum and `!` just above it, so
 * `-a * b` is `-(a * b)` and `!a = b` is `(!a) = b`.
 */
import type { Operator } from './ast.ts';

/** Rank of `-` before an operand. */
export const signBinding = 3;

/** Rank of `!` before an operand. */
export const notBinding = 4;

/** Rank of an operator between two operands; a higher one binds more tightly. */
export function binding(operator: Operator): number {
  switch (operator) {
    case '&&':
    case '||':
      return 1;
    case '+':
    case '-':
      return 3;
    case '*':
    case '/':
    case '%':
      return 5;
    case '^':
      return 6;
    default:
      return 2;
  }
}
