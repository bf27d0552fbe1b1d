/** What was wrong with a trace's records: a finding for each missing parent, cycle and clock, else one of each kind. */
import type { Finding, FindingCode } from '../model/finding.ts';
import { SpanFlag } from '../model/kinds.ts';
import type { ClockOffset, Trace, TraceRow } from '../model/trace.ts';

/** Of spans without a usable start or end. */
export const timeFlags: number = SpanFlag.noStart | SpanFlag.noEnd | SpanFlag.negativeDuration;

/** What the steps came across, in rows of the trace; ascending where not said otherwise. */
export interface Oddities {
  missing: { spanId: string; children: TraceRow[] }[];
  /** Spans of which equal records were dropped. */
  duplicated: TraceRow[];
  /** Spans that share an id, by id. */
  shared: TraceRow[][];
  /** Members of each cycle, the one that was cut from its parent first, then its parent and so on. */
  cycles: TraceRow[][];
  selfParents: TraceRow[];
  /** All flags of all records. */
  seenFlags: number;
}

/** The findings, in an order that does not depend on the input's. */
export function treeFindings(trace: Trace, odd: Oddities): Finding[] {
  return [
    ...odd.missing.map(({ spanId, children }) => missingParent(trace, spanId, children)),
    ...duplicates(trace, odd.duplicated),
    ...mergedSpans(trace),
    ...odd.shared.map((rows) => sharedId(trace, rows)),
    ...odd.cycles.map((members) => cycle(trace, members)),
    ...selfParents(trace, odd.selfParents),
    ...multipleRoots(trace),
    ...flagged(trace, odd.seenFlags),
    ...trace.clockOffsets.map((offset) => clockSkew(trace, offset)),
  ];
}

function finding(
  trace: Trace,
  code: FindingCode,
  severity: Finding['severity'],
  message: string,
  rows: TraceRow[],
  data: Record<string, unknown> = {},
): Finding {
  return { code, severity, message, spanIds: rows.map((i) => trace.spanId(i)), data };
}

function missingParent(trace: Trace, id: string, children: TraceRow[]): Finding {
  const named = `${count(children.length, 'span names', 'spans name')} it as ${children.length === 1 ? 'its' : 'their'} parent`;
  return finding(trace, 'missing-parent', 'warning', `span ${id} was never seen: ${named}`, children, {
    spanId: id,
    children: children.length,
  });
}

function duplicates(trace: Trace, rows: TraceRow[]): Finding[] {
  const dropped = trace.duplicateCount;
  if (dropped === 0) return [];
  const message = `${count(dropped, 'record repeats', 'records repeat')} ${count(rows.length, 'span', 'spans')}: each span counts once`;
  return [finding(trace, 'duplicate-span', 'info', message, rows, { duplicates: dropped })];
}

function mergedSpans(trace: Trace): Finding[] {
  if (trace.merged.size === 0) return [];
  const rows = [...trace.merged.keys()].sort((a, b) => a - b);
  const parts = [...trace.merged.values()].reduce((sum, others) => sum + others.length + 1, 0);
  const message = `${parts} records are parts of ${count(rows.length, 'span', 'spans')} and were merged`;
  return [finding(trace, 'merged-span', 'info', message, rows, { records: parts, spans: rows.length })];
}

function sharedId(trace: Trace, rows: TraceRow[]): Finding {
  const message = `${rows.length} different spans have the id ${trace.spanId(rows[0])}`;
  return finding(trace, 'shared-span-id', 'info', message, rows, { spans: rows.length });
}

function cycle(trace: Trace, members: TraceRow[]): Finding {
  const message = `${members.length} spans name each other as parents in a circle: it was cut above span ${trace.spanId(members[0])}`;
  return finding(trace, 'cycle', 'warning', message, members, { cutAt: trace.spanId(members[0]) });
}

function selfParents(trace: Trace, rows: TraceRow[]): Finding[] {
  if (rows.length === 0) return [];
  const message = `${count(rows.length, 'span names itself', 'spans name themselves')} as parent: taken as ${count(rows.length, 'root', 'roots')}`;
  return [finding(trace, 'self-parent', 'warning', message, rows, { spans: rows.length })];
}

function multipleRoots(trace: Trace): Finding[] {
  if (trace.roots.length < 2) return [];
  const rows = [...trace.roots];
  const message = `${rows.length} spans have no parent: the trace is told from ${trace.spanId(trace.primaryRoot)}`;
  return [finding(trace, 'multiple-roots', 'info', message, rows, { roots: rows.length })];
}

/** Spans without a usable start or end. */
function flagged(trace: Trace, seenFlags: number): Finding[] {
  const { timed, row, size, flags } = trace;
  if ((seenFlags & timeFlags) === 0 && !timed.includes(0)) return [];
  const negative: TraceRow[] = [];
  const untimed: TraceRow[] = [];
  const unfinished: TraceRow[] = [];
  for (let i = 0; i < size; i++) {
    if (row[i] < 0) continue;
    if (timed[i] === 0) untimed.push(i);
    else if (flags[i] & SpanFlag.noEnd) unfinished.push(i);
    else if (flags[i] & SpanFlag.negativeDuration) negative.push(i);
  }
  return [
    ...onTimes(trace, 'negative-duration', negative, 'ends before its start: taken as empty'),
    ...onTimes(trace, 'untimed', untimed, 'has no usable start: shown, but left out of all times'),
    ...onTimes(trace, 'unfinished', unfinished, 'has no end: taken as empty'),
  ];
}

function onTimes(trace: Trace, code: FindingCode, rows: TraceRow[], what: string): Finding[] {
  if (rows.length === 0) return [];
  const who = rows.length === 1 ? `span ${trace.spanId(rows[0])}` : `each of ${rows.length} spans`;
  return [finding(trace, code, 'warning', `${who} ${what}`, rows, { spans: rows.length })];
}

function clockSkew(trace: Trace, clock: ClockOffset): Finding {
  const { offset, consistent, edges, satisfied } = clock;
  const agreement = `${satisfied} of ${edges} ${edges === 1 ? 'call fits' : 'calls fit'}`;
  const error = `${Math.abs(offset) / 1e6} ms ${offset > 0 ? 'behind' : 'ahead'}`;
  const message = consistent
    ? `the clock of ${clock.clock} is ${error}: corrected in bars and critical path (${agreement}; --skew off leaves it)`
    : offset === 0
      ? `calls contradict each other about the clock of ${clock.clock}: it was not corrected (${agreement})`
      : `the clock of ${clock.clock} is ${error}: corrected in bars and critical path, though calls contradict each other (${agreement})`;
  return finding(trace, 'clock-skew', consistent ? 'info' : 'warning', message, [], {
    clock: clock.clock,
    offsetNano: offset,
    edges,
    satisfied,
    consistent,
    lowestNano: bounded(clock.lo),
    highestNano: bounded(clock.hi),
  });
}

/** JSON has no infinity. */
function bounded(nanos: number): number | null {
  return Number.isFinite(nanos) ? nanos : null;
}

function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
