/**
 * Patterns over many traces: one is the same as another if the rule, the operation that makes the calls, and the calls
 * are. What it could save is added up; whether the order of a waterfall's calls is needed, all traces are asked, not only
 * those with the waterfall.
 */
import { compareTexts } from '../../model/compare-texts.ts';
import type { Nanos } from '../../model/time.ts';
import type { Trace } from '../../model/trace.ts';
import { ExactSum, type ExactSumState } from '../aggregate/exact-sum.ts';
import { type CriticalPath, criticalPath } from '../critical-path.ts';
import { edgeClasses } from '../edges.ts';
import type { Call } from '../fingerprint.ts';
import { findPatterns } from './find.ts';
import { type Caller, PatternNames } from './names.ts';
import { CallOrders, type CallOrdersState, type OrderEvidence } from './order.ts';
import type { Confidence, Pattern, PatternRule } from './pattern.ts';

/** The occurrence that could save most. */
export interface PatternExemplar {
  traceId: string;
  /** Of the span that makes the calls. */
  spanId: string;
  savableNano: Nanos;
}

/** One pattern over all traces. */
export interface PatternFigures {
  rule: PatternRule;
  caller: Caller;
  /** One, or of a waterfall all of them in order. */
  calls: readonly Call[];
  confidence: Confidence;
  traceCount: number;
  /** Occurrences; a trace may have several. */
  count: number;
  /** Calls in all of them. */
  callCount: number;
  /** Retries that led to an answer. */
  succeededCount: number;
  /** Exact; from 2^53 on the nearest double. */
  onPathNano: Nanos;
  savableNano: Nanos;
  /** What could be saved, as a share of what all traces took; 0 where those have no length. */
  savableShare: number;
  /** Of a waterfall only: traces that support the order of its calls, and that refute some of it. */
  order: OrderEvidence | undefined;
  exemplar: PatternExemplar;
}

/** So many traces that agree say that an order is needed. */
const enoughTraces = 20;

/** What was counted of one pattern; callers and calls are numbers of those of the summary. */
interface GroupState {
  rule: PatternRule;
  caller: number;
  calls: readonly number[];
  isCertain: boolean;
  traceCount: number;
  count: number;
  callCount: number;
  succeededCount: number;
  onPath: ExactSumState;
  savable: ExactSumState;
  exemplar: PatternExemplar;
}

interface Group extends GroupState {
  onPath: ExactSum;
  savable: ExactSum;
  /** Number of the trace that it was seen in last, from 1; 0: of a trace of another summary. */
  lastTrace: number;
}

/** The parts of a summary, as another thread hands them over: plain data, with bigints in the sums. */
export interface PatternSummaryState {
  traceCount: number;
  total: ExactSumState;
  callers: readonly Caller[];
  calls: readonly Call[];
  orders: CallOrdersState;
  groups: readonly GroupState[];
}

/** Counts patterns of traces, of any stores, in any order. Memory grows with the different patterns and pairs of calls. */
export class PatternSummary {
  traceCount = 0;
  /** Durations of the primary roots. */
  private readonly total = new ExactSum();
  private readonly names = new PatternNames();
  private readonly orders = new CallOrders(this.names);
  private readonly groups = new Map<string, Group>();

  /** Counts a trace; `edges` and `path` are made here if absent. O(n log n). */
  add(
    trace: Trace,
    edges: Uint8Array = edgeClasses(trace),
    path: CriticalPath = criticalPath(trace, edges),
  ): void {
    this.traceCount++;
    if (trace.primaryRoot >= 0) this.total.add(trace.duration(trace.primaryRoot));
    this.orders.add(trace, edges);
    for (const pattern of findPatterns(trace, edges, path)) this.addPattern(trace, pattern);
  }

  /** Adds what another summary counted. Linear in its patterns and pairs of calls. */
  merge(other: PatternSummary | PatternSummaryState): void {
    const { traceCount, total, callers, calls, orders, groups } =
      other instanceof PatternSummary ? other.state() : other;
    const callerNumbers = callers.map((caller) => this.names.callers.number(caller));
    const callNumbers = calls.map((call) => this.names.calls.number(call));
    this.traceCount += traceCount;
    this.total.merge(total);
    this.orders.merge(orders, callerNumbers, callNumbers);
    for (const group of groups) {
      const numbers = group.calls.map((call) => callNumbers[call]);
      this.addGroup({ ...group, caller: callerNumbers[group.caller], calls: numbers }, 0);
    }
  }

  /** What was counted, to hand it over. */
  state(): PatternSummaryState {
    return {
      traceCount: this.traceCount,
      total: this.total,
      callers: this.names.callers.values,
      calls: this.names.calls.values,
      orders: this.orders.state(),
      groups: [...this.groups.values()],
    };
  }

  /** The patterns, those that could save most first; waterfalls whose calls likely need each other last. */
  figures(): PatternFigures[] {
    const total = this.total.toNumber();
    return [...this.groups.values()].map((group) => this.figuresOf(group, total)).sort(compareFigures);
  }

  private addPattern(trace: Trace, pattern: Pattern): void {
    const { rule, parent, calls, rows, onPathNano, savableNano, confidence } = pattern;
    const group: GroupState = {
      rule,
      caller: this.names.caller(trace, parent),
      calls: calls.map((call) => this.names.call(trace.store, call)),
      isCertain: confidence === 'high',
      traceCount: 1,
      count: 1,
      callCount: rows.length,
      succeededCount: pattern.rule === 'retry' && pattern.succeeded ? 1 : 0,
      onPath: { low: onPathNano, high: 0n },
      savable: { low: savableNano, high: 0n },
      exemplar: { traceId: trace.traceId, spanId: trace.spanId(parent), savableNano },
    };
    this.addGroup(group, this.traceCount);
  }

  private addGroup(added: GroupState, trace: number): void {
    const key = `${added.rule} ${added.caller} ${added.calls.join(' ')}`;
    const group = this.groups.get(key);
    if (group === undefined) {
      const { onPath, savable } = added;
      this.groups.set(key, {
        ...added,
        onPath: sumOf(onPath),
        savable: sumOf(savable),
        lastTrace: trace,
      });
      return;
    }
    group.isCertain ||= added.isCertain;
    group.traceCount += trace > 0 && trace === group.lastTrace ? 0 : added.traceCount;
    group.count += added.count;
    group.callCount += added.callCount;
    group.succeededCount += added.succeededCount;
    group.onPath.merge(added.onPath);
    group.savable.merge(added.savable);
    group.lastTrace = trace;
    if (isBetter(added.exemplar, group.exemplar)) group.exemplar = added.exemplar;
  }

  private figuresOf(group: Group, total: number): PatternFigures {
    const { rule, caller, calls, traceCount, count, callCount, succeededCount, exemplar } = group;
    const order = rule === 'waterfall' ? this.orderOf(caller, calls) : undefined;
    const savableNano = group.savable.toNumber();
    return {
      rule,
      caller: this.names.callers.values[caller],
      calls: calls.map((call) => this.names.calls.values[call]),
      confidence: order === undefined ? (group.isCertain ? 'high' : 'medium') : this.confidenceOf(order),
      traceCount,
      count,
      callCount,
      succeededCount,
      onPathNano: group.onPath.toNumber(),
      savableNano,
      savableShare: total === 0 ? 0 : savableNano / total,
      order,
      exemplar,
    };
  }

  /** The weakest support, and the strongest refutal, of a call before the next. */
  private orderOf(caller: number, calls: readonly number[]): OrderEvidence {
    let supported = Infinity;
    let refuted = 0;
    for (let k = 1; k < calls.length; k++) {
      const evidence = this.orders.evidence(caller, calls[k - 1], calls[k]);
      supported = Math.min(supported, evidence.supported);
      refuted = Math.max(refuted, evidence.refuted);
    }
    return { supported, refuted };
  }

  private confidenceOf({ supported, refuted }: OrderEvidence): Confidence {
    if (refuted > 0) return 'high';
    if (supported >= enoughTraces) return 'likely-dependent';
    return this.traceCount === 1 ? 'single-trace' : 'unknown';
  }
}

function sumOf(state: ExactSumState): ExactSum {
  const sum = new ExactSum();
  sum.merge(state);
  return sum;
}

/** Of occurrences that could save as much, any one, but always the same. */
function isBetter(a: PatternExemplar, b: PatternExemplar): boolean {
  if (a.savableNano !== b.savableNano) return a.savableNano > b.savableNano;
  return a.traceId === b.traceId ? a.spanId < b.spanId : a.traceId < b.traceId;
}

/** What is hardly one comes last. */
function compareFigures(a: PatternFigures, b: PatternFigures): number {
  return (
    Number(a.confidence === 'likely-dependent') - Number(b.confidence === 'likely-dependent') ||
    b.savableNano - a.savableNano ||
    b.traceCount - a.traceCount ||
    b.count - a.count ||
    compareTexts(identity(a), identity(b))
  );
}

function identity({ rule, caller, calls }: PatternFigures): string {
  return JSON.stringify([rule, caller.service, caller.name, calls]);
}
