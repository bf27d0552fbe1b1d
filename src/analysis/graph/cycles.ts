/**
 * Circles in a directed graph: for each set of nodes that all reach each other, a shortest way round from its first node.
 * R. E. Tarjan: Depth-first search and linear graph algorithms, 1972, https://doi.org/10.1137/0201010
 */

/** Numbers of the nodes that a node has edges to, by node. */
type Successors = readonly (readonly number[])[];

/** One circle for each set, as its nodes in order; edges from a node to itself are none. Linear, without recursion. */
export function cycles(successors: Successors): number[][] {
  const component = components(successors);
  const found: number[][] = [];
  const seen = new Set<number>();
  for (let node = 0; node < successors.length; node++) {
    if (seen.has(component[node])) continue;
    seen.add(component[node]);
    const way = wayRound(successors, component, node);
    if (way.length > 1) found.push(way);
  }
  return found;
}

/** By node, the number of its strongly connected component. */
function components(successors: Successors): Int32Array {
  const size = successors.length;
  const order = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const component = new Int32Array(size).fill(-1);
  const next = new Int32Array(size);
  const open: number[] = [];
  let visited = 0;
  let count = 0;
  for (let root = 0; root < size; root++) {
    const path = order[root] < 0 ? [root] : [];
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      if (order[node] < 0) {
        order[node] = low[node] = visited++;
        open.push(node);
      }
      const to = successors[node][next[node]++];
      if (to !== undefined) {
        if (order[to] < 0) path.push(to);
        else if (component[to] < 0) low[node] = Math.min(low[node], order[to]);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) low[above] = Math.min(low[above], low[node]);
      if (low[node] === order[node]) close(node, count++);
    }
  }
  return component;

  function close(node: number, number: number): void {
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      component[member] = number;
      if (member === node) return;
    }
  }
}

/** The shortest way from a node back to it within its component, breadth first; empty if there is none but its own edge. */
function wayRound(successors: Successors, component: Int32Array, start: number): number[] {
  const from = new Map<number, number>();
  const queue = [start];
  for (const node of queue) {
    for (const to of successors[node]) {
      if (component[to] !== component[start] || to === node) continue;
      if (to === start) return back(from, node);
      if (from.has(to)) continue;
      from.set(to, node);
      queue.push(to);
    }
  }
  return [];
}

function back(from: ReadonlyMap<number, number>, last: number): number[] {
  const way = [last];
  for (let node = from.get(last); node !== undefined; node = from.get(node)) way.push(node);
  return way.reverse();
}
