/** Which contexts of a calling-context tree a person is shown. */
import type { CallingContext, CallingContexts } from '../analysis/calling-context.ts';

/** What to print. */
export interface ContextOptions {
  profile: string;
  /** As text: contexts whose subtrees have less of the time than this share are left out. */
  minShare: number;
  /** As text: so many contexts at most, the largest; 0 for all. */
  limit: number;
}

/** A part of the whole; 0 of nothing. */
export function shareOf(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number(part) / Number(whole);
}

/** Contexts whose longest span is named. */
const leaders = 3;

/** What of a tree is shown. */
export interface Selection {
  /** In tree order; where a context is shown, so is the one it is below. */
  shown: CallingContext[];
  /** How many contexts with spans are at the top, and the first of them. */
  topCount: number;
  top: CallingContext | undefined;
  /** Those that own most time. */
  leading: CallingContext[];
  /** Contexts with time that are not shown, and the flags that would show them. */
  hidden: number;
  flags: string;
}

/**
 * The largest contexts that reach the share. A context is at least as large as each below it, and comes first: so what is
 * chosen is a tree, too.
 */
export function selectContexts(
  contexts: CallingContexts,
  { minShare, limit }: ContextOptions,
  whole: bigint,
): Selection {
  const reaching: CallingContext[] = [];
  let topCount = 0;
  let top: CallingContext | undefined;
  let leading: CallingContext[] = [];
  let withTime = 0;
  for (const context of contexts.contexts()) {
    // Time in no span is at the top, too, but nothing entered there.
    if (context.depth === 0 && context.spanCount > 0) {
      topCount++;
      top ??= context;
    }
    if (context.subtreeNano === 0n) continue;
    withTime++;
    if (shareOf(context.subtreeNano, whole) >= minShare) reaching.push(context);
    const isLeading =
      leading.length < leaders || context.criticalPathNano > leading[leaders - 1].criticalPathNano;
    if (isLeading) leading = largest([...leading, context], 'criticalPathNano', leaders);
  }
  const shown = limit === 0 ? reaching : largest(reaching, 'subtreeNano', limit);
  const flags = [
    ...(reaching.length > shown.length ? ['--limit 0'] : []),
    ...(withTime > reaching.length ? ['--min-share 0'] : []),
  ];
  return {
    shown: shown.sort((a, b) => a.index - b.index),
    topCount,
    top,
    leading,
    hidden: withTime - shown.length,
    flags: flags.join(' '),
  };
}

/** The contexts with most of a time, largest first; of equal ones those that come first, because sorting is stable. */
function largest(
  contexts: readonly CallingContext[],
  by: 'subtreeNano' | 'criticalPathNano',
  limit: number,
): CallingContext[] {
  return contexts.toSorted((a, b) => Number(b[by] - a[by])).slice(0, limit);
}
