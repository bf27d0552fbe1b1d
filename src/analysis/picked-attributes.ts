/** A few attributes of spans, found without making the others: what analyses read of millions of spans. */
import { AttributeType } from '../model/attributes.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { Trace, TraceRow } from '../model/trace.ts';

/** Keys of one meaning, the best first. */
export type KeyGroup = readonly string[];

/**
 * Looks for the values of several groups of keys at once. Only texts and numbers count, both as StringIds of how they are
 * written; of equal keys the last, as everywhere. Linear in the attributes of the span.
 */
export class PickedAttributes {
  /** By group: the value found last, 0 where there is none. */
  readonly values: Int32Array;
  private readonly store: SpanStore;
  /** By key: its group + 1; 0 for keys that nobody looks for. */
  private readonly groupOf: Uint8Array;
  /** By key: how far behind the best key of its group. */
  private readonly rankOf: Uint8Array;
  private readonly ranks: Uint8Array;

  constructor(store: SpanStore, groups: readonly KeyGroup[]) {
    const numbers = groups.map((keys) => keys.map((key) => store.strings.add(key)));
    const size = Math.max(...numbers.flat()) + 1;
    this.store = store;
    this.values = new Int32Array(groups.length);
    this.ranks = new Uint8Array(groups.length);
    this.groupOf = new Uint8Array(size);
    this.rankOf = new Uint8Array(size);
    numbers.forEach((keys, group) =>
      keys.forEach((key, rank) => {
        this.groupOf[key] = group + 1;
        this.rankOf[key] = rank;
      }),
    );
  }

  /** Finds the values of a row; all 0 for a placeholder, and where no details were read. */
  pick(trace: Trace, row: TraceRow): Int32Array {
    const { values, ranks, store } = this;
    values.fill(0);
    if (trace.row[row] < 0 || !store.columns.details) return values;
    ranks.fill(none);
    this.pickRecord(trace.row[row]);
    if (trace.merged.size > 0) for (const part of trace.merged.get(row) ?? []) this.pickRecord(part);
    return values;
  }

  private pickRecord(row: SpanRow): void {
    const { groupOf, rankOf, ranks, values, store } = this;
    const { key, type, value } = store.attributes;
    const from = store.attributesFrom[row];
    // Backwards: the last of equal keys is then the first, and keeps its place.
    for (let a = from + store.attributesCount[row] - 1; a >= from; a--) {
      if (key[a] >= groupOf.length || groupOf[key[a]] === 0) continue;
      const group = groupOf[key[a]] - 1;
      const rank = rankOf[key[a]];
      if (rank >= ranks[group] || value[a] === 0 || !isWritten(type[a])) continue;
      ranks[group] = rank;
      values[group] = value[a];
    }
  }
}

const none = 255;

function isWritten(type: number): boolean {
  return type === AttributeType.string || type === AttributeType.int || type === AttributeType.double;
}
