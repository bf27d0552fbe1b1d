/** What `check` found, printed and written in every shape that flags and the CI around it ask for. */
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { analyseTrace, type TraceAnalysis } from '../analysis/analyse.ts';
import type { AssertionResult, BudgetResult, CheckResult } from '../analysis/budgets/evaluate.ts';
import { findGroups } from '../tree/group.ts';
import { checkReport } from '../views/check.ts';
import { checkOutputs } from '../views/reports/index.ts';
import type { CheckReportModel } from '../views/reports/report.ts';
import { OutFile } from '../writers/out-file.ts';
import type { ReportTarget } from './check-options.ts';
import type { CheckedTraces, CheckTracesFlags } from './check-traces.ts';
import type { Context } from './context.ts';
import { printMessage } from './messages.ts';
import { rebuild } from './pick.ts';
import { printReport } from './print-report.ts';
import type { Selection } from './select.ts';
import { version } from './version.ts';

/** Flags that say where results go. */
export interface CheckReportFlags extends CheckTracesFlags {
  report?: ReportTarget[];
  /** In a job of GitHub Actions, whose log takes annotations. */
  isOnGitHub: boolean;
}

/**
 * Prints the result as `-o` says, and writes the reports. On GitHub annotations stand below the text, and the summary of
 * the job gets the Markdown.
 */
export async function writeReports(
  context: Context,
  checked: CheckedTraces,
  flags: CheckReportFlags,
  sources: readonly string[],
): Promise<void> {
  const model = reportModel(checked, flags, sources);
  const { output, isOnGitHub } = flags;
  if (output === 'text') await printReport(context, checkReport(model), flags);
  else print(context, output, model);
  if (isOnGitHub) print(context, 'github', model);
  const summary = context.env['GITHUB_STEP_SUMMARY'];
  if ((isOnGitHub || output === 'github') && summary) appendSummary(context, summary, model);
  for (const { format, path } of flags.report ?? []) writeReport(context, path, rendered(format, model));
}

function rendered(format: string, model: CheckReportModel): string {
  return checkOutputs.get(format)?.(model) ?? '';
}

function print(context: Context, format: string, model: CheckReportModel): void {
  const text = rendered(format, model);
  if (text !== '') context.write(text);
}

function writeReport(context: Context, path: string, text: string): void {
  const file = new OutFile(resolve(context.cwd, path));
  try {
    file.write(text);
    file.commit();
  } finally {
    file.discard();
  }
}

/** The summary belongs to all steps of a job. That it can't be written is no reason to fail one. */
function appendSummary(context: Context, path: string, model: CheckReportModel): void {
  try {
    appendFileSync(resolve(context.cwd, path), `${rendered('markdown', model)}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    printMessage(context, `warning: the summary of the job could not be written: ${why}`);
  }
}

function reportModel(
  { result, selection }: CheckedTraces,
  flags: CheckReportFlags,
  sources: readonly string[],
): CheckReportModel {
  const worst = worstOf(result);
  const traceId = worst?.assertion.outcome.evidence[0]?.traceId;
  const analysis = traceId === undefined ? undefined : analysisOf(traceId, selection, flags);
  return {
    result,
    sources,
    version,
    sourceName: selection?.loaded.name ?? 'no trace',
    worst: worst && analysis && { ...worst, analysis },
  };
}

function analysisOf(
  traceId: string,
  selection: Selection | undefined,
  flags: CheckReportFlags,
): TraceAnalysis | undefined {
  if (selection === undefined) return undefined;
  const { loaded } = selection;
  const [group] = findGroups(loaded.store, loaded.groups, traceId).groups;
  return group === undefined ? undefined : analyseTrace(rebuild(loaded, group, flags), flags);
}

/** Of what is broken and has a trace to show for it, what is farthest beyond its limit; of equals the first. */
function worstOf({ budgets }: CheckResult): { budget: BudgetResult; assertion: AssertionResult } | undefined {
  let worst: { budget: BudgetResult; assertion: AssertionResult } | undefined;
  for (const budget of budgets) {
    for (const assertion of budget.assertions) {
      if (!assertion.isBroken || assertion.outcome.evidence.length === 0) continue;
      if (worst === undefined || excessOf(assertion) > excessOf(worst.assertion))
        worst = { budget, assertion };
    }
  }
  return worst;
}

/** How far beyond, as a share of the limit. */
function excessOf({ outcome: { by, expected } }: AssertionResult): number {
  if (by === undefined || by.unit === 'text' || expected.unit !== by.unit) return 0;
  return by.value / Math.max(1, expected.value);
}
