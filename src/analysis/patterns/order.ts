/**
 * Which call of an operation comes before which, over many traces (analysis.md 7.2): "X before Y" holds until one trace
 * refutes it; a trace that lacks either says nothing. Calls that a trace runs in another order, or at once, don't need
 * each other's answers.
 *
 *   X   |----|            supports "X before Y"         |----|         refutes it
 *   Y         |---|       and refutes "Y before X"        |---|        and "Y before X", too
 */
import { SpanKind } from '../../model/kinds.ts';
import { PairTable } from '../../model/pair-table.ts';
import { grown } from '../../model/strings.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { EdgeClass, tolerance } from '../edges.ts';
import { Fingerprints } from '../fingerprint.ts';
import { isRemote } from '../siblings.ts';
import type { PatternNames } from './names.ts';

/** A span with more different calls than this says nothing about their order: pairs are quadratic. */
const mostCalls = 32;

/** How two calls stood to each other somewhere in a trace. */
const Seen = { inOrder: 1, reversed: 2, together: 4 } as const;

/** What traces say about one call before another. */
export interface OrderEvidence {
  supported: number;
  refuted: number;
}

/** The parts of an order model, as another thread or a file hands them over. */
export interface CallOrdersState {
  /** Rows of: caller, the calls with the smaller and the larger number, traces with both, traces that refute each order. */
  rows: [caller: number, low: number, high: number, both: number, refutesLow: number, refutesHigh: number][];
}

/** Counts for each caller and two of its calls; about 40 bytes a pair. */
export class CallOrders {
  private readonly names: PatternNames;
  /** Two calls, the smaller number first; and those with a caller. */
  private readonly calls = new PairTable();
  private readonly pairs = new PairTable();
  private both = new Float64Array(64);
  /** Traces in which the call with the smaller number did not end before the other began; and the other way round. */
  private refutesLow = new Float64Array(64);
  private refutesHigh = new Float64Array(64);
  /** Of the trace in view, by pair: bits of Seen. */
  private seen = new Uint8Array(64);
  private touched: number[] = [];

  /** Numbers of callers and calls are those of `names`. */
  constructor(names: PatternNames) {
    this.names = names;
  }

  /** Counts a trace. Linear in its calls, and quadratic in the different calls of one span. */
  add(trace: Trace, edges: Uint8Array): void {
    for (let parent = 0; parent < trace.size; parent++) {
      if (trace.subtreeEnd[parent] > parent + 2) this.addCaller(trace, edges, parent);
    }
    for (const pair of this.touched) {
      const seen = this.seen[pair];
      this.count(
        pair,
        1,
        (seen & (Seen.reversed | Seen.together)) === 0 ? 0 : 1,
        (seen & (Seen.inOrder | Seen.together)) === 0 ? 0 : 1,
      );
      this.seen[pair] = 0;
    }
    this.touched.length = 0;
  }

  /** What is known of a call before another; of the first of each, where a span makes them several times. */
  evidence(caller: number, first: number, second: number): OrderEvidence {
    const pair = this.pairOf(caller, first, second);
    const refuted = (first < second ? this.refutesLow : this.refutesHigh)[pair];
    return { supported: this.both[pair] - refuted, refuted };
  }

  state(): CallOrdersState {
    const rows = Array.from({ length: this.pairs.size }, (_, pair): CallOrdersState['rows'][number] => {
      const calls = this.pairs.secondOf(pair);
      return [
        this.pairs.firstOf(pair),
        this.calls.firstOf(calls),
        this.calls.secondOf(calls),
        this.both[pair],
        this.refutesLow[pair],
        this.refutesHigh[pair],
      ];
    });
    return { rows };
  }

  /** Adds what others counted; the columns say what their numbers of callers and calls are here. */
  merge({ rows }: CallOrdersState, callers: readonly number[], calls: readonly number[]): void {
    for (const [caller, low, high, both, refutesLow, refutesHigh] of rows) {
      const pair = this.pairOf(callers[caller], calls[low], calls[high]);
      const isSame = calls[low] < calls[high];
      this.count(pair, both, isSame ? refutesLow : refutesHigh, isSame ? refutesHigh : refutesLow);
    }
  }

  private addCaller(trace: Trace, edges: Uint8Array, parent: TraceRow): void {
    const firsts = firstCalls(trace, edges, parent);
    if (firsts.length < 2) return;
    const { adjustedStart, adjustedEnd } = trace;
    const fingerprints = Fingerprints.of(trace.store);
    const noise = tolerance(trace.duration(parent));
    const caller = this.names.caller(trace, parent);
    const calls = firsts.map((row) => this.names.call(trace.store, fingerprints.number(trace, row)));
    for (let a = 0; a < firsts.length; a++) {
      for (let b = a + 1; b < firsts.length; b++) {
        const pair = this.pairOf(caller, calls[a], calls[b]);
        const isInTurn = adjustedStart[firsts[b]] >= adjustedEnd[firsts[a]] - noise;
        const seen = !isInTurn ? Seen.together : calls[a] < calls[b] ? Seen.inOrder : Seen.reversed;
        if (this.seen[pair] === 0) this.touched.push(pair);
        this.seen[pair] |= seen;
      }
    }
  }

  private pairOf(caller: number, first: number, second: number): number {
    const pair = this.pairs.number(
      caller,
      this.calls.number(Math.min(first, second), Math.max(first, second)),
    );
    if (pair >= this.both.length) {
      this.both = grown(this.both, pair * 2);
      this.refutesLow = grown(this.refutesLow, pair * 2);
      this.refutesHigh = grown(this.refutesHigh, pair * 2);
      this.seen = grown(this.seen, pair * 2);
    }
    return pair;
  }

  private count(pair: number, both: number, refutesLow: number, refutesHigh: number): void {
    this.both[pair] += both;
    this.refutesLow[pair] += refutesLow;
    this.refutesHigh[pair] += refutesHigh;
  }
}

/** The first of each different call that a span waits for, by start; none where there are too many. */
function firstCalls(trace: Trace, edges: Uint8Array, parent: TraceRow): TraceRow[] {
  const { subtreeEnd, kind, adjustedStart } = trace;
  const fingerprints = Fingerprints.of(trace.store);
  const firsts = new Map<number, TraceRow>();
  for (let row = parent + 1; row < subtreeEnd[parent]; row = subtreeEnd[row]) {
    if (edges[row] !== EdgeClass.sync || (kind[row] !== SpanKind.client && !isRemote(trace, row))) continue;
    const call = fingerprints.number(trace, row);
    const known = firsts.get(call);
    if (known === undefined || adjustedStart[row] < adjustedStart[known]) firsts.set(call, row);
    if (firsts.size > mostCalls) return [];
  }
  return [...firsts.values()].sort((a, b) => adjustedStart[a] - adjustedStart[b] || a - b);
}
