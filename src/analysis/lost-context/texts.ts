/** Texts of any stores, numbered: what is kept of traces whose store may be cleared. */
import type { SpanStore } from '../../model/span-store.ts';
import type { StringId } from '../../model/strings.ts';

/** Distinct texts, each changed by `fold` first; 0 is the empty one. */
export class Texts {
  readonly values: string[] = [''];
  private readonly fold: (text: string) => string;
  private readonly numbers = new Map<string, number>([['', 0]]);
  private store: SpanStore | undefined;
  private generation = 0;
  /** Of the store seen last: the number of each text. */
  private readonly known = new Map<StringId, number>();

  constructor(fold: (text: string) => string = (text) => text) {
    this.fold = fold;
  }

  /** The number of a store's text. Constant but for the first time. */
  of(store: SpanStore, id: StringId): number {
    if (this.store !== store || this.generation !== store.generation) {
      this.store = store;
      this.generation = store.generation;
      this.known.clear();
    }
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const number = this.add(store.strings.text(id));
    this.known.set(id, number);
    return number;
  }

  /** The number of a text. */
  add(text: string): number {
    const folded = this.fold(text);
    const known = this.numbers.get(folded);
    if (known !== undefined) return known;
    this.numbers.set(folded, this.values.length);
    return this.values.push(folded) - 1;
  }
}
