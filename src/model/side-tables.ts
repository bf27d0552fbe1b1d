/**
 * Events and links of spans: one row each, in the order of the spans, so that a span's rows are found by bisection and
 * spans without any cost nothing.
 */
import { grown } from './strings.ts';

/** What a row of the links table is. */
export const LinkType = {
  /** A link: never a parent. */
  link: 0,
  /** OpenTracing CHILD_OF within the trace: may be the parent. */
  childOf: 1,
  /** OpenTracing FOLLOWS_FROM within the trace: may be the parent. */
  followsFrom: 2,
} as const;

/** Names of all columns. */
const columns = [
  'span',
  'name',
  'seconds',
  'nanos',
  'attributesFrom',
  'attributesCount',
  'trace',
  'spanIdHigh',
  'spanIdLow',
  'spanIdLength',
  'type',
] as const;

/** The rows of a table, all columns of one length. */
export type SidePart = Pick<SideTable, (typeof columns)[number]>;

/** What the numbers of another store are in this one: by id, or what is added to them. */
export interface Moved {
  strings: Int32Array;
  traces: Int32Array;
  spans: number;
  attributes: number;
}

/**
 * Growing rows that belong to spans. An event uses `name`, `seconds` and `nanos`; a link uses `name` for its trace state,
 * `trace`, the span id columns and `type`.
 */
export class SideTable {
  /** Row of the span it belongs to; ascending. */
  span: Int32Array = new Int32Array(64);
  name: Int32Array = new Int32Array(64);
  seconds: Float64Array = new Float64Array(64);
  nanos: Int32Array = new Int32Array(64);
  attributesFrom: Int32Array = new Int32Array(64);
  attributesCount: Int32Array = new Int32Array(64);
  trace: Int32Array = new Int32Array(64);
  spanIdHigh: Uint32Array = new Uint32Array(64);
  spanIdLow: Uint32Array = new Uint32Array(64);
  /** Digits of the span id as read; 0 when it is an opaque text and spanIdLow its StringId. */
  spanIdLength: Uint8Array = new Uint8Array(64);
  type: Uint8Array = new Uint8Array(64);
  size = 0;

  /** Appends an empty row for a span and returns its number. */
  add(span: number): number {
    const row = this.size++;
    if (row === this.span.length) this.grow(row * 2);
    this.span[row] = span;
    this.name[row] = 0;
    this.seconds[row] = 0;
    this.nanos[row] = 0;
    this.attributesFrom[row] = 0;
    this.attributesCount[row] = 0;
    this.type[row] = 0;
    return row;
  }

  /** All rows, to be handed to another thread. */
  part(): SidePart {
    const { size } = this;
    return {
      span: this.span.slice(0, size),
      name: this.name.slice(0, size),
      seconds: this.seconds.slice(0, size),
      nanos: this.nanos.slice(0, size),
      attributesFrom: this.attributesFrom.slice(0, size),
      attributesCount: this.attributesCount.slice(0, size),
      trace: this.trace.slice(0, size),
      spanIdHigh: this.spanIdHigh.slice(0, size),
      spanIdLow: this.spanIdLow.slice(0, size),
      spanIdLength: this.spanIdLength.slice(0, size),
      type: this.type.slice(0, size),
    };
  }

  /** Leaves the rows of the spans that have a place, which is their new row; -1 for the others. Linear. */
  keepSpans(places: Int32Array): void {
    let to = 0;
    for (let row = 0; row < this.size; row++) {
      if (places[this.span[row]] < 0) continue;
      for (const name of columns) this[name][to] = this[name][row];
      this.span[to] = places[this.span[to]];
      to++;
    }
    this.size = to;
  }

  /** Appends the rows of another table; `moved` says what its numbers are here. */
  append(part: SidePart, { strings, traces, spans, attributes }: Moved): void {
    for (let i = 0; i < part.span.length; i++) {
      const row = this.add(part.span[i] + spans);
      const isText = part.spanIdLength[i] === 0;
      this.name[row] = strings[part.name[i]];
      this.seconds[row] = part.seconds[i];
      this.nanos[row] = part.nanos[i];
      this.attributesFrom[row] = part.attributesFrom[i] + attributes;
      this.attributesCount[row] = part.attributesCount[i];
      this.trace[row] = traces[part.trace[i]] ?? 0;
      this.spanIdHigh[row] = part.spanIdHigh[i];
      this.spanIdLow[row] = isText ? (strings[part.spanIdLow[i]] ?? 0) : part.spanIdLow[i];
      this.spanIdLength[row] = part.spanIdLength[i];
      this.type[row] = part.type[i];
    }
  }

  /** The first row of a span, or where it would be. */
  firstOf(span: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.span[middle] < span) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private grow(capacity: number): void {
    this.span = grown(this.span, capacity);
    this.name = grown(this.name, capacity);
    this.seconds = grown(this.seconds, capacity);
    this.nanos = grown(this.nanos, capacity);
    this.attributesFrom = grown(this.attributesFrom, capacity);
    this.attributesCount = grown(this.attributesCount, capacity);
    this.trace = grown(this.trace, capacity);
    this.spanIdHigh = grown(this.spanIdHigh, capacity);
    this.spanIdLow = grown(this.spanIdLow, capacity);
    this.spanIdLength = grown(this.spanIdLength, capacity);
    this.type = grown(this.type, capacity);
  }
}
