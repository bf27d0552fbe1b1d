/**
 * Ids as OTLP and Zipkin demand them: 32 digits for a trace, 16 for a span, hexadecimal. Shorter ones get zeros in front,
 * which changes nothing: ids are numbers. What is no number of that size (a text, a span id of 128 bits) becomes the
 * beginning of its SHA-256, the same wherever the id is mentioned, so that spans stay together.
 */
import { createHash } from 'node:crypto';

import { hexId64, hexWord } from '../model/ids.ts';
import { SpanFlag } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { StringId } from '../model/strings.ts';
import { jsonLine } from '../views/outputs/json.ts';
import type { Losses, LossKind } from './losses.ts';

const replaced: LossKind = {
  thing: 'id',
  why: 'not hexadecimal, or too long; replaced by a hash, the same everywhere',
};

/** The ids of one generation of a store. */
export class FixedIds {
  private readonly store: SpanStore;
  private readonly losses: Losses;
  private readonly hashes = new Map<StringId, Uint32Array>();
  private lastTrace = -1;
  private lastTraceText = '';
  /** The id found last: words, the most significant first. Of a span's id only the last two. */
  readonly words: Uint32Array = new Uint32Array(4);

  constructor(store: SpanStore, losses: Losses) {
    this.store = store;
    this.losses = losses;
  }

  /** 32 digits. */
  trace(index: number): string {
    if (index === this.lastTrace) return this.lastTraceText;
    this.findTrace(index);
    const [a, b, c, d] = this.words;
    const text = hexWord(a) + hexWord(b) + hexWord(c) + hexWord(d);
    // What is replaced is counted each time.
    this.lastTrace = this.store.traces.isOpaque(index) ? -1 : index;
    this.lastTraceText = text;
    return text;
  }

  /** 16 digits. */
  span(row: SpanRow): string {
    this.findSpan(row);
    return this.low();
  }

  /** 16 digits, or nothing. */
  parent(row: SpanRow): string {
    return this.findParent(row) ? this.low() : '';
  }

  /** 16 digits: the span that a link leads to; nothing, where it names none. */
  link(link: number): string {
    return this.findLink(link) ? this.low() : '';
  }

  findTrace(index: number): void {
    const { traces, strings } = this.store;
    if (traces.isOpaque(index)) this.hash(strings.add(traces.text(index)));
    else for (let i = 0; i < 4; i++) this.words[i] = traces.word(index, i);
  }

  findSpan(row: SpanRow): void {
    const { spanIdHigh, spanIdLow, flags } = this.store;
    this.set(spanIdHigh[row], spanIdLow[row], (flags[row] & SpanFlag.textSpanId) !== 0);
  }

  /** Whether there is one. */
  findParent(row: SpanRow): boolean {
    const { parentSpanIdHigh, parentSpanIdLow, flags } = this.store;
    const high = parentSpanIdHigh[row];
    const low = parentSpanIdLow[row];
    if (high === 0 && low === 0) return false;
    this.set(high, low, (flags[row] & SpanFlag.textParentSpanId) !== 0);
    return true;
  }

  /** Whether the link names a span. */
  findLink(link: number): boolean {
    const { spanIdHigh, spanIdLow, spanIdLength } = this.store.links;
    const low = spanIdLow[link];
    if (low === 0 && spanIdHigh[link] === 0) return false;
    this.set(spanIdHigh[link], low, spanIdLength[link] === 0);
    return true;
  }

  private low(): string {
    return hexWord(this.words[2]) + hexWord(this.words[3]);
  }

  private set(high: number, low: number, isText: boolean): void {
    if (isText) this.hash(low);
    else {
      this.words[2] = high;
      this.words[3] = low;
    }
  }

  private hash(text: StringId): void {
    this.losses.note(replaced);
    let hash = this.hashes.get(text);
    if (hash === undefined) {
      const digest = createHash('sha256').update(this.store.strings.bytes(text)).digest();
      hash = Uint32Array.from([12, 8, 4, 0], (at) => digest.readUInt32BE(at));
      this.hashes.set(text, hash);
    }
    this.words.set(hash);
  }
}

/** The ids of one generation of a store as they were read, as JSON. */
export class ReadIds {
  private readonly store: SpanStore;
  private lastTrace = -1;
  private lastTraceText = '';

  constructor(store: SpanStore) {
    this.store = store;
  }

  trace(index: number): string {
    if (index !== this.lastTrace) {
      this.lastTrace = index;
      this.lastTraceText = jsonLine(this.store.traces.text(index));
    }
    return this.lastTraceText;
  }

  span(row: SpanRow): string {
    const { flags, idLengths, spanIdHigh, spanIdLow } = this.store;
    const isFull = (idLengths[row] & 31) === 16 && (flags[row] & SpanFlag.textSpanId) === 0;
    if (!isFull) return jsonLine(this.store.spanId(row));
    return `"${hexWord(spanIdHigh[row])}${hexWord(spanIdLow[row])}"`;
  }

  /** Nothing, where there is none. */
  parent(row: SpanRow): string {
    const { flags, idLengths, parentSpanIdHigh, parentSpanIdLow } = this.store;
    const isFull = idLengths[row] >> 5 === 16 && (flags[row] & SpanFlag.textParentSpanId) === 0;
    if (isFull) return `"${hexWord(parentSpanIdHigh[row])}${hexWord(parentSpanIdLow[row])}"`;
    const parent = this.store.parentSpanId(row);
    return parent === undefined ? '' : jsonLine(parent);
  }

  /** The span that a link leads to; empty, where it names none. */
  link(link: number): string {
    const { spanIdHigh, spanIdLow, spanIdLength } = this.store.links;
    const low = spanIdLow[link];
    const length = spanIdLength[link];
    return jsonLine(length === 0 ? this.store.strings.text(low) : hexId64(spanIdHigh[link], low, length));
  }
}
