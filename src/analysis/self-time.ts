/**
 * The time each span spent on its own work: the part of it that no blocking child covers (analysis.md 5). Children that
 * overlap count once; the part of a child outside its parent counts for nothing.
 *
 *   parent    |====------------==|     = self time, - covered
 *   child a        |------|
 *   child b            |------|
 *
 * On corrected times, like the edge classes: on them the path's own segments of a span and its self time are the same
 * where children are disjoint.
 */
import { TraceFlag, type Trace, type TraceRow } from '../model/trace.ts';
import { EdgeClass, edgeClasses } from './edges.ts';

/** Which children count: those that block, or all of them (as in jaeger-ui's statistics). */
export interface SelfTimeOptions {
  self: 'blocking' | 'all';
}

/** By row: to where children cover it. Reused by every call. */
let coveredTo = new Float64Array(64);

/**
 * Self times in nanoseconds, by row; 0 for placeholders and untimed spans. Linear: children come by start, so one running
 * end a parent is enough. After a clock correction they have to be sorted again.
 */
export function selfTimes(
  trace: Trace,
  edges: Uint8Array = edgeClasses(trace),
  { self }: SelfTimeOptions = { self: 'blocking' },
): Float64Array {
  const { size, parent, flags, adjustedStart: start, adjustedEnd: end } = trace;
  const own = new Float64Array(size);
  if (coveredTo.length < size) coveredTo = new Float64Array(size * 2);
  for (let i = 0; i < size; i++) {
    own[i] = trace.timed[i] === 0 ? 0 : end[i] - start[i];
    coveredTo[i] = start[i];
  }
  const order = start === trace.start ? undefined : rowsByStart(trace);
  for (let k = 0; k < size; k++) {
    const child = order === undefined ? k : order[k];
    const edge = edges[child];
    if (edge === EdgeClass.none || (edge !== EdgeClass.sync && self === 'blocking')) continue;
    if (flags[child] & TraceFlag.adopted) continue;
    const above = parent[child];
    const from = Math.max(start[child], coveredTo[above]);
    const to = Math.min(end[child], end[above]);
    if (to <= from) continue;
    own[above] -= to - from;
    coveredTo[above] = to;
  }
  return own;
}

function rowsByStart({ size, adjustedStart }: Trace): TraceRow[] {
  return Array.from({ length: size }, (_, i) => i).sort((a, b) => adjustedStart[a] - adjustedStart[b]);
}
