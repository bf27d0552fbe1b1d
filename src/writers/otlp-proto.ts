/**
 * OTLP as protobuf: one TracesData message, which an ExportTraceServiceRequest equals on the wire. It is a list, so it is
 * written bit by bit and may be of any length.
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 *
 * What is lost is what OTLP's JSON loses: see otlp-json.ts.
 */
import { SpanFlag } from '../model/kinds.ts';
import { LinkType } from '../model/side-tables.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { InstantValue } from '../model/span-writer.ts';
import { type RowGroup, requestsOf } from './grouped.ts';
import { FixedIds } from './ids.ts';
import type { Losses } from './losses.ts';
import { noteOtlpLosses } from './otlp-losses.ts';
import { OtlpProtoValues } from './otlp-proto-values.ts';
import { perGeneration } from './per-generation.ts';
import { ProtobufBuffer } from './protobuf-buffer.ts';
import { isBesideParent, referenceNames } from './references.ts';
import { scopeRows } from './scopes.ts';
import type { Target } from './target.ts';
import { endOf, isInRange } from './times.ts';

/** Bytes that go out at once. */
const pieceSize = 1 << 18;

export const otlpProto: Target = {
  id: 'otlp-proto',
  title: 'OTLP protobuf, one message',
  isBinary: true,
  together: 'spans',
  encoder(output, losses) {
    const buffer = new ProtobufBuffer();
    const messagesFor = perGeneration((store) => new Messages(store, buffer, losses));
    const flush = (): void => {
      if (buffer.size > 0) output(buffer.take());
    };
    return {
      write(store, rows) {
        const messages = messagesFor(store);
        for (const groups of requestsOf(store, rows)) {
          messages.resourceSpans(groups);
          if (buffer.size >= pieceSize) flush();
        }
      },
      end: flush,
    };
  },
};

const endTime: InstantValue = { seconds: 0, nanos: 0 };

/** Messages made of one generation of a store; the numbers are those of the fields. */
class Messages {
  private readonly store: SpanStore;
  private readonly buffer: ProtobufBuffer;
  private readonly losses: Losses;
  private readonly values: OtlpProtoValues;
  private readonly ids: FixedIds;

  constructor(store: SpanStore, buffer: ProtobufBuffer, losses: Losses) {
    this.store = store;
    this.buffer = buffer;
    this.losses = losses;
    this.values = new OtlpProtoValues(buffer, store.strings, losses);
    this.ids = new FixedIds(store, losses);
  }

  /** A ResourceSpans for each resource. */
  resourceSpans(groups: readonly RowGroup[]): void {
    const { buffer } = this;
    let last = -1;
    let start = 0;
    for (const group of groups) {
      if (group.resource !== last) {
        if (last >= 0) buffer.close(start);
        start = buffer.open(1);
        this.resource(group.resource);
        last = group.resource;
      }
      this.scopeSpans(group);
    }
    if (last >= 0) buffer.close(start);
  }

  private resource(index: number): void {
    const { attributes, from, count } = this.store.resources;
    const start = this.buffer.open(1);
    this.values.list(1, attributes, from[index], count[index]);
    this.buffer.close(start);
  }

  private scopeSpans({ scope, rows }: RowGroup): void {
    const { buffer } = this;
    const start = buffer.open(2);
    this.scope(scope);
    for (const row of rows) this.span(row);
    buffer.close(start);
  }

  private scope(index: number): void {
    const { attributes, from, count } = this.store.scopes;
    const { name, version } = scopeRows(this.store, index);
    const start = this.buffer.open(1);
    if (name >= 0) this.values.text(1, attributes.value[name]);
    if (version >= 0) this.values.text(2, attributes.value[version]);
    for (let row = from[index]; row < from[index] + count[index]; row++) {
      if (row !== name && row !== version) this.values.list(3, attributes, row, 1);
    }
    this.buffer.close(start);
  }

  private span(row: SpanRow): void {
    const { store, buffer, values, ids } = this;
    noteOtlpLosses(this.losses, store, row);
    const start = buffer.open(2);
    ids.findTrace(store.trace[row]);
    buffer.words(1, ids.words, 4);
    ids.findSpan(row);
    buffer.words(2, ids.words, 2);
    if (ids.findParent(row)) buffer.words(4, ids.words, 2);
    values.text(5, store.name[row]);
    if (store.kind[row] !== 0) buffer.varint(6, store.kind[row]);
    this.times(row);
    values.list(9, store.attributes, store.attributesFrom[row], store.attributesCount[row]);
    this.events(row);
    this.links(row);
    this.status(row);
    buffer.close(start);
  }

  private times(row: SpanRow): void {
    const { startSeconds, startNanos, flags } = this.store;
    if ((flags[row] & SpanFlag.noStart) === 0) this.instant(7, startSeconds[row], startNanos[row]);
    if (flags[row] & SpanFlag.noEnd) return;
    endOf(this.store, row, endTime);
    this.instant(8, endTime.seconds, endTime.nanos);
  }

  private instant(field: number, seconds: number, nanos: number): void {
    if (isInRange(seconds)) this.buffer.instant(field, seconds, nanos);
  }

  private events(row: SpanRow): void {
    const { events, attributes } = this.store;
    for (let e = events.firstOf(row); e < events.size && events.span[e] === row; e++) {
      const start = this.buffer.open(11);
      this.instant(1, events.seconds[e], events.nanos[e]);
      this.values.text(2, events.name[e]);
      this.values.list(3, attributes, events.attributesFrom[e], events.attributesCount[e]);
      this.buffer.close(start);
    }
  }

  private links(row: SpanRow): void {
    const { store, buffer, values, ids } = this;
    const { links } = store;
    for (let l = links.firstOf(row); l < links.size && links.span[l] === row; l++) {
      if (!isBesideParent(store, row, l)) continue;
      const start = buffer.open(13);
      ids.findTrace(links.trace[l]);
      buffer.words(1, ids.words, 4);
      if (ids.findLink(l)) buffer.words(2, ids.words, 2);
      if (links.name[l] !== 0) values.text(3, links.name[l]);
      values.list(4, store.attributes, links.attributesFrom[l], links.attributesCount[l]);
      if (links.type[l] !== LinkType.link) {
        values.plainPair(4, 'opentracing.ref_type', referenceNames[links.type[l]]);
      }
      buffer.close(start);
    }
  }

  private status(row: SpanRow): void {
    const { status, statusMessage } = this.store;
    if (status[row] === 0 && statusMessage[row] === 0) return;
    const start = this.buffer.open(15);
    if (statusMessage[row] !== 0) this.values.text(2, statusMessage[row]);
    if (status[row] !== 0) this.buffer.varint(3, status[row]);
    this.buffer.close(start);
  }
}
