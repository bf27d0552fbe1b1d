/** The budgets that flags mean: those of files, and those that flags say themselves. */
import { resolve } from 'node:path';

import type { Budget } from '../analysis/budgets/budget.ts';
import { oneLineBudgets } from '../budgets/one-liners.ts';
import { parseBudgets } from '../budgets/parse.ts';
import { readText } from '../config/read-text.ts';
import { UsageError } from '../errors.ts';
import { type LimitFlags, limitsOf } from './check-options.ts';
import type { Context } from './context.ts';

/** The budget file that is used where neither flags nor a file say what to check. */
export const usualFile = 'tracectl.yaml';

/** Flags that say what to check. */
export interface BudgetFlags extends LimitFlags {
  budgets?: string[];
}

/** The budgets, those of files first. Throws a UsageError where there is none, or a file can't be used. */
export function budgetsOf(context: Context, flags: BudgetFlags): Budget[] {
  const said = oneLineBudgets(limitsOf(flags));
  const isUsual = flags.budgets === undefined && said.length === 0;
  const paths = flags.budgets ?? (isUsual ? [usualFile] : []);
  const read = paths.flatMap((path) => {
    const text = readText(resolve(context.cwd, path));
    if (text !== undefined) return parseBudgets(text, path);
    throw isUsual ? nothingToCheck() : new UsageError(`no budget file ${path}`, { hint: initHint });
  });
  return [...read, ...said];
}

const initHint = `tracectl check --init traces.jsonl writes a ${usualFile} to begin with`;

function nothingToCheck(): UsageError {
  return new UsageError(
    `nothing to check: neither limits such as --max-duration 300ms nor a ${usualFile} here`,
    {
      hint: initHint,
    },
  );
}
