/** Attributes and values of OTLP/JSON: `{"key": …, "value": {"stringValue": …}}`. */
import type { JsonReader } from '../bytes/json-reader.ts';
import { AttributeType } from '../model/attributes.ts';
import { StatusCode } from '../model/kinds.ts';
import type { AttributeSink } from '../model/span-writer.ts';
import type { StringId } from '../model/strings.ts';

/** Arrays and maps nested deeper than this are kept as null. */
const deepest = 64;

/** The value read last; one object for all, because there are millions. */
const found = { type: 0, value: 0 };

/** Reads a list of attributes into a sink. */
export function readAttributes(json: JsonReader, sink: AttributeSink): void {
  let previous: StringId = 0;
  while (json.nextElement()) previous = readAttribute(json, sink, previous);
}

function readAttribute(json: JsonReader, sink: AttributeSink, previous: StringId): StringId {
  let key: StringId = 0;
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
      case 'value':
        readAnyValue(json, key);
        break;
      default:
        json.skip();
    }
  }
  sink.attribute(key, found.type, found.value);
  return key;
}

/** Reads an AnyValue into `found`; `slot` is the attribute's key, whose last value is likely to come again. */
function readAnyValue(json: JsonReader, slot: StringId): void {
  while (json.nextKey()) {
    switch (json.key) {
      case 'stringValue':
        found.type = AttributeType.string;
        found.value = json.text(slot);
        break;
      case 'intValue':
        found.type = AttributeType.int;
        found.value = json.text(slot);
        break;
      case 'boolValue':
        found.type = AttributeType.bool;
        found.value = json.boolean() ? 1 : 0;
        break;
      case 'doubleValue':
        found.type = AttributeType.double;
        found.value = json.text(slot);
        break;
      case 'bytesValue':
        found.type = AttributeType.bytes;
        found.value = json.text(slot);
        break;
      case 'arrayValue':
        found.value = json.strings.add(arrayText(json, 0));
        found.type = AttributeType.json;
        break;
      case 'kvlistValue':
        found.value = json.strings.add(mapText(json, 0));
        found.type = AttributeType.json;
        break;
      default:
        json.skip();
    }
  }
}

/** `{"values": [AnyValue…]}` as plain JSON. */
function arrayText(json: JsonReader, depth: number): string {
  const items: string[] = [];
  while (json.nextKey()) {
    if (json.key === 'values') while (json.nextElement()) items.push(valueText(json, depth + 1));
    else json.skip();
  }
  return `[${items.join(',')}]`;
}

/** `{"values": [{"key": …, "value": AnyValue}…]}` as plain JSON. */
function mapText(json: JsonReader, depth: number): string {
  const fields: string[] = [];
  while (json.nextKey()) {
    if (json.key === 'values') while (json.nextElement()) fields.push(fieldText(json, depth + 1));
    else json.skip();
  }
  return `{${fields.join(',')}}`;
}

function fieldText(json: JsonReader, depth: number): string {
  let key = '';
  let value = 'null';
  while (json.nextKey()) {
    if (json.key === 'key') key = json.strings.text(json.text());
    else if (json.key === 'value') value = valueText(json, depth);
    else json.skip();
  }
  return `${JSON.stringify(key)}:${value}`;
}

function valueText(json: JsonReader, depth: number): string {
  if (depth > deepest) {
    json.skip();
    return 'null';
  }
  let text = 'null';
  while (json.nextKey()) {
    const kind = json.key.replace(/Value$/, '');
    if (kind === 'array') text = arrayText(json, depth);
    else if (kind === 'kvlist') text = mapText(json, depth);
    else text = plainText(kind, json.strings.text(json.text()));
  }
  return text;
}

/** Numbers that JSON's readers would not keep exact stay strings. */
function plainText(kind: string, text: string): string {
  const isNumber = (kind === 'int' || kind === 'double') && text !== '' && Number.isFinite(Number(text));
  if (isNumber && (kind === 'double' || Number.isSafeInteger(Number(text)))) return String(Number(text));
  if (kind === 'bool') return text === 'true' ? 'true' : 'false';
  return JSON.stringify(text);
}

/** Names of the enums in the .proto file without their prefixes, and with the prefixes of both versions. */
export const kinds: ReadonlyMap<string, number> = new Map(
  ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map((name, kind) => [name, kind]),
);
/** The same for a status. */
export const statusCodes: ReadonlyMap<string, number> = new Map<string, number>([
  ['UNSET', StatusCode.unset],
  ['OK', StatusCode.ok],
  ['ERROR', StatusCode.error],
]);

/** The number of an enum's name; of a number as text that number, 0 of anything else. */
export function enumerationOf(name: string, names: ReadonlyMap<string, number>): number {
  const text = name.toUpperCase();
  return names.get(text.replace(/^(SPAN_KIND|STATUS_CODE)_/, '')) ?? (Number(text) || 0);
}
