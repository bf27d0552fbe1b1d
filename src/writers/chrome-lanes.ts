/**
 * Which spans share a lane: a thread of the trace viewer, in which spans nest or follow each other, but never overlap.
 *
 *   lane 1   |-- GET /checkout ------------------|     |-- GET /cart --|
 *               |-- authorize --|  |-- charge -|
 *   lane 2              |-- log ---------|             what would overlap goes to a lane of its own
 *
 * A span goes into the lane of its parent where that is of the same process and nothing else is open there, else into the
 * first lane that is free. O(n log n).
 */

/** A span to be placed. Times are nanoseconds from a common origin. */
export interface LaneSpan {
  start: number;
  end: number;
  /** Index of the parent among the spans; -1 where it has none in the same process. */
  parent: number;
  /** Levels below the top; of spans that cover each other, the upper one comes first. */
  depth: number;
}

/** The lane of each span of one process, counted from 0. */
export function lanesOf(spans: readonly LaneSpan[]): Int32Array {
  const lanes = new Int32Array(spans.length).fill(-1);
  const order = Array.from(spans.keys()).sort((a, b) => compare(spans[a], spans[b]) || a - b);
  /** By lane: the spans that are open in it, each inside the one before. */
  const open: number[][] = [];
  const busy = new Heap();
  const free = new Heap();
  for (const span of order) {
    const { start, end, parent } = spans[span];
    while (busy.size > 0 && busy.smallestKey() <= start) {
      const lane = busy.take();
      free.add(lane, lane);
      open[lane].length = 0;
    }
    const ofParent = parent >= 0 ? lanes[parent] : -1;
    if (ofParent >= 0 && fits(open[ofParent], spans, span)) {
      lanes[span] = ofParent;
      open[ofParent].push(span);
      continue;
    }
    const lane = free.size > 0 ? free.take() : open.push([]) - 1;
    lanes[span] = lane;
    open[lane].push(span);
    busy.add(end, lane);
  }
  return lanes;
}

/** Whether, once what has ended is closed, the parent is the last that is open, and covers the span. */
function fits(open: number[], spans: readonly LaneSpan[], span: number): boolean {
  const { start, end, parent } = spans[span];
  while (open.length > 0 && open[open.length - 1] !== parent && spans[open[open.length - 1]].end <= start)
    open.pop();
  return open.length > 0 && open[open.length - 1] === parent && spans[parent].end >= end;
}

function compare(a: LaneSpan, b: LaneSpan): number {
  return a.start - b.start || b.end - a.end || a.depth - b.depth;
}

/** Values in the order of their keys, the smallest first. */
class Heap {
  private readonly keys: number[] = [];
  private readonly values: number[] = [];

  get size(): number {
    return this.keys.length;
  }

  smallestKey(): number {
    return this.keys[0];
  }

  add(key: number, value: number): void {
    let at = this.keys.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.keys[above] <= key) break;
      this.set(at, this.keys[above], this.values[above]);
      at = above;
    }
    this.set(at, key, value);
  }

  /** Takes the value with the smallest key out. */
  take(): number {
    const [value] = this.values;
    const key = this.keys.pop() ?? 0;
    const last = this.values.pop() ?? 0;
    if (this.keys.length > 0) this.sink(key, last);
    return value;
  }

  private sink(key: number, value: number): void {
    const { keys, values } = this;
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      if (below >= keys.length) break;
      if (below + 1 < keys.length && keys[below + 1] < keys[below]) below++;
      if (keys[below] >= key) break;
      this.set(at, keys[below], values[below]);
      at = below;
    }
    this.set(at, key, value);
  }

  private set(at: number, key: number, value: number): void {
    this.keys[at] = key;
    this.values[at] = value;
  }
}
