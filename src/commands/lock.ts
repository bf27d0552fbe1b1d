/** `tracectl lock`: the shape of requests in a file that is committed. */
import { resolve } from 'node:path';

import { Command } from 'commander';

import { compareShapes, type ShapeChange } from '../analysis/shape/compare.ts';
import { defaultLockFile, lockText } from '../analysis/shape/lock-file.ts';
import { compareOperations, type Shape, type ShapeOperation } from '../analysis/shape/shape.ts';
import type { CommandSpec } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { collectShapes, readLock } from '../cli/lock-file.ts';
import {
  argumentHelp,
  type BackendSearchFlags,
  backendSearchOptions,
  filterOptions,
  type OutputFlags,
  outputOptions,
  type SourceFlags,
  sourceOptions,
  traceOption,
} from '../cli/options.ts';
import { wholeNumber } from '../cli/parsers.ts';
import type { PickFlags } from '../cli/pick.ts';
import { printReport } from '../cli/print-report.ts';
import { selectTraces } from '../cli/select.ts';
import { ExitCode, UsageError } from '../errors.ts';

/** Flags of `lock`. */
export interface LockFlags extends SourceFlags, BackendSearchFlags, OutputFlags, PickFlags {
  trace?: string;
  lockFile: string;
  check?: boolean;
  update?: boolean;
  prune?: boolean;
  /** Traces wanted of a backend. */
  traces?: number;
}

const notes = `
The file has a line for each call that requests make, by who makes it, and how often: 0, 1, few (2 to 9) or many times. Times,
ids, literals and the order of calls are not in it, so it changes when the code does. Entry points that no trace begins
with stay as they were locked.

Examples:
  tracectl lock traces.jsonl
  tracectl lock traces.jsonl --check
  tracectl lock traces.jsonl --update
  tracectl lock -b prod --since 1h --traces 500 --where '{ nestedSetParent < 0 && status != error }' --lock-file shop.lock
`;

export const lock: CommandSpec<LockFlags> = {
  declare() {
    const command = new Command('lock')
      .summary('the shape of requests, in a file that is committed')
      .description(
        'Writes which operations call which, and how often, or tells what is not as it was written.',
      )
      .argument('[traceId|FILE...]', argumentHelp);
    traceOption(command)
      .option('--lock-file <path>', 'the file', defaultLockFile)
      .option('--check', 'change nothing; exit 1 where requests are not as locked')
      .option('--update', 'change the file where requests are not as locked')
      .option('--prune', 'with --update: forget entry points that were not seen')
      .option('--traces <count>', 'traces to read of a backend, 0 for all; 20 if not given', wholeNumber);
    outputOptions(filterOptions(backendSearchOptions(sourceOptions(command))));
    return command.option('--allow-empty', 'exit 0 when nothing is found').addHelpText('after', notes);
  },

  async run(context, args, flags) {
    refuseMixed(flags);
    const locked = readLock(context, flags.lockFile);
    if (flags.check && locked === undefined) throw missing(flags);
    const selection = await selectTraces(context, args, flags, { details: true, limit: flags.traces });
    if (typeof selection === 'number') return selection;
    const collected = collectShapes(context, selection, flags);
    const seen = collected.shapes();
    if (seen.length === 0) return flags.allowEmpty ? selection.exitCode : ExitCode.notFound;
    const changes = compareShapes(locked ?? [], seen).filter(
      ({ kind }) => flags.prune || kind !== 'unseen-entry-point',
    );
    const action = flags.check ? 'checked' : await written(context, locked, seen, changes, flags);
    const { lockReport } = await import('../views/lock.ts');
    const { traceCount } = collected;
    const shown = locked === undefined ? [] : changes;
    const result = { path: flags.lockFile, action, traceCount, entryPointCount: seen.length, changes: shown };
    await printReport(context, lockReport(result), flags);
    if (flags.check && changes.length > 0) return ExitCode.found;
    return selection.exitCode;
  },
};

function refuseMixed({ check, update, prune }: LockFlags): void {
  if (check && update)
    throw new UsageError('--check and --update together', { hint: 'leave out one of them' });
  if (prune && !update) throw new UsageError('--prune without --update', { hint: 'add --update' });
}

function missing({ lockFile }: LockFlags): UsageError {
  return new UsageError(`there is no ${lockFile}`, { hint: 'tracectl lock without --check writes it' });
}

/** Writes the file if that is due, and says what was done. */
async function written(
  context: Context,
  locked: Shape[] | undefined,
  seen: readonly Shape[],
  changes: readonly ShapeChange[],
  { lockFile, update, prune }: LockFlags,
): Promise<string> {
  if (locked !== undefined && changes.length === 0) return 'left as it is';
  if (locked !== undefined && !update) {
    throw new UsageError(`${lockFile} is there already, and ${changes.length} things are not as it says`, {
      hint: '--update changes it, --check tells what they are',
    });
  }
  const shapes = mergedShapes(locked ?? [], seen, changes).filter((shape) => !prune || has(seen, shape));
  const { OutFile } = await import('../writers/out-file.ts');
  const file = new OutFile(resolve(context.cwd, lockFile));
  file.write(lockText(shapes));
  file.commit();
  return locked === undefined ? 'written' : 'updated';
}

/**
 * The shapes of a changed file: of requests that are as locked what is locked, which may allow more than was seen this
 * time; of the others what was seen.
 */
function mergedShapes(
  locked: readonly Shape[],
  seen: readonly Shape[],
  changes: readonly ShapeChange[],
): Shape[] {
  const changed = changes
    .filter(({ kind }) => kind !== 'unseen-entry-point')
    .map(({ entryPoint }) => entryPoint);
  return [...locked.filter((shape) => !has(changed, shape)), ...seen.filter((shape) => has(changed, shape))];
}

function has(operations: readonly ShapeOperation[], operation: ShapeOperation): boolean {
  return operations.some((one) => compareOperations(one, operation) === 0);
}
