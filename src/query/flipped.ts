/** Comparisons read from the other side. */
import type { Operator } from './ast.ts';

/** The operator that says the same with its operands swapped; those that have none stay as they are. */
export function flipped(operator: Operator): Operator {
  switch (operator) {
    case '<':
      return '>';
    case '<=':
      return '>=';
    case '>':
      return '<';
    case '>=':
      return '<=';
    default:
      return operator;
  }
}
