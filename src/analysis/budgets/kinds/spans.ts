/** How many spans a trace may have, or has to have: "at most 12 queries". */
import { EachWithin } from '../each-within.ts';
import { selectorFields } from '../field.ts';
import { type AssertionKind, assertionKind } from '../kind.ts';

/** Within limits. */
export const spans: AssertionKind = assertionKind({
  name: 'spans',
  description: 'how many spans each trace may have: all, or those of a service, an operation or a query',
  fields: {
    max: { type: 'count', description: 'the most spans that are accepted in a trace' },
    min: { type: 'count', description: 'the fewest spans that are accepted in a trace' },
    ...selectorFields,
  },
  bare: 'max',
  oneOf: ['max', 'min'],
  begin: (settings, scope) => {
    const { max, min } = settings;
    return new EachWithin({ measure: 'spans', selector: settings, max, min }, scope);
  },
});

/** At least one. */
export const present: AssertionKind = assertionKind({
  name: 'present',
  description: 'a service, an operation or spans of a query that each trace has to have',
  fields: selectorFields,
  bare: 'service',
  oneOf: Object.keys(selectorFields),
  begin: (settings, scope) => new EachWithin({ measure: 'spans', selector: settings, min: 1 }, scope),
});

/** None. */
export const absent: AssertionKind = assertionKind({
  name: 'absent',
  description: 'a service, an operation or spans of a query that no trace may have',
  fields: selectorFields,
  bare: 'service',
  oneOf: Object.keys(selectorFields),
  begin: (settings, scope) => new EachWithin({ measure: 'spans', selector: settings, max: 0 }, scope),
});
