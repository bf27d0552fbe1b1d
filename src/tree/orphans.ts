/** What becomes of spans whose parent was never seen (analysis.md 1.4). */
import { TraceFlag } from '../model/trace.ts';
import { compareNodes } from './compare.ts';
import type { Nodes } from './nodes.ts';

/**
 * Gives each placeholder the hull of its children, so that it is sorted among the tops by it; untimed children aside.
 */
export function setPlaceholderTimes(nodes: Nodes): void {
  const { spanCount, count, parent, start, end, timed } = nodes;
  if (count === spanCount) return;
  for (let node = 0; node < spanCount; node++) {
    const above = parent[node];
    if (above < spanCount || timed[node] === 0) continue;
    if (timed[above] === 0 || start[node] < start[above]) start[above] = start[node];
    if (timed[above] === 0 || end[node] > end[above]) end[above] = end[node];
    timed[above] = 1;
  }
}

/** A span id that spans name as their parent and nobody has. */
export interface MissingParent {
  placeholder: number;
  /** As read. */
  spanId: string;
  children: number[];
}

/** The missing parents, in order of first sight. */
export function missingParents({ spanCount, count, parent, reference, store }: Nodes): MissingParent[] {
  if (count === spanCount) return [];
  const missing: MissingParent[] = [];
  for (let node = 0; node < spanCount; node++) {
    const above = parent[node];
    if (above < spanCount) continue;
    const spanId = store.parentSpanId(reference[node]) ?? '';
    (missing[above - spanCount] ??= { placeholder: above, spanId, children: [] }).children.push(node);
  }
  return missing;
}

/** Hangs the spans whose parent is missing under the primary root, itself aside, and drops the placeholders. */
export function adoptOrphans(nodes: Nodes, primary: number): void {
  const { spanCount, parent, flags } = nodes;
  for (let node = 0; node < spanCount; node++) {
    if (parent[node] < spanCount) continue;
    parent[node] = node === primary ? -1 : primary;
    if (node !== primary) flags[node] |= TraceFlag.adopted;
  }
  nodes.count = spanCount;
}

/** The node the trace is told from: the first root, or without roots the first fragment; -1 when there is no span. */
export function primaryRoot(nodes: Nodes): number {
  const { spanCount, parent, root } = nodes;
  let first = -1;
  for (let node = 0; node < spanCount; node++) {
    if (parent[node] >= 0 && parent[node] < spanCount) continue;
    if (first < 0) first = node;
    else if (root[node] !== root[first]) first = root[node] ? node : first;
    else if (compareNodes(nodes, node, first) < 0) first = node;
  }
  return first;
}
