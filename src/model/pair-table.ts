/**
 * Pairs of whole numbers, numbered in order of first sight. Pairs of pairs number longer keys, and pairs of a parent and
 * a step the nodes of a trie.
 */
import { grown } from './strings.ts';

/** Append-only table of distinct pairs: open addressing, at most half full. */
export class PairTable {
  size = 0;
  private first = new Int32Array(32);
  private second = new Int32Array(32);
  /** Numbers of pairs, plus 1; 0 is free. */
  private slots = new Int32Array(64);

  /** The number of a pair of 32-bit integers, added when new. Constant on average. */
  number(first: number, second: number): number {
    const slot = this.slotOf(first, second);
    const found = this.slots[slot];
    return found === 0 ? this.append(slot, first, second) : found - 1;
  }

  /** Whether a pair is there. Constant on average. */
  has(first: number, second: number): boolean {
    return this.slots[this.slotOf(first, second)] !== 0;
  }

  firstOf(number: number): number {
    return this.first[number];
  }

  secondOf(number: number): number {
    return this.second[number];
  }

  /** The slot that a pair is in, or the free one that it belongs in. */
  private slotOf(first: number, second: number): number {
    const mask = this.slots.length - 1;
    let slot = hash(first, second) & mask;
    for (let found = this.slots[slot]; found !== 0; found = this.slots[slot]) {
      if (this.first[found - 1] === first && this.second[found - 1] === second) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private append(slot: number, first: number, second: number): number {
    const number = this.size++;
    this.first[number] = first;
    this.second[number] = second;
    this.slots[slot] = this.size;
    if (this.size === this.first.length) this.grow();
    return number;
  }

  private grow(): void {
    this.first = grown(this.first, this.size * 2);
    this.second = grown(this.second, this.size * 2);
    this.slots = new Int32Array(this.size * 4);
    const mask = this.slots.length - 1;
    for (let number = 0; number < this.size; number++) {
      let slot = hash(this.first[number], this.second[number]) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = number + 1;
    }
  }
}

function hash(first: number, second: number): number {
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
