/** What the values of OTLP's spans mean to their shapes: the same as where otlp-json-span.ts reads them key by key. */
import type { ShapeMeaning, ShapeUse, ShapeValue } from '../bytes/json-shape-learner.ts';
import { AttributeType } from '../model/attributes.ts';
import type { AttributeSink, SpanWriter } from '../model/span-writer.ts';
import type { StringId } from '../model/strings.ts';

/**
 * Fields of a span, of which enumerations are numbers as specified, or names. From 15 on (lists, see ShapeValues): attributes, by
 * the type of their value.
 */
export const Field = {
  traceId: 0,
  spanId: 1,
  parentSpanId: 2,
  name: 3,
  kind: 4,
  kindName: 5,
  start: 6,
  end: 7,
  status: 8,
  statusName: 9,
  statusMessage: 10,
  attribute: 15,
} as const;

const refused: ShapeUse = { use: 'refused' };
const fixed: ShapeUse = { use: 'fixed' };
const passed: ShapeUse = { use: 'passed' };

/** No key, and no object that should have one. */
const none: StringId = -1;

/** See the head of this file. */
export class SpanMeaning implements ShapeMeaning {
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
        return enumUse(type, Field.kind, Field.kindName);
      case 'startTimeUnixNano':
        return { use: 'instant', field: Field.start, digits: 9 };
      case 'endTimeUnixNano':
        return { use: 'instant', field: Field.end, digits: 9 };
      case 'status.code':
        return enumUse(type, Field.status, Field.statusName);
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

/**
 * The attributes of an object. One that is wanted must have one key and one value, in that order; of others nothing but
 * the key matters. What is no attribute is passed over.
 */
class AttributeMeaning {
  private readonly sink: AttributeSink;
  /** The key of the attribute in view; 0 before it was met, `none` before there is one. */
  private key: StringId = none;
  private isWanted = false;
  /** A value is wanted, and was not met yet. */
  private isPending = false;

  constructor(sink: AttributeSink) {
    this.sink = sink;
  }

  begin(): void {
    this.isPending = false;
    this.key = none;
  }

  finish(): boolean {
    return !this.isPending && this.key !== 0;
  }

  use(value: ShapeValue): ShapeUse {
    const { path, type } = value;
    if (!path.startsWith('attributes')) return passed;
    switch (path) {
      case 'attributes':
        return listUse(type);
      case 'attributes[]':
        if (type !== 'object' || this.isPending || this.key === 0) return refused;
        this.key = 0;
        return fixed;
      case 'attributes[].key':
        return type === 'string' && this.key === 0 ? this.keyUse(value.text()) : refused;
      default:
        if (this.key <= 0) return refused;
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
    if (name === 'bool' && type === 'boolean')
      return { use: 'flag', field: Field.attribute + AttributeType.bool, key };
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

function enumUse(type: ShapeValue['type'], field: number, nameField: number): ShapeUse {
  return type === 'number' ? { use: 'integer', field } : { use: 'text', field: nameField };
}

function listUse(type: ShapeValue['type']): ShapeUse {
  return type === 'array' || type === 'null' ? fixed : refused;
}
