/** Which spans the selectors of budgets mean, as queries. */
import type { Budget } from '../analysis/budgets/budget.ts';
import { isSelective, type SpanSelector } from '../analysis/budgets/field.ts';
import { type Query } from '../query/ast.ts';
import { fieldsOf } from '../query/fields.ts';
import { parseQuery } from '../query/parse.ts';
import { allOf, shorthandQuery } from '../query/shorthand.ts';

/** The query that a selector is. A selector that leaves nothing out is one for all spans. */
export function selectorQuery({ service, operation, where }: SpanSelector): Query {
  const named = shorthandQuery({
    ...(service === undefined ? {} : { service }),
    ...(operation === undefined ? {} : { operation }),
  });
  return allOf([named, where === undefined ? undefined : parseQuery(where)]) ?? parseQuery('');
}

/** Whether checking some budgets looks at attributes, events or links, which readers otherwise skip. */
export function budgetsNeedDetails(budgets: readonly Budget[]): boolean {
  return budgets.some(
    ({ selector, assertions }) =>
      needsDetails(selector) ||
      assertions.some(({ kind, settings }) => {
        return kind.needsDetails === true || [settings, ...Object.values(settings)].some(needsDetails);
      }),
  );
}

function needsDetails(value: unknown): boolean {
  return isSelector(value) && isSelective(value) && fieldsOf(selectorQuery(value)).needsDetails;
}

/** Whether a value has nothing that a selector may not have; other settings may stand beside. */
function isSelector(value: unknown): value is SpanSelector {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(
    ([key, part]) =>
      !['service', 'operation', 'where'].includes(key) || part === undefined || typeof part === 'string',
  );
}
