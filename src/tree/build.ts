/**
 * One trace rebuilt from its records, step by step; each step has a file of its own.
 *
 *   load              records → nodes, found by id                 nodes.ts
 *   setTimes          relative times; untimed spans                times.ts
 *   distinctSpans     where an id repeats: duplicates, parts       deduplicate.ts, merge.ts
 *   resolveParents    parent pointers; placeholders                parents.ts, shared-ids.ts
 *   cutCycles         pointers → forest                            cycles.ts
 *   adoptOrphans      if asked for                                 orphans.ts
 *   clockCorrection   where clocks disagree                        clock-skew.ts, clock-offsets.ts
 *   treeOrder         forest → rows                                order.ts
 *   columnsOf         the table                                    columns.ts
 *   treeFindings      what was wrong                               findings.ts
 */
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import { type ClockOffset, Trace, type TraceRow } from '../model/trace.ts';
import { clockCorrection } from './clock-skew.ts';
import { adjustTimes, columnsOf } from './columns.ts';
import { cutCycles } from './cycles.ts';
import { type DistinctSpans, distinctSpans } from './deduplicate.ts';
import { treeFindings } from './findings.ts';
import type { GroupIndex, TraceGroups } from './group.ts';
import { applyMerge } from './merge.ts';
import { Nodes } from './nodes.ts';
import { isOdd, odditiesOf } from './oddities.ts';
import { type TreeOrder, treeOrder } from './order.ts';
import {
  adoptOrphans,
  type MissingParent,
  missingParents,
  primaryRoot,
  setPlaceholderTimes,
} from './orphans.ts';
import { resolveParents } from './parents.ts';
import { setTimes, type TraceStart } from './times.ts';

/** How a tree is rebuilt. */
export interface TreeOptions {
  /** Whether clocks of hosts are corrected where calls show that they disagree. */
  skew: 'auto' | 'off';
  /** Whether spans whose parent was never seen hang under the primary root instead of a placeholder. */
  adoptOrphans: boolean;
}

const defaults: TreeOptions = { skew: 'auto', adoptOrphans: false };
const nothing: ReadonlyMap<TraceRow, never> = new Map<TraceRow, never>();
const noOffsets: ClockOffset[] = [];

/** Reused by every call: nothing is kept of it in a result. */
let nodes: Nodes | undefined;

/** The rebuilt trace of a group. O(n log n) in its records, and the same for any order of them. */
export function buildTrace(
  store: SpanStore,
  groups: TraceGroups,
  group: GroupIndex,
  options: TreeOptions = defaults,
): Trace {
  nodes ??= new Nodes(store);
  nodes.load(store, groups.rows(group));
  let startsAt = setTimes(nodes);
  let distinct: DistinctSpans | undefined;
  if (nodes.repeats) {
    distinct = distinctSpans(nodes);
    startsAt = reduceTo(nodes, distinct);
  }
  const selfParents = resolveParents(nodes);
  const cycles = cutCycles(nodes);
  const missing = missingParents(nodes);
  const primary = primaryRoot(nodes);
  const clocks = options.skew === 'auto' ? clockCorrection(nodes, primary) : undefined;
  if (options.adoptOrphans && missing.length > 0) adoptOrphans(nodes, primary);
  setPlaceholderTimes(nodes);

  const order = treeOrder(nodes);
  const { rowOf } = order;
  const columns = columnsOf(nodes, order);
  if (clocks) adjustTimes(columns, nodes.count, clocks.offsets);
  const tops = topRows(nodes, order);
  const trace = new Trace({
    columns,
    store,
    traceId: groups.traceId(group),
    size: nodes.count,
    placeholderCount: nodes.count - nodes.spanCount,
    duplicateCount: distinct?.duplicateCount ?? 0,
    hasSharedIds: nodes.repeats,
    startSeconds: startsAt.seconds,
    startNanos: startsAt.nanos,
    roots: tops.roots,
    tops: tops.all,
    primaryRoot: primary < 0 ? -1 : rowOf[primary],
    merged: distinct ? mergedRows(distinct, rowOf) : nothing,
    placeholderIds: placeholderIds(nodes, rowOf, missing),
    clockOffsets: clocks?.report ?? noOffsets,
    findings: groups.findings(group),
  });
  const found = { missing, selfParents, cycles, distinct };
  if (isOdd(nodes, trace, found)) {
    trace.findings.push(...treeFindings(trace, odditiesOf(nodes, rowOf, found)));
  }
  return trace;
}

/** Loads the distinct spans in place of all records. */
function reduceTo(nodes: Nodes, distinct: DistinctSpans): TraceStart {
  nodes.load(nodes.store, distinct.rows);
  const startsAt = setTimes(nodes);
  for (const span of distinct.merged) applyMerge(nodes, span);
  return startsAt;
}

/** Rows of the tops, and those of them that are roots. */
function topRows(nodes: Nodes, { nodeAt }: TreeOrder): { roots: Int32Array; all: Int32Array } {
  let rootCount = 0;
  let topCount = 0;
  for (let node = 0; node < nodes.count; node++) {
    if (nodes.parent[node] >= 0) continue;
    topCount++;
    if (nodes.root[node]) rootCount++;
  }
  const roots = new Int32Array(rootCount);
  const all = new Int32Array(topCount);
  for (let row = nodes.count - 1; topCount > 0; row--) {
    const node = nodeAt[row];
    if (nodes.parent[node] >= 0) continue;
    all[--topCount] = row;
    if (nodes.root[node]) roots[--rootCount] = row;
  }
  return { roots, all };
}

function mergedRows({ merged }: DistinctSpans, rowOf: Int32Array): ReadonlyMap<TraceRow, SpanRow[]> {
  return new Map(merged.map(({ node, parts }) => [rowOf[node], parts]));
}

function placeholderIds(
  nodes: Nodes,
  rowOf: Int32Array,
  missing: MissingParent[],
): ReadonlyMap<TraceRow, string> {
  if (nodes.count === nodes.spanCount) return nothing;
  return new Map(missing.map(({ placeholder, spanId }) => [rowOf[placeholder], spanId]));
}
