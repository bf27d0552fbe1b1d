/**
 * The nodes in tree order: depth first, siblings sorted (analysis.md 1.6). All nodes are sorted once; taking them
 * backwards and putting each before its siblings makes every list of children sorted, too.
 *
 *   firstChild   a ──► b ──► c     next
 *                │
 *                ▼
 *                d
 */
import { compareNodes } from './compare.ts';
import type { Nodes } from './nodes.ts';
import { sortItems } from './sort.ts';

/** Where each node goes; views of reused columns, valid until the next call. */
export interface TreeOrder {
  /** Node by row. */
  nodeAt: Int32Array;
  /** Row by node. */
  rowOf: Int32Array;
  /** By row. */
  depth: Int32Array;
}

let sorted = new Int32Array(0);
/** Start by node; of untimed ones, which come last, infinite. */
let sortKey = new Float64Array(0);
let firstChild = new Int32Array(0);
let next = new Int32Array(0);
let nodeAt = new Int32Array(0);
let rowOf = new Int32Array(0);
let depth = new Int32Array(0);

/** Numbers the nodes of a forest. O(n log n) for the sort, constant stack. */
export function treeOrder(nodes: Nodes): TreeOrder {
  reserve(nodes.count);
  const top = linkChildren(nodes);
  walk(nodes, top);
  return { nodeAt, rowOf, depth };
}

/** Makes the sorted lists of children and returns the first top. */
function linkChildren(nodes: Nodes): number {
  const { count, parent, start, timed } = nodes;
  for (let node = 0; node < count; node++) {
    sorted[node] = node;
    sortKey[node] = timed[node] === 0 ? Infinity : start[node];
  }
  sortItems(sorted, 0, count, sortKey, (a, b) => compareNodes(nodes, a, b));
  firstChild.fill(-1, 0, count);
  let top = -1;
  for (let k = count - 1; k >= 0; k--) {
    const node = sorted[k];
    const above = parent[node];
    if (above < 0) {
      next[node] = top;
      top = node;
    } else {
      next[node] = firstChild[above];
      firstChild[above] = node;
    }
  }
  return top;
}

function walk({ parent }: Nodes, top: number): void {
  let row = 0;
  let level = 0;
  let node = top;
  while (node >= 0) {
    nodeAt[row] = node;
    rowOf[node] = row;
    depth[row++] = level;
    if (firstChild[node] >= 0) {
      node = firstChild[node];
      level++;
      continue;
    }
    for (; next[node] < 0; level--) {
      node = parent[node];
      if (node < 0) return;
    }
    node = next[node];
  }
}

function reserve(count: number): void {
  if (count <= sorted.length) return;
  const capacity = Math.max(count * 2, 256);
  sorted = new Int32Array(capacity);
  sortKey = new Float64Array(capacity);
  firstChild = new Int32Array(capacity);
  next = new Int32Array(capacity);
  nodeAt = new Int32Array(capacity);
  rowOf = new Int32Array(capacity);
  depth = new Int32Array(capacity);
}
