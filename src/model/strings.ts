/**
 * Strings interned by their UTF-8 bytes, so that reading a dump makes no JavaScript string for a name it has seen.
 *
 *   text     arena of all bytes, one after the other
 *   id       0 is the empty string; ids count up in order of first sight
 *   lookup   open addressing, at most half full, FNV-1a
 *
 * Bytes that are not UTF-8 survive: `text` turns each into a lone surrogate U+DC80..U+DCFF (as Python's
 * "surrogateescape" does), which views show as `\xNN`.
 */

/** Number of an interned string in its {@link StringTable}; 0 is the empty string. */
export type StringId = number;

/** The strings of a table, in the order of their ids. */
export interface StringsPart {
  arena: Uint8Array;
  offsets: Uint32Array;
  hashes: Int32Array;
}

/** Append-only table of distinct byte strings. */
export class StringTable {
  /** All bytes, one string after the other; string `id` is arena[offsets[id], offsets[id + 1]). Replaced when it grows. */
  arena: Uint8Array = new Uint8Array(1 << 16);
  /** The arena, for looking at four bytes at once. */
  words: DataView = new DataView(this.arena.buffer);
  private used = 0;
  offsets: Uint32Array = new Uint32Array(1 << 11);
  private hashes = new Int32Array(1 << 11);
  private slots = new Int32Array(1 << 11);
  private decoded: (string | undefined)[] = [''];

  /** How many distinct strings there are, the empty one included. */
  size = 1;

  /** The id of bytes[from, to), added when new. */
  intern(bytes: Uint8Array, from: number, to: number): StringId {
    return this.internHashed(bytes, from, to, hashBytes(bytes, from, to));
  }

  /** The same for a caller that has hashed the bytes: FNV-1a from `hashSeed` by `hashStep`. */
  internHashed(bytes: Uint8Array, from: number, to: number, hash: number): StringId {
    if (from === to) return 0;
    const mask = this.slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let id = this.slots[slot]; id !== 0; id = this.slots[slot]) {
      if (this.hashes[id] === hash && this.equals(id, bytes, from, to)) return id;
      slot = (slot + 1) & mask;
    }
    return this.append(slot, hash, bytes, from, to);
  }

  /** The id of a JavaScript string, added when new. */
  add(text: string): StringId {
    const bytes = Buffer.from(text);
    return this.intern(bytes, 0, bytes.length);
  }

  /** The string of an id, decoded once. */
  text(id: StringId): string {
    return (this.decoded[id] ??= decodeUtf8(this.arena.subarray(this.offsets[id], this.offsets[id + 1])));
  }

  /** Bytes of all strings together. */
  get byteSize(): number {
    return this.used;
  }

  /** All strings, to be handed to another thread. */
  part(): StringsPart {
    const { used, size } = this;
    return {
      arena: this.arena.slice(0, used),
      offsets: this.offsets.slice(0, size + 1),
      hashes: this.hashes.slice(0, size),
    };
  }

  /** Adds the strings of another table; returns this table's id for each of its ids. */
  merge({ arena, offsets, hashes }: StringsPart): Int32Array {
    const ids = new Int32Array(hashes.length);
    for (let id = 1; id < ids.length; id++) {
      ids[id] = this.internHashed(arena, offsets[id], offsets[id + 1], hashes[id]);
    }
    return ids;
  }

  /** Forgets the strings from the number `size` on: new ones will get their numbers. Linear in the table. */
  truncate(size: number): void {
    if (size >= this.size) return;
    this.size = size;
    this.used = this.offsets[size];
    this.decoded.length = Math.min(this.decoded.length, size);
    this.fill(this.slots.fill(0));
  }

  /** Length in bytes. */
  byteLength(id: StringId): number {
    return this.offsets[id + 1] - this.offsets[id];
  }

  /** Whether bytes[from, from + byteLength(id)) are this string's bytes; the caller sees to it that they exist. */
  startsAt(id: StringId, bytes: Uint8Array, from: number): boolean {
    const arena = this.arena;
    const stop = this.offsets[id + 1];
    for (let a = this.offsets[id], b = from; a < stop; a++, b++) if (arena[a] !== bytes[b]) return false;
    return true;
  }

  /** The same, four bytes at a time; `words` views the same bytes. */
  standsAt(id: StringId, bytes: Uint8Array, words: DataView, at: number): boolean {
    const { words: own, offsets } = this;
    const from = offsets[id];
    const length = offsets[id + 1] - from;
    if (length < 4) return this.startsAt(id, bytes, at);
    // The last step overlaps the one before, so that no byte is looked at alone.
    const last = length - 4;
    if (own.getInt32(from + last, true) !== words.getInt32(at + last, true)) return false;
    for (let i = 0; i < last; i += 4)
      if (own.getInt32(from + i, true) !== words.getInt32(at + i, true)) return false;
    return true;
  }

  /** The bytes of an id; a view, valid until the next `intern`. */
  bytes(id: StringId): Uint8Array {
    return this.arena.subarray(this.offsets[id], this.offsets[id + 1]);
  }

  private equals(id: StringId, bytes: Uint8Array, from: number, to: number): boolean {
    return this.byteLength(id) === to - from && this.startsAt(id, bytes, from);
  }

  private append(slot: number, hash: number, bytes: Uint8Array, from: number, to: number): StringId {
    const id = this.size++;
    const length = to - from;
    if (this.used + length > this.arena.length) {
      const arena = new Uint8Array(Math.max(this.arena.length * 2, this.used + length));
      arena.set(this.arena.subarray(0, this.used));
      this.arena = arena;
      this.words = new DataView(arena.buffer);
    }
    if (id + 2 > this.offsets.length) {
      this.offsets = grown(this.offsets, id * 2);
      this.hashes = grown(this.hashes, id * 2);
    }
    if (length < 32) for (let i = 0; i < length; i++) this.arena[this.used + i] = bytes[from + i];
    else this.arena.set(bytes.subarray(from, to), this.used);
    this.used += length;
    this.offsets[id] = this.used - length;
    this.offsets[id + 1] = this.used;
    this.hashes[id] = hash;
    this.slots[slot] = id;
    if (this.size * 2 > this.slots.length) this.rehash();
    return id;
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    this.fill(this.slots);
  }

  /** Enters all strings into slots that are empty. */
  private fill(slots: Int32Array): void {
    const mask = slots.length - 1;
    for (let id = 1; id < this.size; id++) {
      const hash = this.hashes[id];
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
  }
}

/** FNV-1a: start with the seed, and for each byte xor it and multiply by the step. */
export const hashSeed: number = 0x811c9dc5;
export const hashStep: number = 0x01000193;

function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = hashSeed;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], hashStep);
  return hash;
}

/** A typed array with the same content and room for `length` elements. */
export function grown<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array>(
  column: T,
  length: number,
): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a typed array's constructor makes its own kind
  const larger = new (column.constructor as new (length: number) => T)(length);
  larger.set(column);
  return larger;
}

/** Bytes of a text that become a string; more is an attack. */
const longestText = 1 << 26;

/** UTF-8 to a string; each byte that is not UTF-8 becomes the lone surrogate U+DC00 + byte. */
export function decodeUtf8(bytes: Uint8Array): string {
  // V8 has no strings beyond half a gigabyte; what is left of such a text is marked.
  if (bytes.length > longestText) return `${decodeUtf8(bytes.subarray(0, longestText))}…`;
  // Not TextDecoder: making one takes longer than reading a small dump.
  const text = utf8Text(bytes);
  // U+FFFD stands for what is not UTF-8, or for itself.
  return text.includes('\ufffd') ? decodeLossless(bytes) : text;
}

function utf8Text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function decodeLossless(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes, i);
    if (length === 0) text += String.fromCharCode(0xdc00 + bytes[i++]);
    else {
      text += utf8Text(bytes.subarray(i, i + length));
      i += length;
    }
  }
  return text;
}

/** Bytes of the well-formed UTF-8 sequence at i, or 0 (Unicode 16, table 3-7). */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const lead = bytes[i];
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || i + length > bytes.length) return 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (bytes[i + 1] < low || bytes[i + 1] > high) return 0;
  for (let k = 2; k < length; k++) if ((bytes[i + k] & 0xc0) !== 0x80) return 0;
  return length;
}
