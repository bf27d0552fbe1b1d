/**
 * Attempts that were repeated until one succeeded (analysis.md 8.3): siblings of one fingerprint, one after another, all
 * but the last of them failed.
 *
 *   parent  |==============================|
 *     a       |--!|  |----!|     |------|
 */
import { SpanFlag } from '../model/kinds.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { tolerance } from './edges.ts';
import { fingerprint } from './fingerprint.ts';

/** 1 for each failed span that a later attempt made good. Linear in the siblings of failed spans. */
export function recoveredAttempts(trace: Trace): Uint8Array {
  const recovered = new Uint8Array(trace.size);
  let last = -1;
  for (const parent of parentsOfFailed(trace)) {
    if (parent === last) continue;
    last = parent;
    for (const attempts of callGroups(trace, parent)) {
      if (!isRecovered(trace, parent, attempts)) continue;
      for (const row of attempts.slice(0, -1)) recovered[row] = 1;
    }
  }
  return recovered;
}

function parentsOfFailed({ size, parent, flags }: Trace): Set<TraceRow> {
  const parents = new Set<TraceRow>();
  for (let i = 0; i < size; i++) if (flags[i] & SpanFlag.error && parent[i] >= 0) parents.add(parent[i]);
  return parents;
}

/** Children that do the same, at least two, the first of them failed and the last not; by start. */
function callGroups(trace: Trace, parent: TraceRow): TraceRow[][] {
  const byName = groupedBy(childrenOf(trace, parent), (row) => `${trace.kind[row]} ${trace.name[row]}`);
  return byName
    .filter((rows) => mayBeRetry(trace, rows))
    .flatMap((rows) => groupedBy(rows, (row) => fingerprint(trace, row)))
    .filter((rows) => mayBeRetry(trace, rows));
}

function childrenOf({ subtreeEnd, timed, adjustedStart }: Trace, parent: TraceRow): TraceRow[] {
  const rows: TraceRow[] = [];
  for (let child = parent + 1; child < subtreeEnd[parent]; child = subtreeEnd[child]) {
    if (timed[child] !== 0) rows.push(child);
  }
  return rows.sort((a, b) => adjustedStart[a] - adjustedStart[b] || a - b);
}

function groupedBy(rows: TraceRow[], key: (row: TraceRow) => string): TraceRow[][] {
  const groups = new Map<string, TraceRow[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return [...groups.values()];
}

function mayBeRetry({ flags }: Trace, rows: TraceRow[]): boolean {
  return rows.length > 1 && rows.some((row) => flags[row] & SpanFlag.error);
}

function isRecovered(trace: Trace, parent: TraceRow, attempts: TraceRow[]): boolean {
  const { flags, adjustedStart, adjustedEnd } = trace;
  const isFailed = (row: TraceRow): boolean => (flags[row] & SpanFlag.error) !== 0;
  const last = attempts.length - 1;
  if (isFailed(attempts[last]) || !attempts.slice(0, last).every(isFailed)) return false;
  const noise = tolerance(trace.duration(parent));
  return attempts.every((row, k) => {
    if (k === 0 || adjustedStart[row] >= adjustedEnd[attempts[k - 1]] - noise) return true;
    return Number(trace.span(row).attributes.get('http.request.resend_count') ?? 0) >= 1;
  });
}
