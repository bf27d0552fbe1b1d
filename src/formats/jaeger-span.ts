/** One span of Jaeger's JSON. */
import type { JsonReader } from '../bytes/json-reader.ts';
import { JsonShapes, type ShapeTarget } from '../bytes/json-shapes.ts';
import { RepeatedObjects } from '../bytes/repeated-objects.ts';
import type { ShapeValues } from '../bytes/shape-values.ts';
import { absentId, copyId, type IdValue, isAbsent } from '../model/ids.ts';
import { SpanFlag } from '../model/kinds.ts';
import { LinkType } from '../model/side-tables.ts';
import type { Place, SpanWriter } from '../model/span-writer.ts';
import type { StringId } from '../model/strings.ts';
import { JaegerPlainSpans } from './jaeger-plain.ts';
import { Field, JaegerSpanMeaning } from './jaeger-shapes.ts';
import { JaegerTagReader, readProcess } from './jaeger-tags.ts';

const none = absentId();

/** A reference as read; the objects are reused. */
interface Reference {
  type: number;
  trace: IdValue;
  span: IdValue;
}

/**
 * Reads spans field by field. The caller may not know yet whether an object is a span or a trace: `expect`, then
 * `readField` for each field; a span begins with the first field that only spans have.
 */
export class JaegerSpanReader implements ShapeTarget {
  private readonly json: JsonReader;
  private readonly spans: SpanWriter;
  private readonly tags: JaegerTagReader;
  private readonly plain: JaegerPlainSpans;
  private readonly shapes: JsonShapes;
  readonly processes: RepeatedObjects;
  private readonly childOf: StringId;
  private readonly traceId: IdValue = absentId();
  private readonly ownerId: IdValue = absentId();
  private readonly legacyParent: IdValue = absentId();
  private readonly references: Reference[] = [];
  private referenceCount = 0;
  private hasBegun = false;
  /** Traces that are being read, one within the other. */
  private depth = 0;

  constructor(json: JsonReader, spans: SpanWriter) {
    this.json = json;
    this.spans = spans;
    this.childOf = json.strings.add('CHILD_OF');
    this.tags = new JaegerTagReader(json, spans);
    this.plain = new JaegerPlainSpans(spans, this.tags);
    this.shapes = new JsonShapes(
      json,
      new JaegerSpanMeaning(spans.details, spans.store.strings, this.tags.sink),
      this,
    );
    this.processes = new RepeatedObjects(json);
  }

  /** An object starts that may be a span. */
  expect(): void {
    this.hasBegun = false;
    copyId(this.traceId, none);
  }

  /** The object turns out to be a trace: its id is also that of spans that don't say theirs. `again`: it was one before. */
  enterTrace(again: boolean): void {
    if (!again) this.depth++;
    this.hasBegun = false;
    copyId(this.ownerId, this.traceId);
  }

  /** The object that is a trace ends. */
  leaveTrace(): void {
    this.depth--;
  }

  get isInTrace(): boolean {
    return this.depth > 0;
  }

  /** Reads an object that is a span of the trace entered, and those that follow it, as far as they are like others. */
  readSpan(): void {
    const { json } = this;
    if (this.shapes.read() > 0) return;
    copyId(this.traceId, this.ownerId);
    this.begin(json);
    while (json.nextKey()) this.readField();
    this.shapes.learn();
    this.finish();
  }

  /** Ends the object: commits the span if it was one. */
  finish(place: Place = this.json): void {
    if (!this.hasBegun) return;
    this.hasBegun = false;
    this.spans.traceId(this.traceId);
    this.resolveReferences();
    this.tags.finish();
    this.spans.commit(place);
  }

  /** Reads the value of the key that was just found. */
  readField(): void {
    const { json, spans } = this;
    switch (json.key) {
      case 'traceID':
        copyId(this.traceId, json.id());
        break;
      case 'spanID':
        this.begin();
        spans.spanId(json.id());
        break;
      case 'parentSpanID':
        this.begin();
        copyId(this.legacyParent, json.id());
        break;
      case 'operationName':
        this.begin();
        spans.name(json.text());
        break;
      case 'references':
        this.begin();
        while (json.nextElement()) this.readReference();
        break;
      case 'startTime':
        this.begin();
        spans.start(json.instant(6));
        break;
      case 'duration':
        this.begin();
        spans.duration(json.nanos(6));
        break;
      case 'processID':
        this.begin();
        spans.resource(-json.text());
        break;
      case 'process':
        this.begin();
        this.readInlineProcess();
        break;
      case 'tags':
      case 'tag':
        this.begin();
        this.tags.readSpanTags();
        break;
      case 'logs':
        if (spans.details) while (json.nextElement()) this.tags.readLog();
        else json.skip();
        break;
      case 'warnings':
        this.tags.readWarnings();
        break;
      default:
        json.skip();
    }
  }

  /** Takes spans of the trace entered that were read by shape; see ShapeTarget. */
  take(values: ShapeValues, first: number, end: number): number {
    const taken = this.plain.take(values, first, end);
    if (taken > 0) return taken;
    values.moveTo(first);
    this.takeOne(values);
    return 1;
  }

  private takeOne(values: ShapeValues): void {
    const { spans } = this;
    copyId(this.traceId, values.has(Field.traceId) ? values.id(Field.traceId) : this.ownerId);
    this.begin(values);
    if (values.has(Field.spanId)) spans.spanId(values.id(Field.spanId));
    if (values.has(Field.legacyParent)) copyId(this.legacyParent, values.id(Field.legacyParent));
    if (values.has(Field.name)) spans.name(values.text(Field.name));
    if (values.has(Field.start)) spans.start(values.instant(Field.start));
    if (values.has(Field.duration)) spans.duration(values.integer(Field.duration) * 1000);
    if (values.has(Field.process)) spans.resource(-values.text(Field.process));
    for (let i = 0; i < values.listed; i++) this.takeListed(values, i);
    this.finish(values);
  }

  private takeListed(values: ShapeValues, index: number): void {
    const { field } = values.listedStep(index);
    if (field >= Field.tag) values.listedAttribute(index, Field.tag, this.tags.sink);
    else if (field === Field.referencedSpan)
      copyId(this.references[this.referenceCount - 1].span, values.listedId(index));
    else {
      const reference = this.addReference();
      if (field === Field.followsFromTrace) reference.type = LinkType.followsFrom;
      copyId(reference.trace, values.listedId(index));
    }
  }

  private begin(place: Place = this.json): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.spans.begin(place);
    this.referenceCount = 0;
    copyId(this.legacyParent, none);
    this.tags.begin();
  }

  private readInlineProcess(): void {
    if (this.json.peekType() === 'null') this.json.skip();
    else this.spans.resource(readProcess(this.json, this.spans, this.processes));
  }

  private addReference(): Reference {
    const reference = (this.references[this.referenceCount] ??= {
      type: 0,
      trace: absentId(),
      span: absentId(),
    });
    this.referenceCount++;
    reference.type = LinkType.childOf;
    copyId(reference.trace, none);
    copyId(reference.span, none);
    return reference;
  }

  private readReference(): void {
    const { json } = this;
    const reference = this.addReference();
    while (json.nextKey()) {
      switch (json.key) {
        case 'refType':
          reference.type = this.referenceType(json.text());
          break;
        case 'traceID':
          copyId(reference.trace, json.id());
          break;
        case 'spanID':
          copyId(reference.span, json.id());
          break;
        default:
          json.skip();
      }
    }
  }

  private referenceType(name: StringId): number {
    if (name === this.childOf) return LinkType.childOf;
    return /follows/i.test(this.json.strings.text(name)) ? LinkType.followsFrom : LinkType.childOf;
  }

  /** The parent is the first CHILD_OF of this trace, else the first FOLLOWS_FROM; if several compete the tree step decides. */
  private resolveReferences(): void {
    const { spans } = this;
    let childOf: Reference | undefined;
    let followsFrom: Reference | undefined;
    let candidates = 0;
    for (let i = 0; i < this.referenceCount; i++) {
      const reference = this.references[i];
      if (isAbsent(reference.span)) continue;
      if (!this.isOwnTrace(reference)) {
        if (spans.details) this.writeLink(reference, LinkType.link);
        continue;
      }
      candidates++;
      if (reference.type === LinkType.childOf) childOf ??= reference;
      else followsFrom ??= reference;
    }
    const parent = childOf ?? followsFrom;
    if (parent) spans.parentSpanId(parent.span);
    else if (this.referenceCount === 0) spans.parentSpanId(this.legacyParent);
    if (!childOf && followsFrom) spans.flag(SpanFlag.followsFrom);
    if (candidates > 1) this.writeCandidates();
  }

  private writeCandidates(): void {
    for (let i = 0; i < this.referenceCount; i++) {
      const reference = this.references[i];
      if (!isAbsent(reference.span) && this.isOwnTrace(reference)) this.writeLink(reference, reference.type);
    }
  }

  private writeLink(reference: Reference, type: number): void {
    const { spans } = this;
    const row = spans.link();
    spans.linkTraceId(row, isAbsent(reference.trace) ? this.traceId : reference.trace);
    spans.linkSpanId(row, reference.span);
    spans.store.links.type[row] = type;
    spans.closeLink(row);
  }

  private isOwnTrace({ trace }: Reference): boolean {
    const own = this.traceId;
    return (
      isAbsent(trace) ||
      (trace.word3 === own.word3 &&
        trace.word2 === own.word2 &&
        trace.word1 === own.word1 &&
        trace.word0 === own.word0 &&
        trace.text === own.text)
    );
  }
}
