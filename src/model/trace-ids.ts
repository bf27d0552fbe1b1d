/**
 * Trace ids of a store: 128 bits in four words, or an opaque text, numbered in order of first sight.
 */
import { hexId } from './ids.ts';
import { grown, type StringId, type StringTable } from './strings.ts';

/** Number of a trace in the {@link TraceIdTable}. */
export type TraceIndex = number;

/** The ids of a table, in the order of their numbers. */
export interface TraceIdsPart {
  words: Uint32Array;
  texts: Int32Array;
  lengths: Uint8Array;
}

/** Append-only table of distinct trace ids, hashed by value. */
export class TraceIdTable {
  private words = new Uint32Array(4 * 256);
  private texts = new Int32Array(256);
  private lengths = new Uint8Array(256);
  private slots = new Int32Array(1024).fill(-1);
  private strings: StringTable;
  size = 0;

  constructor(strings: StringTable) {
    this.strings = strings;
  }

  /** The number of a hexadecimal id of `length` digits as read; the length of the first sighting is kept. */
  hex(word0: number, word1: number, word2: number, word3: number, length: number): TraceIndex {
    return this.find(word0, word1, word2, word3, 0, length);
  }

  /** The number of an id that is not hexadecimal. */
  opaque(text: StringId): TraceIndex {
    return this.find(0, 0, 0, 0, text, 0);
  }

  /** Whether trace `index` has this hexadecimal id. */
  is(index: TraceIndex, word0: number, word1: number, word2: number, word3: number): boolean {
    const at = index * 4;
    const words = this.words;
    return (
      words[at + 3] === word3 >>> 0 &&
      words[at + 2] === word2 >>> 0 &&
      words[at + 1] === word1 >>> 0 &&
      words[at] === word0 >>> 0 &&
      this.texts[index] === 0
    );
  }

  /** Word 0 (most significant) to 3 of an id; all 0 for an opaque one. */
  word(index: TraceIndex, which: number): number {
    return this.words[index * 4 + which];
  }

  /** Whether the id is an opaque text. */
  isOpaque(index: TraceIndex): boolean {
    return this.texts[index] !== 0;
  }

  /** The id as output spells it: 32 digits if it was read with 16 or more, else as many as read; an opaque one as it is. */
  text(index: TraceIndex): string {
    const text = this.texts[index];
    if (text !== 0) return this.strings.text(text);
    const at = index * 4;
    const { words, lengths } = this;
    const length = lengths[index] >= 16 ? 32 : lengths[index];
    return hexId(words[at], words[at + 1], words[at + 2], words[at + 3], length);
  }

  /** Forgets all ids. */
  clear(): void {
    this.size = 0;
    this.slots.fill(-1);
  }

  /** All ids, to be handed to another thread. */
  part(): TraceIdsPart {
    const { size } = this;
    return {
      words: this.words.slice(0, size * 4),
      texts: this.texts.slice(0, size),
      lengths: this.lengths.slice(0, size),
    };
  }

  /** Adds the ids of another table, whose strings have the ids given; returns this table's number for each of its numbers. */
  merge({ words, texts, lengths }: TraceIdsPart, strings: Int32Array): Int32Array {
    const indexes = new Int32Array(texts.length);
    for (let i = 0; i < indexes.length; i++) {
      const at = i * 4;
      const text = strings[texts[i]];
      indexes[i] = this.find(words[at], words[at + 1], words[at + 2], words[at + 3], text, lengths[i]);
    }
    return indexes;
  }

  private find(a: number, b: number, c: number, d: number, text: number, length: number): TraceIndex {
    const mask = this.slots.length - 1;
    let slot = hashWords(a, b, c, d ^ text) & mask;
    for (let index = this.slots[slot]; index >= 0; index = this.slots[slot]) {
      if (text === 0 ? this.is(index, a, b, c, d) : this.texts[index] === text) return index;
      slot = (slot + 1) & mask;
    }
    return this.append(slot, a, b, c, d, text, length);
  }

  private append(
    slot: number,
    a: number,
    b: number,
    c: number,
    d: number,
    text: number,
    length: number,
  ): TraceIndex {
    const index = this.size++;
    if (index === this.texts.length) {
      this.words = grown(this.words, index * 8);
      this.texts = grown(this.texts, index * 2);
      this.lengths = grown(this.lengths, index * 2);
    }
    const at = index * 4;
    this.words[at] = a;
    this.words[at + 1] = b;
    this.words[at + 2] = c;
    this.words[at + 3] = d;
    this.texts[index] = text;
    this.lengths[index] = length;
    this.slots[slot] = index;
    if (this.size * 2 > this.slots.length) this.rehash();
    return index;
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    const { words } = this;
    for (let index = 0; index < this.size; index++) {
      const at = index * 4;
      const last = words[at + 3] ^ this.texts[index];
      let slot = hashWords(words[at], words[at + 1], words[at + 2], last) & mask;
      while (slots[slot] >= 0) slot = (slot + 1) & mask;
      slots[slot] = index;
    }
    this.slots = slots;
  }
}

function hashWords(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul(hash ^ b ^ (hash >>> 15), 0xc2b2ae35);
  hash = Math.imul(hash ^ c ^ (hash >>> 13), 0x27d4eb2f);
  hash = Math.imul(hash ^ d ^ (hash >>> 16), 0x165667b1);
  return hash ^ (hash >>> 15);
}
