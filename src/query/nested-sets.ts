/**
 * Tempo's numbers for spans: a walk down from the roots counts up on entering a span and again on leaving it.
 *
 *   root           1 ┌─────────────┐ 6
 *     child          2 ┌─┐ 3
 *     child                4 ┌─┐ 5        left, right; the parent of both is 1, that of the root -1
 *
 * Spans that no root leads to have 0 for all. https://en.wikipedia.org/wiki/Nested_set_model
 */
import type { Trace } from '../model/trace.ts';

/** By row of the trace. */
export interface NestedSets {
  left: Int32Array;
  right: Int32Array;
  parent: Int32Array;
  /** How many children a span has. */
  childCount: Int32Array;
}

/** The numbers of all spans. Linear: tree order is the order of entering. */
export function nestedSets({ roots, size, subtreeEnd, depth, parent }: Trace): NestedSets {
  const left = new Int32Array(size);
  const right = new Int32Array(size);
  const above = new Int32Array(size);
  const childCount = new Int32Array(size);
  let counter = 1;
  for (const root of roots) {
    for (let i = root; i < subtreeEnd[root]; i++) {
      // Entered before it: its elders, each once; left before it: those of them that are not its ancestors.
      left[i] = counter + 2 * (i - root) - depth[i];
      right[i] = left[i] + 2 * (subtreeEnd[i] - i) - 1;
      above[i] = i === root ? -1 : left[parent[i]];
    }
    counter += 2 * (subtreeEnd[root] - root);
  }
  for (let i = 0; i < size; i++) if (parent[i] >= 0) childCount[parent[i]]++;
  return { left, right, parent: above, childCount };
}
