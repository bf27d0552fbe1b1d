/** The nodes' columns in tree order, as the table that analyses read. */
import type { TraceColumns } from '../model/trace.ts';
import type { Nodes } from './nodes.ts';
import type { TreeOrder } from './order.ts';

/** Bytes of a row over all columns: two Float64, seven Int32, one Uint16, two Uint8. */
const rowBytes = 2 * 8 + 7 * 4 + 2 + 2;

/** Tables of small traces share a buffer: making one costs more than filling it. */
const sharedBytes = 1 << 16;
let shared = new ArrayBuffer(0);
let sharedUsed = 0;

/** Room for a table, all zeros, and where in its buffer it begins: at a multiple of eight. */
function room(bytes: number): { buffer: ArrayBuffer; from: number } {
  if (bytes > sharedBytes / 4) return { buffer: new ArrayBuffer(bytes), from: 0 };
  if (sharedUsed + bytes > shared.byteLength) {
    shared = new ArrayBuffer(sharedBytes);
    sharedUsed = 0;
  }
  const from = sharedUsed;
  sharedUsed += (bytes + 7) & ~7;
  return { buffer: shared, from };
}

/** The table of a trace. */
export function columnsOf(nodes: Nodes, order: TreeOrder): TraceColumns {
  const size = nodes.count;
  const { buffer, from } = room(rowBytes * size);
  const start = new Float64Array(buffer, from, size);
  const end = new Float64Array(buffer, from + size * 8, size);
  const columns: TraceColumns = {
    row: new Int32Array(buffer, from + size * 16, size),
    parent: new Int32Array(buffer, from + size * 20, size),
    depth: new Int32Array(buffer, from + size * 24, size),
    subtreeEnd: new Int32Array(buffer, from + size * 28, size),
    name: new Int32Array(buffer, from + size * 32, size),
    service: new Int32Array(buffer, from + size * 36, size),
    clock: new Int32Array(buffer, from + size * 40, size),
    flags: new Uint16Array(buffer, from + size * 44, size),
    kind: new Uint8Array(buffer, from + size * 46, size),
    timed: new Uint8Array(buffer, from + size * 47, size),
    start,
    end,
    adjustedStart: start,
    adjustedEnd: end,
  };
  fill(columns, nodes, order);
  fillSubtreeEnds(columns, size);
  return columns;
}

function fill(columns: TraceColumns, nodes: Nodes, { nodeAt, rowOf, depth }: TreeOrder): void {
  const { count, spanCount } = nodes;
  for (let i = 0; i < count; i++) {
    const node = nodeAt[i];
    const parent = nodes.parent[node];
    columns.row[i] = nodes.row[node];
    columns.parent[i] = parent < 0 ? -1 : rowOf[parent];
    columns.depth[i] = depth[i];
    columns.start[i] = nodes.start[node];
    columns.end[i] = nodes.end[node];
    columns.timed[i] = node < spanCount ? nodes.timed[node] : 0;
    columns.name[i] = nodes.name[node];
    columns.service[i] = nodes.service[node];
    columns.clock[i] = nodes.clock[node];
    columns.kind[i] = nodes.kind[node];
    columns.flags[i] = nodes.flags[node];
  }
}

/** Backwards, a row's subtree is complete before it is added to its parent's. */
function fillSubtreeEnds({ parent, subtreeEnd }: TraceColumns, size: number): void {
  for (let i = size - 1; i >= 0; i--) {
    if (subtreeEnd[i] === 0) subtreeEnd[i] = i + 1;
    const above = parent[i];
    if (above >= 0 && subtreeEnd[above] === 0) subtreeEnd[above] = subtreeEnd[i];
  }
}

/** Gives the columns corrected times: those of a clock move together, a placeholder spans its children again. */
export function adjustTimes(columns: TraceColumns, size: number, offsets: ReadonlyMap<number, number>): void {
  const { row, parent, clock, timed, start, end } = columns;
  const adjustedStart = start.slice();
  const adjustedEnd = end.slice();
  for (let i = 0; i < size; i++) {
    const offset = timed[i] === 0 ? 0 : (offsets.get(clock[i]) ?? 0);
    adjustedStart[i] += offset;
    adjustedEnd[i] += offset;
    if (row[i] < 0) [adjustedStart[i], adjustedEnd[i]] = [Infinity, -Infinity];
    const above = parent[i];
    if (above < 0 || row[above] >= 0 || timed[i] === 0) continue;
    adjustedStart[above] = Math.min(adjustedStart[above], adjustedStart[i]);
    adjustedEnd[above] = Math.max(adjustedEnd[above], adjustedEnd[i]);
  }
  for (let i = 0; i < size; i++) if (adjustedStart[i] === Infinity) adjustedStart[i] = adjustedEnd[i] = 0;
  columns.adjustedStart = adjustedStart;
  columns.adjustedEnd = adjustedEnd;
}
