/**
 * Aligned spans by call path: those of one key below one path are one row, however often a call is repeated.
 *
 *   handler                    handler
 *     +-- SELECT  matched        +-- SELECT  2 before, 3 after
 *     +-- SELECT  matched
 *     +-- SELECT  added
 */
import { SpanFlag } from '../../model/kinds.ts';
import { PairTable } from '../../model/pair-table.ts';
import type { Nanos } from '../../model/time.ts';
import type { TraceRow } from '../../model/trace.ts';
import type { Alignment } from './align.ts';
import type { SpanKey } from './span-keys.ts';
import { type Deltas, deltasBetween, type TraceSide } from './trace-side.ts';

/** What became of spans. */
export type SpanChange = 'added' | 'removed' | 'changed' | 'same';

/** The spans of a path on one side. */
export interface PathSide {
  count: number;
  errorCount: number;
  /** As recorded, of the first span: ids in it may differ from span to span. Empty where there is none. */
  service: string;
  name: string;
}

/** The spans of one call path. Times are sums over them. */
export interface PathDiff extends Deltas {
  /** Place in tree order; that of its parent is less, undefined at the top. */
  index: number;
  parent: number | undefined;
  depth: number;
  span: SpanKey;
  before: PathSide;
  after: PathSide;
  change: SpanChange;
  /** Whether it is a layer that only one side has: what is below was there and still is. */
  isLayer: boolean;
  /** Whether it is a root that was something else before. */
  isRenamed: boolean;
  /** Nodes of the alignment. */
  nodes: number[];
}

/**
 * The paths of an alignment in tree order, siblings in order of first sight. A path has changed where it has more or fewer
 * spans, or failures, another name, or where a time differs by at least `leastNano`. O(n).
 */
export function pathDiffs(
  before: TraceSide,
  after: TraceSide,
  alignment: Alignment,
  leastNano: Nanos,
): PathDiff[] {
  const steps = new PairTable();
  const paths: PathDiff[] = [];
  const pathOf = new Int32Array(alignment.size);
  const below: number[][] = [[]];
  for (let node = 0; node < alignment.size; node++) {
    const above = alignment.parent[node] < 0 ? -1 : pathOf[alignment.parent[node]];
    const path = steps.number(above, alignment.key[node]);
    pathOf[node] = path;
    if (path === paths.length) {
      paths.push(emptyPath(alignment, node));
      below[above + 1].push(path);
      below.push([]);
    }
    addNode(paths[path], before, after, alignment, node);
  }
  for (const path of paths) path.change = changeOf(path, leastNano);
  return inTreeOrder(paths, below);
}

function emptyPath({ keys, key, isLayer }: Alignment, node: number): PathDiff {
  return {
    index: 0,
    parent: undefined,
    depth: 0,
    span: keys.key(key[node]),
    before: { count: 0, errorCount: 0, service: '', name: '' },
    after: { count: 0, errorCount: 0, service: '', name: '' },
    change: 'same',
    isLayer: isLayer[node] !== 0,
    isRenamed: false,
    nodes: [],
    totalNano: 0,
    selfNano: 0,
    pathNano: 0,
  };
}

function addNode(
  path: PathDiff,
  before: TraceSide,
  after: TraceSide,
  alignment: Alignment,
  node: number,
): void {
  const [row, other] = [alignment.before[node], alignment.after[node]];
  path.nodes.push(node);
  path.isRenamed ||= alignment.parent[node] < 0 && isOther(before, row, after, other, alignment);
  count(path.before, before, row);
  count(path.after, after, other);
  const { totalNano, selfNano, pathNano } = deltasBetween(before, row, after, other);
  path.totalNano += totalNano;
  path.selfNano += selfNano;
  path.pathNano += pathNano;
}

/** Whether both spans of a node were seen and are not the same: roots are matched whatever they are called. */
function isOther(
  before: TraceSide,
  row: TraceRow,
  after: TraceSide,
  other: TraceRow,
  { keys }: Alignment,
): boolean {
  if (row < 0 || other < 0 || before.trace.isPlaceholder(row) || after.trace.isPlaceholder(other))
    return false;
  return keys.number(before.trace, row) !== keys.number(after.trace, other);
}

function count(side: PathSide, { trace }: TraceSide, row: TraceRow): void {
  if (row < 0) return;
  if (side.count++ === 0) {
    side.service = trace.serviceText(row);
    side.name = trace.nameText(row);
  }
  if (trace.flags[row] & SpanFlag.error) side.errorCount++;
}

function changeOf(path: PathDiff, leastNano: Nanos): SpanChange {
  const { before, after, isRenamed, totalNano, selfNano, pathNano } = path;
  if (before.count === 0) return 'added';
  if (after.count === 0) return 'removed';
  const isAlike = before.count === after.count && before.errorCount === after.errorCount;
  const largest = Math.max(Math.abs(totalNano), Math.abs(selfNano), Math.abs(pathNano));
  return isAlike && !isRenamed && largest < leastNano ? 'same' : 'changed';
}

/** Sorted by a walk from the top; `below[p + 1]` are the paths that continue path p. */
function inTreeOrder(paths: readonly PathDiff[], below: readonly (readonly number[])[]): PathDiff[] {
  const sorted: PathDiff[] = [];
  const pending = below[0].toReversed();
  for (let number = pending.pop(); number !== undefined; number = pending.pop()) {
    const path = paths[number];
    path.index = sorted.length;
    sorted.push(path);
    for (const child of below[number + 1].toReversed()) {
      paths[child].parent = path.index;
      paths[child].depth = path.depth + 1;
      pending.push(child);
    }
  }
  return sorted;
}

/** What a path's spans are called now; before, where there are none any more, or they were never seen. */
export function nameOf({ before, after }: PathDiff): Pick<PathSide, 'service' | 'name'> {
  return after.name !== '' || after.service !== '' ? after : before;
}
