/** What a report of a run is: text for a program that shows it. */
import type { TraceAnalysis } from '../../analysis/analyse.ts';
import type { AssertionResult, BudgetResult } from '../../analysis/budgets/evaluate.ts';
import type { CheckModel } from '../check-rows.ts';

/** A run, and what reports need of it besides. */
export interface CheckReportModel extends CheckModel {
  /** Of this program. */
  version: string;
  /** The file that results without a place in a budget file are said to be in. */
  sourceName: string;
  /** The trace that shows best what is broken; absent where nothing is. */
  worst?: { budget: BudgetResult; assertion: AssertionResult; analysis: TraceAnalysis } | undefined;
}

/** A report as one text. */
export type CheckOutput = (model: CheckReportModel) => string;
