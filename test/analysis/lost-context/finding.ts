/** Lost context of drawn traces, for tests. */
import { LostContextCollector } from '../../../src/analysis/lost-context/collect.ts';
import type { LostContext } from '../../../src/analysis/lost-context/lost-context.ts';
import type { SpanStore } from '../../../src/model/span-store.ts';
import { buildTrace } from '../../../src/tree/build.ts';
import { groupTraces } from '../../../src/tree/group.ts';
import { type SpanSpec, storeOf } from '../../support/spans.ts';

/** Millisecond in nanoseconds. */
export const ms = 1e6;

/** What is lost in a store; the traces in order of first sight. */
export function lostIn(store: SpanStore): readonly LostContext[] {
  const groups = groupTraces(store);
  const collector = new LostContextCollector();
  for (let group = 0; group < groups.count; group++) collector.add(buildTrace(store, groups, group));
  return collector.result();
}

/** What is lost between drawn traces. */
export function lostBetween(...traces: readonly SpanSpec[][]): readonly LostContext[] {
  return lostIn(
    storeOf(traces.flatMap((specs, k) => specs.map((spec) => ({ trace: String(k + 1), ...spec })))),
  );
}

/** A trace of a caller: its root, and its client span from `start` to `end` in milliseconds. */
export function call(
  caller: string,
  callee: string,
  start: number,
  end: number,
  more: Partial<SpanSpec> = {},
): SpanSpec[] {
  const root = {
    id: '1',
    service: caller,
    host: caller,
    name: 'work',
    start: (start - 1) * ms,
    end: (end + 1) * ms,
  };
  return [
    root,
    {
      id: '2',
      parent: '1',
      service: caller,
      host: caller,
      kind: 'client',
      name: 'call',
      start: Math.round(start * ms),
      end: Math.round(end * ms),
      ...more,
      attributes: { 'server.address': callee, ...more.attributes },
    },
  ];
}

/** The span of the callee below such a client: the call has arrived. */
export function answer(service: string, start: number, end: number): SpanSpec {
  return {
    id: '3',
    parent: '2',
    service,
    host: service,
    kind: 'server',
    name: 'serve',
    start: Math.round(start * ms),
    end: Math.round(end * ms),
  };
}

/** A trace that begins where another should have gone on. */
export function root(service: string, start: number, end: number, more: Partial<SpanSpec> = {}): SpanSpec[] {
  return [
    {
      id: '9',
      service,
      host: service,
      kind: 'server',
      name: 'serve',
      start: Math.round(start * ms),
      end: Math.round(end * ms),
      ...more,
    },
  ];
}
