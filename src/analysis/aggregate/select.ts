/** One value in the place that sorting would give it, in a fraction of the time that sorting takes. */

/** Fewer values than this are sorted. */
const few = 32;

/**
 * Rearranges values[from, to) so that the value at `at` is the one that sorting would put there, none before it is larger,
 * and none behind it smaller: Hoare's quickselect. Linear on average; values made to defeat it are sorted.
 */
export function select(values: Float64Array, from: number, to: number, at: number): void {
  let [low, high] = [from, to];
  const patience = 2 * Math.ceil(Math.log2(to - from + 1));
  for (let round = 0; high - low > few && round < patience; round++) {
    const pivot = middleOf(values[low], values[(low + high) >> 1], values[high - 1]);
    let [left, right] = [low, high - 1];
    while (left <= right) {
      while (values[left] < pivot) left++;
      while (values[right] > pivot) right--;
      if (left > right) break;
      const value = values[left];
      values[left++] = values[right];
      values[right--] = value;
    }
    if (at <= right) high = right + 1;
    else if (at >= left) low = left;
    else return;
  }
  values.subarray(low, high).sort();
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
