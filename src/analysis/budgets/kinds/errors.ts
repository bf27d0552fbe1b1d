/** How many spans of a trace may fail. */
import { EachWithin } from '../each-within.ts';
import { selectorFields } from '../field.ts';
import { type AssertionKind, assertionKind } from '../kind.ts';

export const errors: AssertionKind = assertionKind({
  name: 'errors',
  description: 'how many failed spans each trace may have: of all, or of a service, an operation or a query',
  fields: {
    max: { type: 'count', description: 'the most failed spans that are accepted in a trace', required: true },
    ...selectorFields,
  },
  bare: 'max',
  begin: (settings, scope) =>
    new EachWithin({ measure: 'errors', selector: settings, max: settings.max }, scope),
});
