/**
 * What of a query a server can be asked for that knows no TraceQL: services, names, lengths and attributes of single spans.
 *
 *   { resource.service.name = "a" } >> { status = error && .k = 1 }     one alternative of two span conditions
 *   { name = "a" || name = "b" }                                        two alternatives of one each
 *
 * The conditions are necessary, not enough: what a server answers to them is still matched against the query here.
 */
import type { Nanos } from '../model/time.ts';
import { type Alternative, alternativesOf, type Conjunction } from './alternatives.ts';
import {
  duration,
  type Expression,
  type KindName,
  joined,
  type Literal,
  operation,
  type Query,
  type StatusName,
  text,
} from './ast.ts';
import { flipped } from './flipped.ts';
import { formatExpression } from './format.ts';

/** One way for a trace to match: it must satisfy all of this. */
export interface TraceCondition {
  /** Each must be satisfied by one span of the trace; one span may satisfy several. */
  spans: SpanCondition[];
  /** From the earliest start to the latest end of the trace's spans; both ends included. */
  minTraceDuration: Nanos | undefined;
  maxTraceDuration: Nanos | undefined;
  /** The root span is at least so long. */
  minRootDuration: Nanos | undefined;
  /** Of the root span. */
  rootService: string | undefined;
  rootName: string | undefined;
  /** As it is written in the query. */
  traceId: string | undefined;
}

/** What one span must satisfy at once; what the query asks beyond these fields is left out. */
export interface SpanCondition {
  service: string | undefined;
  name: string | undefined;
  kind: KindName | undefined;
  status: StatusName | undefined;
  /** The span failed, by its status or another sign. */
  failed: boolean;
  /** Both ends included. */
  minDuration: Nanos | undefined;
  maxDuration: Nanos | undefined;
  attributes: AttributeCondition[];
}

/** An attribute has a value, or is an array that has it among its items. */
export interface AttributeCondition {
  /** `any`: of the span or its resource. */
  scope: 'any' | 'span' | 'resource';
  key: string;
  value: string;
  /** `text`: of any type, if it is written like this. */
  type: 'string' | 'int' | 'float' | 'boolean' | 'text';
}

/**
 * The ways for a trace to match a query, of which at least one must hold; none: nothing can match. One without any
 * condition stands alone: whatever else is asked for, all traces have to be looked at.
 */
export function necessaryConditions(query: Query): TraceCondition[] {
  const conditions = alternativesOf(query).map(traceCondition);
  const open = conditions.find((condition) =>
    Object.values(condition)
      .flat()
      .every((part) => part === undefined),
  );
  return open ? [open] : conditions;
}

/** A span condition as TraceQL, without braces; of a part of one, `explain` tells what was pushed down. */
export function conditionText(condition: Partial<SpanCondition>): string {
  const { service, name, kind, status, failed, minDuration, maxDuration, attributes = [] } = condition;
  const parts: Expression[] = [];
  if (service !== undefined) parts.push(operation('=', serviceName, text(service)));
  if (name !== undefined) parts.push(operation('=', intrinsic('span:name'), text(name)));
  if (kind !== undefined)
    parts.push(operation('=', intrinsic('span:kind'), { kind: 'literal', type: 'kind', value: kind }));
  if (status !== undefined)
    parts.push(operation('=', intrinsic('span:status'), { kind: 'literal', type: 'status', value: status }));
  else if (failed) parts.push({ kind: 'failed' });
  for (const attribute of attributes) parts.push(attributeExpression(attribute));
  if (minDuration !== undefined)
    parts.push(operation('>=', intrinsic('span:duration'), duration(minDuration)));
  if (maxDuration !== undefined)
    parts.push(operation('<=', intrinsic('span:duration'), duration(maxDuration)));
  const all = joined('&&', parts);
  return all ? formatExpression(all) : 'true';
}

const serviceName: Expression = { kind: 'attribute', scope: 'resource', key: 'service.name' };

function intrinsic(name: 'span:name' | 'span:kind' | 'span:status' | 'span:duration'): Expression {
  return { kind: 'intrinsic', name };
}

function attributeExpression({ scope, key, value, type }: AttributeCondition): Expression {
  if (type === 'text') return { kind: 'tag', key, value };
  const literals: Record<Exclude<typeof type, 'text'>, () => Literal> = {
    string: () => text(value),
    boolean: () => ({ kind: 'literal', type: 'boolean', value: value === 'true' }),
    int: () => ({ kind: 'literal', type: 'int', value: BigInt(value) }),
    float: () => ({ kind: 'literal', type: 'float', value: Number(value) }),
  };
  return operation('=', { kind: 'attribute', scope, key }, literals[type]());
}

function traceCondition(alternative: Alternative): TraceCondition {
  const trace: TraceCondition = {
    spans: [],
    minTraceDuration: undefined,
    maxTraceDuration: undefined,
    minRootDuration: undefined,
    rootService: undefined,
    rootName: undefined,
    traceId: undefined,
  };
  for (const parts of alternative) {
    const span = spanCondition(parts, trace);
    if (conditionText(span) !== 'true') trace.spans.push(span);
  }
  return trace;
}

function spanCondition(parts: Conjunction, trace: TraceCondition): SpanCondition {
  const span: SpanCondition = {
    service: undefined,
    name: undefined,
    kind: undefined,
    status: undefined,
    failed: false,
    minDuration: undefined,
    maxDuration: undefined,
    attributes: [],
  };
  for (const part of parts) note(part, span, trace);
  return span;
}

/** Takes from an expression what fits the conditions. */
function note(part: Expression, span: SpanCondition, trace: TraceCondition): void {
  if (part.kind === 'failed') span.failed = true;
  else if (part.kind === 'tag') span.attributes.push(tagged(part.key, part.value));
  else if (part.kind === 'attribute') noteAttribute(part.scope, part.key, trueLiteral, span);
  else if (part.kind === 'operation') {
    const { operator, left, right } = part;
    if (right.kind === 'literal') noteComparison(left, operator, right, span, trace);
    else if (left.kind === 'literal') noteComparison(right, flipped(operator), left, span, trace);
  }
}

const trueLiteral: Literal = { kind: 'literal', type: 'boolean', value: true };

function tagged(key: string, value: string): AttributeCondition {
  return { scope: 'any', key, value, type: 'text' };
}

function noteComparison(
  field: Expression,
  operator: string,
  literal: Literal,
  span: SpanCondition,
  trace: TraceCondition,
): void {
  if (field.kind === 'attribute' && operator === '=') noteAttribute(field.scope, field.key, literal, span);
  if (field.kind !== 'intrinsic') return;
  const number = numberOf(literal);
  if (number !== undefined) noteBounds(field.name, bounds(operator, number), span, trace);
  else if (operator === '=') noteEquality(field.name, literal, span, trace);
}

function noteAttribute(scope: string, key: string, literal: Literal, span: SpanCondition): void {
  if (scope !== 'any' && scope !== 'span' && scope !== 'resource') return;
  const { type } = literal;
  if (type !== 'string' && type !== 'int' && type !== 'float' && type !== 'boolean') return;
  const value = String(literal.value);
  const isService = scope === 'resource' && key === 'service.name' && type === 'string';
  if (isService && span.service === undefined) span.service = value;
  else span.attributes.push({ scope, key, value, type });
}

function noteEquality(name: string, literal: Literal, span: SpanCondition, trace: TraceCondition): void {
  if (literal.type === 'kind') span.kind ??= literal.value;
  else if (literal.type === 'status') {
    span.status ??= literal.value;
    if (literal.value === 'error') span.failed = true;
  } else if (literal.type === 'string') {
    if (name === 'span:name') span.name ??= literal.value;
    else if (name === 'trace:rootService') trace.rootService ??= literal.value;
    else if (name === 'trace:rootName') trace.rootName ??= literal.value;
    else if (name === 'trace:id') trace.traceId ??= literal.value;
  }
}

function noteBounds(name: string, [min, max]: Bounds, span: SpanCondition, trace: TraceCondition): void {
  if (name === 'span:duration') {
    span.minDuration = larger(span.minDuration, min);
    span.maxDuration = smaller(span.maxDuration, max);
  } else if (name === 'trace:duration' || name === 'rootDuration') {
    // A trace is at least as long as its root, but it may be longer.
    trace.minTraceDuration = larger(trace.minTraceDuration, min);
    if (name === 'rootDuration') trace.minRootDuration = larger(trace.minRootDuration, min);
    if (name === 'trace:duration') trace.maxTraceDuration = smaller(trace.maxTraceDuration, max);
  }
}

type Bounds = [min: Nanos | undefined, max: Nanos | undefined];

/** The whole numbers of nanoseconds that satisfy a comparison. */
function bounds(operator: string, value: number): Bounds {
  switch (operator) {
    case '=':
      return [value, value];
    case '>=':
      return [Math.ceil(value), undefined];
    case '>':
      return [Math.floor(value) + 1, undefined];
    case '<=':
      return [undefined, Math.floor(value)];
    case '<':
      return [undefined, Math.ceil(value) - 1];
    default:
      return [undefined, undefined];
  }
}

function numberOf(literal: Literal): number | undefined {
  if (literal.type === 'duration' || literal.type === 'float') return literal.value;
  return literal.type === 'int' ? Number(literal.value) : undefined;
}

function larger(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}
