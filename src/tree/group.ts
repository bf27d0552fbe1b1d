/**
 * The spans of a store, sorted into traces: a counting sort of the rows by trace id, after the ids that mean one trace
 * were joined.
 */
import type { Finding } from '../model/finding.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { TraceIndex } from '../model/trace-ids.ts';
import { isShortId, joinShortIds } from './short-trace-ids.ts';

/** Number of a trace among {@link TraceGroups}, in order of first sight. */
export type GroupIndex = number;

/** Which rows of the store make up which trace. */
export class TraceGroups {
  readonly count: number;
  private readonly store: SpanStore;
  /** By group: the trace id that names it. */
  private readonly named: Int32Array;
  /** By trace id: its group, or -1 where no span has it. */
  private readonly groupOf: Int32Array;
  private readonly from: Int32Array;
  private readonly sorted: Int32Array;
  private readonly ambiguous: Map<GroupIndex, Finding>;

  /** `representative` says by trace id which id names its trace, -1 where no span has it. */
  constructor(store: SpanStore, representative: Int32Array, ambiguous: Map<TraceIndex, Finding>) {
    this.store = store;
    this.groupOf = new Int32Array(representative.length).fill(-1);
    const named = new Int32Array(representative.length);
    let count = 0;
    for (let row = 0; row < store.size; row++) {
      const index = representative[store.trace[row]];
      if (this.groupOf[index] >= 0) continue;
      named[count] = index;
      this.groupOf[index] = count++;
    }
    for (let index = 0; index < representative.length; index++) {
      if (representative[index] >= 0) this.groupOf[index] = this.groupOf[representative[index]];
    }
    this.count = count;
    this.named = named.slice(0, count);
    this.from = new Int32Array(count + 1);
    this.sorted = new Int32Array(store.size);
    this.sortRows();
    this.ambiguous = new Map([...ambiguous].map(([index, finding]) => [this.groupOf[index], finding]));
  }

  /** The trace id as output spells it; of two lengths the longer. */
  traceId(group: GroupIndex): string {
    return this.store.traces.text(this.named[group]);
  }

  /** Rows of the store, in order of reading; a view. */
  rows(group: GroupIndex): Int32Array {
    return this.sorted.subarray(this.from[group], this.from[group + 1]);
  }

  /** What is odd about the trace's id. */
  findings(group: GroupIndex): Finding[] {
    const finding = this.ambiguous.get(group);
    return finding ? [finding] : [];
  }

  /** The group of a trace id of the store, or -1 when no span has it. */
  groupOfTrace(index: TraceIndex): GroupIndex {
    return index < this.groupOf.length ? this.groupOf[index] : -1;
  }

  private sortRows(): void {
    const { trace, size } = this.store;
    const { groupOf, from, sorted } = this;
    for (let row = 0; row < size; row++) from[groupOf[trace[row]] + 1]++;
    for (let group = 0; group < this.count; group++) from[group + 1] += from[group];
    const next = from.slice();
    for (let row = 0; row < size; row++) sorted[next[groupOf[trace[row]]]++] = row;
  }
}

/** The traces of a store. Linear. */
export function groupTraces(store: SpanStore): TraceGroups {
  const representative = new Int32Array(store.traces.size).fill(-1);
  let hasShort = false;
  for (let row = 0; row < store.size; row++) {
    const index = store.trace[row];
    if (representative[index] >= 0) continue;
    representative[index] = index;
    if (isShortId(store, index)) hasShort = true;
  }
  const ambiguous = hasShort ? joinShortIds(store, representative) : new Map<TraceIndex, Finding>();
  return new TraceGroups(store, representative, ambiguous);
}

/** What a trace id given by a person names. */
export interface FoundGroups {
  groups: GroupIndex[];
  /** False: nothing has this id in full, but one half of the ids is equal and the other unknown to one side. */
  exact: boolean;
}

/**
 * The traces with an id: case, leading zeros and the dashes of a UUID don't matter. Only when nothing matches in full, an
 * id of 64 bits finds those of 128 with the same low half, and the other way round.
 */
export function findGroups(store: SpanStore, groups: TraceGroups, idText: string): FoundGroups {
  const opaque = groupsWhere(store, groups, (index) => {
    return store.traces.isOpaque(index) && store.traces.text(index) === idText;
  });
  if (opaque.length > 0) return { groups: opaque, exact: true };
  const digits = idText.replaceAll('-', '').replace(/^0+(?=.)/, '');
  if (!/^[0-9a-f]{1,32}$/i.test(digits)) return { groups: [], exact: true };
  const [a, b, c, d] = (digits.padStart(32, '0').match(/.{8}/g) ?? []).map((word) =>
    Number.parseInt(word, 16),
  );
  const full = groupsWhere(store, groups, (index) => store.traces.is(index, a, b, c, d));
  if (full.length > 0) return { groups: full, exact: true };
  const isShort = a === 0 && b === 0;
  const half = groupsWhere(store, groups, (index) => {
    const { traces } = store;
    if (traces.isOpaque(index) || traces.word(index, 2) !== c || traces.word(index, 3) !== d) return false;
    return isShort || isShortId(store, index);
  });
  return { groups: half, exact: half.length === 0 };
}

/** The groups that have a trace id of which `matches` holds, each once. */
function groupsWhere(
  store: SpanStore,
  groups: TraceGroups,
  matches: (index: TraceIndex) => boolean,
): GroupIndex[] {
  const found = new Set<GroupIndex>();
  for (let index = 0; index < store.traces.size; index++) {
    const group = groups.groupOfTrace(index);
    if (group >= 0 && matches(index)) found.add(group);
  }
  return [...found];
}
