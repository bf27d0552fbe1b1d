/**
 * Finds the numbers of texts that were met before from a few of their bytes: interning looks at each byte twice, once for
 * its hash. The names of operations, kinds and statuses are few, and come again and again.
 */
import type { StringId, StringTable } from '../model/strings.ts';

const slotBits = 10;

/** A text a slot: the one that was met there last. */
export class RecentTexts {
  private readonly strings: StringTable;
  private readonly slots = new Int32Array(1 << slotBits);

  constructor(strings: StringTable) {
    this.strings = strings;
  }

  /** Forgets all: numbers mean other texts now. */
  clear(): void {
    this.slots.fill(0);
  }

  /** The id of bytes[from, to), added to the table when new; `words` views the same bytes, and three more. */
  intern(bytes: Uint8Array, words: DataView, from: number, to: number): StringId {
    const { strings, slots } = this;
    const slot = slotOf(words, from, to - from);
    const recent = slots[slot];
    if (recent !== 0 && strings.byteLength(recent) === to - from) {
      if (strings.standsAt(recent, bytes, words, from)) return recent;
    }
    return (slots[slot] = strings.intern(bytes, from, to));
  }
}

/** From the length and the first, middle and last four bytes; where there are fewer, from those that there are. */
function slotOf(words: DataView, from: number, length: number): number {
  let mixed = words.getInt32(from, true);
  if (length < 4) mixed <<= 32 - 8 * length;
  else {
    const middle = words.getInt32(from + ((length - 4) >> 1), true);
    const last = words.getInt32(from + length - 4, true);
    mixed = Math.imul(mixed, 0x9e3779b1) ^ Math.imul(middle, 0x85ebca6b) ^ last;
  }
  return Math.imul(mixed ^ length, 0xc2b2ae35) >>> (32 - slotBits);
}
