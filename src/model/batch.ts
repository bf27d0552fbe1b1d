import type { SpanStore } from './span-store.ts';

/** Spans of a dump that passes through a store, held before they are worth taking away. */
const batchSpans = 1 << 14;
/** Bytes of distinct texts held, for spans that are large. */
const batchBytes = 32 << 20;

/** Says when a store through which a dump passes holds enough to be worth the work on it. */
export class Batch {
  private readonly spans: number;
  /** Bytes of texts that the store had when it was empty. */
  private emptyBytes = 0;

  /** `spans` is for tests. */
  constructor(spans: number = batchSpans) {
    this.spans = spans;
  }

  isFull({ size, strings }: SpanStore): boolean {
    return size >= this.spans || (size > 0 && strings.byteSize - this.emptyBytes >= batchBytes);
  }

  /** Empties the store for the next spans. */
  clear(store: SpanStore): void {
    store.clear();
    this.emptyBytes = store.strings.byteSize;
  }
}
