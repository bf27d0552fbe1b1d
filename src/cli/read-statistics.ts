/** Partial results of `stats`, read and added up; write-statistics.ts says what they look like. */
import { Statistics } from '../analysis/aggregate/statistics.ts';
import type { Context } from './context.ts';
import { partialOf } from './partial-json.ts';
import { partialsIn } from './partial-lines.ts';
import type { StatisticsSettings } from './write-statistics.ts';

/** Partial results added up, and how all of them were counted. */
export interface Merged {
  statistics: Statistics;
  settings: StatisticsSettings;
}

/** Adds up the partial results of sources. Throws as `partialsIn` does. Holds the sum and one result at a time. */
export function readPartials(context: Context, given: readonly string[]): Merged {
  const statistics = new Statistics();
  let last: StatisticsSettings | undefined;
  for (const { settings, state } of partialsIn(context, given, partialOf, (one) => flagsOf(one.settings))) {
    statistics.merge(state);
    last = settings;
  }
  if (last === undefined) throw new Error('partialsIn throws where there is none');
  return { statistics, settings: last };
}

/** Settings as the flags that make them. */
function flagsOf(settings: StatisticsSettings): string[] {
  const { by, match, where, profile, skew, self, allRoots, adoptOrphans } = settings;
  return [
    `--by ${by.join(',')}`,
    where === '' ? 'no --where' : `--where '${where}'`,
    `--match ${match}`,
    `--profile ${profile}`,
    `--skew ${skew}`,
    `--self ${self}`,
    allRoots ? '--all-roots' : 'no --all-roots',
    adoptOrphans ? '--adopt-orphans' : 'no --adopt-orphans',
  ];
}
