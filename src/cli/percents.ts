/** Quantiles as flags name them. */
import { InvalidArgumentError } from 'commander';

import type { Percent } from '../analysis/aggregate/quantiles.ts';

/** Quantiles with commas between them: `p50,p99.9`. */
export function percents(text: string): Percent[] {
  return text.split(',').map((part) => {
    const [, digits] = /^\s*p?(\d{1,3}(?:\.\d{1,2})?)\s*$/.exec(part) ?? [];
    const percent = Number(digits ?? NaN);
    if (!(percent > 0 && percent <= 100)) {
      throw new InvalidArgumentError('Expected quantiles such as p50,p95,p99.9.');
    }
    return percent;
  });
}
