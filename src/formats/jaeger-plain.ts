/**
 * Jaeger's spans that were read by shape and are plain: with a duration, and at most one reference, as a child, to a span of the
 * same trace. They are handed on many at once; jaeger-span.ts takes the others.
 */
import { longBit, metBit, type ShapeValues } from '../bytes/shape-values.ts';
import { PlainRows } from '../model/plain-rows.ts';
import type { SpanWriter } from '../model/span-writer.ts';
import { Field } from './jaeger-shapes.ts';
import type { JaegerTagReader } from './jaeger-tags.ts';

/** Of the fields of plain spans the bits that are set, and those that are looked at. */
const plain =
  metBit(Field.traceId) |
  longBit(Field.traceId) |
  metBit(Field.spanId) |
  metBit(Field.start) |
  metBit(Field.duration);
const looked = plain | longBit(Field.spanId) | metBit(Field.legacyParent);
const ids: readonly [number, number] = [Field.traceId, Field.spanId];

/** Columns are filled for so many spans at once: fewer where spans before turned out not to be plain after all. */
const fewAtOnce = 4;
const mostAtOnce = 128;
/** Spans that are left to others where one after the other turned out so. */
const mostPaused = 1024;

/** See the head of this file. */
export class JaegerPlainSpans {
  private readonly spans: SpanWriter;
  private readonly tags: JaegerTagReader;
  private readonly rows: PlainRows;
  private atOnce = mostAtOnce;
  private pause = 1;
  private paused = 0;

  constructor(spans: SpanWriter, tags: JaegerTagReader) {
    this.spans = spans;
    this.tags = tags;
    this.rows = new PlainRows(spans);
  }

  /** Takes some objects from `first` on, as far as they are plain and before `end`; returns how many. */
  take(values: ShapeValues, first: number, end: number): number {
    if (this.paused > 0) {
      this.paused--;
      return 0;
    }
    const { rows } = this;
    const most = Math.min(end, first + this.atOnce);
    const count = rows.canTake(values) ? values.countLike(first, most, looked, plain, ids) : 0;
    if (count === 0) return 0;
    values.moveTo(first);
    rows.begin(count, values.byte);
    rows.traceIds(values.cells(Field.traceId, first));
    rows.spanIds(values.cells(Field.spanId, first));
    rows.lengths(values.cells(Field.start, first), values.cells(Field.duration, first), 1000);
    let taken = 0;
    while (taken < count && this.takeRest(values, first + taken, taken)) taken++;
    rows.end(taken);
    this.atOnce = taken < count ? Math.max(taken, fewAtOnce) : Math.min(this.atOnce * 2, mostAtOnce);
    this.pause = taken > 0 ? 1 : Math.min(this.pause * 2, mostPaused);
    this.paused = this.pause - 1;
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
