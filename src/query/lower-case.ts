/** A query for traces whose names were made lower case on their way: Zipkin's. */
import type { Expression, Operation, Query } from './ast.ts';

const nameFields: readonly string[] = ['span:name', 'trace:rootName', 'trace:rootService'];

/** The query with what it compares names of services and spans with in lower case, and patterns for them in any case. */
export function withLowerCaseNames(query: Query): Query {
  return mapped(query, (node) => {
    if (!isComparison(node)) return node;
    const { left, right } = node;
    if (isName(left)) return { ...node, right: lowered(right, node.operator) };
    return isName(right) ? { ...node, left: lowered(left, node.operator) } : node;
  });
}

function isComparison(node: object): node is Operation {
  return 'kind' in node && node.kind === 'operation';
}

function isName(expression: Expression): boolean {
  if (expression.kind === 'intrinsic') return nameFields.includes(expression.name);
  return expression.kind === 'attribute' && expression.key === 'service.name';
}

function lowered(expression: Expression, operator: string): Expression {
  if (expression.kind !== 'literal' || expression.type !== 'string') return expression;
  const { value } = expression;
  return { ...expression, value: operator.endsWith('~') ? `(?i)${value}` : value.toLowerCase() };
}

/** A copy of plain data in which `change` had a look at each object, from the leaves up. */
function mapped<Node extends object>(node: Node, change: (node: object) => object): Node {
  const entries = Object.entries(node).map(([key, value]) => [key, mappedValue(value, change)]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same fields, each changed within its type
  return change(Object.fromEntries(entries)) as Node;
}

function mappedValue(value: unknown, change: (node: object) => object): unknown {
  if (Array.isArray(value)) return value.map((element) => mappedValue(element, change));
  return typeof value === 'object' && value !== null ? mapped(value, change) : value;
}
