/** Attributes as Jaeger's tags: `{"key":…,"type":"int64","value":…}`. */
import { AttributeType, type AttributeTable } from '../model/attributes.ts';
import type { StringId } from '../model/strings.ts';
import { int64Text } from './any-value.ts';
import type { Losses, LossKind } from './losses.ts';
import type { StoreTexts } from './store-texts.ts';

const containers: LossKind = {
  thing: 'attribute',
  why: 'jaeger has no arrays and maps; written as text',
};
const empty: LossKind = {
  thing: 'attribute',
  why: 'jaeger has none without a value; written as empty text',
};

/** The tags of one generation of a store. */
export class JaegerTags {
  private readonly texts: StoreTexts;
  private readonly losses: Losses;

  constructor(texts: StoreTexts, losses: Losses) {
    this.texts = texts;
    this.losses = losses;
  }

  /** One row of a table. */
  tag(table: AttributeTable, row: number): string {
    return `{"key":${this.texts.quoted(table.key[row])},${this.typed(table.type[row], table.value[row])}}`;
  }

  /** A tag that is a text. */
  text(key: string, value: StringId): string {
    return `{"key":"${key}","type":"string","value":${this.texts.quoted(value)}}`;
  }

  private typed(type: number, value: number): string {
    const { texts } = this;
    switch (type) {
      case AttributeType.bool:
        return `"type":"bool","value":${value !== 0}`;
      case AttributeType.int:
        return this.integer(value);
      case AttributeType.double:
        return `"type":"float64","value":${texts.double(value)}`;
      case AttributeType.bytes:
        return `"type":"binary","value":${texts.quoted(value)}`;
      case AttributeType.json:
        this.losses.note(containers);
        return `"type":"string","value":${texts.quoted(value)}`;
      case AttributeType.empty:
        this.losses.note(empty);
        return '"type":"string","value":""';
      default:
        return `"type":"string","value":${texts.quoted(value)}`;
    }
  }

  /** As Jaeger does, beyond 2^53 as a text. What is no integer at all stays a text. */
  private integer(id: StringId): string {
    const plain = this.texts.plain(AttributeType.int, id);
    const isNumber = plain[0] !== '"' || int64Text(this.texts.text(id)) !== undefined;
    return `"type":"${isNumber ? 'int64' : 'string'}","value":${plain}`;
  }
}

/** A tag whose value is known. */
export function plainTag(key: string, value: string | boolean): string {
  const type = typeof value === 'boolean' ? 'bool' : 'string';
  return `{"key":"${key}","type":"${type}","value":${JSON.stringify(value)}}`;
}
