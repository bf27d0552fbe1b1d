/**
 * Traces counted while others are still being read, and forgotten, so that a dump of any size passes through: those of
 * formats that keep the spans of a trace together. Should another piece of such a trace come after all, that is an end of
 * it: then everything has to be read into one store.
 */
import { Batch } from '../model/batch.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { Settled } from '../model/span-writer.ts';
import { type IdHalves, TraceIdSet, tracesIn } from '../model/trace-id-set.ts';
import { buildTrace } from '../tree/build.ts';
import { type GroupIndex, groupTraces, type TraceGroups } from '../tree/group.ts';
import type { TraceCounter } from './trace-counter.ts';

/** Everything has to be read into one store: a trace that was counted goes on. */
export class NotInPassing extends Error {}

/** There are too many groups for threads. */
export class TooManyGroups extends NotInPassing {}

/** How traces pass by. */
export interface PassingOptions {
  batch?: number | undefined;
  mostGroups?: number | undefined;
}

/** Counts what passes through stores. */
export class PassingTraces {
  readonly counter: TraceCounter;
  /** Traces looked at, whether they match or not. */
  traceCount = 0;
  /** Traces that passed by. */
  readonly seen: TraceIdSet = new TraceIdSet();
  private readonly batch: Batch;
  private readonly mostGroups: number;
  /** Spans of the store whose traces are whole. */
  private whole = 0;

  /** `batch`: spans counted at once, for tests. With more groups than `mostGroups`, counting throws TooManyGroups. */
  constructor(counter: TraceCounter, { batch, mostGroups = Infinity }: PassingOptions = {}) {
    this.counter = counter;
    this.batch = new Batch(batch);
    this.mostGroups = mostGroups;
  }

  /** Takes the traces of a store that are whole, once it is worth it: for readSource. Throws NotInPassing. */
  take(store: SpanStore, what: Settled): void {
    if (what !== 'traces') return;
    this.whole = store.size;
    if (this.batch.isFull(store)) this.takeAll(store);
  }

  /** Takes what is left where that is whole. Throws NotInPassing. */
  takeLast(store: SpanStore): void {
    if (store.size > 0 && this.whole === store.size) this.takeAll(store);
  }

  /** Adds traces that passed by elsewhere. Throws NotInPassing. */
  addSeen(traces: IdHalves): void {
    for (let i = 0; i < traces.length; i += 2) {
      if (!this.seen.addHalf(traces[i], traces[i + 1])) throw new NotInPassing();
    }
  }

  /** Throws NotInPassing where one of these traces has passed by. */
  refuseSeen(traces: IdHalves): void {
    for (let i = 0; i < traces.length; i += 2) {
      if (this.seen.hasHalf(traces[i], traces[i + 1])) throw new NotInPassing();
    }
  }

  /** The same for all traces of a store. */
  refuseSeenIn(store: SpanStore): void {
    if (this.seen.size > 0) this.refuseSeen(tracesIn(store).list());
  }

  /** Counts the traces of a store, or those that are meant. Throws NotInPassing. */
  count(store: SpanStore, groups: TraceGroups, isMeant: (group: GroupIndex) => boolean = () => true): void {
    const { plan, statistics } = this.counter;
    for (let group = 0; group < groups.count; group++) {
      if (!isMeant(group)) continue;
      this.counter.addMatching(buildTrace(store, groups, group, plan.tree));
      if (statistics.groups.length > this.mostGroups) throw new TooManyGroups();
      this.traceCount++;
    }
  }

  private takeAll(store: SpanStore): void {
    const groups = groupTraces(store);
    this.count(store, groups, (group) => {
      if (!this.seen.add(store, store.trace[groups.rows(group)[0]])) throw new NotInPassing();
      return true;
    });
    this.batch.clear(store);
    this.whole = 0;
  }
}
