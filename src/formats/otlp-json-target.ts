/**
 * What becomes of OTLP's spans that were read by shape: the same as where otlp-json-span.ts reads them key by key. Plain ones
 * are handed on many at once.
 */
import type { JsonReader } from '../bytes/json-reader.ts';
import { JsonShapes, type ShapeTarget } from '../bytes/json-shapes.ts';
import { longBit, metBit, type ShapeValues } from '../bytes/shape-values.ts';
import { PlainRows } from '../model/plain-rows.ts';
import type { SpanWriter } from '../model/span-writer.ts';
import type { Owner } from './otlp-json-owner.ts';
import { Field, SpanMeaning } from './otlp-json-shapes.ts';
import { enumerationOf, kinds, statusCodes } from './otlp-json-values.ts';

/** Reads the spans of a source by shape. */
export function otlpShapes(json: JsonReader, spans: SpanWriter, owner: Owner): JsonShapes {
  return new JsonShapes(json, new SpanMeaning(spans), new SpanTarget(spans, owner));
}

/** Of the fields of plain spans the bits that are set, and those that are looked at. */
const plain =
  metBit(Field.traceId) |
  longBit(Field.traceId) |
  metBit(Field.spanId) |
  metBit(Field.start) |
  metBit(Field.end);
const looked =
  plain |
  longBit(Field.spanId) |
  longBit(Field.parentSpanId) |
  metBit(Field.kindName) |
  metBit(Field.statusName);
const ids: readonly [number, number] = [Field.traceId, Field.spanId];

class SpanTarget implements ShapeTarget {
  private readonly spans: SpanWriter;
  private readonly owner: Owner;
  private readonly rows: PlainRows;

  constructor(spans: SpanWriter, owner: Owner) {
    this.spans = spans;
    this.owner = owner;
    this.rows = new PlainRows(spans);
  }

  take(values: ShapeValues, first: number, end: number): number {
    const taken = this.takePlain(values, first, end);
    if (taken > 0) return taken;
    values.moveTo(first);
    this.pass(values, this.spans.store.size);
    this.takeOne(values);
    return 1;
  }

  /** Takes the spans from `first` up to the first that is not plain, at most up to `end`; returns how many. */
  private takePlain(values: ShapeValues, first: number, end: number): number {
    const { rows, spans } = this;
    const count = rows.canTake(values) ? values.countLike(first, end, looked, plain, ids) : 0;
    if (count === 0) return 0;
    values.moveTo(first);
    const row = rows.begin(count, values.byte);
    rows.traceIds(values.cells(Field.traceId, first));
    rows.spanIds(values.cells(Field.spanId, first));
    rows.parentSpanIds(values.cells(Field.parentSpanId, first));
    rows.kinds(values.cells(Field.kind, first));
    rows.statuses(values.cells(Field.status, first));
    rows.times(values.cells(Field.start, first), values.cells(Field.end, first));
    for (let i = 0; i < count; i++) {
      values.moveTo(first + i);
      this.pass(values, row + i);
      rows.beginAttributes(i, values);
      if (values.has(Field.name)) spans.name(values.text(Field.name));
      for (let k = 0; k < values.listed; k++) values.listedAttribute(k, Field.attribute, spans);
      rows.endAttributes();
    }
    rows.end();
    return count;
  }

  /** Tells of the passage before the object, if there is one. */
  private pass(values: ShapeValues, row: number): void {
    if (values.passage !== 0) this.owner.pass(values.passageFirst, values.passageSecond, row);
  }

  private takeOne(values: ShapeValues): void {
    const { spans } = this;
    const { strings } = spans.store;
    spans.begin(values);
    if (values.has(Field.traceId)) spans.traceId(values.id(Field.traceId));
    if (values.has(Field.spanId)) spans.spanId(values.id(Field.spanId));
    if (values.has(Field.parentSpanId)) spans.parentSpanId(values.id(Field.parentSpanId));
    if (values.has(Field.name)) spans.name(values.text(Field.name));
    if (values.has(Field.kind)) spans.kind(values.integer(Field.kind));
    if (values.has(Field.kindName))
      spans.kind(enumerationOf(strings.text(values.text(Field.kindName)), kinds));
    if (values.has(Field.start)) spans.start(values.instant(Field.start));
    if (values.has(Field.end)) spans.end(values.instant(Field.end));
    if (values.has(Field.status)) spans.status(values.integer(Field.status));
    if (values.has(Field.statusName))
      spans.status(enumerationOf(strings.text(values.text(Field.statusName)), statusCodes));
    if (values.has(Field.statusMessage)) spans.statusMessage(values.text(Field.statusMessage));
    for (let i = 0; i < values.listed; i++) values.listedAttribute(i, Field.attribute, spans);
    spans.commit(values);
  }
}
