/**
 * Spans on their way from a store to a target, while others are still being read: as soon as some are whole, they are
 * written and forgotten, so that a dump of any size passes through.
 *
 *   needs                                       are written
 *   single spans, and no filter                 some thousand spans at once
 *   traces (the target's format, or a filter)   the same, from formats that keep traces together; else at the end
 *   everything                                  at the end
 */
import { Batch } from '../model/batch.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { Settled } from '../model/span-writer.ts';
import { TraceIdSet } from '../model/trace-id-set.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { buildTrace } from '../tree/build.ts';
import { type GroupIndex, groupTraces, type TraceGroups } from '../tree/group.ts';
import type { Losses } from './losses.ts';
import { perGeneration } from './per-generation.ts';
import type { Output, SpanEncoder, Target } from './target.ts';

/** What of a trace is wanted. */
export type Chosen = 'all' | 'none' | readonly TraceRow[];

/** Chooses among the traces of a store. */
export type Choosing = (store: SpanStore) => (trace: Trace) => Chosen;

/** One conversion; see the head of this file. */
export class Conversion {
  /** Spans written. */
  spanCount = 0;
  /** Traces looked at before the end, as far as traces matter. */
  traceCount = 0;
  /** Traces that came in several pieces, each of which was taken for a trace. */
  splitCount = 0;
  private readonly target: Target;
  private readonly encoder: SpanEncoder;
  readonly choosing: Choosing | undefined;
  private readonly batch: Batch;
  /** Traces that were written. */
  private readonly seen = new TraceIdSet();
  /** Spans of the store whose traces are whole. */
  private whole = 0;

  /** `choosing` is asked only where it is given: then whole traces are needed. `batch`: spans written at once, for tests. */
  constructor(
    target: Target,
    output: Output,
    losses: Losses,
    choosing: Choosing | undefined,
    batch?: number,
  ) {
    this.target = target;
    this.batch = new Batch(batch);
    this.encoder = target.encoder(output, losses);
    this.choosing = choosing && perGeneration(choosing);
  }

  /** Whether spans may be written before all are read. */
  get streams(): boolean {
    return this.target.together !== 'everything';
  }

  /** Takes from a store what is whole, once it is worth it: for readSource. */
  take(store: SpanStore, what: Settled): void {
    if (what === 'traces') this.whole = store.size;
    if (!this.batch.isFull(store) || (this.needsTraces && this.whole < store.size)) return;
    this.writeBatch(store);
    this.batch.clear(store);
    this.whole = 0;
  }

  /** Writes what a store holds in the end: of these traces, what is chosen. */
  writeRest(
    store: SpanStore,
    groups: TraceGroups,
    among: readonly GroupIndex[],
    choosing: Choosing | undefined,
  ): void {
    if (this.traceCount > 0) this.remember(store, groups);
    const isAll = choosing === undefined && among.length === groups.count;
    if (isAll && this.target.together !== 'trace') this.write(store, allRows(store));
    else this.writeTraces(store, groups, among, choosing?.(store));
  }

  /** Ends the output. */
  end(): void {
    this.encoder.end();
  }

  private get needsTraces(): boolean {
    return this.target.together === 'trace' || this.choosing !== undefined;
  }

  private writeBatch(store: SpanStore): void {
    if (!this.needsTraces) {
      this.write(store, allRows(store));
      return;
    }
    const groups = groupTraces(store);
    this.traceCount += groups.count;
    this.remember(store, groups);
    const all = Array.from({ length: groups.count }, (_, group) => group);
    this.writeTraces(store, groups, all, this.choosing?.(store));
  }

  private remember(store: SpanStore, groups: TraceGroups): void {
    for (let group = 0; group < groups.count; group++) {
      if (!this.seen.add(store, store.trace[groups.rows(group)[0]])) this.splitCount++;
    }
  }

  private writeTraces(
    store: SpanStore,
    groups: TraceGroups,
    among: readonly GroupIndex[],
    choose: ((trace: Trace) => Chosen) | undefined,
  ): void {
    const gathered: Int32Array[] = [];
    for (const group of among) {
      const rows = choose === undefined ? groups.rows(group) : chosenRows(store, groups, group, choose);
      if (rows.length === 0) continue;
      if (this.target.together === 'everything') gathered.push(rows);
      else this.write(store, rows);
    }
    if (gathered.length > 0) this.write(store, joined(gathered));
  }

  private write(store: SpanStore, rows: Int32Array): void {
    if (rows.length === 0) return;
    this.spanCount += rows.length;
    this.encoder.write(store, rows);
  }
}

function allRows({ size }: SpanStore): Int32Array {
  const rows = new Int32Array(size);
  for (let row = 0; row < size; row++) rows[row] = row;
  return rows;
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The rows of the store that stand for what is chosen of a trace, in order of reading. */
function chosenRows(
  store: SpanStore,
  groups: TraceGroups,
  group: GroupIndex,
  choose: (trace: Trace) => Chosen,
): Int32Array {
  const trace = buildTrace(store, groups, group, { skew: 'auto', adoptOrphans: false });
  const chosen = choose(trace);
  if (chosen === 'all') return groups.rows(group);
  if (chosen === 'none') return new Int32Array(0);
  const rows: SpanRow[] = [];
  for (const row of chosen) {
    if (trace.row[row] >= 0) rows.push(trace.row[row]);
    rows.push(...(trace.merged.get(row) ?? []));
  }
  return Int32Array.from(rows).sort();
}
