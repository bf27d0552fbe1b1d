/** Sets of traces, for tests of analyses over many. */
import * as fc from 'fast-check';

import type { Trace } from '../../src/model/trace.ts';
import { buildTrace } from '../../src/tree/build.ts';
import { groupTraces } from '../../src/tree/group.ts';
import { brokenTrace, wholeTrace } from './random-traces.ts';
import { type SpanSpec, storeOf } from './spans.ts';

/** The records of each trace, as if they were of traces 1, 2, 3… */
export function numbered(traces: readonly SpanSpec[][]): SpanSpec[] {
  return traces.flatMap((specs, k) => specs.map((spec) => ({ ...spec, trace: String(k + 1) })));
}

/** The traces of one store with these records, in order of first sight. */
export function tracesOf(specs: readonly SpanSpec[]): Trace[] {
  const store = storeOf(specs);
  const groups = groupTraces(store);
  return Array.from({ length: groups.count }, (_, group) => buildTrace(store, groups, group));
}

/** Up to `most` traces, whole or broken, whose call paths have much in common. */
export function traceSet(most = 5): fc.Arbitrary<SpanSpec[][]> {
  const alike = wholeTrace(12).map((specs) => specs.map((spec, k) => ({ ...spec, name: `span ${k % 3}` })));
  return fc.array(fc.oneof(alike, alike, brokenTrace(12)), { minLength: 1, maxLength: most });
}
