/** A store taken apart into arrays that another thread can take over, and put behind what a store holds. */
import type { AttributesPart } from './attributes.ts';
import { SpanFlag } from './kinds.ts';
import type { ResourcesPart } from './resources.ts';
import type { Moved, SidePart } from './side-tables.ts';
import { figureColumns, type SpanStore } from './span-store.ts';
import type { StringsPart } from './strings.ts';
import type { TraceIdsPart } from './trace-ids.ts';

type FigureColumns = Pick<SpanStore, (typeof figureColumns)[number]>;

/** What a store holds. */
export interface StorePart extends FigureColumns {
  size: number;
  strings: StringsPart;
  traces: TraceIdsPart;
  resources: ResourcesPart;
  scopes: ResourcesPart;
  attributes: AttributesPart;
  events: SidePart;
  links: SidePart;
  trace: Int32Array;
  name: Int32Array;
  resource: Int32Array;
  scope: Int32Array;
  statusMessage: Int32Array;
  attributesFrom: Int32Array;
  attributesCount: Int32Array;
}

/** All that a store holds, copied. */
export function storePart(store: SpanStore): StorePart {
  const { size } = store;
  return {
    size,
    strings: store.strings.part(),
    traces: store.traces.part(),
    resources: store.resources.part(),
    scopes: store.scopes.part(),
    attributes: store.attributes.part(),
    events: store.events.part(),
    links: store.links.part(),
    trace: store.trace.slice(0, size),
    spanIdHigh: store.spanIdHigh.slice(0, size),
    spanIdLow: store.spanIdLow.slice(0, size),
    parentSpanIdHigh: store.parentSpanIdHigh.slice(0, size),
    parentSpanIdLow: store.parentSpanIdLow.slice(0, size),
    idLengths: store.idLengths.slice(0, size),
    name: store.name.slice(0, size),
    resource: store.resource.slice(0, size),
    kind: store.kind.slice(0, size),
    status: store.status.slice(0, size),
    flags: store.flags.slice(0, size),
    startSeconds: store.startSeconds.slice(0, size),
    startNanos: store.startNanos.slice(0, size),
    duration: store.duration.slice(0, size),
    scope: store.scope.slice(0, size),
    statusMessage: store.statusMessage.slice(0, size),
    attributesFrom: store.attributesFrom.slice(0, size),
    attributesCount: store.attributesCount.slice(0, size),
  };
}

/**
 * Leaves of the spans of a store those in some rows, which ascend, as if only they had been read; strings, trace ids,
 * resources and attributes stay. Linear.
 */
export function keepRows(store: SpanStore, rows: Int32Array): void {
  for (const name of store.columnNames) keepValues(store[name], rows);
  const places = new Int32Array(store.size).fill(-1);
  rows.forEach((row, i) => (places[row] = i));
  store.events.keepSpans(places);
  store.links.keepSpans(places);
  store.clearRows(rows.length, store.size);
  store.size = rows.length;
}

function keepValues(
  column: Int32Array | Uint32Array | Uint16Array | Uint8Array | Float64Array,
  rows: Int32Array,
): void {
  for (let i = 0; i < rows.length; i++) column[i] = column[rows[i]];
}

/** The memory of a part, so that it can be moved to another thread instead of copied. */
export function buffersOf(part: object): ArrayBuffer[] {
  return Object.values(part).flatMap((value: unknown) => {
    if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
    return typeof value === 'object' && value !== null ? buffersOf(value) : [];
  });
}

/**
 * Puts the spans of a part behind those of a store with the same columns. Numbers come out as if the part's records had
 * been read into the store: its strings, traces and resources in order of first sight. Linear in the part.
 */
export function appendPart(store: SpanStore, part: StorePart): void {
  const { size: first } = store;
  const strings = store.strings.merge(part.strings);
  const traces = store.traces.merge(part.traces, strings);
  const resources = store.resources.merge(part.resources, strings);
  const moved: Moved = { strings, traces, spans: first, attributes: store.attributes.size };
  if (first + part.size > store.trace.length) store.grow(roundedUp(first + part.size));
  for (const column of figureColumns) store[column].set(part[column], first);
  moveAll(store.trace, part.trace, traces, first);
  moveAll(store.name, part.name, strings, first);
  moveAll(store.resource, part.resource, resources, first);
  moveTextIds(store, part, strings);
  if (store.columns.details) appendDetails(store, part, moved);
  store.attributes.append(part.attributes, strings);
  // Events are of no trace but their span's.
  store.events.append(part.events, { ...moved, traces: new Int32Array(0) });
  // Links are read without details, too: clocks are told by them.
  store.links.append(part.links, moved);
  store.size += part.size;
}

function appendDetails(
  store: SpanStore,
  part: StorePart,
  { strings, attributes, spans: first }: Moved,
): void {
  moveAll(store.scope, part.scope, store.scopes.merge(part.scopes, strings), first);
  moveAll(store.statusMessage, part.statusMessage, strings, first);
  for (let i = 0; i < part.size; i++) store.attributesFrom[first + i] = part.attributesFrom[i] + attributes;
  store.attributesCount.set(part.attributesCount, first);
}

function moveAll(target: Int32Array, source: Int32Array, numbers: Int32Array, first: number): void {
  for (let i = 0; i < source.length; i++) target[first + i] = numbers[source[i]];
}

/** Ids that are texts are StringIds. */
function moveTextIds(store: SpanStore, part: StorePart, strings: Int32Array): void {
  const { size: first } = store;
  for (let i = 0; i < part.size; i++) {
    if (part.flags[i] & SpanFlag.textSpanId) store.spanIdLow[first + i] = strings[part.spanIdLow[i]];
    if (part.flags[i] & SpanFlag.textParentSpanId) {
      store.parentSpanIdLow[first + i] = strings[part.parentSpanIdLow[i]];
    }
  }
}

/** Room for so many rows, in few steps: columns grow by doubling. */
function roundedUp(rows: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(rows, 1024)));
}
