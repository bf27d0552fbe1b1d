/** Where each span stands in a trace viewer: process, lane, start and length from the earliest span on. */
import { SpanFlag } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { StringId } from '../model/strings.ts';
import { nanosBetween, unixNano } from '../model/time.ts';
import { lanesOf } from './chrome-lanes.ts';

/** One service. */
interface ChromeProcess {
  service: StringId;
  /** Lanes that its spans take. */
  lanes: number;
}

/** Columns by position: the place of a row among those laid out. */
export interface ChromeLayout {
  /** Row 0 of times: the start of the earliest span. */
  originUnixNano: bigint;
  processes: ChromeProcess[];
  /** Index in `processes`. */
  process: Int32Array;
  lane: Int32Array;
  /** Nanoseconds from the origin. An untimed span stands where its trace begins. */
  start: Float64Array;
  /** Position of the parent; -1 where it has none, or none of these rows. */
  parent: Int32Array;
  /** The position of a span by its trace and id; -1 where there is none. */
  find: (trace: number, high: number, low: number) => number;
}

/** Lays rows out. O(n log n). */
export function chromeLayout(store: SpanStore, rows: Int32Array): ChromeLayout {
  const positions = positionsOf(store, rows);
  const parent = Int32Array.from(rows, (row, i) => parentOf(store, row, i, positions));
  const { start, originUnixNano } = startsOf(store, rows);
  const { process, processes } = processesOf(store, rows);
  const lane = new Int32Array(rows.length);
  const depth = depthsOf(parent);
  for (const [index, members] of membersOf(process, processes.length).entries()) {
    const places = new Map(members.map((position, place) => [position, place]));
    const spans = members.map((i) => ({
      start: start[i],
      end: start[i] + store.duration[rows[i]],
      parent: places.get(parent[i]) ?? -1,
      depth: depth[i],
    }));
    const lanes = lanesOf(spans);
    for (let place = 0; place < members.length; place++) {
      lane[members[place]] = lanes[place];
      processes[index].lanes = Math.max(processes[index].lanes, lanes[place] + 1);
    }
  }
  return { originUnixNano, processes, process, lane, start, parent, find: positions.find };
}

/** Spans by their ids: of equal ones, the first. */
interface Positions {
  find: (trace: number, high: number, low: number) => number;
}

function positionsOf({ trace, spanIdHigh, spanIdLow }: SpanStore, rows: Int32Array): Positions {
  const byTrace = new Map<number, Map<string, number>>();
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    let spans = byTrace.get(trace[row]);
    if (spans === undefined) byTrace.set(trace[row], (spans = new Map()));
    const key = `${spanIdHigh[row]},${spanIdLow[row]}`;
    if (!spans.has(key)) spans.set(key, i);
  }
  return { find: (trace, high, low) => byTrace.get(trace)?.get(`${high},${low}`) ?? -1 };
}

/** Of the server's half of an id, the client's half is the parent. */
function parentOf(store: SpanStore, row: SpanRow, position: number, { find }: Positions): number {
  const { trace, flags, spanIdHigh, spanIdLow, parentSpanIdHigh, parentSpanIdLow } = store;
  if (flags[row] & SpanFlag.shared) {
    const upper = find(trace[row], spanIdHigh[row], spanIdLow[row]);
    if (upper !== position) return upper;
  }
  if (parentSpanIdHigh[row] === 0 && parentSpanIdLow[row] === 0) return -1;
  const parent = find(trace[row], parentSpanIdHigh[row], parentSpanIdLow[row]);
  return parent === position ? -1 : parent;
}

function startsOf(store: SpanStore, rows: Int32Array): { start: Float64Array; originUnixNano: bigint } {
  const { trace, flags, startSeconds, startNanos } = store;
  const isTimed = (row: SpanRow): boolean => (flags[row] & SpanFlag.noStart) === 0;
  let first = -1;
  for (const row of rows) {
    if (!isTimed(row)) continue;
    const isEarlier =
      first < 0 ||
      nanosBetween(startSeconds[first], startNanos[first], startSeconds[row], startNanos[row]) < 0;
    if (isEarlier) first = row;
  }
  if (first < 0) return { start: new Float64Array(rows.length), originUnixNano: 0n };
  const start = Float64Array.from(rows, (row) =>
    isTimed(row)
      ? nanosBetween(startSeconds[first], startNanos[first], startSeconds[row], startNanos[row])
      : Infinity,
  );
  const begins = new Map<number, number>();
  for (let i = 0; i < rows.length; i++) {
    begins.set(trace[rows[i]], Math.min(start[i], begins.get(trace[rows[i]]) ?? Infinity));
  }
  for (let i = 0; i < rows.length; i++) {
    if (start[i] === Infinity) start[i] = begins.get(trace[rows[i]]) ?? 0;
    if (start[i] === Infinity) start[i] = 0;
  }
  return { start, originUnixNano: unixNano(startSeconds[first], startNanos[first]) };
}

function processesOf(
  store: SpanStore,
  rows: Int32Array,
): { process: Int32Array; processes: ChromeProcess[] } {
  const byService = new Map<StringId, number>();
  const processes: ChromeProcess[] = [];
  const process = Int32Array.from(rows, (row) => {
    const service = store.service(row);
    let index = byService.get(service);
    if (index === undefined) {
      byService.set(service, (index = processes.length));
      processes.push({ service, lanes: 0 });
    }
    return index;
  });
  return { process, processes };
}

function membersOf(process: Int32Array, count: number): number[][] {
  const members: number[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < process.length; i++) members[process[i]].push(i);
  return members;
}

/** Levels below the top; a cycle is cut somewhere. */
function depthsOf(parent: Int32Array): Int32Array {
  const depth = new Int32Array(parent.length).fill(-1);
  const path: number[] = [];
  for (let i = 0; i < parent.length; i++) {
    let at = i;
    for (; at >= 0 && depth[at] === -1; at = parent[at]) {
      depth[at] = -2;
      path.push(at);
    }
    let next = at < 0 ? 0 : Math.max(0, depth[at] + 1);
    for (let one = path.pop(); one !== undefined; one = path.pop()) depth[one] = next++;
  }
  return depth;
}
