/**
 * The workbench of the tree step: one node a record, then one for each missing parent. Its columns are reused from trace
 * to trace, so that rebuilding many small traces allocates nothing but their results.
 */
import { SpanFlag, SpanKind } from '../model/kinds.ts';
import type { SpanStore } from '../model/span-store.ts';
import { IdTable } from './id-table.ts';

/** Columns of nodes; the first `spanCount` are spans, those up to `count` placeholders. */
export class Nodes {
  store: SpanStore;
  /** Nodes by id: those of equal id in the order of analysis.md 1.2. */
  readonly ids: IdTable = new IdTable();
  spanCount = 0;
  count = 0;
  /** All flags of all records, to skip what doesn't occur. */
  seenFlags = 0;
  /** Whether an id occurs twice. */
  repeats = false;

  /** Row of the store; -1 of a placeholder. */
  row: Int32Array = new Int32Array(0);
  /** Row of the store whose parent reference counts: another than `row` where Zipkin's parts were merged. */
  reference: Int32Array = new Int32Array(0);
  idHigh: Uint32Array = new Uint32Array(0);
  idLow: Uint32Array = new Uint32Array(0);
  flags: Uint16Array = new Uint16Array(0);
  kind: Uint8Array = new Uint8Array(0);
  name: Int32Array = new Int32Array(0);
  service: Int32Array = new Int32Array(0);
  clock: Int32Array = new Int32Array(0);
  /** Nanoseconds from the trace's start; 0 when not timed. */
  start: Float64Array = new Float64Array(0);
  end: Float64Array = new Float64Array(0);
  timed: Uint8Array = new Uint8Array(0);
  /** Node of the parent, or -1. */
  parent: Int32Array = new Int32Array(0);
  /** 1: names no parent (or itself). */
  root: Uint8Array = new Uint8Array(0);

  private capacity = 0;

  constructor(store: SpanStore) {
    this.store = store;
  }

  /** Fills the columns with the records of one trace, times aside. */
  load(store: SpanStore, rows: Int32Array): void {
    const size = rows.length;
    this.reserve(size * 2);
    this.store = store;
    this.spanCount = size;
    this.count = size;
    const { row, reference, idHigh, idLow, flags, kind, name, service, clock } = this;
    const { service: serviceOf, clock: clockOf } = store.resources;
    let seen = 0;
    for (let node = 0; node < size; node++) {
      const from = rows[node];
      row[node] = from;
      reference[node] = from;
      idHigh[node] = store.spanIdHigh[from];
      idLow[node] = store.spanIdLow[from];
      flags[node] = store.flags[from];
      seen |= store.flags[from];
      kind[node] = store.kind[from];
      name[node] = store.name[from];
      const resource = store.resource[from];
      service[node] = serviceOf[resource];
      clock[node] = clockOf[resource];
    }
    this.seenFlags = seen;
    this.index();
  }

  /** Makes `ids` anew. */
  index(): void {
    const { ids, idHigh, idLow, flags } = this;
    // Room for a placeholder a span: in the worst case each names a parent of its own that is missing.
    ids.clear(this.spanCount * 2);
    let repeats = false;
    // Backwards, because each goes before those of its id that are there.
    for (let node = this.spanCount - 1; node >= 0; node--) {
      const text = flags[node] & SpanFlag.textSpanId ? 1 : 0;
      if (ids.add(node, idHigh[node], idLow[node], text)) repeats = true;
    }
    this.repeats = repeats;
  }

  /** Appends a placeholder for a missing id. */
  addPlaceholder(high: number, low: number, text: number): number {
    const node = this.count++;
    this.row[node] = -1;
    this.reference[node] = -1;
    this.idHigh[node] = high;
    this.idLow[node] = low;
    this.flags[node] = text === 0 ? 0 : SpanFlag.textSpanId;
    this.kind[node] = SpanKind.unspecified;
    this.name[node] = 0;
    this.service[node] = 0;
    this.clock[node] = 0;
    this.start[node] = 0;
    this.end[node] = 0;
    this.timed[node] = 0;
    this.parent[node] = -1;
    this.root[node] = 0;
    this.ids.add(node, high, low, text);
    return node;
  }

  private reserve(capacity: number): void {
    if (capacity <= this.capacity) return;
    this.capacity = Math.max(capacity, this.capacity * 2, 256);
    this.row = new Int32Array(this.capacity);
    this.reference = new Int32Array(this.capacity);
    this.idHigh = new Uint32Array(this.capacity);
    this.idLow = new Uint32Array(this.capacity);
    this.flags = new Uint16Array(this.capacity);
    this.kind = new Uint8Array(this.capacity);
    this.name = new Int32Array(this.capacity);
    this.service = new Int32Array(this.capacity);
    this.clock = new Int32Array(this.capacity);
    this.start = new Float64Array(this.capacity);
    this.end = new Float64Array(this.capacity);
    this.timed = new Uint8Array(this.capacity);
    this.parent = new Int32Array(this.capacity);
    this.root = new Uint8Array(this.capacity);
  }
}
