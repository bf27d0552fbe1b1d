/** The shapes of traces, gathered from one after the other. */
import { PairTable } from '../../model/pair-table.ts';
import type { SpanStore } from '../../model/span-store.ts';
import { grown } from '../../model/strings.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { type Call, Fingerprints, withoutHost, withoutRepeats } from '../fingerprint.ts';
import { Numbered } from '../numbered.ts';
import { compareOperations, countClass, type Shape, type ShapeCall, type ShapeOperation } from './shape.ts';

/** Calls deeper than this are left out: they would make lines that nobody reads. */
export const mostLevels = 40;
/** An operation longer than this is cut, and told from others by a hash of the rest. */
const longestOperation = 160;

/** Gathers shapes. About 60 bytes remain of each call path, nothing of the traces. */
export class ShapeCollector {
  traceCount = 0;
  /** Traces that lack spans, whose shape nobody knows: they are left out. */
  brokenCount = 0;
  /** Spans below the deepest level that counts. */
  deeperCount = 0;
  private readonly operations = new Numbered<ShapeOperation>();
  /** By store, the number here of each fingerprint there. */
  private readonly known = new WeakMap<SpanStore, number[]>();
  /** Pairs of the path that is continued, -1 for a root, and an operation. */
  private readonly paths = new PairTable();
  /** By path: its spans, and spans of the path above that have some of them; the fewest and most that such a span has. */
  private spans = new Float64Array(64);
  private callers = new Float64Array(64);
  private fewest = new Float64Array(64).fill(Infinity);
  private most = new Float64Array(64);

  /** Adds a trace: the tree of its primary root. Linear. Attributes are wanted: they tell what a statement is. */
  add(trace: Trace): void {
    if (trace.placeholderCount > 0 || trace.primaryRoot < 0) {
      this.brokenCount++;
      return;
    }
    this.traceCount++;
    const root = trace.primaryRoot;
    const pathOf = new Int32Array(trace.subtreeEnd[root] - root).fill(-1);
    for (let row = root; row < trace.subtreeEnd[root]; row++) {
      if (trace.depth[row] - trace.depth[root] > mostLevels) {
        this.deeperCount++;
        continue;
      }
      const above = row === root ? -1 : pathOf[trace.parent[row] - root];
      const path = this.paths.number(above, this.operationOf(trace, row));
      this.makeRoom(path);
      pathOf[row - root] = path;
      this.spans[path]++;
    }
    this.countCalls(trace, root, pathOf);
  }

  /** The shapes of what was added, by service and operation. */
  shapes(): Shape[] {
    const { paths, operations } = this;
    const below = new Map<number, number[]>();
    for (let path = 0; path < paths.size; path++) {
      const above = paths.firstOf(path);
      const siblings = below.get(above) ?? [];
      below.set(above, siblings);
      siblings.push(path);
    }
    const operation = (path: number): ShapeOperation => operations.values[paths.secondOf(path)];
    const sorted = (path: number): number[] =>
      (below.get(path) ?? []).sort((a, b) => compareOperations(operation(a), operation(b)));
    return sorted(-1).map((root) => {
      const calls: ShapeCall[] = [];
      const pending = sorted(root)
        .map((path) => ({ path, depth: 1 }))
        .reverse();
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        const { path, depth } = next;
        calls.push(this.call(path, depth, operation(path)));
        for (const child of sorted(path).reverse()) pending.push({ path: child, depth: depth + 1 });
      }
      const { service, operation: name } = operation(root);
      return { service, operation: name, calls };
    });
  }

  private call(path: number, depth: number, { service, operation }: ShapeOperation): ShapeCall {
    const isAlways = this.callers[path] === this.spans[this.paths.firstOf(path)];
    const least = isAlways ? countClass(this.fewest[path]) : '0';
    return { depth, service, operation, least, most: countClass(this.most[path]) };
  }

  /** Counts for each span how often it makes each of its calls. */
  private countCalls({ subtreeEnd }: Trace, root: TraceRow, pathOf: Int32Array): void {
    const counts = new Map<number, number>();
    for (let row = root; row < subtreeEnd[root]; row++) {
      if (subtreeEnd[row] === row + 1) continue;
      counts.clear();
      for (let child = row + 1; child < subtreeEnd[row]; child = subtreeEnd[child]) {
        const path = pathOf[child - root];
        if (path >= 0) counts.set(path, (counts.get(path) ?? 0) + 1);
      }
      for (const [path, count] of counts) {
        this.callers[path]++;
        this.fewest[path] = Math.min(this.fewest[path], count);
        this.most[path] = Math.max(this.most[path], count);
      }
    }
  }

  private operationOf(trace: Trace, row: TraceRow): number {
    const fingerprints = Fingerprints.of(trace.store);
    const call = fingerprints.number(trace, row);
    const numbers = this.known.get(trace.store) ?? [];
    this.known.set(trace.store, numbers);
    if (numbers[call] === undefined) {
      numbers[call] = this.operations.number(shapeOperation(fingerprints.call(call)));
    }
    return numbers[call];
  }

  private makeRoom(path: number): void {
    const { length } = this.spans;
    if (path < length) return;
    this.spans = grown(this.spans, path * 2);
    this.callers = grown(this.callers, path * 2);
    this.most = grown(this.most, path * 2);
    this.fewest = grown(this.fewest, path * 2).fill(Infinity, length);
  }
}

/** What a call is in a shape: its statement, or its name and path, without what differs from one environment to the next. */
export function shapeOperation({ service, operation, isStatement, path }: Call): ShapeOperation {
  if (isStatement) return { service, operation: shortened(withoutRepeats(operation)) };
  const bare = withoutHost(path);
  // Names of HTTP spans mostly have the path already.
  return { service, operation: shortened(operation.includes(bare) ? operation : `${operation} ${bare}`) };
}

function shortened(text: string): string {
  if (text.length <= longestOperation) return text;
  return `${text.slice(0, longestOperation)}… #${hashOf(text).toString(16).padStart(8, '0')}`;
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
