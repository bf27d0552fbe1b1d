/**
 * How each span relates to its parent: one classification for the critical path, self time and patterns (analysis.md 3).
 * Only a `sync` child blocks: its parent waits for it. The first that matches wins, on corrected times:
 *
 *   follows-from   the parent is named by FOLLOWS_FROM
 *   messaging      producer → consumer or another service; anything → consumer elsewhere
 *   outside        parent |=====|  child          |==|
 *   detached       parent |=====|  child    |=====|         same service and host: fire and forget
 *   sync           parent |=====|  child   |==|             also a remote child that outlives its parent: it is clipped
 */
import { SpanFlag, SpanKind } from '../model/kinds.ts';
import type { Trace, TraceRow } from '../model/trace.ts';

/** Classes of edges. */
export const EdgeClass = { none: 0, sync: 1, followsFrom: 2, messaging: 3, outside: 4, detached: 5 } as const;

/** Names of edge classes as output spells them, by number. */
export const edgeClassNames: readonly string[] = [
  '',
  'sync',
  'follows-from',
  'messaging',
  'outside',
  'detached',
];

/** `auto` infers what was waited for; `clip` clips every child to its parent, as jaeger-ui and CRISP do. */
export type Profile = 'auto' | 'clip';

/** The class of the edge from each row to its parent; none for tops, children of placeholders, and untimed ends. Linear. */
export function edgeClasses(trace: Trace, options: { profile: Profile } = { profile: 'auto' }): Uint8Array {
  const { size, parent, timed } = trace;
  const classes = new Uint8Array(size);
  for (let child = 0; child < size; child++) {
    const above = parent[child];
    if (above < 0 || timed[above] === 0 || timed[child] === 0) continue;
    classes[child] = edgeClass(trace, above, child, options.profile);
  }
  return classes;
}

/** The overlap or overhang that is noise in a span of this duration, in nanoseconds: 1 %, at most 1 ms. */
export function tolerance(duration: number): number {
  return Math.min(1e6, Math.floor(duration / 100));
}

function edgeClass(trace: Trace, above: TraceRow, child: TraceRow, profile: Profile): number {
  const { kind, flags, service, clock, adjustedStart: start, adjustedEnd: end } = trace;
  if (flags[child] & SpanFlag.followsFrom) return EdgeClass.followsFrom;
  const isRemote = service[above] !== service[child] || clock[above] !== clock[child];
  const isConsumer = kind[child] === SpanKind.consumer;
  const isProduced = kind[above] === SpanKind.producer;
  if ((isProduced && (isConsumer || isRemote)) || (isConsumer && isRemote)) return EdgeClass.messaging;
  if (end[child] <= start[above] || start[child] >= end[above]) return EdgeClass.outside;
  if (profile === 'clip' || isRemote) return EdgeClass.sync;
  const isCall = kind[above] === SpanKind.client && kind[child] === SpanKind.server;
  if (isCall || end[child] <= end[above] + tolerance(end[above] - start[above])) return EdgeClass.sync;
  return EdgeClass.detached;
}
