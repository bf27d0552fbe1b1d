/**
 * What was read, nothing inferred: columns, one row a span. Strings are numbers of the string table; attributes, events
 * and links are ranges of side tables. Formats fill it through SpanWriter; the tree step reads it.
 */
import { AttributeTable } from './attributes.ts';
import { hexId64 } from './ids.ts';
import { SpanFlag } from './kinds.ts';
import { ResourceTable } from './resources.ts';
import { SideTable } from './side-tables.ts';
import { grown, StringTable } from './strings.ts';
import { TraceIdTable } from './trace-ids.ts';

/** Number of a span in the store, in order of reading. */
export type SpanRow = number;

/** Which columns a command needs; readers skip the rest. */
export interface Columns {
  /** Attributes, events, links, scopes and status messages, too. */
  details: boolean;
}

/** Columns of figures, which mean the same in any store. */
export const figureColumns = [
  'spanIdHigh',
  'spanIdLow',
  'parentSpanIdHigh',
  'parentSpanIdLow',
  'idLengths',
  'kind',
  'status',
  'flags',
  'startSeconds',
  'startNanos',
  'duration',
] as const;
/** Columns of numbers in tables of the store. */
const numberColumns = ['trace', 'name', 'resource'] as const;
const detailColumns = ['scope', 'statusMessage', 'attributesFrom', 'attributesCount'] as const;

/** Name of a column that has a value for each span. */
export type SpanColumn =
  | (typeof figureColumns)[number]
  | (typeof numberColumns)[number]
  | (typeof detailColumns)[number];

/** Growing columns of spans, all zeros behind the last. About 60 bytes a span without details. */
export class SpanStore {
  readonly columns: Columns;
  /** Of the columns that there are. */
  readonly columnNames: readonly SpanColumn[];
  readonly strings: StringTable = new StringTable();
  readonly traces: TraceIdTable = new TraceIdTable(this.strings);
  readonly resources: ResourceTable = new ResourceTable(this.strings);
  readonly scopes: ResourceTable = new ResourceTable(this.strings);
  /** Attributes of spans, events and links. */
  readonly attributes: AttributeTable = new AttributeTable();
  /** Events: `name`, instant, attributes. Rows of a span are neighbours. */
  readonly events: SideTable = new SideTable();
  /** Links, and the references that compete to be a span's parent. Rows of a span are neighbours. */
  readonly links: SideTable = new SideTable();

  /** Spans read. */
  size = 0;
  /** How often the store was cleared: numbers of strings, traces and resources hold for one generation. */
  generation = 0;
  /** Strings that outlive `clear`, and why they do. */
  private keptStrings: number;
  private readonly keepers = new Set<string>();
  /** By trace: 1 where spans of it are known to be read already. See `closeTraces`. */
  private closed = new Uint8Array(0);

  /** Number of the trace id in `traces`. */
  trace: Int32Array = new Int32Array(0);
  spanIdHigh: Uint32Array = new Uint32Array(0);
  /** The low half of the id, or a StringId where `flags` has textSpanId. */
  spanIdLow: Uint32Array = new Uint32Array(0);
  /** Both halves 0: no parent. */
  parentSpanIdHigh: Uint32Array = new Uint32Array(0);
  parentSpanIdLow: Uint32Array = new Uint32Array(0);
  /** Digits the ids were read with: span's in the low five bits, parent's above. */
  idLengths: Uint16Array = new Uint16Array(0);
  name: Int32Array = new Int32Array(0);
  resource: Int32Array = new Int32Array(0);
  kind: Uint8Array = new Uint8Array(0);
  status: Uint8Array = new Uint8Array(0);
  flags: Uint16Array = new Uint16Array(0);
  /** Whole seconds since 1970; the start is startSeconds · 10⁹ + startNanos. */
  startSeconds: Float64Array = new Float64Array(0);
  startNanos: Int32Array = new Int32Array(0);
  /** Nanoseconds, never negative; above 2^53 only where the input is absurd. */
  duration: Float64Array = new Float64Array(0);

  /** With details only: number in `scopes`. */
  scope: Int32Array = new Int32Array(0);
  /** With details only. */
  statusMessage: Int32Array = new Int32Array(0);
  /** With details only: first row in `attributes`, and how many. */
  attributesFrom: Int32Array = new Int32Array(0);
  attributesCount: Int32Array = new Int32Array(0);

  constructor(columns: Columns = { details: true }) {
    this.columns = columns;
    this.columnNames = [...figureColumns, ...numberColumns, ...(columns.details ? detailColumns : [])];
    this.keptStrings = this.strings.size;
    this.grow(1024);
  }

  /**
   * The strings that there are keep their numbers when the store is cleared: a reader has learned those that mean
   * something to it. Only the first call of a keeper counts.
   */
  keepStrings(keeper: string): void {
    if (this.keepers.has(keeper)) return;
    this.keepers.add(keeper);
    this.keptStrings = this.strings.size;
  }

  /** Forgets all spans, so that a dump can pass through in parts. Columns keep their room. */
  clear(): void {
    this.generation++;
    this.clearRows(0, this.size);
    this.size = 0;
    this.attributes.size = 0;
    this.events.size = 0;
    this.links.size = 0;
    this.closed = new Uint8Array(0);
    this.traces.clear();
    this.strings.truncate(this.keptStrings);
    this.resources.clear();
    this.scopes.clear();
  }

  /** Makes room for `capacity` rows. */
  grow(capacity: number): void {
    this.trace = grown(this.trace, capacity);
    this.spanIdHigh = grown(this.spanIdHigh, capacity);
    this.spanIdLow = grown(this.spanIdLow, capacity);
    this.parentSpanIdHigh = grown(this.parentSpanIdHigh, capacity);
    this.parentSpanIdLow = grown(this.parentSpanIdLow, capacity);
    this.idLengths = grown(this.idLengths, capacity);
    this.name = grown(this.name, capacity);
    this.resource = grown(this.resource, capacity);
    this.kind = grown(this.kind, capacity);
    this.status = grown(this.status, capacity);
    this.flags = grown(this.flags, capacity);
    this.startSeconds = grown(this.startSeconds, capacity);
    this.startNanos = grown(this.startNanos, capacity);
    this.duration = grown(this.duration, capacity);
    if (!this.columns.details) return;
    this.scope = grown(this.scope, capacity);
    this.statusMessage = grown(this.statusMessage, capacity);
    this.attributesFrom = grown(this.attributesFrom, capacity);
    this.attributesCount = grown(this.attributesCount, capacity);
  }

  /** Sets the columns of rows [from, to) to zeros. */
  clearRows(from: number, to: number): void {
    for (const name of this.columnNames) this[name].fill(0, from, to);
  }

  /**
   * What was read so far is whole traces: records of them that come again, such as those of pages that overlap, are not
   * taken. Linear in the spans.
   */
  closeTraces(): void {
    this.closed = new Uint8Array(this.traces.size);
    for (let row = 0; row < this.size; row++) this.closed[this.trace[row]] = 1;
  }

  /** Whether there are such traces. */
  get hasClosed(): boolean {
    return this.closed.length > 0;
  }

  /** Whether all spans of a trace are read already. */
  isClosed(trace: number): boolean {
    return this.closed[trace] === 1;
  }

  /** The span id as read, in lower case. */
  spanId(row: SpanRow): string {
    const low = this.spanIdLow[row];
    if (this.flags[row] & SpanFlag.textSpanId) return this.strings.text(low);
    return hexId64(this.spanIdHigh[row], low, this.idLengths[row] & 31);
  }

  /** The parent's span id as read, in lower case; undefined when there is none. */
  parentSpanId(row: SpanRow): string | undefined {
    const low = this.parentSpanIdLow[row];
    const high = this.parentSpanIdHigh[row];
    if (low === 0 && high === 0) return undefined;
    if (this.flags[row] & SpanFlag.textParentSpanId) return this.strings.text(low);
    return hexId64(high, low, this.idLengths[row] >> 5);
  }

  /** StringId of the service's name; 0 when it is not known. */
  service(row: SpanRow): number {
    return this.resources.service[this.resource[row]];
  }
}
