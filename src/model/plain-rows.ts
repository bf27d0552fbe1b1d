/**
 * Many spans at once, column by column, which takes half the time of handing them over one by one. They must be plain: ids in
 * digits, start and end or length, nothing wrong with them, without details; SpanWriter takes the others.
 */
import { SpanKind, StatusCode } from './kinds.ts';
import type { SpanRow } from './span-store.ts';
import { setTimes } from './span-times.ts';
import type { Place, SpanWriter } from './span-writer.ts';

/**
 * A field of objects in a table of words of four bytes, of which object i has four, or two floats, at `at + i * step`: an id, an
 * instant, a number. Where bit `bit` of the word at `met + i * step` is not set, the object has none.
 */
export interface FieldCells {
  ints: Int32Array;
  floats: Float64Array;
  at: number;
  step: number;
  met: number;
  bit: number;
}

/** Adds rows to the store of a writer: `begin`, columns in any order, each span's attributes, `end`. */
export class PlainRows {
  private readonly spans: SpanWriter;
  /** The rows that are filled. */
  private row: SpanRow = 0;
  private count = 0;

  constructor(spans: SpanWriter) {
    this.spans = spans;
  }

  /** Whether plain spans are all there is to them, and nothing was wrong before them that is to be told with them. */
  canTake({ hasProblem }: { readonly hasProblem: boolean }): boolean {
    return !this.spans.details && !this.spans.store.hasClosed && !hasProblem;
  }

  /** Begins as many spans, the first of them at a byte of the source; returns the row of the first. */
  begin(count: number, byte: number): SpanRow {
    this.row = this.spans.reserve(count, byte);
    this.count = count;
    return this.row;
  }

  /** Of 32 digits. */
  traceIds({ ints, at, step }: FieldCells): void {
    const { spans, row, count } = this;
    const { trace } = spans.store;
    for (let i = 0, cell = at; i < count; i++, cell += step) {
      trace[row + i] = spans.hexTrace(ints[cell], ints[cell + 1], ints[cell + 2], ints[cell + 3], 32);
    }
  }

  /** Of 16 digits. */
  spanIds({ ints, at, step }: FieldCells): void {
    const { row, count } = this;
    const { spanIdHigh, spanIdLow, idLengths } = this.spans.store;
    for (let i = 0, cell = at; i < count; i++, cell += step) {
      spanIdHigh[row + i] = ints[cell + 2];
      spanIdLow[row + i] = ints[cell + 3];
      idLengths[row + i] |= 16;
    }
  }

  /** Of 16 digits, or none. */
  parentSpanIds({ ints, at, step, met, bit }: FieldCells): void {
    const { row, count } = this;
    const { parentSpanIdHigh, parentSpanIdLow, idLengths } = this.spans.store;
    for (let i = 0; i < count; i++) {
      if (((ints[met + i * step] >> bit) & 1) === 0) continue;
      const cell = at + i * step;
      parentSpanIdHigh[row + i] = ints[cell + 2];
      parentSpanIdLow[row + i] = ints[cell + 3];
      idLengths[row + i] |= 16 << 5;
    }
  }

  kinds(cells: FieldCells): void {
    this.codes(cells, this.spans.store.kind, SpanKind.consumer);
  }

  statuses(cells: FieldCells): void {
    this.codes(cells, this.spans.store.status, StatusCode.error);
  }

  /** Starts and ends. */
  times(start: FieldCells, end: FieldCells): void {
    const { store } = this.spans;
    const { floats } = start;
    for (let i = 0; i < this.count; i++) {
      const from = (start.at + i * start.step) >> 1;
      const to = (end.at + i * end.step) >> 1;
      setTimes(store, this.row + i, floats[from], floats[from + 1], floats[to], floats[to + 1], Number.NaN);
    }
  }

  /** Starts, and lengths in units of so many nanoseconds. */
  lengths(start: FieldCells, length: FieldCells, unit: number): void {
    const { store } = this.spans;
    const { floats } = start;
    for (let i = 0; i < this.count; i++) {
      const from = (start.at + i * start.step) >> 1;
      const nanos = floats[(length.at + i * length.step) >> 1] * unit;
      setTimes(store, this.row + i, floats[from], floats[from + 1], 0, 0, nanos);
    }
  }

  /** What the writer is told from now on, of attributes and else, is about span i, which stands at a place. */
  beginAttributes(i: number, place: Place): void {
    this.spans.focus(this.row + i, place);
  }

  /** All of the span is known. */
  endAttributes(): void {
    this.spans.markFailed();
  }

  /** Keeps the first `taken` spans; the others turned out not to be plain, and are to come again. */
  end(taken: number = this.count): void {
    const { spans, row, count } = this;
    if (taken < count) spans.store.clearRows(row + taken, row + count);
    spans.commitRows(taken);
  }

  /** Codes up to `last`; others are 0. */
  private codes({ floats, ints, at, step, met, bit }: FieldCells, column: Uint8Array, last: number): void {
    const { row, count } = this;
    for (let i = 0; i < count; i++) {
      if (((ints[met + i * step] >> bit) & 1) === 0) continue;
      const code = floats[(at + i * step) >> 1];
      column[row + i] = code <= last ? code : 0;
    }
  }
}
