/** From what the steps came across, in nodes, to what findings tell, in rows. */
import type { Trace, TraceRow } from '../model/trace.ts';
import type { DistinctSpans } from './deduplicate.ts';
import { type Oddities, timeFlags } from './findings.ts';
import type { Nodes } from './nodes.ts';
import type { MissingParent } from './orphans.ts';

/** What the steps came across, in nodes. */
export interface Found {
  missing: MissingParent[];
  selfParents: number[];
  cycles: number[][];
  distinct: DistinctSpans | undefined;
}

/** Whether there is anything to tell of a trace: of most there is not. */
export function isOdd({ seenFlags }: Nodes, trace: Trace, found: Found): boolean {
  return (
    found.missing.length > 0 ||
    found.selfParents.length > 0 ||
    found.cycles.length > 0 ||
    found.distinct !== undefined ||
    trace.roots.length > 1 ||
    trace.clockOffsets.length > 0 ||
    (seenFlags & timeFlags) !== 0 ||
    trace.timed.includes(0)
  );
}

/** The same in rows, sorted. */
export function odditiesOf(nodes: Nodes, rowOf: Int32Array, found: Found): Oddities {
  const rows = (list: number[]): TraceRow[] => list.map((node) => rowOf[node]).sort((a, b) => a - b);
  const missing = found.missing.map(({ spanId, children }) => ({ spanId, children: rows(children) }));
  return {
    missing: missing.sort((a, b) => a.children[0] - b.children[0]),
    duplicated: found.distinct ? rows(duplicatedNodes(found.distinct)) : [],
    shared: nodes.repeats
      ? sharedIds(nodes)
          .map(rows)
          .sort((a, b) => a[0] - b[0])
      : [],
    cycles: found.cycles.map((members) => members.map((node) => rowOf[node])).sort((a, b) => a[0] - b[0]),
    selfParents: rows(found.selfParents),
    seenFlags: nodes.seenFlags,
  };
}

function duplicatedNodes({ rows, duplicates }: DistinctSpans): number[] {
  const nodes: number[] = [];
  rows.forEach((row, node) => {
    if (duplicates.has(row)) nodes.push(node);
  });
  return nodes;
}

/** The nodes of each id that several have. */
function sharedIds({ ids, spanCount }: Nodes): number[][] {
  const chains: number[][] = [];
  const isSeen = new Uint8Array(spanCount);
  for (let first = 0; first < spanCount; first++) {
    if (isSeen[first] || ids.next[first] < 0) continue;
    const chain: number[] = [];
    for (let node = first; node >= 0; node = ids.next[node]) {
      isSeen[node] = 1;
      chain.push(node);
    }
    chains.push(chain);
  }
  return chains;
}
