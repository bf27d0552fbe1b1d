/** Work side by side, in bounds. */

/**
 * The results of `work` for each item, in the order of the items, with at most `most` at work at a time. A failure ends
 * it: no further item is begun, and the failure is thrown where its result would have come.
 */
export async function* concurrently<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  const begin = (): void => {
    const promise = work(items[begun.length]);
    // It is looked at in its turn; until then it must not count as unhandled.
    promise.catch(() => {});
    begun.push(promise);
  };
  for (let next = 0; next < items.length; next++) {
    while (begun.length < Math.min(items.length, next + most)) begin();
    yield await begun[next];
  }
}
