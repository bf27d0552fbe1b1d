/** What a query reads, so that readers can skip the rest. */
import type { Expression, Field, Query, Scalar, SpansetExpression, Stage } from './ast.ts';

/** What a query reads of traces. */
export interface QueryFields {
  /** Attributes of spans, events, links, scopes or status messages; resources are always read. */
  needsDetails: boolean;
}

/** What a query reads. */
export function fieldsOf({ stages }: Query): QueryFields {
  return { needsDetails: stages.some(stageNeedsDetails) };
}

/** Whether an expression reads events, or links: it is tried on each of a span's. */
export function readsScope(expression: Expression, scope: 'event' | 'link'): boolean {
  return someField(expression, (field) =>
    field.kind === 'attribute' ? field.scope === scope : field.name.startsWith(`${scope}:`),
  );
}

/** Whether an expression reads anything of a span. */
export function readsSpan(expression: Expression): boolean {
  return someField(expression, () => true);
}

function stageNeedsDetails(stage: Stage): boolean {
  switch (stage.kind) {
    case 'group':
      return someField(stage.of, isDetail);
    case 'scalar':
      return scalarNeedsDetails(stage.left) || scalarNeedsDetails(stage.right);
    case 'coalesce':
    case 'select':
      return false;
    default:
      return spansetNeedsDetails(stage);
  }
}

function spansetNeedsDetails(expression: SpansetExpression): boolean {
  if (expression.kind === 'filter') return someField(expression.condition, isDetail);
  if (expression.kind === 'pipeline') return expression.stages.some(stageNeedsDetails);
  return spansetNeedsDetails(expression.left) || spansetNeedsDetails(expression.right);
}

function scalarNeedsDetails(scalar: Scalar): boolean {
  switch (scalar.kind) {
    case 'literal':
      return false;
    case 'aggregate':
      return scalar.of !== undefined && someField(scalar.of, isDetail);
    case 'figure':
      return scalar.stages.some(stageNeedsDetails) || scalarNeedsDetails(scalar.aggregate);
    default:
      return scalarNeedsDetails(scalar.left) || scalarNeedsDetails(scalar.right);
  }
}

function isDetail(field: Field): boolean {
  if (field.kind === 'attribute') return field.scope !== 'resource';
  return field.name === 'span:statusMessage' || /^(event|link|instrumentation):/.test(field.name);
}

/** Whether a field of an expression passes a test; a tag is a field of the scope `any`, `failed` is the status. */
function someField(expression: Expression, test: (field: Field) => boolean): boolean {
  switch (expression.kind) {
    case 'literal':
      return false;
    case 'failed':
      return test({ kind: 'intrinsic', name: 'span:status' });
    case 'tag':
      return test({ kind: 'attribute', scope: 'any', key: expression.key });
    case 'unary':
      return someField(expression.operand, test);
    case 'operation':
      return someField(expression.left, test) || someField(expression.right, test);
    default:
      return test(expression);
  }
}
