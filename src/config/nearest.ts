/** The name that was probably meant. */
import { distance } from 'fastest-levenshtein';

/** The name nearest to a misspelled one; undefined where none is near. Case does not count. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  // A third of the letters may be wrong, and at least two.
  let limit = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const off = distance(name.toLowerCase(), candidate.toLowerCase());
    if (off < Math.min(limit, Math.max(name.length, candidate.length))) {
      best = candidate;
      limit = off;
    }
  }
  return best;
}
