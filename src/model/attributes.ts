/**
 * Attributes as columns: key, type and value, each a number. Spans, events, links, resources and scopes own ranges.
 *
 *   string    value = StringId
 *   bool      value = 0 or 1
 *   int       value = StringId of the decimal digits, exact at any size
 *   double    value = StringId of the number as it was written, or NaN, Infinity, -Infinity
 *   bytes     value = StringId of the base64 text
 *   json      value = StringId of an array or a map as plain JSON text
 *   empty     value = 0: a key without a value
 */
import { parseJson } from './parse-json.ts';
import { grown, type StringId, type StringTable } from './strings.ts';

export const AttributeType = { string: 0, bool: 1, int: 2, double: 3, bytes: 4, json: 5, empty: 6 } as const;

/** A value as programs see it: integers beyond 2^53 are bigint, bytes a Uint8Array, arrays and maps plain JSON. */
export type AttributeValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | unknown[]
  | { [key: string]: unknown };

/** Attribute values by key, in the order read; of equal keys the last wins. */
export type Attributes = Map<string, AttributeValue>;

/** An attribute's type and value, as the table has them. */
export interface RawAttribute {
  type: number;
  value: number;
}

/** The rows of a table. */
export interface AttributesPart {
  key: Int32Array;
  type: Uint8Array;
  value: Int32Array;
}

/** Whether values of a type are StringIds. */
function holdsString(type: number): boolean {
  return type !== AttributeType.bool && type !== AttributeType.empty;
}

/** Growing table of attributes, one row each. */
export class AttributeTable {
  key: Int32Array = new Int32Array(256);
  type: Uint8Array = new Uint8Array(256);
  value: Int32Array = new Int32Array(256);
  size = 0;

  /** Appends a row. */
  push(key: StringId, type: number, value: number): void {
    const row = this.size++;
    if (row === this.key.length) {
      this.key = grown(this.key, row * 2);
      this.type = grown(this.type, row * 2);
      this.value = grown(this.value, row * 2);
    }
    this.key[row] = key;
    this.type[row] = type;
    this.value[row] = value;
  }

  /** All rows, to be handed to another thread. */
  part(): AttributesPart {
    const { size } = this;
    return { key: this.key.slice(0, size), type: this.type.slice(0, size), value: this.value.slice(0, size) };
  }

  /** Appends the rows of another table, whose strings have the ids given. */
  append({ key, type, value }: AttributesPart, strings: Int32Array): void {
    for (let row = 0; row < key.length; row++) {
      this.push(strings[key[row]], type[row], holdsString(type[row]) ? strings[value[row]] : value[row]);
    }
  }

  /** The rows [from, from + count) as a map. */
  read(strings: StringTable, from: number, count: number): Attributes {
    const result: Attributes = new Map();
    for (let row = from; row < from + count; row++) {
      result.set(strings.text(this.key[row]), attributeValue(strings, this.type[row], this.value[row]));
    }
    return result;
  }
}

/** One value decoded. */
function attributeValue(strings: StringTable, type: number, value: number): AttributeValue {
  switch (type) {
    case AttributeType.bool:
      return value !== 0;
    case AttributeType.int:
      return integer(strings.text(value));
    case AttributeType.double:
      return Number(strings.text(value));
    case AttributeType.bytes:
      return new Uint8Array(Buffer.from(strings.text(value), 'base64'));
    case AttributeType.json:
      return parsedJson(strings.text(value));
    case AttributeType.empty:
      return null;
    default:
      return strings.text(value);
  }
}

function integer(text: string): AttributeValue {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  return /^[+-]?\d+$/.test(text) ? BigInt(text) : text;
}

function parsedJson(text: string): AttributeValue {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- JSON.parse makes nothing else
    return parseJson(text) as AttributeValue;
  } catch {
    return text;
  }
}
