/** What stands between braces: fields, values and operators between them, checked for their types on the way. */
import type { Expression, Field, KindName, Literal, Operator, StatusName } from './ast.ts';
import { readsSpan } from './fields.ts';
import { intrinsics, intrinsicsBySpelling, type StaticType } from './intrinsics.ts';
import { binding, notBinding, signBinding } from './precedence.ts';
import { checkRegex } from './regex.ts';
import type { TokenReader } from './token-reader.ts';
import { canMeet, isNumeric, operationType, takes, typeTexts } from './types.ts';

/** An expression with what the checks need to know of it. */
interface Typed {
  node: Expression;
  type: StaticType;
  /** Where it starts. */
  at: number;
  /** Operators within each other. */
  depth: number;
}

/** Chains such as `a || b || c` are as deep as they are long; what walks the tree calls itself for each level. */
const deepest = 1000;

const operators = new Set<string>([
  '&&',
  '||',
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '=~',
  '!~',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
]);
const statuses = new Set<string>(['error', 'ok', 'unset']);
const kinds = new Set<string>(['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']);

/** Reads an expression that has to be true or false, up to the brace behind it. */
export function parseCondition(tokens: TokenReader): Expression {
  const { node, type, at } = parseExpression(tokens);
  if (!tokens.sees('}')) throw tokens.unexpected('expected an operator, such as = or &&, or }');
  if (type === 'attribute' || type === 'boolean') return node;
  throw tokens.error(at, 'expected something that is true or false, such as name = "x"', wrongType);
}

/** Reads an expression that reads the span; with `isNumber`, one that may be a number. */
export function parseSpanExpression(tokens: TokenReader, isNumber: boolean): Expression {
  const { node, type, at } = parseExpression(tokens);
  if (isNumber && type !== 'attribute' && !isNumeric(type))
    throw tokens.error(at, 'expected a number: a duration or an attribute', wrongType);
  if (!readsSpan(node)) throw tokens.error(at, 'expected a field of the span', wrongType);
  return node;
}

const wrongType = { what: 'wrong type' };

/** Reads operators that bind at least as tightly as `least`, and their operands. */
function parseExpression(tokens: TokenReader, least = 0): Typed {
  let left = tokens.nested(() => parseOperand(tokens));
  for (;;) {
    const operator = operatorOf(tokens.symbol);
    if (operator === undefined || binding(operator) < least) return left;
    const { at } = tokens.take();
    const isRightToLeft = operator === '^';
    const right = tokens.nested(() => parseExpression(tokens, binding(operator) + (isRightToLeft ? 0 : 1)));
    left = checkedOperation(tokens, operator, left, right, at);
  }
}

function operatorOf(text: string): Operator | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the set has all operators and nothing else
  return operators.has(text) ? (text as Operator) : undefined;
}

function parseOperand(tokens: TokenReader): Typed {
  const { at } = tokens.token;
  if (tokens.takes('(')) return parseInParentheses(tokens);
  if (tokens.takes('!')) return checkedNot(tokens, parseExpression(tokens, notBinding + 1), at);
  if (tokens.takes('-')) return checkedMinus(tokens, parseExpression(tokens, signBinding + 1), at);
  return parseLeaf(tokens);
}

function parseInParentheses(tokens: TokenReader): Typed {
  const inner = parseExpression(tokens);
  tokens.require(')', 'expected an operator or )');
  if (inner.type === 'nil') throw tokens.error(inner.at, 'nil has to stand right beside = or !=');
  return inner;
}

function parseLeaf(tokens: TokenReader): Typed {
  const { token } = tokens;
  const { at } = token;
  const leaf = (node: Expression, type: StaticType): Typed => ({ node, type, at, depth: 0 });
  switch (token.kind) {
    case 'attribute':
    case 'scoped':
      return leaf(parseField(tokens), fieldTypeOf(token.kind === 'scoped' ? token.text : undefined));
    case 'string':
      tokens.take();
      return leaf({ kind: 'literal', type: 'string', value: token.value }, 'string');
    case 'int':
      tokens.take();
      return leaf({ kind: 'literal', type: 'int', value: token.value }, 'int');
    case 'float':
    case 'duration':
      tokens.take();
      return leaf({ kind: 'literal', type: token.kind, value: token.value }, token.kind);
    case 'word': {
      const literal = wordLiteral(token.text);
      if (literal === undefined) return leaf(parseField(tokens), fieldTypeOf(token.text));
      tokens.take();
      return leaf(literal, literal.type);
    }
    default:
      throw tokens.unexpected('expected a value or a field');
  }
}

/** Reads a literal as hints have them: without a sign. */
export function parseLiteral(tokens: TokenReader): Literal {
  const { node, at } = parseLeaf(tokens);
  if (node.kind !== 'literal' || node.type === 'nil') throw tokens.error(at, 'expected a value');
  return node;
}

/** Reads one field. */
export function parseField(tokens: TokenReader): Field {
  const { token } = tokens;
  if (token.kind === 'attribute') {
    tokens.take();
    return { kind: 'attribute', scope: token.scope, key: token.key };
  }
  if (token.kind !== 'word' && token.kind !== 'scoped') throw tokens.unexpected('expected a field');
  const name = intrinsicsBySpelling.get(token.text);
  if (name === undefined)
    throw unknownField(tokens, token.text, token.kind === 'scoped' ? token.wordAt : token.at);
  tokens.take();
  return { kind: 'intrinsic', name };
}

function fieldTypeOf(spelling: string | undefined): StaticType {
  const name = spelling === undefined ? undefined : intrinsicsBySpelling.get(spelling);
  return name === undefined ? 'attribute' : intrinsics[name].type;
}

function unknownField(tokens: TokenReader, text: string, at: number): Error {
  const what = 'unknown field';
  if (text === 'parent')
    return tokens.error(at, 'the parent cannot be asked for, in Tempo neither', {
      what: 'unsupported field',
      hint: 'ask for both spans: { span.a = 1 } > { span.b = 2 }',
    });
  if (text === 'childCount') return tokens.error(at, 'expected span:childCount', { what });
  const [scope, name] = text.split(':');
  if (name === undefined) {
    const [key = text] = /^[^\s{}()=~!<>&|^,"]+/.exec(tokens.query.slice(at)) ?? [];
    const hint = `attributes start with a dot or a scope: .${key}, span.${key} or resource.${key}`;
    return tokens.error(at, 'expected a field or a value', { what, hint });
  }
  const known = [...intrinsicsBySpelling.keys()].filter((spelling) => spelling.startsWith(`${scope}:`));
  const names = known.map((spelling) => spelling.slice(scope.length + 1));
  return tokens.error(at, `expected ${names.join(', ')}`, { what });
}

function wordLiteral(word: string): Literal | undefined {
  if (word === 'nil') return { kind: 'literal', type: 'nil' };
  if (word === 'true' || word === 'false')
    return { kind: 'literal', type: 'boolean', value: word === 'true' };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the set has the names and nothing else
  if (statuses.has(word)) return { kind: 'literal', type: 'status', value: word as StatusName };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the set has the names and nothing else
  if (kinds.has(word)) return { kind: 'literal', type: 'kind', value: word as KindName };
  return undefined;
}

function checkedNot(tokens: TokenReader, operand: Typed, at: number): Typed {
  if (operand.type !== 'boolean' && operand.type !== 'attribute')
    throw tokens.error(operand.at, 'expected something that is true or false behind !', wrongType);
  return {
    node: { kind: 'unary', operator: '!', operand: operand.node },
    type: operand.type,
    at,
    depth: deeper(tokens, operand, operand, at),
  };
}

function checkedMinus(tokens: TokenReader, operand: Typed, at: number): Typed {
  if (!isNumeric(operand.type) && operand.type !== 'attribute')
    throw tokens.error(operand.at, 'expected a number behind -', wrongType);
  const signed: Expression = { kind: 'unary', operator: '-', operand: operand.node };
  const node = negated(operand.node) ?? signed;
  return { node, type: operand.type, at, depth: deeper(tokens, operand, operand, at) };
}

/** A number with its sign changed; undefined for what is no number. */
export function negated(node: Expression): Literal | undefined {
  if (node.kind !== 'literal') return undefined;
  switch (node.type) {
    case 'int':
      return { kind: 'literal', type: 'int', value: -node.value };
    case 'float':
      return { kind: 'literal', type: 'float', value: -node.value };
    case 'duration':
      // 0s has no sign to keep.
      return { kind: 'literal', type: 'duration', value: 0 - node.value };
    default:
      return undefined;
  }
}

function checkedOperation(
  tokens: TokenReader,
  operator: Operator,
  left: Typed,
  right: Typed,
  at: number,
): Typed {
  for (const [side, other] of [
    [left, right],
    [right, left],
  ]) {
    if (side.type === 'nil' && operator !== '=' && operator !== '!=')
      throw tokens.error(side.at, 'nil goes with = and != only');
    if (!takes(operator, side.type))
      throw tokens.error(at, `${operator} does not go with ${typeTexts[side.type]}`, wrongType);
    if (!canMeet(side.type, other.type))
      throw tokens.error(right.at, `expected ${typeTexts[left.type]}`, wrongType);
  }
  if (operator === '=~' || operator === '!~') checkPattern(tokens, right);
  return {
    node: { kind: 'operation', operator, left: left.node, right: right.node },
    type: operationType(operator, left.type, right.type),
    at: left.at,
    depth: deeper(tokens, left, right, at),
  };
}

/** Patterns come from the user; one from a trace could be made to take forever. */
function checkPattern(tokens: TokenReader, { node, at }: Typed): void {
  if (node.kind !== 'literal' || node.type !== 'string')
    throw tokens.error(at, 'expected a regular expression in double quotes');
  const problem = checkRegex(node.value);
  if (problem !== undefined) throw tokens.error(at, problem, { what: 'invalid regular expression' });
}

function deeper(tokens: TokenReader, left: Typed, right: Typed, at: number): number {
  const depth = Math.max(left.depth, right.depth) + 1;
  if (depth > deepest) throw tokens.error(at, `this is operator ${depth} of at most ${deepest} in a row`);
  return depth;
}
