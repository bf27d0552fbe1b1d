/**
 * Stable sort of numbers by a key each, and by a comparison where keys are equal: insertion sort for a few, otherwise a
 * merge sort that starts from the runs it finds, because spans mostly come in some order. Most are told apart by their
 * keys, without a call.
 */

/** Negative when a comes first. */
export type Compare = (a: number, b: number) => number;

const fewItems = 8;
let buffer = new Int32Array(1024);

/** Sorts items[from, to) in place: by keys[item], ascending, then by `ties`. O(n log n), linear when sorted already. */
export function sortItems(
  items: Int32Array,
  from: number,
  to: number,
  keys: Float64Array,
  ties: Compare,
): void {
  if (to - from <= fewItems) {
    insertionSort(items, from, to, keys, ties);
    return;
  }
  if (isSorted(items, from, to, keys, ties)) return;
  if (buffer.length < to - from) buffer = new Int32Array((to - from) * 2);
  for (let low = from; low < to; low += fewItems) {
    insertionSort(items, low, Math.min(low + fewItems, to), keys, ties);
  }
  for (let width = fewItems; width < to - from; width *= 2) {
    for (let low = from; low + width < to; low += 2 * width) {
      merge(items, low, low + width, Math.min(low + 2 * width, to), keys, ties);
    }
  }
}

/** Whether a comes after b. */
function isAfter(a: number, b: number, keys: Float64Array, ties: Compare): boolean {
  const keyA = keys[a];
  const keyB = keys[b];
  return keyA === keyB ? ties(a, b) > 0 : keyA > keyB;
}

function isSorted(items: Int32Array, from: number, to: number, keys: Float64Array, ties: Compare): boolean {
  for (let i = from + 1; i < to; i++) if (isAfter(items[i - 1], items[i], keys, ties)) return false;
  return true;
}

function insertionSort(items: Int32Array, from: number, to: number, keys: Float64Array, ties: Compare): void {
  for (let i = from + 1; i < to; i++) {
    const item = items[i];
    let at = i;
    for (; at > from && isAfter(items[at - 1], item, keys, ties); at--) items[at] = items[at - 1];
    items[at] = item;
  }
}

/** Merges the sorted items[low, middle) and items[middle, high). */
function merge(
  items: Int32Array,
  low: number,
  middle: number,
  high: number,
  keys: Float64Array,
  ties: Compare,
): void {
  if (!isAfter(items[middle - 1], items[middle], keys, ties)) return;
  const left = middle - low;
  for (let i = 0; i < left; i++) buffer[i] = items[low + i];
  let a = 0;
  let b = middle;
  for (let to = low; a < left; to++) {
    if (b < high && isAfter(buffer[a], items[b], keys, ties)) items[to] = items[b++];
    else items[to] = buffer[a++];
  }
}
