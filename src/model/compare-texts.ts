/** Negative where a comes first: by UTF-16 units, as everywhere in JavaScript, so in the same order on every machine. */
export function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
