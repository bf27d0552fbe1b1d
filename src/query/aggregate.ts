/** Figures of the values that the spans of a set have. */
import type { AggregateFunction } from './ast.ts';
import { isNumber, type Value } from './values.ts';

/** A figure of the numbers among some values; nil where there is none. */
export function aggregate(name: Exclude<AggregateFunction, 'count'>, values: readonly Value[]): Value {
  const numbers = values.filter(isNumber);
  if (numbers.length === 0) return undefined;
  switch (name) {
    case 'max':
      return numbers.reduce((most, number) => (number > most ? number : most));
    case 'min':
      return numbers.reduce((least, number) => (number < least ? number : least));
    case 'sum':
      return sum(numbers);
    default:
      return Number(sum(numbers)) / numbers.length;
  }
}

/** Exact where all are integers. */
function sum(numbers: readonly (number | bigint)[]): number | bigint {
  const whole = numbers.filter((number) => typeof number === 'bigint');
  if (whole.length === numbers.length)
    return whole.reduce((total, number) => BigInt.asIntN(64, total + number));
  return numbers.reduce((total: number, number) => total + Number(number), 0);
}
