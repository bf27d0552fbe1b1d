/** Patterns of one trace as findings: a sentence for people, figures for programs. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import { type Call, Fingerprints } from '../analysis/fingerprint.ts';
import type { Pattern, PatternRule, RepeatedAttempts } from '../analysis/patterns/pattern.ts';
import type { Finding } from '../model/finding.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { formatDuration } from './text/duration.ts';
import { counted, formatCount } from './text/numbers.ts';
import { cutMiddle } from './text/width.ts';

/**
 * Patterns that cost less of the request are not worth a line; waterfalls less so, because one trace can't tell whether
 * they are any. What failed or spread out always is.
 */
const smallestShares: Readonly<Record<PatternRule, number>> = {
  'n-plus-one': 0.01,
  waterfall: 0.05,
  retry: 0,
  'fan-out': 0,
};
/** Statements and names may be very long. */
const widestName = 80;
const namedCalls = 4;

/** The patterns of a trace, those that could save most first. */
export function patternFindings({ trace, patterns }: TraceAnalysis): Finding[] {
  return patterns().map((pattern) => patternFinding(trace, pattern));
}

/** Whether people should read about a pattern. */
export function isNoteworthy({ summary }: TraceAnalysis, { rule, savableNano }: Pattern): boolean {
  return savableNano >= summary.durationNano * smallestShares[rule];
}

/** A pattern as a finding. Text from the trace is not escaped yet. */
export function patternFinding(trace: Trace, pattern: Pattern): Finding {
  const { rule, parent, rows, onPathNano, savableNano, confidence } = pattern;
  return {
    code: rule,
    severity: 'info',
    message: messageOf(trace, pattern),
    spanIds: rows.map((row) => trace.spanId(row)),
    data: {
      parentSpanId: trace.spanId(parent),
      count: rows.length,
      ...figuresOf(trace, pattern),
      onPathNano,
      savableNano,
      confidence,
    },
  };
}

/** What a call asks for, in a few words: its statement, or its name and, if that has none, its path. */
export function callText({ operation, path, isStatement }: Call): string {
  if (isStatement || path === '' || operation.includes('/')) return operation;
  return `${operation} ${path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*(?=\/)/i, '')}`;
}

function figuresOf(trace: Trace, pattern: Pattern): Record<string, unknown> {
  const fingerprints = Fingerprints.of(trace.store);
  const calls = pattern.calls.map((number) => fingerprints.call(number));
  const [{ callee }] = calls;
  const fingerprint = callText(calls[0]);
  switch (pattern.rule) {
    case 'n-plus-one':
      return {
        fingerprint,
        callee,
        beforeSpanId: pattern.before < 0 ? null : trace.spanId(pattern.before),
      };
    case 'fan-out':
      return { fingerprint, callee, maxConcurrency: pattern.maxConcurrency };
    case 'retry': {
      const { succeeded, isHedge, backoffsNano, wastedNano } = pattern;
      return { fingerprint, callee, succeeded, hedge: isHedge, backoffsNano, wastedNano };
    }
    default:
      return {
        fingerprints: calls.map(callText),
        sumNano: pattern.onPathNano,
        maxNano: pattern.maxNano,
      };
  }
}

function messageOf(trace: Trace, pattern: Pattern): string {
  const { parent, rows, savableNano } = pattern;
  const under = `under ${cutMiddle(trace.nameText(parent), widestName)}`;
  const saving = `could save up to ${formatDuration(savableNano)}`;
  const count = formatCount(rows.length);
  switch (pattern.rule) {
    case 'n-plus-one': {
      const cost = savableNano > 0 ? `; run together they ${saving}` : ', off the critical path';
      return `${count} ${alikeTitle(trace, pattern)} calls one after another ${under}${cost}`;
    }
    case 'fan-out': {
      const { maxConcurrency } = pattern;
      const cost = savableNano > 0 ? `; all at once they ${saving}` : '';
      const most = `up to ${formatCount(maxConcurrency)} at once`;
      return `${count} ${alikeTitle(trace, pattern)} calls ${under}, ${most}${cost}`;
    }
    case 'retry':
      return `${alikeTitle(trace, pattern)} ${under} ${attemptsText(pattern)}`;
    default: {
      const names = rows.slice(0, namedCalls).map((row) => spanText(trace, row));
      const more = rows.length > namedCalls ? ` and ${formatCount(rows.length - namedCalls)} more` : '';
      const what = `${count} calls follow one another ${under} (${names.join(', ')}${more})`;
      return `${what}; side by side they ${saving}, if none needs the answer of another`;
    }
  }
}

function attemptsText({ rows, succeeded, isHedge, wastedNano }: RepeatedAttempts): string {
  const attempts = counted(rows.length, 'attempt');
  if (isHedge) return `was sent ${formatCount(rows.length)} times at once, and one answer was used`;
  const wasted = `the last began ${formatDuration(wastedNano)} after the first`;
  return succeeded ? `took ${attempts}; ${wasted}` : `failed in all of ${attempts}; ${wasted}`;
}

/** The name that all the calls have, or else what their names and statements have in common. */
function alikeTitle(trace: Trace, { rows, calls }: Pattern): string {
  const [first] = rows;
  if (rows.every((row) => trace.name[row] === trace.name[first])) return spanText(trace, first);
  const { service, operation } = Fingerprints.of(trace.store).call(calls[0]);
  return titled(service, operation);
}

function spanText(trace: Trace, row: TraceRow): string {
  return titled(trace.serviceText(row), trace.nameText(row));
}

function titled(service: string, name: string): string {
  const text = cutMiddle(name, widestName) || '(no name)';
  return service === '' ? text : `[${service}] ${text}`;
}
