import { aggregate } from './aggregate.ts';
/** Stages as functions from sets of spans to sets of spans. */
import type {
  Aggregate,
  Expression,
  Scalar,
  ScalarFilter,
  SpansetExpression,
  SpansetOperation,
  Stage,
} from './ast.ts';
import { literalValue } from './attribute-values.ts';
import type { ExpressionCompiler } from './compile-expression.ts';
import { inverse, relationOf, type RelationOperator, standing } from './relations.ts';
import { mergedRows, type Rows } from './rows.ts';
import type { SpanCursor } from './span-cursor.ts';
import { calculate, compare, groupKey, type Value } from './values.ts';

/** Makes of one set the sets that come out at the end. */
export type SetRun = (rows: Rows, span: SpanCursor) => Rows[];

/** Makes of sets other sets. */
type StageRun = (sets: Rows[], span: SpanCursor) => Rows[];

/** A figure of a set. Figures of pipelines of their own add the spans that those found. */
type Figure = (rows: Rows, span: SpanCursor, found: Rows[]) => Value;

/** Compiles the stages of one query. */
export class StageCompiler {
  private readonly expressions: ExpressionCompiler;

  constructor(expressions: ExpressionCompiler) {
    this.expressions = expressions;
  }

  /** Stages one after the other, until no set is left. */
  stages(stages: readonly Stage[]): SetRun {
    const runs = stages.map((stage) => this.stage(stage));
    return (rows, span) => {
      let sets: Rows[] = [rows];
      for (const run of runs) {
        if (sets.length === 0) break;
        sets = run(sets, span);
      }
      return sets;
    };
  }

  private stage(stage: Stage): StageRun {
    switch (stage.kind) {
      case 'group':
        return eachSet(this.group(stage.of));
      case 'scalar':
        return eachSet(this.scalarFilter(stage));
      case 'coalesce':
        return (sets) => [mergedRows(sets)];
      case 'select':
        return (sets) => sets;
      default:
        return eachSet(this.spansets(stage));
    }
  }

  private spansets(expression: SpansetExpression): SetRun {
    if (expression.kind === 'pipeline') return this.stages(expression.stages);
    if (expression.kind === 'spansets') return this.operation(expression);
    const passes = this.expressions.condition(expression.condition);
    return (rows, span) => {
      const found = rows.filter((i) => {
        span.moveTo(i);
        return passes(span);
      });
      return found.length === 0 ? [] : [found];
    };
  }

  private operation({ operator, left, right }: SpansetOperation): SetRun {
    const [runLeft, runRight] = [this.spansets(left), this.spansets(right)];
    return (rows, span) => {
      const ofLeft = runLeft(rows, span);
      if (ofLeft.length === 0 && operator !== '||') return [];
      const ofRight = runRight(rows, span);
      if (operator === '||') return oneSet([...ofLeft, ...ofRight]);
      if (ofRight.length === 0) return [];
      if (operator === '&&') return oneSet([...ofLeft, ...ofRight]);
      const found = relatedRows(operator, mergedRows(ofLeft), mergedRows(ofRight), span);
      return found.length === 0 ? [] : [found];
    };
  }

  private group(of: Expression): SetRun {
    const get = this.expressions.figure(of);
    return (rows, span) => {
      const groups = new Map<string, number[]>();
      for (const i of rows) {
        span.moveTo(i);
        const key = groupKey(get(span));
        const group = groups.get(key);
        if (group) group.push(i);
        else groups.set(key, [i]);
      }
      return [...groups.values()];
    };
  }

  private scalarFilter({ operator, left, right }: ScalarFilter): SetRun {
    const [getLeft, getRight] = [this.figure(left), this.figure(right)];
    return (rows, span) => {
      const found: Rows[] = [];
      const holds = compare(operator, getLeft(rows, span, found), getRight(rows, span, found));
      if (!holds) return [];
      return found.length === 0 ? [rows] : oneSet(found);
    };
  }

  private figure(scalar: Scalar): Figure {
    switch (scalar.kind) {
      case 'literal': {
        const value = literalValue(scalar);
        return () => value;
      }
      case 'aggregate':
        return this.aggregate(scalar);
      case 'figure': {
        const run = this.stages(scalar.stages);
        const get = this.aggregate(scalar.aggregate);
        return (rows, span, found) => {
          const sets = run(rows, span);
          if (sets.length === 0) return undefined;
          for (const set of sets) found.push(set);
          return get(mergedRows(sets), span, found);
        };
      }
      default: {
        const { operator, left, right } = scalar;
        const [getLeft, getRight] = [this.figure(left), this.figure(right)];
        return (rows, span, found) =>
          calculate(operator, getLeft(rows, span, found), getRight(rows, span, found));
      }
    }
  }

  private aggregate({ function: name, of }: Aggregate): Figure {
    if (name === 'count' || of === undefined) return (rows) => BigInt(rows.length);
    const get = this.expressions.figure(of);
    return (rows, span) => {
      const values = rows.map((i) => {
        span.moveTo(i);
        return get(span);
      });
      return aggregate(name, values);
    };
  }
}

function eachSet(run: SetRun): StageRun {
  return (sets, span) => sets.flatMap((rows) => run(rows, span));
}

function oneSet(sets: Rows[]): Rows[] {
  return sets.length === 0 ? [] : [mergedRows(sets)];
}

/** The spans of the right side that an operator gives; with `&`, of both. Each side has at least one span. */
function relatedRows(operator: RelationOperator, left: Rows, right: Rows, span: SpanCursor): Rows {
  const { relation, mode } = relationOf(operator);
  const stands = standing(span, relation, left, right);
  const found = right.filter((_, k) => stands[k] !== (mode === '!'));
  if (mode !== '&') return found;
  const back = standing(span, inverse[relation], right, left);
  return mergedRows([found, left.filter((_, k) => back[k])]);
}
