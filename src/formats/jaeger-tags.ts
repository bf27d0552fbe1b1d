/**
 * Jaeger's tags and logs, and what OpenTelemetry's exporter hides in tags.
 *
 *   [{"key": "http.status_code", "type": "int64", "value": 500}]     the API
 *   {"http@status_code": 500}                                        Elasticsearch with tags as fields
 *   [{"key": "k", "vType": "INT64", "vInt64": "500"}]                the model as protobuf's JSON
 */
import type { JsonReader } from '../bytes/json-reader.ts';
import type { RepeatedObjects } from '../bytes/repeated-objects.ts';
import { AttributeType } from '../model/attributes.ts';
import { StatusCode, spanKindNames } from '../model/kinds.ts';
import type { AttributeSink, SpanWriter } from '../model/span-writer.ts';
import type { StringId } from '../model/strings.ts';

/** Tags with a meaning of their own. */
const Special = { none: 0, kind: 1, statusCode: 2, statusMessage: 3, scopeName: 4, scopeVersion: 5 } as const;

const specials: readonly [key: string, meaning: number][] = [
  ['span.kind', Special.kind],
  ['otel.status_code', Special.statusCode],
  ['otel.status_description', Special.statusMessage],
  ['otel.scope.name', Special.scopeName],
  ['otel.library.name', Special.scopeName],
  ['otel.scope.version', Special.scopeVersion],
  ['otel.library.version', Special.scopeVersion],
];

/** Names with higher numbers are looked at each time. */
const mostNames = 1 << 12;

/** Where the type that a key had last is remembered, apart from its value. */
const typeSlots = 1 << 11;

/** The value read last; one object for all, because there are millions. */
const found = { type: 0, value: 0 };

/** Reads the tags of spans and their logs. */
export class JaegerTagReader {
  private readonly json: JsonReader;
  private readonly spans: SpanWriter;
  /** Takes the tags of the span begun. */
  readonly sink: AttributeSink;
  /** Kinds by the numbers of their names, in one generation of the store. */
  private readonly kinds = new Int8Array(mostNames);
  private generation = 0;
  private readonly eventKey: StringId;
  private readonly warningsKey: StringId;
  private scopeName: StringId = 0;
  private scopeVersion: StringId = 0;
  private eventName: StringId = 0;
  private readonly logSink: AttributeSink;

  constructor(json: JsonReader, spans: SpanWriter) {
    const { strings } = json;
    this.json = json;
    this.spans = spans;
    const keys = specials.map(([key]) => strings.add(key));
    // Other sources may have filled the store before: the numbers need not be small.
    const meanings = new Uint8Array(Math.max(...keys) + 1);
    specials.forEach(([, meaning], i) => (meanings[keys[i]] = meaning));
    this.eventKey = strings.add('event');
    this.warningsKey = strings.add('@jaeger@warnings');
    this.sink = {
      wants: (key) => spans.wants(key) || (key < meanings.length && meanings[key] !== Special.none),
      attribute: (key, type, value) => {
        const meaning = key < meanings.length ? meanings[key] : Special.none;
        const isText = type !== AttributeType.bool;
        if (meaning === Special.none || !isText || !this.take(meaning, value))
          spans.attribute(key, type, value);
      },
    };
    this.logSink = {
      wants: () => true,
      attribute: (key, type, value) => {
        const isName = key === this.eventKey && this.eventName === 0 && type !== AttributeType.bool;
        if (isName) this.eventName = value;
        else spans.extras.attribute(key, type, value);
      },
    };
  }

  /** A span begins. */
  begin(): void {
    const { generation } = this.spans.store;
    if (generation !== this.generation) this.kinds.fill(0);
    this.generation = generation;
    this.scopeName = 0;
    this.scopeVersion = 0;
  }

  /** The span ends: its scope is known. */
  finish(): void {
    const { scopeName, scopeVersion, spans } = this;
    if (!spans.details || (scopeName === 0 && scopeVersion === 0)) return;
    const { scopes, strings } = spans.store;
    scopes.begin();
    if (scopeName !== 0) scopes.attribute(strings.add('name'), AttributeType.string, scopeName);
    if (scopeVersion !== 0) scopes.attribute(strings.add('version'), AttributeType.string, scopeVersion);
    spans.scope(scopes.end());
  }

  readSpanTags(): void {
    readTags(this.json, this.sink);
  }

  /** A log becomes an event; its field `event` is the name. */
  readLog(): void {
    const { json, spans } = this;
    const row = spans.event();
    this.eventName = 0;
    while (json.nextKey()) {
      if (json.key === 'timestamp') spans.eventTime(row, json.instant(6));
      else if (json.key === 'fields') readTags(json, this.logSink);
      else json.skip();
    }
    spans.store.events.name[row] = this.eventName;
    spans.closeEvent(row);
  }

  /** Warnings become the attribute that Jaeger's own OTLP gives them. */
  readWarnings(): void {
    const { json, spans } = this;
    if (!spans.details || json.peekType() !== 'array') return json.skip();
    const warnings: string[] = [];
    while (json.nextElement()) warnings.push(json.strings.text(json.text()));
    if (warnings.length === 0) return undefined;
    const value = json.strings.add(JSON.stringify(warnings));
    return spans.attribute(this.warningsKey, AttributeType.json, value);
  }

  /** Number of a kind's name; -1 if it is none. */
  private kindOf(name: StringId): number {
    if (name < mostNames && this.kinds[name] !== 0) return this.kinds[name];
    const kind = spanKindNames.indexOf(this.spans.store.strings.text(name).toLowerCase());
    if (name < mostNames) this.kinds[name] = kind;
    return kind;
  }

  /** Whether the tag was understood, and so need not stay an attribute. */
  private take(meaning: number, value: number): boolean {
    const { spans } = this;
    switch (meaning) {
      case Special.kind: {
        const kind = this.kindOf(value);
        if (kind > 0) spans.kind(kind);
        return kind > 0;
      }
      case Special.statusCode: {
        const code = spans.store.strings.text(value).toUpperCase();
        spans.status(code === 'ERROR' ? StatusCode.error : code === 'OK' ? StatusCode.ok : StatusCode.unset);
        return true;
      }
      case Special.statusMessage:
        spans.statusMessage(value);
        return true;
      case Special.scopeName:
        this.scopeName = value;
        return true;
      default:
        this.scopeVersion = value;
        return true;
    }
  }
}

/** A process as a resource; `repeated` are those met before. */
export function readProcess(json: JsonReader, spans: SpanWriter, repeated: RepeatedObjects): number {
  const known = repeated.find();
  if (known >= 0) return known;
  const { resources } = spans.store;
  resources.begin();
  readProcessFields(json, spans);
  const resource = resources.end();
  repeated.keep(resource);
  return resource;
}

function readProcessFields(json: JsonReader, spans: SpanWriter): void {
  const { resources, strings } = spans.store;
  while (json.nextKey()) {
    if (json.key === 'serviceName') {
      const name = json.text();
      if (name !== 0) resources.attribute(strings.add('service.name'), AttributeType.string, name);
    } else if (json.key === 'tags' || json.key === 'tag') readTags(json, resources);
    else json.skip();
  }
}

function readTags(json: JsonReader, sink: AttributeSink): void {
  if (json.peekType() === 'object') return readTagObject(json, sink);
  let previous: StringId = 0;
  while (json.nextElement()) previous = readTag(json, sink, previous);
  return undefined;
}

/** Elasticsearch has no dots in field names; Jaeger writes `@` for them. */
function readTagObject(json: JsonReader, sink: AttributeSink): void {
  while (json.nextKey()) {
    const key = json.strings.add(json.strings.text(json.keyId).replaceAll('@', '.'));
    readValue(json, key, false);
    sink.attribute(key, found.type, found.value);
  }
}

function readTag(json: JsonReader, sink: AttributeSink, previous: StringId): StringId {
  let key: StringId = 0;
  let typeName: StringId = 0;
  found.type = AttributeType.empty;
  found.value = 0;
  while (json.nextKey()) {
    switch (json.key) {
      case 'key':
        key = json.textAfter(previous);
        if (!sink.wants(key)) {
          json.skipRest();
          return key;
        }
        break;
      case 'type':
      case 'vType':
        typeName = json.text(key + typeSlots);
        break;
      case 'value':
      case 'vStr':
      case 'vBool':
      case 'vInt64':
      case 'vFloat64':
      case 'vBinary':
        readValue(json, key, json.key === 'vBinary');
        break;
      default:
        json.skip();
    }
  }
  if (typeName !== 0) found.type = declaredType(json.strings.text(typeName), found.type);
  sink.attribute(key, found.type, found.value);
  return key;
}

/** Reads a value into `found`, its type that of its JSON. */
function readValue(json: JsonReader, slot: StringId, isBinary: boolean): void {
  switch (json.peekType()) {
    case 'boolean':
      found.type = AttributeType.bool;
      found.value = json.boolean() ? 1 : 0;
      break;
    case 'number':
      found.value = json.text(slot);
      found.type = /[.eE]/.test(json.strings.text(found.value)) ? AttributeType.double : AttributeType.int;
      break;
    case 'string':
      found.value = json.text(slot);
      found.type = isBinary ? AttributeType.bytes : AttributeType.string;
      break;
    case 'null':
      json.skip();
      found.type = AttributeType.empty;
      found.value = 0;
      break;
    default:
      found.value = json.rawText();
      found.type = AttributeType.json;
  }
}

/** Numbers beyond 2^53 arrive as strings of a declared type; older writers give every value as a string. */
function declaredType(name: string, type: number): number {
  if (type !== AttributeType.string && type !== AttributeType.int) return type;
  switch (name) {
    case 'int64':
    case 'INT64':
      return AttributeType.int;
    case 'float64':
    case 'FLOAT64':
      return AttributeType.double;
    case 'binary':
    case 'BINARY':
      return AttributeType.bytes;
    default:
      return type;
  }
}
