/**
 * Patterns of calls with one fingerprint.
 *
 *   n-plus-one   |-| |-| |-| |-| |-|     at least 5, at least 80 % of them one after another
 *   fan-out      |----|                  at least 10, otherwise
 *                |------|
 *                 |---|   ...
 *   retry        see retries.ts
 *
 * Calls of one fingerprint in turn that a request waits for could have been one call, or run together: the longest of
 * them would then be left of their time on the path.
 */
import { SpanFlag, SpanKind } from '../../model/kinds.ts';
import type { TraceRow } from '../../model/trace.ts';
import { EdgeClass, tolerance } from '../edges.ts';
import type { CallNumber } from '../fingerprint.ts';
import { attemptsAmong } from '../retries.ts';
import { isRemote, mostAtOnce } from '../siblings.ts';
import type { FanOut, Pattern, RepeatedAttempts, RepeatedCalls } from './pattern.ts';
import type { Search, Siblings } from './search.ts';

/** Fewer of one kind are no pattern. */
export const fewestRepeated = 5;
const fewestInFanOut = 10;

/** The pattern of siblings of one fingerprint, by start; undefined if they are none. */
export function patternOfAlike(
  search: Search,
  siblings: Siblings,
  rows: readonly TraceRow[],
  call: CallNumber,
): Pattern | undefined {
  const { trace, edges } = search;
  const { parent } = siblings;
  if (rows.length < 2) return undefined;
  if (rows.some((row) => trace.flags[row] & SpanFlag.error)) {
    const attempts = attemptsAmong(trace, parent, rows);
    if (attempts !== undefined) return { ...attemptsOf(search, parent, rows, call), ...attempts };
  }
  if (rows.length < fewestRepeated || !rows.some((row) => isCall(search, row, call))) return undefined;
  const awaited = rows.filter((row) => edges[row] === EdgeClass.sync);
  if (awaited.length >= fewestRepeated && isInTurn(search, parent, awaited)) {
    return repeatedCalls(search, siblings, awaited, call);
  }
  return rows.length >= fewestInFanOut ? fanOut(search, parent, rows, call) : undefined;
}

/** Not what stays inside: spans of a loop's own steps, without a peer and without calls below them. */
function isCall(search: Search, row: TraceRow, call: CallNumber): boolean {
  const { trace, fingerprints } = search;
  if (trace.kind[row] !== SpanKind.internal || isRemote(trace, row)) return true;
  const { callee, path, isStatement } = fingerprints.call(call);
  return callee !== '' || path !== '' || isStatement || search.reaches()[row] !== 0;
}

function isInTurn({ trace }: Search, parent: TraceRow, rows: readonly TraceRow[]): boolean {
  const { adjustedStart, adjustedEnd } = trace;
  const noise = tolerance(trace.duration(parent));
  let inTurn = 0;
  for (let k = 1; k < rows.length; k++) {
    if (adjustedStart[rows[k]] >= adjustedEnd[rows[k - 1]] - noise) inTurn++;
  }
  return 5 * inTurn >= 4 * (rows.length - 1);
}

function repeatedCalls(
  search: Search,
  siblings: Siblings,
  rows: readonly TraceRow[],
  call: CallNumber,
): RepeatedCalls {
  const { parent } = siblings;
  const before = callBefore(search, siblings, rows[0], call);
  return { rule: 'n-plus-one', parent, rows, calls: [call], ...costOf(search, rows, call), before };
}

/** The other call that ended last before one started; -1: none of the siblings just before it. */
function callBefore(search: Search, siblings: Siblings, first: TraceRow, call: CallNumber): TraceRow {
  const { trace, fingerprints } = search;
  const { adjustedStart } = trace;
  const latest = adjustedStart[first] + tolerance(trace.duration(siblings.parent));
  const found = siblings.endedBy(latest).find((row) => {
    if (adjustedStart[row] > adjustedStart[first]) return false;
    const other = fingerprints.number(trace, row);
    return other !== call && isCall(search, row, other);
  });
  return found ?? -1;
}

function fanOut(search: Search, parent: TraceRow, rows: readonly TraceRow[], call: CallNumber): FanOut {
  const maxConcurrency = mostAtOnce(search.trace, rows);
  return { rule: 'fan-out', parent, rows, calls: [call], ...costOf(search, rows, call), maxConcurrency };
}

function costOf(
  { stretches, fingerprints }: Search,
  rows: readonly TraceRow[],
  call: CallNumber,
): Pick<Pattern, 'onPathNano' | 'savableNano' | 'confidence'> {
  let sum = 0;
  let longest = 0;
  for (const row of rows) {
    const length = stretches.length(row);
    sum += length;
    if (length > longest) longest = length;
  }
  const { callee, path, isStatement } = fingerprints.call(call);
  const isTold = callee !== '' || path !== '' || isStatement;
  return { onPathNano: sum, savableNano: sum - longest, confidence: isTold ? 'high' : 'medium' };
}

/** What attempts cost: everything on the path from the first to the one that counts. */
function attemptsOf(
  search: Search,
  parent: TraceRow,
  rows: readonly TraceRow[],
  call: CallNumber,
): Omit<RepeatedAttempts, 'succeeded' | 'isHedge'> {
  const { adjustedStart, adjustedEnd } = search.trace;
  const { stretches } = search;
  const last = rows[rows.length - 1];
  const onPath = rows.filter((row) => stretches.isOn(row));
  const lost = onPath.filter((row) => row !== last);
  let savable = 0;
  if (lost.length > 0 && stretches.isOn(last)) savable = stretches.from[last] - stretches.from[lost[0]];
  else for (const row of lost) savable += stretches.length(row);
  return {
    rule: 'retry',
    parent,
    rows,
    calls: [call],
    onPathNano: onPath.reduce((sum, row) => sum + stretches.length(row), 0),
    savableNano: Math.max(0, savable),
    confidence: 'high',
    backoffsNano: rows.slice(1).map((row, k) => adjustedStart[row] - adjustedEnd[rows[k]]),
    wastedNano: adjustedStart[last] - adjustedStart[rows[0]],
  };
}
