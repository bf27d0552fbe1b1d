/**
 * Stable sort of numbers by a comparison: insertion sort for a few, otherwise a merge sort that starts from the runs it
 * finds, because spans mostly come in some order.
 */

/** Negative when a comes first. */
export type Compare = (a: number, b: number) => number;

const fewItems = 24;
let buffer = new Int32Array(1024);

/** Sorts items[from, to) in place. O(n log n), linear when sorted already. */
export function sortItems(items: Int32Array, from: number, to: number, compare: Compare): void {
  if (to - from <= fewItems) {
    insertionSort(items, from, to, compare);
    return;
  }
  if (isSorted(items, from, to, compare)) return;
  if (buffer.length < to - from) buffer = new Int32Array((to - from) * 2);
  for (let low = from; low < to; low += fewItems) {
    insertionSort(items, low, Math.min(low + fewItems, to), compare);
  }
  for (let width = fewItems; width < to - from; width *= 2) {
    for (let low = from; low + width < to; low += 2 * width) {
      merge(items, low, low + width, Math.min(low + 2 * width, to), compare);
    }
  }
}

function isSorted(items: Int32Array, from: number, to: number, compare: Compare): boolean {
  for (let i = from + 1; i < to; i++) if (compare(items[i - 1], items[i]) > 0) return false;
  return true;
}

function insertionSort(items: Int32Array, from: number, to: number, compare: Compare): void {
  for (let i = from + 1; i < to; i++) {
    const item = items[i];
    let at = i;
    for (; at > from && compare(items[at - 1], item) > 0; at--) items[at] = items[at - 1];
    items[at] = item;
  }
}

/** Merges the sorted items[low, middle) and items[middle, high). */
function merge(items: Int32Array, low: number, middle: number, high: number, compare: Compare): void {
  if (compare(items[middle - 1], items[middle]) <= 0) return;
  const left = middle - low;
  for (let i = 0; i < left; i++) buffer[i] = items[low + i];
  let a = 0;
  let b = middle;
  for (let to = low; a < left; to++) {
    if (b < high && compare(items[b], buffer[a]) < 0) items[to] = items[b++];
    else items[to] = buffer[a++];
  }
}
