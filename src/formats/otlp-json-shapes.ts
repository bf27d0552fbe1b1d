/**
 * What the values of OTLP's spans and resources mean to their shapes, and what becomes of them: the same as where
 * otlp-json.ts reads them key by key.
 */
import type { JsonReader } from '../bytes/json-reader.ts';
import type { ShapeMeaning, ShapeUse, ShapeValue } from '../bytes/json-shape-learner.ts';
import { JsonShapes, type ShapeTarget } from '../bytes/json-shapes.ts';
import { AttributeType } from '../model/attributes.ts';
import type { IdValue } from '../model/ids.ts';
import type { AttributeSink, InstantValue, SpanWriter } from '../model/span-writer.ts';
import type { StringId } from '../model/strings.ts';
import { enumerationOf, kinds, statusCodes } from './otlp-json-values.ts';

/** Fields of a span. From `attribute` on: attributes, by the type of their value. */
const Field = {
  traceId: 0,
  spanId: 1,
  parentSpanId: 2,
  name: 3,
  kind: 4,
  start: 5,
  end: 6,
  status: 7,
  statusMessage: 8,
  attribute: 9,
} as const;

const refused: ShapeUse = { use: 'refused' };
const fixed: ShapeUse = { use: 'fixed' };
const passed: ShapeUse = { use: 'passed' };

/** Reads spans and resources of a source by shape. */
export interface OtlpShapes {
  spans: JsonShapes;
  resources: JsonShapes;
}

/** One for each source: shapes are learned. */
export function otlpShapes(json: JsonReader, spans: SpanWriter): OtlpShapes {
  const { resources } = spans.store;
  return {
    spans: new JsonShapes(json, new SpanMeaning(spans), new OtlpTarget(spans, spans)),
    resources: new JsonShapes(json, new ResourceMeaning(resources), new OtlpTarget(spans, resources)),
  };
}

class SpanMeaning implements ShapeMeaning {
  private readonly details: boolean;
  private readonly attributes: AttributeMeaning;

  constructor(spans: SpanWriter) {
    this.details = spans.details;
    this.attributes = new AttributeMeaning(spans);
  }

  use(value: ShapeValue): ShapeUse {
    const { path, type, byteLength } = value;
    switch (path) {
      case '':
        this.attributes.begin();
        return type === 'object' ? fixed : refused;
      case 'traceId':
        return { use: 'id', field: Field.traceId };
      case 'spanId':
        return { use: 'id', field: Field.spanId };
      case 'parentSpanId':
        return type === 'string' && byteLength === 0 ? fixed : { use: 'id', field: Field.parentSpanId };
      case 'name':
        return textUse(type, Field.name);
      case 'kind':
        return enumUse(type, Field.kind);
      case 'startTimeUnixNano':
        return { use: 'instant', field: Field.start, digits: 9 };
      case 'endTimeUnixNano':
        return { use: 'instant', field: Field.end, digits: 9 };
      case 'status.code':
        return enumUse(type, Field.status);
      case 'status.message':
        return this.details ? textUse(type, Field.statusMessage) : passed;
      case 'status':
        return type === 'object' ? fixed : refused;
      case 'links':
        return listUse(type);
      case 'events':
        return this.details ? listUse(type) : passed;
      case 'links[]':
      case 'events[]':
        return refused;
      default:
        return this.attributes.use(value);
    }
  }

  finish(): boolean {
    return this.attributes.finish();
  }
}

class ResourceMeaning implements ShapeMeaning {
  private readonly attributes: AttributeMeaning;

  constructor(resources: AttributeSink) {
    this.attributes = new AttributeMeaning(resources);
  }

  use(value: ShapeValue): ShapeUse {
    if (value.path !== '') return this.attributes.use(value);
    this.attributes.begin();
    return value.type === 'object' ? fixed : refused;
  }

  finish(): boolean {
    return this.attributes.finish();
  }
}

/**
 * The attributes of an object. One that is wanted must have one key and one value, in that order; of others nothing but
 * the key matters. What is no attribute is passed over.
 */
class AttributeMeaning {
  private readonly sink: AttributeSink;
  /** The key of the attribute in view; 0 before it was met. */
  private key: StringId = 0;
  private isWanted = false;
  /** A value is wanted, and was not met yet. */
  private isPending = false;

  constructor(sink: AttributeSink) {
    this.sink = sink;
  }

  begin(): void {
    this.isPending = false;
  }

  finish(): boolean {
    return !this.isPending;
  }

  use(value: ShapeValue): ShapeUse {
    const { path, type } = value;
    if (!path.startsWith('attributes')) return passed;
    switch (path) {
      case 'attributes':
        return listUse(type);
      case 'attributes[]':
        if (type !== 'object' || this.isPending) return refused;
        this.key = 0;
        return fixed;
      case 'attributes[].key':
        return type === 'string' && this.key === 0 ? this.keyUse(value.text()) : refused;
      default:
        if (this.key === 0) return refused;
        return this.isWanted ? this.wantedUse(path, type) : type === 'object' ? fixed : passed;
    }
  }

  private keyUse(key: StringId): ShapeUse {
    this.key = key;
    this.isWanted = this.sink.wants(key);
    this.isPending = this.isWanted;
    return key === 0 ? refused : fixed;
  }

  private wantedUse(path: string, type: ShapeValue['type']): ShapeUse {
    if (path === 'attributes[].value') return type === 'object' && this.isPending ? fixed : refused;
    const [, name] = /^attributes\[\]\.value\.(\w+)Value$/.exec(path) ?? [];
    if (name === undefined || !this.isPending) return refused;
    this.isPending = false;
    const { key } = this;
    const isNumber = type === 'number' && (name === 'int' || name === 'double');
    if (name === 'bool' && type === 'boolean') return { use: 'flag', field: Field.attribute, key };
    const valueType = textTypes[name];
    if (valueType === undefined || (type !== 'string' && !isNumber)) return refused;
    return { use: 'text', field: Field.attribute + valueType, key };
  }
}

const textTypes: Partial<Record<string, number>> = {
  string: AttributeType.string,
  int: AttributeType.int,
  double: AttributeType.double,
  bytes: AttributeType.bytes,
};

function textUse(type: ShapeValue['type'], field: number): ShapeUse {
  return type === 'string' ? { use: 'text', field } : refused;
}

/** A number as specified, or a name. */
function enumUse(type: ShapeValue['type'], field: number): ShapeUse {
  return { use: type === 'number' ? 'integer' : 'text', field };
}

function listUse(type: ShapeValue['type']): ShapeUse {
  return type === 'array' || type === 'null' ? fixed : refused;
}

class OtlpTarget implements ShapeTarget {
  private readonly spans: SpanWriter;
  /** Takes the attributes. */
  private readonly sink: AttributeSink;

  constructor(spans: SpanWriter, sink: AttributeSink) {
    this.spans = spans;
    this.sink = sink;
  }

  id(field: number, id: IdValue): void {
    if (field === Field.spanId) this.spans.spanId(id);
    else if (field === Field.traceId) this.spans.traceId(id);
    else this.spans.parentSpanId(id);
  }

  instant(field: number, instant: InstantValue): void {
    if (field === Field.start) this.spans.start(instant);
    else this.spans.end(instant);
  }

  integer(field: number, value: number): void {
    if (field === Field.kind) this.spans.kind(value);
    else this.spans.status(value);
  }

  text(field: number, text: StringId, key: StringId): void {
    const { spans } = this;
    const { strings } = spans.store;
    switch (field) {
      case Field.name:
        return spans.name(text);
      case Field.kind:
        return spans.kind(enumerationOf(strings.text(text), kinds));
      case Field.status:
        return spans.status(enumerationOf(strings.text(text), statusCodes));
      case Field.statusMessage:
        return spans.statusMessage(text);
      default:
        return this.sink.attribute(key, field - Field.attribute, text);
    }
  }

  flag(_field: number, value: boolean, key: StringId): void {
    this.sink.attribute(key, AttributeType.bool, value ? 1 : 0);
  }
}
