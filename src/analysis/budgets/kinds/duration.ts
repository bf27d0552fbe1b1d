/** How long a request may take. */
import { EachWithin } from '../each-within.ts';
import { selectorFields } from '../field.ts';
import { type AssertionKind, assertionKind } from '../kind.ts';

export const duration: AssertionKind = assertionKind({
  name: 'duration',
  description:
    'how long each trace may take; with match: span, or where spans are named, how long each of those may',
  fields: {
    max: { type: 'duration', description: 'the longest that is accepted', required: true },
    ...selectorFields,
  },
  bare: 'max',
  begin: (settings, scope) =>
    new EachWithin({ measure: 'duration', selector: settings, max: settings.max }, scope),
});
