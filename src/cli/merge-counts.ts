/** From arguments and flags to the sum of partial results. */
import { ExitCode, UsageError } from '../errors.ts';
import type { Context } from './context.ts';
import type { CountedTraces, CountFlags } from './count-traces.ts';
import { readPartials } from './read-statistics.ts';

/** Adds up the partial results that arguments name. Throws UsageError for flags that come too late. */
export function mergeCounts(context: Context, args: readonly string[], flags: CountFlags): CountedTraces {
  refuseLateFlags(flags);
  const { statistics, settings } = readPartials(context, [...args, ...(flags.file ?? [])]);
  return { statistics, settings, exitCode: ExitCode.ok };
}

/** Throws UsageError for flags that decide what is counted: that was done. */
export function refuseLateFlags(flags: CountFlags): void {
  const late = lateFlags(flags);
  if (late.length === 0) return;
  throw new UsageError(`${late[0]} does not go with --merge: the traces were counted before`, {
    hint: `give ${late.join(' and ')} to the runs with --partial`,
  });
}

/** The flags given that decide what is counted. */
function lateFlags(flags: CountFlags): string[] {
  const given: Readonly<Record<string, boolean>> = {
    '--backend': flags.backend !== undefined,
    '--by': flags.by !== undefined,
    '--match': flags.match !== undefined,
    '--where': flags.where !== undefined,
    '--service': flags.service !== undefined,
    '--operation': flags.operation !== undefined,
    '--min-duration': flags.minDuration !== undefined,
    '--max-duration': flags.maxDuration !== undefined,
    '--errors': flags.errors === true,
    '--tag': flags.tag !== undefined,
    '--since': flags.since !== undefined,
    '--from': flags.from !== undefined,
    '--to': flags.to !== undefined,
    '--profile': flags.profile !== 'auto',
    '--skew': flags.skew !== 'auto',
    '--self': flags.self !== 'blocking',
    '--all-roots': flags.allRoots === true,
    '--adopt-orphans': flags.adoptOrphans === true,
  };
  return Object.keys(given).filter((flag) => given[flag]);
}
