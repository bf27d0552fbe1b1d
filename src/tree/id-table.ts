/**
 * Which node has a span id: open addressing over two 32-bit words and whether they are a text's number. Nodes that share
 * an id form a chain in ascending order, `next`.
 */

/** Reusable hash table from span ids to nodes. */
export class IdTable {
  /** The next node with the same id, or -1. */
  next: Int32Array = new Int32Array(128);
  private slots = new Int32Array(256);
  private high = new Uint32Array(128);
  private low = new Uint32Array(128);
  private text = new Uint8Array(128);
  private mask = 255;

  /** Empties the table and makes room for `capacity` nodes. */
  clear(capacity: number): void {
    if (capacity > this.next.length) {
      const length = capacity * 2;
      this.next = new Int32Array(length);
      this.high = new Uint32Array(length);
      this.low = new Uint32Array(length);
      this.text = new Uint8Array(length);
    }
    let slots = 64;
    while (slots < capacity * 2) slots *= 2;
    if (slots > this.slots.length) this.slots = new Int32Array(slots);
    this.slots.fill(-1, 0, slots);
    this.mask = slots - 1;
  }

  /** Puts a node before those with the same id; returns whether there were any. `text` is 0 or 1. */
  add(node: number, high: number, low: number, text: number): boolean {
    const slot = this.slotOf(high, low, text);
    const other = this.slots[slot];
    this.high[node] = high;
    this.low[node] = low;
    this.text[node] = text;
    this.next[node] = other;
    this.slots[slot] = node;
    return other >= 0;
  }

  /** The first node with an id, or -1. */
  find(high: number, low: number, text: number): number {
    return this.slots[this.slotOf(high, low, text)];
  }

  private slotOf(high: number, low: number, text: number): number {
    const { slots, mask } = this;
    let hash = Math.imul(high ^ 0x9e3779b9, 0x85ebca6b);
    hash = Math.imul(hash ^ low ^ (hash >>> 15), 0xc2b2ae35);
    let slot = (hash ^ (hash >>> 16)) & mask;
    for (let node = slots[slot]; node >= 0; node = slots[slot]) {
      if (this.low[node] === low && this.high[node] === high && this.text[node] === text) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
