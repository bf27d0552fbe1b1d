/**
 * Annotations of Zipkin as events. An annotation is a time and a text; OpenTelemetry's exporters put the event's
 * attributes into the text, each in its own way, and they are read back where nothing else can be meant:
 *
 *   {"retry": {"attempt": 1}}     Python and .NET
 *   "retry": {"attempt": 1}       Java; Go without the quotes
 *   retry|{"attempt": 1}|0        the Collector; the last is a count of attributes that were dropped
 */
import { AttributeType } from '../model/attributes.ts';
import { parseJson } from '../model/parse-json.ts';
import type { SpanWriter } from '../model/span-writer.ts';
import type { StringId } from '../model/strings.ts';

/** Sets name and attributes of the event begun at `row` from an annotation's value. */
export function readEvent(spans: SpanWriter, row: number, value: StringId): void {
  const { events, strings } = spans.store;
  events.name[row] = value;
  const text = strings.text(value);
  if (!text.includes('{')) return;
  const [name, attributes] = namedAttributes(text);
  if (attributes === undefined) return;
  events.name[row] = strings.add(name);
  for (const [key, attribute] of Object.entries(attributes)) addAttribute(spans, key, attribute);
}

/** The other spellings: name and attributes in a text. */
const spellings: readonly RegExp[] = [
  /^([^|{]+)\|(\{.*\})\|\d+$/s,
  /^("(?:[^"\\]|\\.)*")\s*:\s*(\{.*\})$/s,
  /^([^":{]+): (\{.*\})$/s,
];

function namedAttributes(text: string): [name: string, attributes: object | undefined] {
  if (text.startsWith('{')) return onlyField(text);
  for (const spelling of spellings) {
    const [, name, attributes] = spelling.exec(text) ?? [];
    if (name !== undefined && attributes !== undefined) return [plainName(name), parsedObject(attributes)];
  }
  return ['', undefined];
}

function onlyField(text: string): [name: string, attributes: object | undefined] {
  const fields = Object.entries(parsedObject(text) ?? {});
  const [name, attributes] = fields[0] ?? [''];
  return fields.length === 1 && isMap(attributes) ? [name, attributes] : ['', undefined];
}

/** The object, unless a number in it is too long for a double to keep. */
function parsedObject(text: string): object | undefined {
  if (/[:[,]\s*-?\d{16}/.test(text)) return undefined;
  try {
    const value: unknown = parseJson(text);
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function plainName(name: string): string {
  if (!name.startsWith('"')) return name;
  try {
    return String(parseJson(name));
  } catch {
    return name;
  }
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function addAttribute({ extras, store: { strings } }: SpanWriter, key: string, value: unknown): void {
  const id = strings.add(key);
  if (typeof value === 'string') extras.attribute(id, AttributeType.string, strings.add(value));
  else if (typeof value === 'boolean') extras.attribute(id, AttributeType.bool, value ? 1 : 0);
  else if (typeof value === 'number') {
    const type = Number.isInteger(value) ? AttributeType.int : AttributeType.double;
    extras.attribute(id, type, strings.add(String(value)));
  } else if (value === null) extras.attribute(id, AttributeType.empty, 0);
  else extras.attribute(id, AttributeType.json, strings.add(JSON.stringify(value)));
}
