/** Patterns over many traces: what each could save, where it is, and a trace that shows it. */
import type { Call } from '../analysis/fingerprint.ts';
import type { LostContext } from '../analysis/lost-context/lost-context.ts';
import type { PatternRule } from '../analysis/patterns/pattern.ts';
import type { PatternFigures, PatternSummary } from '../analysis/patterns/summary.ts';
import { titleOf } from './labels.ts';
import { lostContextJson, lostContextsText } from './lost-contexts.ts';
import { type Column, type Json, type Report, Stream } from './outputs/report.ts';
import { callText } from './pattern-findings.ts';
import type { Style } from './style.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { counted, formatCount, formatShare } from './text/numbers.ts';
import { cutEnd } from './text/width.ts';
import { wrapped } from './text/wrap.ts';

/** Calls of a waterfall that are named. */
const namedCalls = 4;
/** A statement is recognised by its beginning. */
const widestCall = 60;

/**
 * The report of patterns, those that could save most first; at most `limit`, all for 0. At most as many of `lost`
 * stand below them.
 */
export function patternsReport(
  summary: PatternSummary,
  limit = 0,
  lost: readonly LostContext[] = [],
): Report<PatternFigures> {
  const all = summary.figures();
  const shown = limit === 0 ? all : all.slice(0, limit);
  const shownLost = limit === 0 ? lost : lost.slice(0, limit);
  const traceCount = summary.traceCount;
  return {
    *text(style) {
      yield* patternsText(shown, traceCount, style);
      if (all.length > shown.length) {
        const more = `${formatCount(shown.length)} of ${counted(all.length, 'pattern')}; --limit 0 for all`;
        yield `\n${style.paint.dim(more)}\n`;
      }
      yield* lostContextsText(shownLost, lost.length, style);
    },
    document: () => ({
      schemaVersion: 1,
      traceCount,
      patterns: new Stream(() => shown.map(patternJson)),
      ...(lost.length === 0 ? {} : { lostContexts: shownLost.map(lostContextJson) }),
    }),
    *records() {
      for (const pattern of shown) yield { schemaVersion: 1, ...patternJson(pattern) };
    },
    columns: patternColumns,
    rows: () => shown,
  };
}

/** A block a pattern: what it costs and where, the calls, and how to see it. */
function* patternsText(
  patterns: readonly PatternFigures[],
  traceCount: number,
  { paint, width }: Style,
): Generator<string> {
  if (patterns.length === 0) {
    yield `no repeated patterns in ${counted(traceCount, 'trace')}\n`;
    return;
  }
  yield `${wrapped(`what ${counted(traceCount, 'trace')} could save at most, all taken together`, width)}\n`;
  for (const pattern of patterns) {
    const { savableNano, savableShare, caller, exemplar } = pattern;
    const saves = [
      formatDuration(savableNano),
      formatShare(savableShare),
      `in ${counted(pattern.traceCount, 'trace')}`,
    ];
    const where = `${ruleNames[pattern.rule]} under ${titleOf(caller.service, caller.name)}`;
    yield `\n${paint.bold(wrapped(`${saves.join('  ')}  ${where}`, width, indent))}\n`;
    for (const line of [callsText(pattern), fateText(pattern)].filter((text) => text !== '')) {
      yield `${indent}${wrapped(line, width - indent.length, '').replaceAll('\n', `\n${indent}`)}\n`;
    }
    // Not wrapped: it is to be pasted.
    const command = `tracectl show ${escapeText(exemplar.traceId)} --focus ${escapeText(exemplar.spanId)}`;
    yield `${indent}${paint.dim(command)}\n`;
  }
}

const indent = '    ';

/** Names of the rules for people. */
const ruleNames: Readonly<Record<PatternRule, string>> = {
  'n-plus-one': 'N+1',
  waterfall: 'waterfall',
  retry: 'retry',
  'fan-out': 'fan-out',
};

/** `SELECT items ×10`; of a waterfall `GET profile, then GET ads`. */
function callsText({ calls, caller, count, callCount, order }: PatternFigures): string {
  const names = calls.slice(0, namedCalls).map((call) => callTitle(call, caller.service));
  const more = calls.length > namedCalls ? ` and ${formatCount(calls.length - namedCalls)} more` : '';
  const times = order === undefined ? ` ×${formatCount(Math.round(callCount / count))}` : '';
  return `${names.join(', then ')}${times}${more}`;
}

/** What became of retries; whether a waterfall is one. */
function fateText({ rule, count, succeededCount, order, confidence }: PatternFigures): string {
  if (rule === 'retry') {
    const given = count - succeededCount;
    if (given === 0) return count === 1 ? 'led to an answer' : 'all led to an answer';
    return given === count ? 'given up' : `${formatCount(given)} of ${formatCount(count)} given up`;
  }
  if (order === undefined) return '';
  if (confidence === 'high') {
    return `not in this order, or together, in ${counted(order.refuted, 'trace')}: they need not wait for each other`;
  }
  if (confidence === 'likely-dependent') {
    return `in this order in all ${counted(order.supported, 'trace')} with both: each likely needs the one before`;
  }
  return confidence === 'single-trace'
    ? 'one trace does not tell whether one needs the answer of another'
    : 'too few traces to tell whether one needs the answer of another';
}

/** The service is told only where it is another than the caller's. */
function callTitle(call: Call, caller = ''): string {
  const text = cutEnd(escapeText(callText(call)), widestCall) || '(no name)';
  return call.service === '' || call.service === caller ? text : `[${escapeText(call.service)}] ${text}`;
}

/** A pattern as documents have it. */
function patternJson(pattern: PatternFigures): { [key: string]: Json } {
  const { rule, caller, calls, confidence, order, exemplar } = pattern;
  return {
    rule,
    service: caller.service,
    name: caller.name,
    calls: calls.map(({ service, kind, callee, operation, path }) => ({
      service,
      kind,
      callee,
      operation,
      path,
    })),
    confidence,
    traceCount: pattern.traceCount,
    count: pattern.count,
    callCount: pattern.callCount,
    succeededCount: rule === 'retry' ? pattern.succeededCount : null,
    onPathNano: pattern.onPathNano,
    savableNano: pattern.savableNano,
    savableShare: pattern.savableShare,
    supportedTraceCount: order?.supported ?? null,
    refutedTraceCount: order?.refuted ?? null,
    exemplar: { ...exemplar },
  };
}

const patternColumns: readonly Column<PatternFigures>[] = [
  { key: 'rule', header: 'pattern', value: ({ rule }) => rule },
  { key: 'service', header: 'service', text: null, value: ({ caller }) => caller.service },
  {
    key: 'name',
    header: 'under',
    value: ({ caller }) => caller.name,
    text: ({ caller }) => titleOf(caller.service, caller.name),
  },
  {
    key: 'calls',
    header: 'calls',
    value: ({ calls }) => calls.map((call) => callText(call)).join(', '),
    text: ({ calls }) => calls.map((call) => callTitle(call)).join(', '),
  },
  { key: 'confidence', header: 'confidence', value: ({ confidence }) => confidence },
  count('traceCount', 'traces', ({ traceCount }) => traceCount),
  count('count', 'times', ({ count }) => count),
  count('callCount', 'calls in all', ({ callCount }) => callCount),
  {
    key: 'savableNano',
    header: 'saves',
    align: 'right',
    value: ({ savableNano }) => savableNano,
    text: ({ savableNano }) => formatDuration(savableNano),
  },
  {
    key: 'savableShare',
    header: 'share',
    align: 'right',
    value: ({ savableShare }) => savableShare,
    text: ({ savableShare }) => formatShare(savableShare),
  },
  {
    key: 'exemplarTraceId',
    header: 'trace',
    value: ({ exemplar }) => exemplar.traceId,
    text: ({ exemplar }) => escapeText(exemplar.traceId),
  },
  { key: 'exemplarSpanId', header: 'span', text: null, value: ({ exemplar }) => exemplar.spanId },
];

function count(
  key: string,
  header: string,
  value: (pattern: PatternFigures) => number,
): Column<PatternFigures> {
  return { key, header, align: 'right', value, text: (pattern) => formatCount(value(pattern)) };
}
