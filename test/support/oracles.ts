/** The same answers as the analyses give, computed the slow and obvious way. */
import type { PathSegment } from '../../src/analysis/critical-path.ts';
import { EdgeClass, type Profile, tolerance } from '../../src/analysis/edges.ts';
import type { Trace } from '../../src/model/trace.ts';

/** Self time by counting: each elementary interval between any two times of the children is covered or not. */
export function selfTimeOracle(trace: Trace, edges: Uint8Array, self: 'blocking' | 'all'): number[] {
  const { adjustedStart: start, adjustedEnd: end } = trace;
  return rows(trace).map((row) => {
    if (trace.timed[row] === 0) return 0;
    const children = rows(trace).filter(
      (c) =>
        trace.parent[c] === row &&
        (self === 'all' ? edges[c] !== EdgeClass.none : edges[c] === EdgeClass.sync),
    );
    const borders = [start[row], end[row], ...children.flatMap((c) => [start[c], end[c]])]
      .filter((time) => time >= start[row] && time <= end[row])
      .sort((a, b) => a - b);
    let own = 0;
    for (let k = 1; k < borders.length; k++) {
      const isCovered = children.some((c) => start[c] <= borders[k - 1] && end[c] >= borders[k]);
      if (!isCovered) own += borders[k] - borders[k - 1];
    }
    return own;
  });
}

/** The owner of each nanosecond of a span: recursive, and for each step a search through all children. */
export function pathOracle(trace: Trace, edges: Uint8Array, profile: Profile, root: number): number[] {
  const { adjustedStart: start, adjustedEnd: end } = trace;
  const origin = start[root];
  const owner: number[] = Array.from({ length: end[root] - origin }, () => root);
  const assign = (row: number, low: number, high: number): void => {
    owner.fill(row, low - origin, high - origin);
    const from = (c: number): number => Math.max(start[c], low);
    const to = (c: number): number => Math.min(end[c], high);
    const noise = profile === 'clip' ? 0 : tolerance(end[row] - start[row]);
    const left = new Set(rows(trace).filter((c) => trace.parent[c] === row && edges[c] === EdgeClass.sync));
    let time = high;
    let last = 0;
    while (left.size > 0) {
      const child = [...left].reduce((a, b) => (isBefore(trace, b, a, from, to) ? b : a));
      left.delete(child);
      const overlap = Math.max(0, to(child) - time);
      if (overlap > noise || 20 * overlap > Math.min(to(child) - from(child), overlap > 0 ? last : Infinity))
        continue;
      if (from(child) >= to(child) - overlap) continue;
      assign(child, from(child), to(child) - overlap);
      time = from(child);
      last = to(child) - from(child);
    }
  };
  assign(root, origin, end[root]);
  return owner;
}

/** What jaeger-ui does (packages/jaeger-ui, TraceTimelineViewer critical path): clip the children, then recurse both ways. */
export function jaegerUiPath(trace: Trace): PathSegment[] {
  const start = [...trace.start];
  const end = [...trace.end];
  const isDropped = rows(trace).map(() => false);
  for (const row of rows(trace)) {
    const parent = trace.parent[row];
    if (parent < 0) continue;
    isDropped[row] = isDropped[parent] || end[row] <= start[parent] || start[row] >= end[parent];
    start[row] = Math.max(start[row], start[parent]);
    end[row] = Math.min(end[row], end[parent]);
  }
  const sections: PathSegment[] = [];
  const compute = (row: number, returningAt?: number): void => {
    const finished = rows(trace).filter(
      (c) => trace.parent[c] === row && !isDropped[c] && (returningAt === undefined || end[c] < returningAt),
    );
    const until = returningAt ?? end[row];
    if (finished.length > 0) {
      const last = finished.reduce((a, b) => (end[b] > end[a] ? b : a));
      if (end[last] !== until) sections.push({ row, start: end[last], end: until });
      compute(last);
      return;
    }
    if (start[row] !== until) sections.push({ row, start: start[row], end: until });
    if (trace.parent[row] >= 0) compute(trace.parent[row], start[row]);
  };
  compute(trace.primaryRoot);
  return sections.reverse();
}

function isBefore(
  trace: Trace,
  a: number,
  b: number,
  from: (row: number) => number,
  to: (row: number) => number,
): boolean {
  const key = (row: number): (number | string)[] => [
    -to(row),
    from(row),
    trace.adjustedStart[row],
    -(trace.subtreeEnd[row] - row),
    trace.store.spanId(trace.row[row]).padStart(16, '0'),
    row,
  ];
  const [keyA, keyB] = [key(a), key(b)];
  const differs = keyA.findIndex((value, k) => value !== keyB[k]);
  return differs >= 0 && keyA[differs] < keyB[differs];
}

function rows(trace: Trace): number[] {
  return Array.from({ length: trace.size }, (_, i) => i);
}
