/** `--tag key=value`: a value that is written without its type. */
import { type Attribute, type Expression, type Literal, operation, type Tag, text } from './ast.ts';

const int64 = { least: -(2n ** 63n) + 1n, most: 2n ** 63n - 1n };

/** A tag as comparisons of TraceQL, one for each type that the text may have. */
export function tagCondition({ key, value }: Tag): Expression {
  const field: Attribute = { kind: 'attribute', scope: 'any', key };
  const literals = [text(value), ...typedLiterals(value)];
  return literals
    .map((literal): Expression => operation('=', field, literal))
    .reduce((left, right) => operation('||', left, right));
}

function typedLiterals(value: string): Literal[] {
  if (value === 'true' || value === 'false')
    return [{ kind: 'literal', type: 'boolean', value: value === 'true' }];
  const literals: Literal[] = [];
  const integer = /^-?\d{1,19}$/.test(value) ? BigInt(value) : undefined;
  if (integer !== undefined && String(integer) === value && integer >= int64.least && integer <= int64.most)
    literals.push({ kind: 'literal', type: 'int', value: integer });
  const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value);
  if (isNumber && Number.isFinite(Number(value)))
    literals.push({ kind: 'literal', type: 'float', value: Number(value) });
  return literals;
}
