/**
 * Strings and values of a store as JSON. A dump repeats itself, so what was seen early is kept: common strings have low
 * numbers. One object serves one generation of a store.
 */
import { AttributeType } from '../model/attributes.ts';
import { parseJson } from '../model/parse-json.ts';
import type { SpanStore } from '../model/span-store.ts';
import { decodeUtf8, type StringId } from '../model/strings.ts';
import { jsonLine } from '../views/outputs/json.ts';
import type { Json } from '../views/outputs/report.ts';
import type { Losses, LossKind } from './losses.ts';

/** Strings with higher numbers are made anew each time. */
const mostKept = 1 << 16;

/** Bytes that stand for themselves in JSON and on a terminal. */
const isPlain = new Uint8Array(256).fill(1, 0x20, 0x7f);
isPlain[0x22] = isPlain[0x5c] = 0;

export const notUtf8: LossKind = { thing: 'text', why: 'bytes that are not UTF-8 are spelled \\xNN' };

/** The texts of one generation of a store. */
export class StoreTexts {
  private readonly store: SpanStore;
  private readonly losses: Losses;
  private readonly quotedTexts: (string | undefined)[] = [];
  private readonly integers: (string | undefined)[] = [];
  private readonly doubles: (string | undefined)[] = [];
  private readonly documents: (string | undefined)[] = [];
  /** The arena that `buffer` is a view of. */
  private arena: Uint8Array = new Uint8Array(0);
  private buffer: Buffer = Buffer.alloc(0);

  constructor(store: SpanStore, losses: Losses) {
    this.store = store;
    this.losses = losses;
  }

  /** A string as JSON, safe to print on a terminal. */
  quoted(id: StringId): string {
    return this.quotedTexts[id] ?? this.kept(this.quotedTexts, id, this.quote(id));
  }

  /** A value as plain JSON: integers beyond 2^53 and what is no number are texts, bytes base64. */
  plain(type: number, value: number): string {
    switch (type) {
      case AttributeType.bool:
        return value === 0 ? 'false' : 'true';
      case AttributeType.int:
        return this.integer(value);
      case AttributeType.double:
        return this.double(value);
      case AttributeType.json:
        return this.document(value);
      case AttributeType.empty:
        return 'null';
      default:
        return this.quoted(value);
    }
  }

  /** An integer as a JSON number; as a text where a double can't hold it. */
  private integer(id: StringId): string {
    const known = this.integers[id];
    if (known !== undefined) return known;
    const number = Number(this.text(id));
    return this.kept(this.integers, id, Number.isSafeInteger(number) ? String(number) : this.quoted(id));
  }

  /** A double as a JSON number, as it was written; `"NaN"`, `"Infinity"` or `"-Infinity"` where it is none. */
  double(id: StringId): string {
    const known = this.doubles[id];
    if (known !== undefined) return known;
    const text = this.text(id);
    return this.kept(this.doubles, id, doubleText(text));
  }

  /** An array or a map as JSON; what is none, as a text. */
  private document(id: StringId): string {
    const known = this.documents[id];
    if (known !== undefined) return known;
    let text: string;
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- JSON.parse makes nothing else
      text = jsonLine(parseJson(this.text(id)) as Json);
    } catch {
      text = this.quoted(id);
    }
    return this.kept(this.documents, id, text);
  }

  /** A string, decoded, and not kept anywhere. */
  text(id: StringId): string {
    return decodeUtf8(this.store.strings.bytes(id));
  }

  private quote(id: StringId): string {
    const { arena, offsets } = this.store.strings;
    const to = offsets[id + 1];
    for (let at = offsets[id]; at < to; at++) if (isPlain[arena[at]] === 0) return this.escape(id);
    if (arena !== this.arena) {
      this.arena = arena;
      this.buffer = Buffer.from(arena.buffer, arena.byteOffset, arena.byteLength);
    }
    return `"${this.buffer.toString('latin1', offsets[id], to)}"`;
  }

  private escape(id: StringId): string {
    const text = this.text(id);
    if (/\p{Cs}/u.test(text)) this.losses.note(notUtf8);
    return jsonLine(text);
  }

  /** Texts with losses are not kept: they are counted each time. */
  private kept(texts: (string | undefined)[], id: StringId, text: string): string {
    if (id < mostKept && !text.includes('\\\\x')) texts[id] = text;
    return text;
  }
}

/** A number as it was written, where JSON has it, too. */
function doubleText(text: string): string {
  if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return text;
  const number = Number(text);
  return Number.isFinite(number) ? String(number) : `"${number}"`;
}
