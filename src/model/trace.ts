/**
 * One trace, rebuilt: a table of spans in tree order (depth first, siblings by start). The subtree of row i is the rows
 * i … subtreeEnd[i] - 1, and parent[i] < i, so that a walk is a loop, a fold over children a reverse loop, and nothing
 * recurses. Analyses read the columns; views read `span(i)`.
 *
 * A span whose parent was never seen hangs under a placeholder: a row without a record, one for each missing id.
 */
import type { Attributes } from './attributes.ts';
import type { Finding } from './finding.ts';
import { hexId64 } from './ids.ts';
import { statusCodeNames, spanKindNames } from './kinds.ts';
import { LinkType } from './side-tables.ts';
import type { SpanRow, SpanStore } from './span-store.ts';
import { type Nanos, type UnixNano, unixNano } from './time.ts';

/** Number of a row of a {@link Trace}. */
export type TraceRow = number;

/** The correction of one clock: what every time of the clock is shifted by (analysis.md 2). */
export interface ClockOffset {
  /** Value of the attribute that names the clock, e.g. the host. */
  clock: string;
  /** Added to raw times; 0 when the clock needs none. */
  offset: Nanos;
  /** Calls to and from clocks already placed that bound the offset, and how many of them it satisfies. */
  edges: number;
  satisfied: number;
  /** False when the calls contradict each other. */
  consistent: boolean;
  /** The offsets that satisfy all edges; -Infinity and Infinity where nothing bounds it. */
  lo: Nanos;
  hi: Nanos;
}

/** An event of a span. */
export interface SpanEvent {
  name: string;
  timeUnixNano: UnixNano;
  attributes: Attributes;
}

/** A link of a span to another span, of this trace or another. */
export interface SpanLink {
  traceId: string;
  spanId: string;
  traceState: string;
  attributes: Attributes;
}

/** Bits of a row's `flags` that rebuilding adds to those of SpanFlag. */
export const TraceFlag = {
  /** Hung under the primary root because its parent was never seen: `--adopt-orphans`. Self time ignores the edge. */
  adopted: 0x8000,
} as const;

/** A span as views show it. */
export interface Span {
  /** As read, lower case; `#2`, `#3`… behind it where an earlier row has the same id. A placeholder's is the missing id. */
  spanId: string;
  /** As read. */
  parentSpanId: string | undefined;
  service: string;
  name: string;
  kind: string;
  statusCode: string;
  statusMessage: string;
  attributes: Attributes;
  resource: Attributes;
  scope: Attributes;
  events: SpanEvent[];
  links: SpanLink[];
}

/** The columns of a {@link Trace}, each `size` long unless it says otherwise. */
export interface TraceColumns {
  /** Row of the store that stands for the span; -1 for a placeholder. */
  row: Int32Array;
  /** Row of the parent in this table; -1 at the top. */
  parent: Int32Array;
  /** 0 at the top. */
  depth: Int32Array;
  /** One past the last row of the subtree. */
  subtreeEnd: Int32Array;
  /** Nanoseconds from the trace's start, as recorded; 0 when untimed. Of a placeholder: the hull of its children. */
  start: Float64Array;
  end: Float64Array;
  /** The same after clock correction; the same arrays where no clock was corrected. */
  adjustedStart: Float64Array;
  adjustedEnd: Float64Array;
  /** 1: has a usable start. 0: untimed, or a placeholder; left out of every time analysis. */
  timed: Uint8Array;
  /** StringIds. */
  name: Int32Array;
  service: Int32Array;
  clock: Int32Array;
  /** See SpanKind. */
  kind: Uint8Array;
  /** SpanFlag and TraceFlag bits; followsFrom is about the parent that was chosen. */
  flags: Uint16Array;
}

/** What the tree step hands to `new Trace`. */
export interface TraceParts {
  columns: TraceColumns;
  store: SpanStore;
  traceId: string;
  size: number;
  placeholderCount: number;
  /** Records that repeat another one and were dropped. */
  duplicateCount: number;
  /** Whether several spans have the same id. */
  hasSharedIds: boolean;
  startSeconds: number;
  startNanos: number;
  /** Rows of spans that name no parent, or themselves; ascending. */
  roots: Int32Array;
  /** Rows without a parent row: roots, placeholders, and spans that a cycle was cut at; ascending. */
  tops: Int32Array;
  primaryRoot: TraceRow;
  /** Other records merged into a row (Zipkin's split reports), by row. */
  merged: ReadonlyMap<TraceRow, SpanRow[]>;
  /** The ids of missing parents, as read, by placeholder. */
  placeholderIds: ReadonlyMap<TraceRow, string>;
  /** Clocks that were corrected, or could not be because calls contradict each other; sorted by clock. */
  clockOffsets: ClockOffset[];
  findings: Finding[];
}

/** One rebuilt trace; see the head of this file. Immutable by convention. */
export class Trace implements TraceColumns, Omit<TraceParts, 'columns'> {
  readonly store: SpanStore;
  /** As output spells it. */
  readonly traceId: string;
  /** Rows, placeholders included. */
  readonly size: number;
  readonly placeholderCount: number;
  readonly duplicateCount: number;
  readonly hasSharedIds: boolean;
  readonly startSeconds: number;
  readonly startNanos: number;
  readonly row: Int32Array;
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  readonly subtreeEnd: Int32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly adjustedStart: Float64Array;
  readonly adjustedEnd: Float64Array;
  readonly timed: Uint8Array;
  readonly name: Int32Array;
  readonly service: Int32Array;
  readonly clock: Int32Array;
  readonly kind: Uint8Array;
  readonly flags: Uint16Array;
  /** Rows of spans that name no parent, or themselves. */
  readonly roots: Int32Array;
  /** Rows without a parent row: roots, placeholders of missing parents, and spans that a cycle was cut at. */
  readonly tops: Int32Array;
  /** The row the trace is told from: the earliest root, else the earliest fragment; -1 only if the trace has no span. */
  readonly primaryRoot: TraceRow;
  readonly merged: ReadonlyMap<TraceRow, SpanRow[]>;
  readonly placeholderIds: ReadonlyMap<TraceRow, string>;
  readonly clockOffsets: ClockOffset[];
  readonly findings: Finding[];

  private ids: string[] | undefined;

  constructor(parts: TraceParts) {
    const { columns } = parts;
    // One by one: every trace gets the same hidden class, and a fraction of the time of Object.assign.
    this.store = parts.store;
    this.traceId = parts.traceId;
    this.size = parts.size;
    this.placeholderCount = parts.placeholderCount;
    this.duplicateCount = parts.duplicateCount;
    this.hasSharedIds = parts.hasSharedIds;
    this.startSeconds = parts.startSeconds;
    this.startNanos = parts.startNanos;
    this.row = columns.row;
    this.parent = columns.parent;
    this.depth = columns.depth;
    this.subtreeEnd = columns.subtreeEnd;
    this.start = columns.start;
    this.end = columns.end;
    this.adjustedStart = columns.adjustedStart;
    this.adjustedEnd = columns.adjustedEnd;
    this.timed = columns.timed;
    this.name = columns.name;
    this.service = columns.service;
    this.clock = columns.clock;
    this.kind = columns.kind;
    this.flags = columns.flags;
    this.roots = parts.roots;
    this.tops = parts.tops;
    this.primaryRoot = parts.primaryRoot;
    this.merged = parts.merged;
    this.placeholderIds = parts.placeholderIds;
    this.clockOffsets = parts.clockOffsets;
    this.findings = parts.findings;
  }

  /** Spans, placeholders not counted. */
  get spanCount(): number {
    return this.size - this.placeholderCount;
  }

  isPlaceholder(i: TraceRow): boolean {
    return this.row[i] < 0;
  }

  /** Recorded length of a span. */
  duration(i: TraceRow): Nanos {
    return this.end[i] - this.start[i];
  }

  /** Recorded start as an absolute time. */
  startUnixNano(i: TraceRow): UnixNano {
    return unixNano(this.startSeconds, this.startNanos) + BigInt(this.start[i]);
  }

  nameText(i: TraceRow): string {
    return this.store.strings.text(this.name[i]);
  }

  serviceText(i: TraceRow): string {
    return this.store.strings.text(this.service[i]);
  }

  /** The id as output names the row: unique in the trace. Linear on the first call if spans share ids. */
  spanId(i: TraceRow): string {
    if (!this.hasSharedIds) return this.readId(i);
    return (this.ids ??= this.uniqueIds())[i];
  }

  /** The row with this id (as output names it, case and leading zeros aside), or -1. Linear. */
  findSpan(spanId: string): TraceRow {
    const wanted = bareId(spanId);
    for (let i = 0; i < this.size; i++) if (bareId(this.spanId(i)) === wanted) return i;
    return -1;
  }

  /** The readable form of a row. */
  span(i: TraceRow): Span {
    const { store } = this;
    const row = this.row[i];
    if (row < 0) return placeholderSpan(this.spanId(i));
    const details = store.columns.details;
    const message = details ? store.strings.text(store.statusMessage[row]) : '';
    const span: Span = {
      spanId: this.spanId(i),
      parentSpanId: store.parentSpanId(row),
      service: this.serviceText(i),
      name: this.nameText(i),
      kind: spanKindNames[this.kind[i]] ?? 'unspecified',
      statusCode: statusCodeNames[store.status[row]] ?? 'unset',
      statusMessage: message,
      attributes: this.attributesOf(row),
      resource: store.resources.read(store.resource[row]),
      scope: details ? store.scopes.read(store.scope[row]) : new Map(),
      events: this.eventsOf(row),
      links: this.linksOf(i, row),
    };
    for (const other of this.merged.get(i) ?? []) this.mergeInto(span, i, other);
    return span;
  }

  private mergeInto(span: Span, i: TraceRow, row: SpanRow): void {
    for (const [key, value] of this.attributesOf(row))
      if (!span.attributes.has(key)) span.attributes.set(key, value);
    span.parentSpanId ??= this.store.parentSpanId(row);
    if (span.statusCode === 'unset') span.statusCode = statusCodeNames[this.store.status[row]] ?? 'unset';
    if (span.statusMessage === '')
      span.statusMessage = this.store.strings.text(this.store.statusMessage[row] ?? 0);
    span.events.push(...this.eventsOf(row));
    span.events.sort((a, b) =>
      a.timeUnixNano < b.timeUnixNano ? -1 : a.timeUnixNano > b.timeUnixNano ? 1 : 0,
    );
    span.links.push(...this.linksOf(i, row));
  }

  private attributesOf(row: SpanRow): Attributes {
    const { store } = this;
    if (!store.columns.details) return new Map();
    return store.attributes.read(store.strings, store.attributesFrom[row], store.attributesCount[row]);
  }

  private eventsOf(row: SpanRow): SpanEvent[] {
    const { events, attributes, strings } = this.store;
    const result: SpanEvent[] = [];
    for (let e = events.firstOf(row); e < events.size && events.span[e] === row; e++) {
      result.push({
        name: strings.text(events.name[e]),
        timeUnixNano: unixNano(events.seconds[e], events.nanos[e]),
        attributes: attributes.read(strings, events.attributesFrom[e], events.attributesCount[e]),
      });
    }
    return result;
  }

  /** Links, and of several references those that did not become the parent. */
  private linksOf(i: TraceRow, row: SpanRow): SpanLink[] {
    const { links, attributes, strings, traces } = this.store;
    const result: SpanLink[] = [];
    for (let l = links.firstOf(row); l < links.size && links.span[l] === row; l++) {
      const length = links.spanIdLength[l];
      const spanId =
        length === 0
          ? strings.text(links.spanIdLow[l])
          : hexId64(links.spanIdHigh[l], links.spanIdLow[l], length);
      if (links.type[l] !== LinkType.link && spanId === this.chosenParent(i, row)) continue;
      result.push({
        traceId: traces.text(links.trace[l]),
        spanId,
        traceState: strings.text(links.name[l]),
        attributes: attributes.read(strings, links.attributesFrom[l], links.attributesCount[l]),
      });
    }
    return result;
  }

  /** The id of the parent it has, as read: shared ids without their `#2`. */
  private chosenParent(i: TraceRow, row: SpanRow): string | undefined {
    const parent = this.parent[i] < 0 ? -1 : this.row[this.parent[i]];
    return parent < 0 ? this.store.parentSpanId(row) : this.store.spanId(parent);
  }

  private uniqueIds(): string[] {
    const seen = new Map<string, number>();
    const ids: string[] = [];
    for (let i = 0; i < this.size; i++) {
      const id = this.readId(i);
      const count = (seen.get(id) ?? 0) + 1;
      seen.set(id, count);
      ids.push(count === 1 ? id : `${id}#${count}`);
    }
    return ids;
  }

  private readId(i: TraceRow): string {
    return this.row[i] < 0 ? (this.placeholderIds.get(i) ?? '') : this.store.spanId(this.row[i]);
  }
}

function bareId(id: string): string {
  return id.toLowerCase().replace(/^0+(?=.)/, '');
}

function placeholderSpan(spanId: string): Span {
  return {
    spanId,
    parentSpanId: undefined,
    service: '',
    name: '',
    kind: 'unspecified',
    statusCode: 'unset',
    statusMessage: '',
    attributes: new Map(),
    resource: new Map(),
    scope: new Map(),
    events: [],
    links: [],
  };
}
