import type { AttributeTable } from '../model/attributes.ts';
import { grown, type StringId } from '../model/strings.ts';

/** Of the rows of a table that have the same key the last, which is the one that counts. One object serves all ranges. */
export class LastRows {
  private rows = new Int32Array(1 << 10);
  private keys: Int32Array = new Int32Array(0);
  private from = 0;
  private to = 0;

  /** Looks at the rows [from, from + count). */
  find({ key }: AttributeTable, from: number, count: number): void {
    this.keys = key;
    this.from = from;
    this.to = from + count;
    for (let row = from; row < this.to; row++) {
      if (key[row] >= this.rows.length) this.rows = grown(this.rows, key[row] * 2);
      this.rows[key[row]] = row;
    }
  }

  /** The last row with a key; -1 where none has it. */
  of(key: StringId): number {
    // What other ranges left behind is told by its key.
    const row = key < this.rows.length ? this.rows[key] : -1;
    return row >= this.from && row < this.to && this.keys[row] === key ? row : -1;
  }
}
