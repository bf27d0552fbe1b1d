/** Attributes in OTLP's JSON: `{"key":…,"value":{"stringValue":…}}`. */
import { AttributeType, type AttributeTable } from '../model/attributes.ts';
import type { StringId } from '../model/strings.ts';
import { jsonLine } from '../views/outputs/json.ts';
import { int64Text, parsedContainer } from './any-value.ts';
import type { Losses } from './losses.ts';
import { noContainer, tooLarge } from './otlp-losses.ts';
import type { StoreTexts } from './store-texts.ts';

/** Values with higher numbers are made anew each time. */
const mostKept = 1 << 16;

/** The values of one generation of a store. */
export class OtlpJsonValues {
  private readonly texts: StoreTexts;
  private readonly losses: Losses;
  private readonly integers: (string | undefined)[] = [];

  constructor(texts: StoreTexts, losses: Losses) {
    this.texts = texts;
    this.losses = losses;
  }

  /** Rows of a table as a list of KeyValue, without its brackets. */
  list(table: AttributeTable, from: number, count: number): string {
    let text = '';
    for (let row = from; row < from + count; row++) {
      const value = this.value(table.type[row], table.value[row]);
      text += `${row === from ? '' : ','}{"key":${this.texts.quoted(table.key[row])},"value":${value}}`;
    }
    return text;
  }

  private value(type: number, value: number): string {
    const { texts } = this;
    switch (type) {
      case AttributeType.bool:
        return value === 0 ? '{"boolValue":false}' : '{"boolValue":true}';
      case AttributeType.int:
        return this.integer(value);
      case AttributeType.double:
        return `{"doubleValue":${texts.double(value)}}`;
      case AttributeType.bytes:
        return `{"bytesValue":"${base64(texts.text(value))}"}`;
      case AttributeType.json:
        return this.container(value);
      case AttributeType.empty:
        return '{}';
      default:
        return `{"stringValue":${texts.quoted(value)}}`;
    }
  }

  private integer(id: StringId): string {
    const known = this.integers[id];
    if (known !== undefined) return known;
    const digits = int64Text(this.texts.text(id));
    if (digits === undefined) {
      this.losses.note(tooLarge);
      return `{"stringValue":${this.texts.quoted(id)}}`;
    }
    const text = `{"intValue":"${digits}"}`;
    if (id < mostKept) this.integers[id] = text;
    return text;
  }

  private container(id: StringId): string {
    const value = parsedContainer(this.texts.text(id));
    if (value !== undefined) return anyValue(value);
    this.losses.note(noContainer);
    return `{"stringValue":${this.texts.quoted(id)}}`;
  }
}

/** Base64 in its usual spelling, whichever it was read in. */
function base64(text: string): string {
  return Buffer.from(text, 'base64').toString('base64');
}

/** Plain JSON as an AnyValue. Whole numbers are integers: what they were before is not known any more. */
function anyValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `{"stringValue":${jsonLine(value)}}`;
    case 'boolean':
      return `{"boolValue":${value}}`;
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0)
        ? `{"intValue":"${value}"}`
        : `{"doubleValue":${Object.is(value, -0) ? '-0' : value}}`;
    default:
      return typeof value === 'object' && value !== null ? containerValue(value) : '{}';
  }
}

function containerValue(value: object): string {
  if (Array.isArray(value)) return `{"arrayValue":{"values":[${value.map(anyValue).join()}]}}`;
  const fields = Object.entries(value).map(
    ([key, field]) => `{"key":${jsonLine(key)},"value":${anyValue(field)}}`,
  );
  return `{"kvlistValue":{"values":[${fields.join()}]}}`;
}
