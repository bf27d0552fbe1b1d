/**
 * A query as alternatives of what a trace must have: `||` multiplied out, as far as that stays small. Whatever is left out
 * on the way makes a condition weaker, never wrong: a trace that matches the query satisfies one alternative in any case.
 */
import {
  type Expression,
  operation,
  type Operation,
  type Query,
  type Scalar,
  type SpansetExpression,
  type Stage,
  text,
} from './ast.ts';

/** Expressions that have to hold of one span at once. */
export type Conjunction = Expression[];

/** Conjunctions of which a trace must satisfy each, by one span or several. */
export type Alternative = Conjunction[];

/** More alternatives than these are not worth as many requests; conditions are left out instead. */
const most = 12;

/** The alternatives of a query: at least one holds of a trace that matches; none means that nothing can match. */
export function alternativesOf({ stages }: Query): Alternative[] {
  return ofStages(stages);
}

function ofStages(stages: readonly Stage[]): Alternative[] {
  return stages.map(ofStage).reduce(both, [[]]);
}

function ofStage(stage: Stage): Alternative[] {
  if (stage.kind === 'scalar') return both(ofScalar(stage.left), ofScalar(stage.right));
  if (stage.kind === 'filter' || stage.kind === 'spansets' || stage.kind === 'pipeline')
    return ofSpansets(stage);
  return [[]];
}

function ofScalar(scalar: Scalar): Alternative[] {
  if (scalar.kind === 'figure') return ofStages(scalar.stages);
  if (scalar.kind === 'arithmetic') return both(ofScalar(scalar.left), ofScalar(scalar.right));
  return [[]];
}

/** Every operator but `||` wants a span of both sides: `!>>` gives spans only where its left side has some, too. */
function ofSpansets(expression: SpansetExpression): Alternative[] {
  if (expression.kind === 'pipeline') return ofStages(expression.stages);
  if (expression.kind === 'filter') {
    return ofCondition(expression.condition).map((parts) => (parts.length === 0 ? [] : [parts]));
  }
  const left = ofSpansets(expression.left);
  const right = ofSpansets(expression.right);
  return expression.operator === '||' ? either(left, right) : both(left, right);
}

/** The conjunctions of which one has to hold for a condition to hold. */
function ofCondition(condition: Expression): Conjunction[] {
  if (condition.kind === 'literal') return condition.type === 'boolean' && condition.value ? [[]] : [];
  if (condition.kind === 'operation') {
    const { operator, left, right } = condition;
    if (operator === '&&') return both(ofCondition(left), ofCondition(right));
    if (operator === '||') return either(ofCondition(left), ofCondition(right));
    if (operator === '=~') return ofRegex(condition);
  }
  return [[condition]];
}

/** `field =~ "a|b"`, of plain words, as `field = "a" || field = "b"`. */
function ofRegex(condition: Operation): Conjunction[] {
  const { left, right } = condition;
  const isWords =
    right.kind === 'literal' && right.type === 'string' && /^[\w /:-]+(\|[\w /:-]+)*$/.test(right.value);
  if (!isWords) return [[condition]];
  const words = right.value.split('|');
  return words.length > most ? [[condition]] : words.map((word) => [operation('=', left, text(word))]);
}

/** What holds where one of two holds. */
function either<Item>(left: Item[][], right: Item[][]): Item[][] {
  const all = [...left, ...right];
  return all.length > most || all.some((one) => one.length === 0) ? [[]] : all;
}

/** What holds where both of two hold; of too many combinations, only the side with fewer alternatives is kept. */
function both<Item>(left: Item[][], right: Item[][]): Item[][] {
  if (left.length * right.length > most) return left.length <= right.length ? left : right;
  return left.flatMap((one) => right.map((other) => [...one, ...other]));
}
