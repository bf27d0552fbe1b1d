/**
 * Many spans at once, column by column, which takes half the time of handing them over one by one. They must be plain: ids in
 * digits, both times, nothing wrong with them, without details; SpanWriter takes the others.
 */
import { ErrorSigns } from './error-signs.ts';
import { SpanFlag, SpanKind, StatusCode } from './kinds.ts';
import type { SpanRow } from './span-store.ts';
import { setTimes } from './span-times.ts';
import type { AttributeSink, SpanWriter } from './span-writer.ts';

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

/** Adds rows to the store of a writer: `begin`, columns in any order, `end`. */
export class PlainRows implements AttributeSink {
  private readonly spans: SpanWriter;
  private readonly signs: ErrorSigns;
  /** The rows that are filled. */
  private row: SpanRow = 0;
  private count = 0;

  constructor(spans: SpanWriter) {
    this.spans = spans;
    this.signs = new ErrorSigns(spans.store.strings);
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

  times(start: FieldCells, end: FieldCells): void {
    const { row, count } = this;
    const { store } = this.spans;
    const { floats } = start;
    for (let i = 0; i < count; i++) {
      const from = (start.at + i * start.step) >> 1;
      const to = (end.at + i * end.step) >> 1;
      setTimes(store, row + i, floats[from], floats[from + 1], floats[to], floats[to + 1], Number.NaN);
    }
  }

  /** The attributes that follow are those of span i. */
  beginAttributes(): void {
    this.signs.reset();
  }

  wants(key: number): boolean {
    return this.signs.has(key);
  }

  attribute(key: number, type: number, value: number): void {
    if (this.signs.has(key)) this.signs.note(key, type, value);
  }

  /** All attributes of span i are known, its kind and its status. */
  endAttributes(i: number): void {
    const { status, kind, flags } = this.spans.store;
    const row = this.row + i;
    if (this.signs.failed(status[row], kind[row])) flags[row] |= SpanFlag.error;
  }

  end(): void {
    this.spans.commitRows(this.count);
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
