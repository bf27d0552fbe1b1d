/** Call paths with their time, step by step, as flame graphs and flame charts are made of. */
import type { CallingContexts } from '../analysis/calling-context.ts';
import type { CriticalPath } from '../analysis/critical-path.ts';
import { noSpan } from '../analysis/whole-trace.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { spanTitle } from './labels.ts';
import { ownerOf, pathDepth } from './path-row.ts';
import { escapeText } from './text/escape.ts';
import { counted } from './text/numbers.ts';

/** Time that a frame has to itself, while the frames above it stay open and deeper ones are closed. */
export interface FlameStep {
  /** 0 for a root. */
  depth: number;
  /** The frame that opens here; undefined: the one that is open at this depth goes on. */
  frame: FlameFrame | undefined;
  nanos: bigint;
}

/** What a frame is called. */
export interface FlameFrame {
  service: string;
  name: string;
}

/** What a viewer's list of charts calls that of many traces. */
export function contextsTitle({ traceCount }: CallingContexts): string {
  return `critical paths of ${counted(traceCount, 'trace')}`;
}

/** What a viewer's list of charts calls that of one path. */
export function pathTitle(trace: Trace, { root }: CriticalPath): string {
  const title = root === noSpan ? 'whole' : `${spanTitle(trace, root)} in`;
  return `critical path of ${title} trace ${escapeText(trace.traceId)}`;
}

/** A step for each context, in tree order; those off all critical paths are left out. */
export function* contextSteps(contexts: CallingContexts): Generator<FlameStep> {
  for (const { depth, service, name, subtreeNano, criticalPathNano } of contexts.contexts()) {
    if (subtreeNano > 0n) yield { depth, frame: { service, name }, nanos: criticalPathNano };
  }
}

/**
 * A step for each segment of one critical path, in time order, after those that open the spans above it. Of a whole trace,
 * its pieces and the time in no span are frames side by side.
 */
export function* pathSteps(trace: Trace, { root, segments }: CriticalPath): Generator<FlameStep> {
  const open: TraceRow[] = [];
  for (const { row, start, end } of segments) {
    const nanos = BigInt(end - start);
    const depth = pathDepth(trace, root, row);
    if (open[depth] === row) {
      yield { depth, frame: undefined, nanos };
      continue;
    }
    const opening = notOpen(trace, row, depth, open);
    for (const [k, above] of opening.entries()) {
      const level = depth - opening.length + 1 + k;
      open[level] = above;
      const { service, name } = ownerOf(trace, above);
      yield { depth: level, frame: { service, name }, nanos: above === row ? nanos : 0n };
    }
  }
}

/** The row and those above it that are not open yet, from above down. The path enters a subtree once: none opens twice. */
function notOpen(trace: Trace, row: TraceRow, depth: number, open: readonly TraceRow[]): TraceRow[] {
  const rows = [row];
  let above = row;
  for (let level = depth - 1; level >= 0; level--) {
    above = trace.parent[above];
    if (open[level] === above) break;
    rows.push(above);
  }
  return rows.reverse();
}
