/**
 * The one way into a SpanStore: a format begins a span, hands over what it reads in any order, and commits it. A span
 * without ids or with an unreadable time is refused and counted; everything else is kept.
 */
import { AttributeTable } from './attributes.ts';
import { ErrorSigns } from './error-signs.ts';
import { type IdValue, isAbsent } from './ids.ts';
import { SpanFlag, SpanKind, StatusCode } from './kinds.ts';
import type { ReadReport } from './read-report.ts';
import type { ResourceIndex } from './resources.ts';
import { LinkType } from './side-tables.ts';
import type { SpanRow, SpanStore } from './span-store.ts';
import { setTimes } from './span-times.ts';
import type { StringId } from './strings.ts';

/** Where in a source a record stands, and what was unreadable in it. */
export interface Place {
  readonly line: number;
  readonly byte: number;
  /** Takes the first thing that was wrong since the last call, or undefined. */
  takeProblem(): string | undefined;
}

/** An instant as a reader hands it on; reused for every one. */
export interface InstantValue {
  seconds: number;
  nanos: number;
}

/**
 * What is whole at a place between spans: the spans read so far, which nothing that follows changes any more, or even
 * their traces, as far as the format keeps the spans of a trace together.
 */
export type Settled = 'spans' | 'traces';

/** What takes attributes: a span, one of its events or links, a resource, a scope. */
export interface AttributeSink {
  /** Whether the value of an attribute is needed at all; if not, the reader may skip it. */
  wants(key: StringId): boolean;
  attribute(key: StringId, type: number, value: number): void;
}

/** How many spans are to come is told from those that were read, when they are not so few; not much more room is made at once. */
const fewSpans = 1 << 13;
const spareRoom = 1.02;
const smallGrowth = 1.25;
const largeGrowth = 32;

/** Fills one store from one source. */
export class SpanWriter implements AttributeSink {
  readonly store: SpanStore;
  readonly report: ReadReport;
  readonly source: string;
  /** Whether attributes, events and links are wanted; formats skip them otherwise. */
  readonly details: boolean;

  /** Takes the attributes of events and links. */
  readonly extras: AttributeSink;

  /** Bytes of the source, where that is known: how many spans are to come can be told from it. */
  expectedBytes: number | undefined;

  /** Told by `settled`; may clear the store. */
  onSettled: ((what: Settled) => void) | undefined;

  /** Attributes of the span begun: they may come between its events, and belong together in the store. */
  private readonly own = new AttributeTable();
  private readonly errorSigns: ErrorSigns;
  private lastTrace = -1;
  /** Row of the store that the source's first span got. */
  private readonly firstRow: number;
  /** Where the span begun stands. */
  private readonly begun = { line: 0, byte: 0 };
  private row = -1;
  /** A span was begun, and neither committed nor discarded. */
  private isOpen = false;
  private hasTraceId = false;
  private hasSpanId = false;
  private startSeconds = 0;
  private startNanos = 0;
  private endSeconds = 0;
  private endNanos = 0;
  private length = Number.NaN;
  private unreadable = false;
  private firstAttribute = 0;
  private firstEvent = 0;
  private firstLink = 0;

  constructor(store: SpanStore, report: ReadReport, source: string) {
    this.store = store;
    this.report = report;
    this.source = source;
    this.details = store.columns.details;
    this.firstRow = store.size;
    this.extras = {
      wants: () => true,
      attribute: (key, type, value) => store.attributes.push(key, type, value),
    };
    this.errorSigns = new ErrorSigns(store.strings);
  }

  /** The row that the span begun gets if it is committed. */
  get current(): SpanRow {
    return this.row;
  }

  /** Starts a span at a place of the source. */
  begin(place: Place): void {
    const { store } = this;
    if (this.isOpen) this.discard();
    this.isOpen = true;
    this.focus(this.reserve(1, place.byte), place);
    this.hasTraceId = false;
    this.hasSpanId = false;
    this.startSeconds = 0;
    this.startNanos = 0;
    this.endSeconds = 0;
    this.endNanos = 0;
    this.length = Number.NaN;
    this.unreadable = false;
    this.firstAttribute = store.attributes.size;
    this.firstEvent = store.events.size;
    this.firstLink = store.links.size;
    if (this.details) this.own.size = 0;
  }

  /** Makes room for as many rows, the first of them of a span at a byte of the source; returns the row of the first. See PlainRows. */
  reserve(count: number, byte: number): SpanRow {
    const { store } = this;
    const { size } = store;
    if (size + count > store.trace.length) store.grow(Math.max(this.roomNeeded(byte), size + count));
    return size;
  }

  /** What is told of a span from now on is about that of a row, which is filled elsewhere and stands at a place. */
  focus(row: SpanRow, place: Place): void {
    this.row = row;
    this.begun.line = place.line;
    this.begun.byte = place.byte;
    this.errorSigns.reset();
  }

  /** Marks the span if it failed: its kind, status and attributes are known. */
  markFailed(): void {
    const { row, store } = this;
    if (this.errorSigns.failed(store.status[row], store.kind[row])) this.flag(SpanFlag.error);
  }

  /** Keeps as many rows, which are filled. */
  commitRows(count: number): void {
    this.store.size += count;
    this.report.spanCount += count;
  }

  traceId(id: IdValue): void {
    this.hasTraceId = !isAbsent(id);
    if (this.hasTraceId) this.store.trace[this.row] = this.traceIndex(id);
  }

  spanId(id: IdValue): void {
    const { store, row } = this;
    this.hasSpanId = !isAbsent(id);
    const text = opaque(store, id);
    if (text !== 0) store.flags[row] |= SpanFlag.textSpanId;
    store.spanIdHigh[row] = text === 0 ? id.word2 : 0;
    store.spanIdLow[row] = text === 0 ? id.word3 : text;
    store.idLengths[row] = (store.idLengths[row] & ~31) | (text === 0 ? id.length : 0);
  }

  parentSpanId(id: IdValue): void {
    const { store, row } = this;
    const text = opaque(store, id);
    store.flags[row] &= ~SpanFlag.textParentSpanId;
    if (text !== 0) store.flags[row] |= SpanFlag.textParentSpanId;
    store.parentSpanIdHigh[row] = text === 0 ? id.word2 : 0;
    store.parentSpanIdLow[row] = text === 0 ? id.word3 : text;
    store.idLengths[row] = (store.idLengths[row] & 31) | ((text === 0 ? id.length : 0) << 5);
  }

  name(name: StringId): void {
    this.store.name[this.row] = name;
  }

  kind(kind: number): void {
    this.store.kind[this.row] = kind >= 0 && kind <= SpanKind.consumer ? kind : SpanKind.unspecified;
  }

  start({ seconds, nanos }: InstantValue): void {
    this.unreadable ||= Number.isNaN(seconds);
    this.startSeconds = seconds;
    this.startNanos = nanos;
  }

  end({ seconds, nanos }: InstantValue): void {
    this.unreadable ||= Number.isNaN(seconds);
    this.endSeconds = seconds;
    this.endNanos = nanos;
  }

  /** The span's length in nanoseconds, instead of its end. */
  duration(nanos: number): void {
    this.length = nanos;
    this.unreadable ||= Number.isNaN(nanos);
  }

  status(code: number): void {
    this.store.status[this.row] = code >= 0 && code <= StatusCode.error ? code : StatusCode.unset;
  }

  statusMessage(message: StringId): void {
    if (this.details) this.store.statusMessage[this.row] = message;
  }

  flag(flag: number): void {
    this.store.flags[this.row] |= flag;
  }

  resource(resource: ResourceIndex): void {
    this.store.resource[this.row] = resource;
  }

  scope(scope: ResourceIndex): void {
    if (this.details) this.store.scope[this.row] = scope;
  }

  wants(key: StringId): boolean {
    return this.details || this.errorSigns.has(key);
  }

  /** Adds an attribute to the span begun. */
  attribute(key: StringId, type: number, value: number): void {
    if (this.errorSigns.has(key)) this.errorSigns.note(key, type, value);
    if (this.details) this.own.push(key, type, value);
  }

  /** Adds an event to the span begun and returns its row in `store.events`; `closeEvent` ends its attributes. */
  event(): number {
    const row = this.store.events.add(this.row);
    this.store.events.attributesFrom[row] = this.store.attributes.size;
    return row;
  }

  eventTime(row: number, { seconds, nanos }: InstantValue): void {
    this.store.events.seconds[row] = Number.isNaN(seconds) ? 0 : seconds;
    this.store.events.nanos[row] = nanos;
  }

  /** Ends the attributes of an event. */
  closeEvent(row: number): void {
    const { events, attributes } = this.store;
    events.attributesCount[row] = attributes.size - events.attributesFrom[row];
  }

  /** Adds a link to the span begun and returns its row in `store.links`; its ids follow by `linkTraceId` and `linkSpanId`. */
  link(): number {
    const { links, attributes } = this.store;
    const row = links.add(this.row);
    links.attributesFrom[row] = attributes.size;
    links.trace[row] = -1;
    links.spanIdLength[row] = 0;
    links.spanIdLow[row] = 0;
    links.spanIdHigh[row] = 0;
    return row;
  }

  linkTraceId(row: number, id: IdValue): void {
    if (!isAbsent(id)) this.store.links.trace[row] = this.traceIndex(id);
  }

  linkSpanId(row: number, id: IdValue): void {
    const { links } = this.store;
    const text = opaque(this.store, id);
    links.spanIdHigh[row] = text === 0 ? id.word2 : 0;
    links.spanIdLow[row] = text === 0 ? id.word3 : text;
    links.spanIdLength[row] = text === 0 ? id.length : 0;
  }

  /** Ends the attributes of a link. Its trace, where none was given, is the span's own. */
  closeLink(row: number): void {
    const { links, attributes } = this.store;
    links.attributesCount[row] = attributes.size - links.attributesFrom[row];
  }

  /** The number of a trace id in the store. */
  traceIndex(id: IdValue): number {
    if (id.text !== 0) return this.store.traces.opaque(id.text);
    return this.hexTrace(id.word0, id.word1, id.word2, id.word3, id.length);
  }

  /** The same of `length` hexadecimal digits. */
  hexTrace(word0: number, word1: number, word2: number, word3: number, length: number): number {
    const { traces } = this.store;
    const last = this.lastTrace;
    if (last >= 0 && traces.is(last, word0, word1, word2, word3)) return last;
    this.lastTrace = traces.hex(word0, word1, word2, word3, length);
    return this.lastTrace;
  }

  /** Keeps the span begun, or refuses it and counts the damage. Returns whether it was kept. */
  commit(place: Place): boolean {
    const problem = place.takeProblem();
    const refusal = this.refusal();
    if (problem !== undefined || refusal !== undefined) this.damaged(problem ?? refusal ?? '');
    if (refusal !== undefined) this.report.refusedCount++;
    if (refusal !== undefined || this.store.isClosed(this.store.trace[this.row])) return this.discard();
    if (this.details) this.moveAttributes();
    const { startSeconds, startNanos, endSeconds, endNanos, length } = this;
    setTimes(this.store, this.row, startSeconds, startNanos, endSeconds, endNanos, length);
    this.markFailed();
    this.completeLinks();
    this.isOpen = false;
    this.commitRows(1);
    return true;
  }

  /** Formats call it where what was committed so far is whole. */
  settled(what: Settled): void {
    if (this.onSettled === undefined) return;
    this.onSettled(what);
    // The store may have been cleared: traces get new numbers.
    this.lastTrace = -1;
  }

  /** Counts a damage at a place; at the span begun, if none is given. */
  damaged(message: string, { line, byte }: { line: number; byte: number } = this.begun): void {
    this.report.damaged({ source: this.source, line, byte, message });
  }

  /** Forgets what was begun and not committed. */
  abandon(): void {
    if (this.isOpen) this.discard();
  }

  /** Forgets the span begun, its attributes, events and links. */
  discard(): false {
    this.isOpen = false;
    this.store.attributes.size = this.firstAttribute;
    this.store.events.size = this.firstEvent;
    this.store.links.size = this.firstLink;
    this.store.clearRows(this.row, this.row + 1);
    return false;
  }

  /** Rows for all spans to come, as far as that can be told from those up to a place: what is full is copied. */
  private roomNeeded(byte: number): number {
    const { size } = this.store;
    const { expectedBytes = 0, firstRow } = this;
    const least = size * 2;
    if (size - firstRow < fewSpans || byte >= expectedBytes) return least;
    const expected = firstRow + (size - firstRow) * (expectedBytes / byte) * spareRoom;
    const rows = Math.min(Math.max(expected, size * smallGrowth), size * largeGrowth);
    return Math.ceil(rows);
  }

  private refusal(): string | undefined {
    if (!this.hasSpanId) return 'span without an id';
    if (!this.hasTraceId) return 'span without a trace id';
    if (this.unreadable) return 'span with an unreadable time';
    return undefined;
  }

  private moveAttributes(): void {
    const { store, row, own } = this;
    store.attributesFrom[row] = store.attributes.size;
    store.attributesCount[row] = own.size;
    for (let i = 0; i < own.size; i++) store.attributes.push(own.key[i], own.type[i], own.value[i]);
  }

  /** A reference or link without a trace id means the span's own trace. */
  private completeLinks(): void {
    const { links, trace } = this.store;
    let references = 0;
    for (let l = this.firstLink; l < links.size; l++) {
      if (links.trace[l] < 0) links.trace[l] = trace[this.row];
      if (links.type[l] !== LinkType.link) references++;
    }
    if (references > 1) this.flag(SpanFlag.severalParents);
  }
}

/** StringId of a span id that is not up to 16 hexadecimal digits; 0 for one that is. */
function opaque(store: SpanStore, id: IdValue): StringId {
  if (id.text !== 0) return id.text;
  if ((id.word0 | id.word1) === 0 && id.length <= 16) return 0;
  const digits = [id.word0, id.word1, id.word2, id.word3].map((word) =>
    (word >>> 0).toString(16).padStart(8, '0'),
  );
  return store.strings.add(digits.join('').slice(32 - id.length));
}
