/**
 * Operations that make calls, and calls, numbered alike for traces of any stores: what makes a pattern of one trace the
 * same as that of another.
 */
import { PairTable } from '../../model/pair-table.ts';
import type { SpanStore } from '../../model/span-store.ts';
import { grown } from '../../model/strings.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { type Call, type CallNumber, Fingerprints, foldedPath } from '../fingerprint.ts';
import { Numbered } from '../numbered.ts';

/** Who makes calls. */
export interface Caller {
  service: string;
  /** With the ids of a URL path replaced, as in calls. */
  name: string;
}

/** Growing tables of callers and calls. */
export class PatternNames {
  readonly callers: Numbered<Caller> = new Numbered();
  readonly calls: Numbered<Call> = new Numbered();
  /** Of the store seen last: what its numbers are here, plus 1. */
  private store: SpanStore | undefined;
  private generation = 0;
  private operations = new PairTable();
  private callerOf = new Int32Array(0);
  private callOf = new Int32Array(0);

  /** The number of a span as one that makes calls. */
  caller(trace: Trace, row: TraceRow): number {
    this.use(trace.store);
    const operation = this.operations.number(trace.service[row], trace.name[row]);
    if (operation >= this.callerOf.length) this.callerOf = grown(this.callerOf, operation * 2 + 64);
    if (this.callerOf[operation] === 0) {
      const caller = { service: trace.serviceText(row), name: foldedPath(trace.nameText(row)) };
      this.callerOf[operation] = this.callers.number(caller) + 1;
    }
    return this.callerOf[operation] - 1;
  }

  /** The number here of a fingerprint of a store. */
  call(store: SpanStore, number: CallNumber): number {
    this.use(store);
    if (number >= this.callOf.length) this.callOf = grown(this.callOf, number * 2 + 64);
    if (this.callOf[number] === 0) {
      this.callOf[number] = this.calls.number(Fingerprints.of(store).call(number)) + 1;
    }
    return this.callOf[number] - 1;
  }

  private use(store: SpanStore): void {
    if (this.store === store && this.generation === store.generation) return;
    this.store = store;
    this.generation = store.generation;
    this.operations = new PairTable();
    this.callerOf = new Int32Array(0);
    this.callOf = new Int32Array(0);
  }
}
