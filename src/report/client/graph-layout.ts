/**
 * Where the nodes of a graph stand: callers left of whom they call, in columns, those of a column near what they are
 * connected with. K. Sugiyama, S. Tagawa, M. Toda: Methods for visual understanding of hierarchical system structures,
 * 1981; without dummy nodes, since a graph of services has few columns.
 */

/** An edge between nodes by their numbers. */
export interface Arc {
  from: number;
  to: number;
}

/** The columns, left to right, each with its nodes from top to bottom. */
export function graphColumns(nodeCount: number, arcs: readonly Arc[]): number[][] {
  const forward = withoutCycles(nodeCount, arcs);
  const layer = layers(nodeCount, forward);
  const columns: number[][] = [];
  layer.forEach((column, node) => (columns[column] ??= []).push(node));
  for (let sweep = 0; sweep < sweeps; sweep++) order(columns, arcs, nodeCount);
  return columns;
}

const sweeps = 8;

/** The arcs less those that lead back to where a walk came from, and those to oneself. */
function withoutCycles(nodeCount: number, arcs: readonly Arc[]): Arc[] {
  const out = outgoing(nodeCount, arcs);
  /** 0 new, 1 on the way, 2 done. */
  const state = new Uint8Array(nodeCount);
  const kept: Arc[] = [];
  const entered = new Uint8Array(nodeCount);
  for (const { from, to } of arcs) if (from !== to) entered[to] = 1;
  const starts = [...state.keys()].sort((a, b) => entered[a] - entered[b]);
  for (const start of starts) {
    if (state[start] !== 0) continue;
    const walk = [{ node: start, next: 0 }];
    state[start] = 1;
    for (let at = walk.at(-1); at !== undefined; at = walk.at(-1)) {
      const to = out[at.node][at.next++];
      if (to === undefined) {
        state[at.node] = 2;
        walk.pop();
      } else if (state[to] !== 1) {
        kept.push({ from: at.node, to });
        if (state[to] === 0) {
          state[to] = 1;
          walk.push({ node: to, next: 0 });
        }
      }
    }
  }
  return kept;
}

/** By node, the longest way to it. The arcs have no cycles. */
function layers(nodeCount: number, arcs: readonly Arc[]): Int32Array {
  const out = outgoing(nodeCount, arcs);
  const waiting = new Int32Array(nodeCount);
  for (const { to } of arcs) waiting[to]++;
  const layer = new Int32Array(nodeCount);
  const ready = [...waiting.keys()].filter((node) => waiting[node] === 0);
  // An array may grow while it is walked.
  for (const node of ready) {
    for (const to of out[node]) {
      layer[to] = Math.max(layer[to], layer[node] + 1);
      if (--waiting[to] === 0) ready.push(to);
    }
  }
  return layer;
}

/** Sorts each column by the middle of the places that its nodes are connected with. */
function order(columns: number[][], arcs: readonly Arc[], nodeCount: number): void {
  const place = new Float64Array(nodeCount);
  const note = (column: readonly number[]): void => {
    column.forEach((node, i) => (place[node] = (i + 0.5) / column.length));
  };
  columns.forEach(note);
  for (const column of columns) {
    const sum = new Float64Array(nodeCount);
    const count = new Int32Array(nodeCount);
    for (const { from, to } of arcs) {
      sum[from] += place[to];
      sum[to] += place[from];
      count[from]++;
      count[to]++;
    }
    const middle = (node: number): number => (count[node] === 0 ? place[node] : sum[node] / count[node]);
    column.sort((a, b) => middle(a) - middle(b) || a - b);
    note(column);
  }
}

function outgoing(nodeCount: number, arcs: readonly Arc[]): number[][] {
  const out = Array.from({ length: nodeCount }, (): number[] => []);
  for (const { from, to } of arcs) if (from !== to) out[from].push(to);
  return out;
}
