/** What a run of `check` found, as rows: what all its outputs are made of. */
import type { AssertionResult, BudgetResult, CheckResult } from '../analysis/budgets/evaluate.ts';
import { verdictWords } from './check-words.ts';

/** A result, and what it takes to tell of it. */
export interface CheckModel {
  result: CheckResult;
  /** Words that name where the traces come from, for commands to paste: `-f traces.jsonl`. */
  sources: readonly string[];
}

/** One row of the table: an assertion; of a budget that nothing matches, the budget. */
export interface CheckRow {
  budget: BudgetResult;
  assertion: AssertionResult | undefined;
}

/** The rows of a run: the assertions in the order of the file. */
export function* checkRows({ result }: CheckModel): Generator<CheckRow> {
  for (const budget of result.budgets) {
    if (budget.assertions.length === 0) yield { budget, assertion: undefined };
    for (const assertion of budget.assertions) yield { budget, assertion };
  }
}

/** What stands in the first column. */
export function verdictWord({ budget, assertion }: CheckRow): string {
  if (assertion === undefined) return budget.isBroken ? verdictWords.fail : verdictWords.skipped;
  return assertion.isBroken ? verdictWords.fail : verdictWords[assertion.outcome.verdict];
}
