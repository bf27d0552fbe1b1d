/**
 * Traces that were dealt with and forgotten, remembered by their ids: another piece of one of them may come.
 *
 * Of an id its lower half is kept, of one that is a text a hash, in 16 bytes: ids that differ there are surely of different
 * traces, also where one of them was cut to 64 bits (src/tree/short-trace-ids.ts). Others may be, and are taken for one; ids
 * that are made as they should be have their random part there.
 * https://www.w3.org/TR/trace-context-2/#random-trace-id-flag
 */
import { PairTable } from './pair-table.ts';
import type { SpanStore } from './span-store.ts';
import { hashSeed, hashStep } from './strings.ts';
import type { TraceIndex } from './trace-ids.ts';

/** Lower halves of ids, two words each, as one thread hands them to another. */
export type IdHalves = Int32Array;

/** A set of traces of any stores, in the order in which they were added. */
export class TraceIdSet {
  private readonly halves = new PairTable();

  get size(): number {
    return this.halves.size;
  }

  /** Adds a trace of a store; returns whether it is new. */
  add(store: SpanStore, trace: TraceIndex): boolean {
    return this.addHalf(word(store, trace, 2), word(store, trace, 3));
  }

  has(store: SpanStore, trace: TraceIndex): boolean {
    return this.hasHalf(word(store, trace, 2), word(store, trace, 3));
  }

  addHalf(high: number, low: number): boolean {
    const before = this.halves.size;
    this.halves.number(high, low);
    return this.halves.size > before;
  }

  hasHalf(high: number, low: number): boolean {
    return this.halves.has(high, low);
  }

  /** All of them. */
  list(): IdHalves {
    const list = new Int32Array(this.size * 2);
    for (let i = 0; i < this.size; i++) {
      list[2 * i] = this.halves.firstOf(i);
      list[2 * i + 1] = this.halves.secondOf(i);
    }
    return list;
  }
}

/** The traces that spans of a store are of. Linear. */
export function tracesIn(store: SpanStore): TraceIdSet {
  const traces = new TraceIdSet();
  const isKnown = new Uint8Array(store.traces.size);
  for (let row = 0; row < store.size; row++) {
    const trace = store.trace[row];
    if (isKnown[trace] === 0) traces.add(store, trace);
    isKnown[trace] = 1;
  }
  return traces;
}

/** Word 2 or 3 of an id; of a text one of two hashes. */
function word({ traces }: SpanStore, trace: TraceIndex, which: 2 | 3): number {
  if (!traces.isOpaque(trace)) return traces.word(trace, which) | 0;
  let hash = hashSeed ^ which;
  for (const char of Buffer.from(traces.text(trace))) hash = Math.imul(hash ^ char, hashStep);
  return hash | 0;
}
