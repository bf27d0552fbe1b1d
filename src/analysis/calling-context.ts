/**
 * Where the time of many requests goes, by call path (analysis.md 6): the calling-context tree.
 *
 *   one trace  a            another  a            contexts  a          2 spans in 2 traces
 *              +-- b                 +-- b                  +-- b      3 spans in 2 traces
 *              |   +-- c             +-- b                  |   +-- c  1 span in 1 trace
 *              +-- c                                        +-- c      1 span in 1 trace
 *
 * All figures are sums, counts or maxima over spans: neither the order of traces nor how they were dealt out to partial
 * trees that are merged afterwards can change one.
 */
import { compareTexts } from '../model/compare-texts.ts';
import { grown } from '../model/strings.ts';
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import type { AnalysisOptions } from './analyse.ts';
import { type CallPath, CallPaths } from './call-paths.ts';
import { criticalPath, pathRoots } from './critical-path.ts';
import { edgeClasses } from './edges.ts';
import { NanoSums } from './nano-sums.ts';
import { selfTimes } from './self-time.ts';
import { noSpan, noSpanName, topSpans } from './whole-trace.ts';

/** The span that shows a context best: the one that was longest on its critical path. */
export interface ContextExemplar {
  traceId: string;
  spanId: string;
  criticalPathNano: Nanos;
}

/**
 * One call path with its figures; or, of whole traces, the time of their paths that is in no span: at the top, named
 * `noSpanName`, of as many traces as have any, without spans. Sums of time are bigints because those of
 * many traces may pass 2^53.
 */
export interface CallingContext {
  /** Place in the order in which contexts are told; its parent's is less, undefined at the top. */
  index: number;
  parent: number | undefined;
  depth: number;
  service: string;
  name: string;
  /** Nanoseconds of critical path that its spans own, and with those of all contexts below it. */
  criticalPathNano: bigint;
  subtreeNano: bigint;
  selfTimeNano: bigint;
  spanCount: number;
  traceCount: number;
  /** Undefined where none of its spans was on a critical path. */
  exemplar: ContextExemplar | undefined;
}

/** What of a trace is added: the spans below `roots`, none of which is below another. The columns are by row. */
export interface ContextColumns {
  roots: readonly TraceRow[];
  self: Float64Array;
  /** See `criticalPathTimes`; of several roots, with the paths of all. */
  onPath: Float64Array;
  /** Time of the path of a whole trace that is in no span. */
  noSpanNano: Nanos;
}

/** What of a trace is added, computed: the primary root's tree, or with `allRoots` or `wholeTrace` all trees. O(n log n). */
export function contextColumns(
  trace: Trace,
  { profile = 'auto', self = 'blocking', ...paths }: Partial<AnalysisOptions> = {},
): ContextColumns {
  const edges = edgeClasses(trace, { profile });
  const beginnings = pathRoots(trace, paths);
  const roots = paths.wholeTrace ? topSpans(trace) : beginnings;
  const onPath = new Float64Array(trace.size);
  let noSpanNano = 0;
  for (const root of beginnings) {
    const { segments } = criticalPath(trace, edges, { profile, root });
    for (const { row, start, end } of segments) {
      if (row === noSpan) noSpanNano += end - start;
      else onPath[row] += end - start;
    }
  }
  return { roots, self: selfTimes(trace, edges, { self }), onPath, noSpanNano };
}

/** The calling-context tree of the traces added. About 70 bytes a context, and an exemplar where it is on a path. */
export class CallingContexts {
  /** Traces added, and spans of them below the roots. */
  traceCount = 0;
  spanCount = 0;
  private readonly paths = new CallPaths();
  private readonly onPath = new NanoSums();
  private readonly self = new NanoSums();
  /** By path, like the next two. */
  private spans = new Float64Array(64);
  private inTraces = new Float64Array(64);
  /** Number of the last trace that was counted. */
  private lastTrace = new Float64Array(64);
  private readonly exemplars: (ContextExemplar | undefined)[] = [];

  /** Distinct call paths. */
  get size(): number {
    return this.paths.size;
  }

  /** Adds a trace. Linear. */
  add(trace: Trace, { roots, self, onPath, noSpanNano }: ContextColumns): void {
    const paths = this.paths.ofRows(trace, roots);
    this.makeRoom();
    this.traceCount++;
    for (let row = 0; row < trace.size; row++) {
      const path = paths[row];
      if (path < 0) continue;
      this.spanCount++;
      this.spans[path]++;
      this.countTrace(path);
      this.self.add(path, self[row]);
      if (onPath[row] > 0) this.addOnPath(path, trace, row, onPath[row]);
    }
    if (noSpanNano > 0) this.addNoSpan(noSpanNano);
  }

  /** Adds all that another tree holds, which must be of other traces. Linear in its paths. */
  merge(other: CallingContexts): void {
    const paths = this.paths.ofPaths(other.paths);
    this.makeRoom();
    this.traceCount += other.traceCount;
    this.spanCount += other.spanCount;
    for (let from = 0; from < other.size; from++) {
      const path = paths[from];
      this.spans[path] += other.spans[from];
      this.inTraces[path] += other.inTraces[from];
      this.self.addFrom(path, other.self, from);
      this.onPath.addFrom(path, other.onPath, from);
      this.exemplars[path] = longer(this.exemplars[path], other.exemplars[from]);
    }
  }

  /** Nanoseconds on the critical paths of all traces: the sum of the durations of their roots. */
  get criticalPathNano(): bigint {
    const sum = new NanoSums();
    for (let path = 0; path < this.size; path++) sum.addFrom(0, this.onPath, path);
    return sum.at(0);
  }

  /**
   * The contexts in tree order, parents before children; siblings by the time of their subtrees, most first, then by
   * service and name. O(n log n), constant stack.
   */
  *contexts(): Generator<CallingContext> {
    const { paths } = this;
    const subtree = this.subtreeSums();
    const { from, children } = this.sortedChildren(subtree);
    const place = new Int32Array(this.size);
    const depth = new Int32Array(this.size);
    const open = [...children.subarray(from[0], from[1])].reverse();
    for (let path = open.pop(), index = 0; path !== undefined; path = open.pop(), index++) {
      const above = paths.parent(path);
      place[path] = index;
      depth[path] = above < 0 ? 0 : depth[above] + 1;
      yield {
        index,
        parent: above < 0 ? undefined : place[above],
        depth: depth[path],
        service: paths.serviceText(path),
        name: paths.nameText(path),
        criticalPathNano: this.onPath.at(path),
        subtreeNano: subtree.at(path),
        selfTimeNano: this.self.at(path),
        spanCount: this.spans[path],
        traceCount: this.inTraces[path],
        exemplar: this.exemplars[path],
      };
      for (let k = from[path + 2] - 1; k >= from[path + 1]; k--) open.push(children[k]);
    }
  }

  private subtreeSums(): NanoSums {
    const sums = new NanoSums();
    for (let path = this.size - 1; path >= 0; path--) {
      sums.addFrom(path, this.onPath, path);
      const above = this.paths.parent(path);
      if (above >= 0) sums.addFrom(above, sums, path);
    }
    return sums;
  }

  /** All paths, those below path p as children[from[p + 1], from[p + 2]), sorted; p is -1 for the tops. */
  private sortedChildren(subtree: NanoSums): { from: Int32Array; children: Int32Array } {
    const { paths, size } = this;
    const from = new Int32Array(size + 2);
    for (let path = 0; path < size; path++) from[paths.parent(path) + 2]++;
    for (let k = 1; k < from.length; k++) from[k] += from[k - 1];
    const next = from.slice();
    const children = new Int32Array(size);
    for (let path = 0; path < size; path++) children[next[paths.parent(path) + 1]++] = path;
    const compare = (a: CallPath, b: CallPath): number =>
      subtree.compare(b, a) ||
      compareTexts(paths.serviceText(a), paths.serviceText(b)) ||
      compareTexts(paths.nameText(a), paths.nameText(b));
    for (let k = 0; k <= size; k++) children.subarray(from[k], from[k + 1]).sort(compare);
    return { from, children };
  }

  private countTrace(path: CallPath): void {
    if (this.lastTrace[path] !== this.traceCount) this.inTraces[path]++;
    this.lastTrace[path] = this.traceCount;
  }

  private addNoSpan(nanos: Nanos): void {
    const path = this.paths.top('', noSpanName);
    this.makeRoom();
    this.countTrace(path);
    this.onPath.add(path, nanos);
  }

  private addOnPath(path: CallPath, trace: Trace, row: TraceRow, nanos: Nanos): void {
    this.onPath.add(path, nanos);
    const best = this.exemplars[path];
    if (best !== undefined && nanos < best.criticalPathNano) return;
    const spanId = trace.spanId(row);
    this.exemplars[path] = longer(best, { traceId: trace.traceId, spanId, criticalPathNano: nanos });
  }

  private makeRoom(): void {
    const { size } = this;
    while (this.exemplars.length < size) this.exemplars.push(undefined);
    if (size <= this.spans.length) return;
    this.spans = grown(this.spans, size * 2);
    this.inTraces = grown(this.inTraces, size * 2);
    this.lastTrace = grown(this.lastTrace, size * 2);
  }
}

/** The longer of two; of equal ones that of the smaller trace id, then of the smaller span id. */
function longer(a: ContextExemplar | undefined, b: ContextExemplar | undefined): ContextExemplar | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const order =
    b.criticalPathNano - a.criticalPathNano ||
    compareTexts(a.traceId, b.traceId) ||
    compareTexts(a.spanId, b.spanId);
  return order <= 0 ? a : b;
}
