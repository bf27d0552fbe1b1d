/**
 * Attempts at one request (analysis.md 8.3): siblings that ask for the same, as recorded; with literals and ids replaced
 * would not do, because a loop over ids is no retry.
 *
 *   retry   |--!|  |----!|     |------|     one after another, all but the last failed
 *   hedge   |-----------!|                  another is made before the first is back; one of them wins
 *               |------|
 */
import { SpanFlag } from '../model/kinds.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { tolerance } from './edges.ts';
import { Fingerprints } from './fingerprint.ts';
import { childrenByStart, groupedBy } from './siblings.ts';

/** What came of attempts. */
export interface Attempts {
  succeeded: boolean;
  isHedge: boolean;
}

/** Whether siblings of one fingerprint, by start, are attempts at one request. Linear; most are ruled out at once. */
export function attemptsAmong(
  trace: Trace,
  parent: TraceRow,
  rows: readonly TraceRow[],
): Attempts | undefined {
  if (rows.length < 2) return undefined;
  const failed = rows.filter((row) => isFailed(trace, row)).length;
  if (failed < rows.length - 1) return undefined;
  const succeeded = failed < rows.length;
  const noise = tolerance(trace.duration(parent));
  const inTurn = !isFailed(trace, rows[rows.length - 1]) || !succeeded;
  if (inTurn && areInTurn(trace, rows, noise)) {
    return isOneRequest(trace, rows) ? { succeeded, isHedge: false } : undefined;
  }
  const isHedge = succeeded && doOverlap(trace, rows, noise) && isOneRequest(trace, rows);
  return isHedge ? { succeeded, isHedge } : undefined;
}

function isFailed({ flags }: Trace, row: TraceRow): boolean {
  return (flags[row] & SpanFlag.error) !== 0;
}

/** Each begins once the one before is over, or says itself that it is a further attempt. */
function areInTurn(trace: Trace, rows: readonly TraceRow[], noise: number): boolean {
  const { adjustedStart, adjustedEnd } = trace;
  return rows.every((row, k) => {
    if (k === 0 || adjustedStart[row] >= adjustedEnd[rows[k - 1]] - noise) return true;
    return Number(trace.span(row).attributes.get('http.request.resend_count') ?? 0) >= 1;
  });
}

function doOverlap({ adjustedStart, adjustedEnd }: Trace, rows: readonly TraceRow[], noise: number): boolean {
  return rows.every((row, k) => k === 0 || adjustedStart[row] < adjustedEnd[rows[k - 1]] - noise);
}

function isOneRequest(trace: Trace, rows: readonly TraceRow[]): boolean {
  const fingerprints = Fingerprints.of(trace.store);
  const first = fingerprints.request(trace, rows[0]);
  return rows.every((row) => fingerprints.request(trace, row) === first);
}

/** 1 for each failed span that a later attempt made good. Linear in the siblings of failed spans. */
export function recoveredAttempts(trace: Trace): Uint8Array {
  const recovered = new Uint8Array(trace.size);
  for (const parent of parentsOfFailed(trace)) {
    for (const rows of callGroups(trace, parent)) {
      const attempts = attemptsAmong(trace, parent, rows);
      if (!attempts?.succeeded || attempts.isHedge) continue;
      for (const row of rows.slice(0, -1)) recovered[row] = 1;
    }
  }
  return recovered;
}

function parentsOfFailed({ size, parent, flags }: Trace): Set<TraceRow> {
  const parents = new Set<TraceRow>();
  for (let i = 0; i < size; i++) if (flags[i] & SpanFlag.error && parent[i] >= 0) parents.add(parent[i]);
  return parents;
}

/** Children that do the same, at least two, and some of them failed; by start. */
function callGroups(trace: Trace, parent: TraceRow): TraceRow[][] {
  const fingerprints = Fingerprints.of(trace.store);
  const { kind, name } = trace;
  const byName = groupedBy(childrenByStart(trace, parent), (row) => name[row] * 8 + kind[row]);
  return byName
    .filter((rows) => mayBeRetry(trace, rows))
    .flatMap((rows) => groupedBy(rows, (row) => fingerprints.number(trace, row)));
}

function mayBeRetry(trace: Trace, rows: readonly TraceRow[]): boolean {
  return rows.length > 1 && rows.some((row) => isFailed(trace, row));
}
