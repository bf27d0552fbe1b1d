/** Attributes in OTLP's protobuf: KeyValue and AnyValue (common.proto). */
import { isUtf8 } from 'node:buffer';

import { AttributeType, type AttributeTable } from '../model/attributes.ts';
import { grown, type StringId, type StringTable } from '../model/strings.ts';
import { escapeText } from '../views/text/escape.ts';
import { int64Text, parsedContainer } from './any-value.ts';
import type { Losses } from './losses.ts';
import { noContainer, tooLarge } from './otlp-losses.ts';
import type { ProtobufBuffer } from './protobuf-buffer.ts';
import { notUtf8 } from './store-texts.ts';

/** Fields of AnyValue. */
const Any = { string: 1, bool: 2, int: 3, double: 4, array: 5, map: 6, bytes: 7 } as const;

/** Writes the texts and values of one generation of a store. */
export class OtlpProtoValues {
  private readonly buffer: ProtobufBuffer;
  private readonly strings: StringTable;
  private readonly losses: Losses;
  /** By string: 1 where it is known to be UTF-8, as protobuf demands. */
  private known = new Uint8Array(1 << 10);

  constructor(buffer: ProtobufBuffer, strings: StringTable, losses: Losses) {
    this.buffer = buffer;
    this.strings = strings;
    this.losses = losses;
  }

  /** A text as a field. */
  text(field: number, id: StringId): void {
    const { strings } = this;
    if (this.known[id] !== 1 && !this.checked(id)) {
      this.losses.note(notUtf8);
      this.plainText(field, strings.text(id));
      return;
    }
    this.buffer.slice(field, strings.arena, strings.offsets[id], strings.offsets[id + 1]);
  }

  /** Rows of a table as fields of KeyValue. */
  list(field: number, table: AttributeTable, from: number, count: number): void {
    const { buffer } = this;
    for (let row = from; row < from + count; row++) {
      const keyValue = buffer.open(field);
      this.text(1, table.key[row]);
      const any = buffer.open(2);
      this.value(table.type[row], table.value[row]);
      buffer.close(any);
      buffer.close(keyValue);
    }
  }

  /** A KeyValue whose key and value are known. */
  plainPair(field: number, key: string, value: string): void {
    const keyValue = this.buffer.open(field);
    this.plainText(1, key);
    this.anyValue(2, value);
    this.buffer.close(keyValue);
  }

  private value(type: number, value: number): void {
    const { buffer, strings } = this;
    switch (type) {
      case AttributeType.bool:
        buffer.varint(Any.bool, value);
        break;
      case AttributeType.int:
        this.integer(value);
        break;
      case AttributeType.double:
        buffer.double(Any.double, Number(strings.text(value)));
        break;
      case AttributeType.bytes: {
        const bytes = Buffer.from(strings.text(value), 'base64');
        buffer.slice(Any.bytes, bytes, 0, bytes.length);
        break;
      }
      case AttributeType.json:
        this.container(value);
        break;
      case AttributeType.empty:
        break;
      default:
        this.text(Any.string, value);
    }
  }

  private integer(id: StringId): void {
    const { arena, offsets } = this.strings;
    const small = smallInteger(arena, offsets[id], offsets[id + 1]);
    if (small >= 0) {
      this.buffer.varint(Any.int, small);
      return;
    }
    const digits = int64Text(this.strings.text(id));
    if (digits !== undefined) {
      this.buffer.int64(Any.int, BigInt(digits));
      return;
    }
    this.losses.note(tooLarge);
    this.text(Any.string, id);
  }

  private container(id: StringId): void {
    const value = parsedContainer(this.strings.text(id));
    if (value !== undefined) {
      this.content(value);
      return;
    }
    this.losses.note(noContainer);
    this.text(Any.string, id);
  }

  /** A field of AnyValue from plain JSON. Whole numbers are integers: what they were before is not known any more. */
  private anyValue(field: number, value: unknown): void {
    const any = this.buffer.open(field);
    this.content(value);
    this.buffer.close(any);
  }

  private content(value: unknown): void {
    const { buffer } = this;
    if (typeof value === 'string') this.plainText(Any.string, value);
    else if (typeof value === 'boolean') buffer.varint(Any.bool, value ? 1 : 0);
    else if (typeof value === 'number') {
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) buffer.int64(Any.int, BigInt(value));
      else buffer.double(Any.double, value);
    } else if (Array.isArray(value)) {
      const list = buffer.open(Any.array);
      for (const item of value) this.anyValue(1, item);
      buffer.close(list);
    } else if (typeof value === 'object' && value !== null) {
      const list = buffer.open(Any.map);
      for (const [key, item] of Object.entries(value)) {
        const keyValue = buffer.open(1);
        this.plainText(1, key);
        this.anyValue(2, item);
        buffer.close(keyValue);
      }
      buffer.close(list);
    }
  }

  private plainText(field: number, text: string): void {
    const bytes = Buffer.from(text.replace(/\p{Cs}/gu, escapeText));
    this.buffer.slice(field, bytes, 0, bytes.length);
  }

  private checked(id: StringId): boolean {
    if (!isUtf8(this.strings.bytes(id))) return false;
    if (id >= this.known.length) this.known = grown(this.known, Math.max(id + 1, this.known.length * 2));
    this.known[id] = 1;
    return true;
  }
}

/** Up to 15 digits as a number; -1 for anything else. */
function smallInteger(bytes: Uint8Array, from: number, to: number): number {
  if (to === from || to - from > 15) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at] - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
