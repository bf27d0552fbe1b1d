/** How much of a request's time spans may make up: of its critical path, or by their own work. */
import { EachWithin } from '../each-within.ts';
import { selectorFields } from '../field.ts';
import { type AssertionKind, assertionKind } from '../kind.ts';

/** Time on the critical path. */
export const criticalPath: AssertionKind = timeKind(
  'criticalPath',
  'how much of the critical path of each trace a service, an operation or the spans of a query may make up',
);

/** Time spent on a span's own work. */
export const selfTime: AssertionKind = timeKind(
  'selfTime',
  'how long the spans of a service, an operation or a query may work themselves, summed for each trace',
);

function timeKind(measure: 'criticalPath' | 'selfTime', description: string): AssertionKind {
  return assertionKind({
    name: measure,
    description,
    fields: {
      max: { type: 'duration', description: 'the most that is accepted in a trace', required: true },
      ...selectorFields,
    },
    bare: 'max',
    begin: (settings, scope) => new EachWithin({ measure, selector: settings, max: settings.max }, scope),
  });
}
