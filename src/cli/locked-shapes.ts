/** The lock files that budgets are about. */
import { dirname, join } from 'node:path';

import type { Budget } from '../analysis/budgets/budget.ts';
import type { LockedShapes } from '../analysis/budgets/kind.ts';
import { lockedName } from '../analysis/budgets/kinds/locked.ts';
import { defaultLockFile } from '../analysis/shape/lock-file.ts';
import { UsageError } from '../errors.ts';
import type { Context } from './context.ts';
import { readLock } from './lock-file.ts';

/**
 * What lock files say, by the budget that asks for it. `given` is the file that flags name, true for the usual one; else a
 * budget of a file means the one beside that. Throws a UsageError where there is none, or it is wrong.
 */
export function lockedShapes(
  context: Context,
  budgets: readonly Budget[],
  given: string | true | undefined,
): Map<Budget, LockedShapes> {
  const byPath = new Map<string, LockedShapes>();
  const byBudget = new Map<Budget, LockedShapes>();
  for (const budget of budgets) {
    if (!budget.assertions.some(({ kind }) => kind.name === lockedName)) continue;
    const folder = budget.place === undefined ? '' : dirname(budget.place.path);
    const path = typeof given === 'string' ? given : join(folder, defaultLockFile);
    const locked = byPath.get(path) ?? { path, shapes: shapesOf(context, path, given) };
    byPath.set(path, locked);
    byBudget.set(budget, locked);
  }
  return byBudget;
}

function shapesOf(context: Context, path: string, given: string | true | undefined): LockedShapes['shapes'] {
  try {
    const shapes = readLock(context, path);
    if (shapes !== undefined) return shapes;
  } catch (error) {
    // An argument behind a flag that may have a value is taken for that.
    if (!(error instanceof UsageError) || typeof given !== 'string') throw error;
    throw new UsageError(error.message, {
      cause: error,
      hint: `where it is no lock file but traces, write --locked behind them; or mend the line`,
    });
  }
  throw new UsageError(`no lock file ${path}`, {
    hint: 'tracectl lock traces.jsonl writes one, of traces that are fine',
  });
}
