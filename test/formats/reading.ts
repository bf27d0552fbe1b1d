/** Reads bytes into a store and lays the store out as plain values, for comparison. */
import { readFileSync } from 'node:fs';

import { kernelUse } from '../../src/bytes/shape-kernel.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import { fromBytes } from '../../src/bytes/source.ts';
import { readSource } from '../../src/formats/read.ts';
import type { Attributes } from '../../src/model/attributes.ts';
import { hexId64 } from '../../src/model/ids.ts';
import { SpanFlag, spanKindNames, statusCodeNames } from '../../src/model/kinds.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { LinkType } from '../../src/model/side-tables.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import { unixNano } from '../../src/model/time.ts';

/** A span of a store, every column of it. */
export interface PlainSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  kind: string;
  start: bigint;
  duration: number;
  /** Names of SpanFlag. */
  flags: string[];
  status: string;
  message: string;
  resource: Record<string, unknown>;
  scope: Record<string, unknown>;
  attributes: Record<string, unknown>;
  events: { name: string; time: bigint; attributes: Record<string, unknown> }[];
  links: {
    type: string;
    traceId: string;
    spanId: string;
    state: string;
    attributes: Record<string, unknown>;
  }[];
}

/** What reading a source gave. */
export interface Reading {
  store: SpanStore;
  report: ReadReport;
  format: string;
}

/** Options of {@link readBytes}. */
export interface ReadingOptions {
  name?: string;
  format?: string;
  details?: boolean;
}

/** Reads bytes as a command does. */
export function readBytes(bytes: Uint8Array, options: ReadingOptions = {}): Reading {
  return readFrom(fromBytes(bytes, options.name ?? 'input'), options);
}

/** The same for any source. */
function readFrom(source: ByteSource, options: ReadingOptions = {}): Reading {
  const store = new SpanStore({ details: options.details ?? true });
  const report = new ReadReport();
  readSource(source, store, { format: options.format }, report);
  return { store, report, format: [...report.formats.keys()].join() };
}

/** Reads text. */
export function readText(text: string, options: ReadingOptions = {}): Reading {
  return readBytes(Buffer.from(text), options);
}

/** Reads a value as JSON. */
export function readJson(value: unknown, options: ReadingOptions = {}): Reading {
  return readText(JSON.stringify(value), options);
}

/** The spans of a value read as JSON. */
export function spansOf(value: unknown): PlainSpan[] {
  return plainSpans(readJson(value).store);
}

/** What is read of text, its spans and what was wrong: by shape, where objects have one, and all key by key. */
export function readBothWays(text: string, options: ReadingOptions): [byShape: unknown, byKeys: unknown] {
  const { from } = kernelUse;
  const read = (shortest: number): unknown => {
    kernelUse.from = shortest;
    const { store, report } = readText(text, options);
    return { spans: plainSpans(store), report };
  };
  try {
    return [read(0), read(Infinity)];
  } finally {
    kernelUse.from = from;
  }
}

/** The content of a file of `fixtures/`. */
export function fixture(path: string): Uint8Array {
  return readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));
}

/** Every span of the store, in order. */
export function plainSpans(store: SpanStore): PlainSpan[] {
  return Array.from({ length: store.size }, (_, row) => plainSpan(store, row));
}

/** Ids of the spans, behind those of their traces, in order. */
export function spanIds(store: SpanStore): string[] {
  return Array.from(
    { length: store.size },
    (_, row) => `${store.traces.text(store.trace[row])}/${store.spanId(row)}`,
  );
}

/** The same of a text in any format, sorted. */
export function idsIn(text: string): string[] {
  return spanIds(readText(text).store).sort();
}

/** How many traces the spans are of. */
export function traceCount(store: SpanStore): number {
  return new Set(store.trace.subarray(0, store.size)).size;
}

/** The text of each damage, behind its line. */
export function damages(report: ReadReport): string[] {
  return report.damages.map(({ line, message }) => `${line}: ${message}`);
}

/** The names of the flags that a number is made of. */
function flagNames(flags: number): string[] {
  return Object.entries(SpanFlag).flatMap(([name, bit]) => (flags & bit ? [name] : []));
}

function plainSpan(store: SpanStore, row: number): PlainSpan {
  const { strings, attributes, columns } = store;
  const own = columns.details
    ? attributes.read(strings, store.attributesFrom[row], store.attributesCount[row])
    : new Map();
  return {
    traceId: store.traces.text(store.trace[row]),
    spanId: store.spanId(row),
    parentSpanId: store.parentSpanId(row),
    name: strings.text(store.name[row]),
    kind: spanKindNames[store.kind[row]] ?? '',
    start: unixNano(store.startSeconds[row], store.startNanos[row]),
    duration: store.duration[row],
    flags: flagNames(store.flags[row]),
    status: statusCodeNames[store.status[row]] ?? '',
    message: columns.details ? strings.text(store.statusMessage[row]) : '',
    resource: plain(store.resources.read(store.resource[row])),
    scope: columns.details ? plain(store.scopes.read(store.scope[row])) : {},
    attributes: plain(own),
    events: plainEvents(store, row),
    links: plainLinks(store, row),
  };
}

function plainEvents({ events, strings, attributes }: SpanStore, row: number): PlainSpan['events'] {
  const result: PlainSpan['events'] = [];
  for (let e = events.firstOf(row); e < events.size && events.span[e] === row; e++) {
    result.push({
      name: strings.text(events.name[e]),
      time: unixNano(events.seconds[e], events.nanos[e]),
      attributes: plain(attributes.read(strings, events.attributesFrom[e], events.attributesCount[e])),
    });
  }
  return result;
}

function plainLinks({ links, strings, attributes, traces }: SpanStore, row: number): PlainSpan['links'] {
  const result: PlainSpan['links'] = [];
  const types = Object.keys(LinkType);
  for (let l = links.firstOf(row); l < links.size && links.span[l] === row; l++) {
    const length = links.spanIdLength[l];
    const low = links.spanIdLow[l];
    result.push({
      type: types[links.type[l]] ?? '',
      traceId: traces.text(links.trace[l]),
      spanId: length === 0 ? strings.text(low) : hexId64(links.spanIdHigh[l], low, length),
      state: strings.text(links.name[l]),
      attributes: plain(attributes.read(strings, links.attributesFrom[l], links.attributesCount[l])),
    });
  }
  return result;
}

function plain(attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries(attributes);
}
