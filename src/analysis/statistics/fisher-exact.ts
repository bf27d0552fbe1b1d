/**
 * Whether two yes-or-no questions depend on each other, exactly, however small the counts: Fisher's two-sided test
 * (https://en.wikipedia.org/wiki/Fisher's_exact_test). All tables with the sums of the rows and columns given that are at
 * most as probable as the one seen are counted, as scipy.stats.fisher_exact does.
 */

/** Counts: rows are one question, columns the other. */
export type Table = readonly [readonly [number, number], readonly [number, number]];

/** Tables as probable as the one seen count, too, though their rounding differs. */
const slack = 1 + 1e-7;

/**
 * How probable a table as lopsided as this is where the questions have nothing to do with each other. Linear in the
 * smallest sum of a row or column. Probabilities are relative to the largest: see `quantileInterval`.
 */
export function fisherExact([[a, b], [c, d]]: Table): number {
  const [row, column, all] = [a + b, a + c, a + b + c + d];
  const [least, most] = [Math.max(0, row + column - all), Math.min(row, column)];
  const mode = Math.min(most, Math.floor(((row + 1) * (column + 1)) / (all + 2)));
  const terms = new Float64Array(most - least + 1);
  terms[mode - least] = 1;
  const step = (k: number): number => ((row - k) / (k + 1)) * ((column - k) / (all - row - column + k + 1));
  for (let k = mode; k < most; k++) terms[k + 1 - least] = terms[k - least] * step(k);
  for (let k = mode - 1; k >= least; k--) terms[k - least] = terms[k + 1 - least] / step(k);
  const limit = terms[a - least] * slack;
  let sum = 0;
  let asFar = 0;
  for (const term of terms) {
    sum += term;
    if (term <= limit) asFar += term;
  }
  return Math.min(1, asFar / sum);
}
