/** Counts and shares as text. */

/** The count with separators: 1,204. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** The count and its noun: `1 span`, `1,204 spans`. */
export function counted(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** The share in whole percent; `<1%` and `>99%` where rounding would say none or all. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return '';
  const percent = Math.round(share * 100);
  if (percent === 0 && share > 0) return '<1%';
  if (percent === 100 && share < 1) return '>99%';
  return `${percent}%`;
}
