/**
 * Stages, and the spansets and figures in them.
 *
 * Parentheses may hold an expression, or a pipeline as an operand. Where a pipeline is an operand, Tempo's grammar wants
 * every operand in parentheses and the pipeline first, and nothing piped on; what it refuses is refused here, too.
 */
import { always, type Scalar, type SpansetExpression, type SpansetOperator, type Stage } from './ast.ts';
import { parseCondition, parseField, parseSpanExpression } from './parse-expression.ts';
import {
  hasFigure,
  isComparison,
  parseAggregate,
  parseNumber,
  parseScalarRest,
  startsScalar,
} from './parse-scalar.ts';
import { binding } from './precedence.ts';
import type { TokenReader } from './token-reader.ts';

/** Operators within each other; a chain is as deep as it is long. */
const deepest = 1000;

const metrics = /^(?:rate|compare|topk|bottomk|[a-z]+_over_time)$/;

const relations = ['>', '>>', '<', '<<', '~'];
const operators = new Set<string>(['&&', '||', ...relations.flatMap((one) => [one, `!${one}`, `&${one}`])]);

/** A spanset expression with what the checks need to know of it. */
interface ParsedSpanset {
  node: SpansetExpression;
  at: number;
  depth: number;
  /** A pipeline of several stages, or one with them as an operand. */
  isPipeline: boolean;
  /** An operand stands without parentheses. */
  isBare: boolean;
}

/** Reads the stages of a query, up to its end or its hints. */
export function parseStages(tokens: TokenReader): Stage[] {
  const { stages, figure } = parsePipeline(tokens);
  if (figure) throw tokens.unexpected('expected an operator or a comparison, such as > 2');
  const [first] = stages;
  return stages.length === 1 && first.kind === 'pipeline' ? first.stages : stages;
}

/** Stages, and the figure they end with if it is compared with nothing. */
interface ParsedPipeline {
  stages: Stage[];
  figure: Scalar | undefined;
}

function parsePipeline(tokens: TokenReader): ParsedPipeline {
  const stages: Stage[] = [];
  do {
    const { at } = tokens.token;
    const stage = parseStage(tokens, stages.length === 0);
    if (isFigure(stage)) return { stages, figure: stage };
    const isLast = !tokens.sees('|');
    if (isWhole(stage) && (stages.length > 0 || !isLast))
      throw tokens.error(
        stages.length > 0 ? at : tokens.token.at,
        'a pipeline in parentheses cannot be part of another',
        {
          hint: 'leave the parentheses out, or join pipelines with &&',
        },
      );
    stages.push(stage);
  } while (tokens.takes('|'));
  return { stages, figure: undefined };
}

/** Whether a stage only makes sense as all of a query. */
function isWhole(stage: Stage): boolean {
  if (stage.kind === 'scalar') return hasFigure(stage.left) || hasFigure(stage.right);
  return stage.kind === 'pipeline' || (stage.kind === 'spansets' && isWhole(stage.left));
}

function isFigure(stage: Stage | Scalar): stage is Scalar {
  return ['aggregate', 'arithmetic', 'figure', 'literal'].includes(stage.kind);
}

function parseStage(tokens: TokenReader, isFirst: boolean): Stage | Scalar {
  if (startsScalar(tokens)) return parseScalarStage(tokens, parseUnit(tokens));
  if (tokens.token.kind === 'word') return parseWordStage(tokens, isFirst);
  const unit = parseParenthesesOrFilter(tokens);
  return 'node' in unit ? parseRelations(tokens, unit, 0).node : parseScalarStage(tokens, unit);
}

function parseWordStage(tokens: TokenReader, isFirst: boolean): Stage {
  const { token } = tokens;
  if (tokens.takes('by'))
    return inParentheses(tokens, () => ({ kind: 'group', of: parseSpanExpression(tokens, false) }));
  if (tokens.takes('select'))
    return inParentheses(tokens, () => ({ kind: 'select', fields: parseFields(tokens) }));
  if (!isFirst && tokens.takes('coalesce')) return inParentheses(tokens, () => ({ kind: 'coalesce' }));
  if (token.kind === 'word' && metrics.test(token.text))
    throw tokens.error(token.at, `${token.text}() gives figures over time; metrics do not pick traces`, {
      what: 'metrics',
    });
  const stages = 'by(…), select(…), coalesce() or a figure such as count() > 2';
  throw isFirst
    ? tokens.unexpected('expected { or (', 'conditions on spans stand in braces: { name = "x" }')
    : tokens.unexpected(`expected {, (, ${stages}`);
}

function inParentheses(tokens: TokenReader, read: () => Stage): Stage {
  tokens.require('(', 'expected (');
  const stage = read();
  tokens.require(')', stage.kind === 'select' ? 'expected , or )' : 'expected )');
  return stage;
}

function parseFields(tokens: TokenReader): ReturnType<typeof parseField>[] {
  const fields = [parseField(tokens)];
  while (tokens.takes(',')) fields.push(parseField(tokens));
  return fields;
}

/** What follows the first operand of a figure; compared, it is a stage. */
function parseScalarStage(tokens: TokenReader, first: Scalar): Stage | Scalar {
  const unit = (): Scalar => parseUnit(tokens);
  const left = parseScalarRest(tokens, first, 0, unit);
  const operator = tokens.symbol;
  if (!isComparison(operator)) return left;
  tokens.take();
  return { kind: 'scalar', operator, left, right: parseScalarRest(tokens, unit(), 0, unit) };
}

function parseUnit(tokens: TokenReader): Scalar {
  if (!tokens.sees('(')) return parseAggregate(tokens) ?? parseNumber(tokens);
  const { at } = tokens.token;
  const found = parseParenthesesOrFilter(tokens);
  if ('node' in found) throw tokens.error(at, 'expected a number or a figure such as count()');
  return found;
}

function parseParenthesesOrFilter(tokens: TokenReader): ParsedSpanset | Scalar {
  const { at } = tokens.token;
  if (tokens.takes('(')) return tokens.nested(() => parseParentheses(tokens, at));
  tokens.require('{', 'expected { or (');
  const condition = tokens.sees('}') ? always : parseCondition(tokens);
  tokens.require('}', 'expected }');
  return { node: { kind: 'filter', condition }, at, depth: 0, isPipeline: false, isBare: true };
}

function parseParentheses(tokens: TokenReader, at: number): ParsedSpanset | Scalar {
  const { stages, figure } = parsePipeline(tokens);
  const isOpen = figure !== undefined && stages.length > 0 && figure.kind !== 'aggregate';
  tokens.require(')', isOpen ? 'expected a comparison, such as > 2' : 'expected an operator, | or )');
  if (figure?.kind === 'aggregate' && stages.length > 0) return { kind: 'figure', stages, aggregate: figure };
  if (figure) return figure;
  const [only] = stages;
  const isExpression = only.kind === 'filter' || only.kind === 'spansets' || only.kind === 'pipeline';
  if (only.kind === 'scalar' && isWhole(only))
    throw tokens.error(at, 'figures of pipelines are compared only as a whole query');
  const isPipeline = stages.length > 1 || !isExpression || isWhole(only);
  const node: SpansetExpression = stages.length === 1 && isExpression ? only : { kind: 'pipeline', stages };
  return { node, at, depth: 0, isPipeline, isBare: false };
}

/** Reads operators that bind at least as tightly as `least`, and their operands. */
function parseRelations(tokens: TokenReader, first: ParsedSpanset, least: number): ParsedSpanset {
  let left = first;
  for (;;) {
    const operator = operatorOf(tokens.symbol);
    if (operator === undefined) return left;
    const rank = operator === '&&' || operator === '||' ? binding('&&') : binding('=');
    if (rank < least) return left;
    tokens.take();
    const { at } = tokens.token;
    const unit = parseParenthesesOrFilter(tokens);
    if (!('node' in unit)) throw tokens.error(at, 'expected spans: { … }');
    const right = tokens.nested(() => parseRelations(tokens, unit, rank + 1));
    left = related(tokens, operator, left, right);
  }
}

function operatorOf(text: string): SpansetOperator | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the set has all operators and nothing else
  return operators.has(text) ? (text as SpansetOperator) : undefined;
}

function related(
  tokens: TokenReader,
  operator: SpansetOperator,
  left: ParsedSpanset,
  right: ParsedSpanset,
): ParsedSpanset {
  const depth = Math.max(left.depth, right.depth) + 1;
  if (depth > deepest)
    throw tokens.error(right.at, `this is operator ${depth} of at most ${deepest} in a row`);
  const isPipeline = left.isPipeline || right.isPipeline;
  if (isPipeline && !left.isPipeline) throw tokens.error(right.at, 'a pipeline has to be the first operand');
  if (isPipeline && right.isBare)
    throw tokens.error(right.at, 'expected ( here: beside a pipeline, spans stand in parentheses');
  const node: SpansetExpression =
    isPipeline && !right.isPipeline ? { kind: 'pipeline', stages: [right.node] } : right.node;
  return {
    node: { kind: 'spansets', operator, left: left.node, right: node },
    at: left.at,
    depth,
    isPipeline,
    isBare: left.isBare || right.isBare,
  };
}
