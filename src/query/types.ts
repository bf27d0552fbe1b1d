/** Which operators take which types, as Tempo 2.8 and 3.0 check it before they run a query. */
import type { Operator } from './ast.ts';
import type { StaticType } from './intrinsics.ts';

/** The type that an operation has. */
export function operationType(operator: Operator, left: StaticType, right: StaticType): StaticType {
  if (!isArithmetic(operator)) return 'boolean';
  return left === 'attribute' ? right : left;
}

/** Whether two operands can stand on either side of an operator at all. */
export function canMeet(left: StaticType, right: StaticType): boolean {
  if (left === right || left === 'attribute' || right === 'attribute') return true;
  return left === 'nil' || right === 'nil' || (isNumeric(left) && isNumeric(right));
}

/** Whether an operator takes operands of a type. */
export function takes(operator: Operator, type: StaticType): boolean {
  const isEquality = operator === '=' || operator === '!=';
  switch (type) {
    case 'attribute':
      return true;
    case 'boolean':
      return isEquality || operator === '&&' || operator === '||';
    case 'int':
    case 'float':
    case 'duration':
      return operator !== '&&' && operator !== '||' && operator !== '=~' && operator !== '!~';
    case 'string':
      return !isArithmetic(operator) && operator !== '&&' && operator !== '||';
    default:
      return isEquality;
  }
}

export function isNumeric(type: StaticType): boolean {
  return type === 'int' || type === 'float' || type === 'duration';
}

function isArithmetic(operator: Operator): boolean {
  return '+-*/%^'.includes(operator);
}

/** A type in a sentence. */
export const typeTexts: Record<StaticType, string> = {
  attribute: 'an attribute',
  nil: 'nil',
  boolean: 'true or false',
  int: 'a whole number',
  float: 'a number',
  duration: 'a duration such as 250ms',
  string: 'a string in double quotes',
  status: 'error, ok or unset',
  kind: 'server, client, internal, producer, consumer or unspecified',
};
