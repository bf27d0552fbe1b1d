/**
 * How spans of a trace stand to each other. A span hangs on its parent only where the parent is there: under a placeholder
 * it has neither parent nor siblings, and nothing reaches through it.
 *
 * All go by two ascending lists of rows and cost as much as both are long, whatever the size of the trace: a query may ask
 * of each of many groups.
 */
import type { TraceRow } from '../model/trace.ts';
import type { Relation, SpansetOperator } from './ast.ts';
import type { Rows } from './rows.ts';
import type { SpanCursor } from './span-cursor.ts';

/** The relation read from the other side. */
export const inverse: Record<Relation, Relation> = { '>': '<', '<': '>', '>>': '<<', '<<': '>>', '~': '~' };

export type RelationOperator = Exclude<SpansetOperator, '&&' | '||'>;

/** An operator's relation, and whether it is negated (`!`) or gives both sides (`&`). */
export function relationOf(operator: RelationOperator): { relation: Relation; mode: string } {
  const mode = operator.startsWith('!') || operator.startsWith('&') ? operator[0] : '';
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is left of the operator is the relation
  return { relation: operator.slice(mode.length) as Relation, mode };
}

/** For each of the candidates, whether it stands in a relation to one of the others: for `>`, whether it is its child. */
export function standing(span: SpanCursor, relation: Relation, others: Rows, candidates: Rows): boolean[] {
  switch (relation) {
    case '>': {
      const parents = new Set(others);
      return candidates.map((i) => parents.has(parentOf(span, i)));
    }
    case '<': {
      const parents = new Set(others.map((i) => parentOf(span, i)));
      return candidates.map((i) => parents.has(i));
    }
    case '>>':
      return areDescendants(span, others, candidates);
    case '<<':
      return areAncestors(span, others, candidates);
    default:
      return areSiblings(span, others, candidates);
  }
}

/** A row lies below one before it whose subtree reaches past it; only the one that reaches furthest matters. */
function areDescendants({ trace }: SpanCursor, others: Rows, candidates: Rows): boolean[] {
  let next = 0;
  let reach = 0;
  return candidates.map((i) => {
    for (; next < others.length && others[next] < i; next++)
      reach = Math.max(reach, trace.subtreeEnd[others[next]]);
    return reach > i;
  });
}

/** A row has below it the first one after it, or none. */
function areAncestors({ trace }: SpanCursor, others: Rows, candidates: Rows): boolean[] {
  let next = 0;
  return candidates.map((i) => {
    while (next < others.length && others[next] <= i) next++;
    return next < others.length && others[next] < trace.subtreeEnd[i];
  });
}

/** Spans of one parent; a span is not its own sibling. */
function areSiblings(span: SpanCursor, others: Rows, candidates: Rows): boolean[] {
  const counts = new Map<TraceRow, number>();
  for (const i of others) counts.set(familyOf(span, i), (counts.get(familyOf(span, i)) ?? 0) + 1);
  const own = new Set(others);
  return candidates.map((i) => {
    const family = familyOf(span, i);
    return family !== noFamily && (counts.get(family) ?? 0) > (own.has(i) ? 1 : 0);
  });
}

const noParent = -1;
const noFamily = -2;

/** The row of the parent; that of no row for the roots, which are siblings of each other. */
function familyOf(span: SpanCursor, i: TraceRow): TraceRow {
  const parent = parentOf(span, i);
  return parent === noParent && !span.roots.has(i) ? noFamily : parent;
}

/** The row of a span's parent, if it was seen. */
function parentOf({ trace }: SpanCursor, i: TraceRow): TraceRow {
  const parent = trace.parent[i];
  return parent < 0 || trace.row[parent] < 0 ? noParent : parent;
}
