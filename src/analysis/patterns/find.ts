/** The patterns of a trace: repeated calls, waterfalls, retries and fan-outs, and what each costs. */
import { SpanFlag } from '../../model/kinds.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { type CriticalPath, criticalPath } from '../critical-path.ts';
import { edgeClasses } from '../edges.ts';
import { childrenByStart, groupedBy } from '../siblings.ts';
import type { Pattern } from './pattern.ts';
import { fewestRepeated, patternOfAlike } from './same-calls.ts';
import { Search, Siblings } from './search.ts';
import { callsOnPath, waterfalls } from './waterfall.ts';

/**
 * The patterns of a trace, those that could save most first. `edges` and `path` are made here if absent. O(n log n);
 * attributes are read only of siblings that may be part of one. Without details (attributes), calls are told apart by
 * their names alone.
 */
export function findPatterns(
  trace: Trace,
  edges: Uint8Array = edgeClasses(trace),
  path: CriticalPath = criticalPath(trace, edges),
): Pattern[] {
  const search = new Search(trace, edges, path);
  const patterns: Pattern[] = [];
  for (let parent = 0; parent < trace.size; parent++) {
    const isLeafOrChain = trace.subtreeEnd[parent] < parent + 3;
    if (!isLeafOrChain && trace.timed[parent] !== 0) patterns.push(...patternsBelow(search, parent));
  }
  return patterns.sort(
    (a, b) => b.savableNano - a.savableNano || a.parent - b.parent || a.rows[0] - b.rows[0],
  );
}

function* patternsBelow(search: Search, parent: TraceRow): Generator<Pattern> {
  const { trace, fingerprints } = search;
  const children = childrenByStart(trace, parent);
  if (children.length < 2) return;
  const onPath = callsOnPath(search, children);
  const claimed = new Set<TraceRow>();
  const mayRepeat = children.length >= fewestRepeated || children.some((row) => isFailed(trace, row));
  if (!mayRepeat && onPath.length < 2) return;
  if (mayRepeat) {
    const alike = groupedBy(children, (row) => fingerprints.number(trace, row));
    const siblings = new Siblings(trace, parent, children);
    for (const rows of alike) {
      const pattern = patternOfAlike(search, siblings, rows, fingerprints.number(trace, rows[0]));
      if (pattern === undefined) continue;
      yield pattern;
      if (pattern.rule !== 'fan-out') for (const row of pattern.rows) claimed.add(row);
    }
  }
  const free = claimed.size === 0 ? onPath : onPath.filter((row) => !claimed.has(row));
  yield* waterfalls(search, parent, free);
}

function isFailed({ flags }: Trace, row: TraceRow): boolean {
  return (flags[row] & SpanFlag.error) !== 0;
}
