/**
 * Cycles of parent pointers, cut so that the rest is a forest (analysis.md 1.5). Each node has one parent, so a walk up
 * from any node ends at the top or runs into a cycle, and every node is walked over once.
 *
 *   b → d → c → b      the edge of the member with the smallest (start, id) is cut: b becomes a top
 */
import { compareNodeIds, compareNodes } from './compare.ts';
import type { Nodes } from './nodes.ts';

const unseen = 0;
const onThisWalk = 1;
const done = 2;

let colour = new Uint8Array(1024);

/** Cuts one edge of each cycle and returns the members of each, the one that was cut first. Linear. */
export function cutCycles(nodes: Nodes): number[][] {
  const { count, parent } = nodes;
  if (colour.length < count) colour = new Uint8Array(count * 2);
  colour.fill(unseen, 0, count);
  const cycles: number[][] = [];
  for (let start = 0; start < count; start++) {
    let node = start;
    for (; node >= 0 && colour[node] === unseen; node = parent[node]) colour[node] = onThisWalk;
    const closing = node >= 0 && colour[node] === onThisWalk ? node : -1;
    for (node = start; node >= 0 && colour[node] === onThisWalk; node = parent[node]) colour[node] = done;
    if (closing >= 0) cycles.push(cut(nodes, closing));
  }
  return cycles;
}

function cut(nodes: Nodes, member: number): number[] {
  const { parent } = nodes;
  const members = [member];
  for (let node = parent[member]; node !== member; node = parent[node]) members.push(node);
  const first = members.reduce((a, b) => (compareByStart(nodes, b, a) < 0 ? b : a));
  parent[first] = -1;
  const at = members.indexOf(first);
  return [...members.slice(at), ...members.slice(0, at)];
}

function compareByStart(nodes: Nodes, a: number, b: number): number {
  return nodes.start[a] - nodes.start[b] || compareNodeIds(nodes, a, b) || compareNodes(nodes, a, b);
}
