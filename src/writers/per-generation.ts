import type { SpanStore } from '../model/span-store.ts';

/** What is made of a store, made anew for each generation of each store. */
export function perGeneration<T>(make: (store: SpanStore) => T): (store: SpanStore) => T {
  let last: { store: SpanStore; generation: number; made: T } | undefined;
  return (store) => {
    if (last?.store !== store || last.generation !== store.generation) {
      last = { store, generation: store.generation, made: make(store) };
    }
    return last.made;
  };
}
