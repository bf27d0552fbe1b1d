/**
 * Jaeger's spans that were read by shape and are plain: with a duration, and at most one reference, as a child, to a span of the
 * same trace. They are handed on many at once; jaeger-span.ts takes the others.
 */
import type { ShapeValues } from '../bytes/shape-values.ts';
import { PlainRows } from '../model/plain-rows.ts';
import type { SpanWriter } from '../model/span-writer.ts';
import { Field } from './jaeger-shapes.ts';
import type { JaegerTagReader } from './jaeger-tags.ts';

/** Of the fields of plain spans the bits that are set, and those that are looked at. Bits 16 above are of ids of 32 digits. */
const plain =
  (1 << Field.traceId) |
  (1 << (Field.traceId + 16)) |
  (1 << Field.spanId) |
  (1 << Field.start) |
  (1 << Field.duration);
const looked = plain | (1 << (Field.spanId + 16)) | (1 << Field.legacyParent);
const ids: readonly [number, number] = [Field.traceId, Field.spanId];

/** See the head of this file. */
export class JaegerPlainSpans {
  private readonly spans: SpanWriter;
  private readonly tags: JaegerTagReader;
  private readonly rows: PlainRows;

  constructor(spans: SpanWriter, tags: JaegerTagReader) {
    this.spans = spans;
    this.tags = tags;
    this.rows = new PlainRows(spans);
  }

  /** Takes the objects from `first` to the last plain one before `end`; returns how many. */
  take(values: ShapeValues, first: number, end: number): number {
    const { rows } = this;
    const count = rows.canTake(values) ? values.countLike(first, end, looked, plain, ids) : 0;
    if (count === 0) return 0;
    values.moveTo(first);
    rows.begin(count, values.byte);
    rows.traceIds(values.cells(Field.traceId, first));
    rows.spanIds(values.cells(Field.spanId, first));
    rows.lengths(values.cells(Field.start, first), values.cells(Field.duration, first), 1000);
    let taken = 0;
    while (taken < count && this.takeRest(values, first + taken, taken)) taken++;
    rows.end(taken);
    return taken;
  }

  /** Takes what is not in columns; false, with something taken, if the span is not plain. */
  private takeRest(values: ShapeValues, index: number, row: number): boolean {
    const { rows, spans, tags } = this;
    values.moveTo(index);
    rows.beginAttributes(row, values);
    tags.begin();
    if (values.has(Field.name)) spans.name(values.text(Field.name));
    if (values.has(Field.process)) spans.resource(-values.text(Field.process));
    let references = 0;
    for (let k = 0; k < values.listed; k++) {
      const { field } = values.listedStep(k);
      if (field >= Field.tag) values.listedAttribute(k, Field.tag, tags.sink);
      else if (field === Field.referencedSpan) spans.parentSpanId(values.listedId(k));
      else if (field !== Field.childOfTrace || references++ > 0) return false;
      else if (!values.isListedId(k, Field.traceId)) return false;
    }
    rows.endAttributes();
    return true;
  }
}
