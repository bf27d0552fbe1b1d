/** `tracectl diff`: what changed between two traces, or two sets of traces. */
import { Command, InvalidArgumentError, Option } from 'commander';

import { compareSets, regressions, type SetsDiff } from '../analysis/diff/compare-sets.ts';
import { compareTraces } from '../analysis/diff/compare-traces.ts';
import { SetValues } from '../analysis/diff/set-values.ts';
import { PatternNames } from '../analysis/patterns/names.ts';
import type { CommandSpec } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { diffSides, type Side } from '../cli/diff-sides.ts';
import {
  type BackendSearchFlags,
  backendSearchOptions,
  type AnalysisFlags,
  filterOptions,
  type OutputFlags,
  outputOptions,
  pathOptions,
  type SourceFlags,
  sourceOptions,
} from '../cli/options.ts';
import { collect, wholeNumber } from '../cli/parsers.ts';
import { type PickFlags, rebuild } from '../cli/pick.ts';
import { printReport } from '../cli/print-report.ts';
import type { Selection } from '../cli/select.ts';
import { ExitCode } from '../errors.ts';
import type { Trace } from '../model/trace.ts';
import { type PathSort, pathSorts } from '../views/diff-sorts.ts';

/** Flags of `diff`. */
export interface DiffFlags
  extends SourceFlags, BackendSearchFlags, OutputFlags, PickFlags, Pick<AnalysisFlags, 'profile' | 'skew'> {
  trace?: string[];
  sets?: boolean;
  by: 'critical' | 'self';
  sort: PathSort;
  all?: boolean;
  attributes?: boolean;
  failOnRegression?: number;
  /** Traces wanted of a backend, for each side. */
  traces?: number;
}

const notes = `
A side is a trace id, a file, a folder, a quoted glob, an address that shows a trace, or a backend: its address or the
name of a context. Ids are looked up in -f, -b, or what is piped in. Where both sides are one trace, they are aligned
span by span; else the sets are compared, and what changed has to be significant: a q of 0.05 at most, over all tests
together, and a shift of at least 1% of the median request. Two sets of the same kind are the same in nearly all cases.

Examples:
  tracectl diff 4bf92f3577b34da6 a3ce929d0e0e4736 -f traces.jsonl.gz
  tracectl diff before.json after.json --attributes
  tracectl diff before.jsonl.gz after.jsonl.gz
  tracectl diff before/ after/ --where '{ rootName = "POST /checkout" }' -o markdown
  tracectl diff staging production --service checkout --since 1h --traces 500
  tracectl diff main.jsonl branch.jsonl --fail-on-regression 5%
`;

export const diff: CommandSpec<DiffFlags> = {
  declare() {
    const command = new Command('diff')
      .summary('what changed between two traces, or two sets')
      .description('Compares two traces span by span, or two sets of traces by statistics.')
      .argument('[A]', 'what was before: a trace id, dump, folder, quoted glob, backend, or - for stdin')
      .argument('[B]', 'what is after')
      .argument('[FILE...]', 'with --trace: where the traces are')
      .option('--trace <id>', 'a trace with this id; given twice', collect)
      .option('--sets', 'compare as sets, also where both sides are one trace')
      .addOption(
        new Option('--by <measure>', 'time of operations in sets: on the critical path, or self time')
          .choices(['critical', 'self'])
          .default('critical'),
      )
      .addOption(
        new Option('--sort <order>', 'of two traces: as the tree, or the largest change first')
          .choices(pathSorts)
          .default('tree'),
      )
      .option('--all', 'as text: also what did not change')
      .option('--attributes', 'of two traces: attributes that differ')
      .option(
        '--fail-on-regression <percent>',
        'exit 1 if requests became longer by more than so much: 5%',
        percent,
      )
      .option('--traces <count>', 'traces to read of a backend, 0 for all; 20 if not given', wholeNumber);
    outputOptions(filterOptions(backendSearchOptions(sourceOptions(command))));
    return pathOptions(command)
      .option('--allow-empty', 'exit 0 when nothing is found')
      .addHelpText('after', notes);
  },

  async run(context, args, flags) {
    const [before, after] = await diffSides(context, args, flags);
    const names = new PatternNames();
    const a = await read(before, names, flags);
    if (typeof a === 'number') return a;
    const b = await read(after, names, flags);
    if (typeof b === 'number') return b;
    const isFound =
      a.one && b.one
        ? await diffTraces(
            context,
            await traceOf(before, a.one, flags),
            await traceOf(after, b.one, flags),
            flags,
          )
        : await diffSets(
            context,
            compareSets(a.values(), b.values(), names),
            [before.name, after.name],
            flags,
          );
    if (isFound) return ExitCode.found;
    return a.exitCode === ExitCode.ok ? b.exitCode : a.exitCode;
  },
};

/** `5%` or `5`: five of a hundred. */
function percent(text: string): number {
  if (!/^\d{1,6}(\.\d+)?%?$/.test(text))
    throw new InvalidArgumentError('Expected percent, such as 5% or 0.5%.');
  return Number.parseFloat(text) / 100;
}

/** A side that was read: the trace that it is, or its values. */
interface ReadSide {
  one: Selection | undefined;
  values: () => SetValues;
  exitCode: number;
}

/** Reads a side; of a set only the values are kept, which is much less than what was read. */
async function read(side: Side, names: PatternNames, flags: DiffFlags): Promise<ReadSide | number> {
  const selection = await side.load({ details: !side.isFiles });
  if (typeof selection === 'number') return selection;
  const { exitCode } = selection;
  if (selection.groups.length === 1 && !flags.sets) {
    return { one: selection, values: () => valuesOf(selection, names, flags), exitCode };
  }
  const values = valuesOf(selection, names, flags);
  return { one: undefined, values: () => values, exitCode };
}

function valuesOf({ loaded, groups }: Selection, names: PatternNames, flags: DiffFlags): SetValues {
  const values = new SetValues(names, { profile: flags.profile, by: flags.by });
  for (const group of groups) values.add(rebuild(loaded, group, flags));
  return values;
}

/** The trace of a side with its attributes, for which files are read once more: nobody knew that they hold one trace. */
async function traceOf(side: Side, selection: Selection, flags: DiffFlags): Promise<Trace> {
  const again = selection.loaded.store.columns.details
    ? selection
    : await side.load({ details: true, quiet: true });
  const full = typeof again === 'number' ? selection : again;
  return rebuild(full.loaded, full.groups[0], flags);
}

/** Says whether what was compared is worse than allowed. */
async function diffTraces(context: Context, a: Trace, b: Trace, flags: DiffFlags): Promise<boolean> {
  const result = compareTraces(a, b, { profile: flags.profile, self: 'blocking' });
  const { diffTracesReport } = await import('../views/diff-traces.ts');
  await printReport(context, diffTracesReport(result, flags), flags);
  const allowed = flags.failOnRegression;
  return allowed !== undefined && result.totalNano > allowed * result.before.durationNano;
}

/** Says whether what was compared is worse than allowed. */
async function diffSets(
  context: Context,
  result: SetsDiff,
  titles: [string, string],
  flags: DiffFlags,
): Promise<boolean> {
  const { diffSetsReport } = await import('../views/diff-sets.ts');
  await printReport(context, diffSetsReport(result, { ...flags, titles }), flags);
  const allowed = flags.failOnRegression;
  return allowed !== undefined && regressions(result, allowed).length > 0;
}
