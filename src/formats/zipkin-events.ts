/**
 * Annotations of Zipkin as events. An annotation is a time and a text; OpenTelemetry's exporters put the event's
 * attributes into the text, each in its own way, and they are read back where nothing else can be meant:
 *
 *   {"retry": {"attempt": 1}}     Python and .NET
 *   "retry": {"attempt": 1}       Java; Go without the quotes
 *   retry|{"attempt": 1}|0        the Collector; the last is a count of attributes that were dropped
 */
import { AttributeType } from '../model/attributes.ts';
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

type NamedAttributes = [name: string, attributes: object | undefined];

function namedAttributes(text: string): NamedAttributes {
  if (text.startsWith('{')) {
    const fields = Object.entries(parsedObject(text) ?? {});
    const [name, attributes] = fields[0] ?? [''];
    return fields.length === 1 && isMap(attributes) ? [name, attributes] : ['', undefined];
  }
  const piped = /^([^|{]+)\|(\{.*\})\|\d+$/s.exec(text);
  if (piped) return [piped[1] ?? '', parsedObject(piped[2] ?? '')];
  const quoted = /^("(?:[^"\\]|\\.)*")\s*:\s*(\{.*\})$/s.exec(text);
  if (quoted) return [parsedName(quoted[1] ?? ''), parsedObject(quoted[2] ?? '')];
  const plain = /^([^":{]+): (\{.*\})$/s.exec(text);
  return plain ? [plain[1] ?? '', parsedObject(plain[2] ?? '')] : ['', undefined];
}

/** The object, unless a number in it is too long for a double to keep. */
function parsedObject(text: string): object | undefined {
  if (/[:[,]\s*-?\d{16}/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function parsedName(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
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
