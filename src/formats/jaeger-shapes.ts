/**
 * What the values of Jaeger's spans mean to their shapes, and what becomes of them: the same as where
 * jaeger-span.ts and jaeger-tags.ts read them key by key.
 */
import type { ShapeMeaning, ShapeUse, ShapeValue } from '../bytes/json-shape-learner.ts';
import { AttributeType } from '../model/attributes.ts';
import type { AttributeSink } from '../model/span-writer.ts';
import type { StringId, StringTable } from '../model/strings.ts';

/** Fields of a span. From 15 on (lists, see ShapeValues): parts of references, tags by the type of their value. */
export const Field = {
  traceId: 0,
  spanId: 1,
  legacyParent: 2,
  name: 3,
  start: 4,
  duration: 5,
  process: 6,
  childOfTrace: 15,
  followsFromTrace: 16,
  referencedSpan: 17,
  tag: 18,
} as const;

const refused: ShapeUse = { use: 'refused' };
const fixed: ShapeUse = { use: 'fixed' };
const passed: ShapeUse = { use: 'passed' };

/** No key, and no object that should have one. */
const none: StringId = -1;

/** The meaning of a span's values. */
export class JaegerSpanMeaning implements ShapeMeaning {
  private readonly details: boolean;
  private readonly strings: StringTable;
  private readonly tags: TagMeaning;
  /** Of the reference in view: the field of its trace id, and how many of its three parts were met. */
  private referencedTrace: number = Field.childOfTrace;
  private referenceParts = 0;

  constructor(details: boolean, strings: StringTable, sink: AttributeSink) {
    this.details = details;
    this.strings = strings;
    this.tags = new TagMeaning(strings, sink);
  }

  use(value: ShapeValue): ShapeUse {
    const { path, type, byteLength } = value;
    switch (path) {
      case '':
        this.referenceParts = 3;
        this.tags.begin();
        return type === 'object' ? fixed : refused;
      case 'traceID':
        return { use: 'id', field: Field.traceId };
      case 'spanID':
        return { use: 'id', field: Field.spanId };
      case 'parentSpanID':
        return type === 'string' && byteLength === 0 ? fixed : { use: 'id', field: Field.legacyParent };
      case 'operationName':
        return textUse(type, Field.name);
      case 'startTime':
        return { use: 'instant', field: Field.start, digits: 6 };
      case 'duration':
        return { use: 'integer', field: Field.duration };
      case 'processID':
        return textUse(type, Field.process);
      case 'logs':
      case 'warnings':
        return this.details ? listUse(type) : passed;
      case 'process':
      case 'tag':
      case 'logs[]':
      case 'warnings[]':
        return refused;
      default:
        return path.startsWith('references') ? this.referenceUse(value) : this.tags.use(value);
    }
  }

  finish(): boolean {
    return this.referenceParts === 3 && this.tags.finish();
  }

  /** Type, trace and span, in this order. */
  private referenceUse(value: ShapeValue): ShapeUse {
    const { path, type } = value;
    if (path === 'references') return listUse(type);
    if (path === 'references[]') {
      if (type !== 'object' || this.referenceParts !== 3) return refused;
      this.referenceParts = 0;
      return fixed;
    }
    const part = ['references[].refType', 'references[].traceID', 'references[].spanID'].indexOf(path);
    if (part < 0) return passed;
    if (part !== this.referenceParts++) return refused;
    if (part === 0) return type === 'string' ? this.referenceType(value.text()) : refused;
    return { use: 'id', field: part === 1 ? this.referencedTrace : Field.referencedSpan };
  }

  private referenceType(name: StringId): ShapeUse {
    const text = this.strings.text(name);
    if (text !== 'CHILD_OF' && text !== 'FOLLOWS_FROM') return refused;
    this.referencedTrace = text === 'CHILD_OF' ? Field.childOfTrace : Field.followsFromTrace;
    return fixed;
  }
}

/**
 * The tags of an object. One that is wanted must have a key, a type if any, and a value, in that order; of others nothing
 * but the key matters. What is no tag is passed over.
 */
class TagMeaning {
  private readonly strings: StringTable;
  private readonly sink: AttributeSink;
  /** Of the tag in view: its key, 0 before it was met, `none` before there is one; and the name of its type. */
  private key: StringId = none;
  private type = '';
  private isWanted = false;
  /** A value is wanted, and was not met yet. */
  private isPending = false;

  constructor(strings: StringTable, sink: AttributeSink) {
    this.strings = strings;
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
    if (!path.startsWith('tags')) return passed;
    switch (path) {
      case 'tags':
        return listUse(type);
      case 'tags[]':
        if (type !== 'object' || this.isPending || this.key === 0) return refused;
        this.key = 0;
        this.type = '';
        return fixed;
      case 'tags[].key':
        return type === 'string' && this.key === 0 ? this.keyUse(value.text()) : refused;
      default:
        if (this.key <= 0) return refused;
        if (this.isWanted) return this.wantedUse(value);
        // There are few types, and a text that is the same is compared faster than passed over.
        return path === 'tags[].type' && type === 'string' ? fixed : passed;
    }
  }

  private keyUse(key: StringId): ShapeUse {
    this.key = key;
    this.isWanted = this.sink.wants(key);
    this.isPending = this.isWanted;
    return key === 0 ? refused : fixed;
  }

  private wantedUse(value: ShapeValue): ShapeUse {
    const { path, type } = value;
    if (!this.isPending) return refused;
    if (path === 'tags[].type') {
      if (type !== 'string') return refused;
      this.type = this.strings.text(value.text());
      return fixed;
    }
    if (path !== 'tags[].value') return refused;
    this.isPending = false;
    return this.valueUse(type);
  }

  /** As far as the type that is declared is that of the value in JSON. */
  private valueUse(type: ShapeValue['type']): ShapeUse {
    const { key } = this;
    const isDeclared = this.type !== '';
    if (type === 'boolean') return { use: 'flag', field: Field.tag + AttributeType.bool, key };
    if (type === 'string' && (!isDeclared || this.type === 'string'))
      return { use: 'text', field: Field.tag + AttributeType.string, key };
    if (type === 'number' && (!isDeclared || this.type === 'int64'))
      return { use: 'whole', field: Field.tag + AttributeType.int, key };
    if (type === 'number' && this.type === 'float64')
      return { use: 'text', field: Field.tag + AttributeType.double, key };
    return refused;
  }
}

function textUse(type: ShapeValue['type'], field: number): ShapeUse {
  return type === 'string' ? { use: 'text', field } : refused;
}

function listUse(type: ShapeValue['type']): ShapeUse {
  return type === 'array' || type === 'null' ? fixed : refused;
}
