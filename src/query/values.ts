/**
 * Values of expressions, and what operators make of them.
 *
 *   int                bigint, of 64 bits
 *   float, duration    number; a duration is in nanoseconds
 *   status, kind       one symbol each
 *   array              of one type; a comparison holds of it if it holds of one element
 *   nil                undefined; no comparison holds of it
 */
import type { Arithmetic, Comparison, KindName, StatusName } from './ast.ts';

export type Value = undefined | boolean | string | bigint | number | symbol | readonly Value[];

/** The value of a status by its name. */
export const statusValues: Record<StatusName, symbol> = {
  unset: Symbol('unset'),
  ok: Symbol('ok'),
  error: Symbol('error'),
};

/** The value of a kind by its name. */
export const kindValues: Record<KindName, symbol> = {
  unspecified: Symbol('unspecified'),
  internal: Symbol('internal'),
  server: Symbol('server'),
  client: Symbol('client'),
  producer: Symbol('producer'),
  consumer: Symbol('consumer'),
};

/** Whether a comparison holds. Values of different types are neither equal nor unequal, but for numbers. */
export function compare(operator: Comparison, left: Value, right: Value): boolean {
  if (isArray(left)) return left.some((item) => compare(operator, item, right));
  if (isArray(right)) return right.some((item) => compare(operator, left, item));
  if (left === undefined || right === undefined) return false;
  if (isNumber(left) && isNumber(right))
    return holds(operator, left < right ? -1 : left > right ? 1 : left == right ? 0 : NaN);
  if (typeof left === 'string' && typeof right === 'string') return holds(operator, compareText(left, right));
  if (typeof left !== typeof right) return false;
  return operator === '=' ? left === right : operator === '!=' && left !== right;
}

/** Whether an operator holds where the left side is smaller (-1), equal (0), larger (1) or not comparable (NaN). */
function holds(operator: Comparison, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

/** Order of texts by their bytes, which is not that of UTF-16. */
function compareText(left: string, right: string): number {
  return left === right ? 0 : Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** The result of an operator on two numbers; undefined where there is none. */
export function calculate(operator: Arithmetic, left: Value, right: Value): Value {
  if (typeof left === 'bigint' && typeof right === 'bigint') return calculateInt(operator, left, right);
  if (!isNumber(left) || !isNumber(right)) return undefined;
  const [a, b] = [Number(left), Number(right)];
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return a ** b;
  }
}

function calculateInt(operator: Arithmetic, left: bigint, right: bigint): Value {
  switch (operator) {
    case '+':
      return BigInt.asIntN(64, left + right);
    case '-':
      return BigInt.asIntN(64, left - right);
    case '*':
      return BigInt.asIntN(64, left * right);
    case '/':
      return right === 0n ? undefined : BigInt.asIntN(64, left / right);
    case '%':
      return right === 0n ? undefined : left % right;
    default:
      // Tempo 2.8 and 3.0 have the operands of a power of integers the wrong way round: 2 ^ 3 is 9.
      return power(right, left);
  }
}

/** base ** exponent in 64 bits; 1 for exponents below 1. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = BigInt.asIntN(64, result * square);
    square = BigInt.asIntN(64, square * square);
  }
  return result;
}

/** The number with its sign changed; undefined for what is none. */
export function negate(value: Value): Value {
  return typeof value === 'bigint'
    ? BigInt.asIntN(64, -value)
    : typeof value === 'number'
      ? -value
      : undefined;
}

export function isNumber(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

export function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** A text that two values share if they are of one type and equal. */
export function groupKey(value: Value): string {
  if (isArray(value)) return `[${value.map(groupKey).join(',')}]`;
  return typeof value === 'string' ? JSON.stringify(value) : `${typeof value} ${String(value)}`;
}
