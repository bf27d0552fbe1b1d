/** From arguments, flags and budgets to what checking the traces found. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import type { Budget } from '../analysis/budgets/budget.ts';
import { BudgetRun, type CheckResult } from '../analysis/budgets/evaluate.ts';
import type { SpanSelector } from '../analysis/budgets/field.ts';
import type { SampleTools } from '../analysis/budgets/sample.ts';
import { budgetsNeedDetails, selectorQuery } from '../budgets/queries.ts';
import { ExitCode } from '../errors.ts';
import type { Finding } from '../model/finding.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { Trace } from '../model/trace.ts';
import { type CompiledQuery, compileQuery } from '../query/compile.ts';
import { isNoteworthy, patternFinding } from '../views/pattern-findings.ts';
import type { Context } from './context.ts';
import { lockedShapes } from './locked-shapes.ts';
import type { AnalysisFlags, BackendSearchFlags, OutputFlags, SourceFlags } from './options.ts';
import { type PickFlags, rebuild } from './pick.ts';
import { selectTraces, type Selection } from './select.ts';

/** Flags that decide which traces are checked, and against which. */
export interface CheckTracesFlags
  extends SourceFlags, BackendSearchFlags, OutputFlags, PickFlags, AnalysisFlags {
  trace?: string;
  /** Dumps to compare with. */
  baseline?: string[];
  strict?: boolean;
  /** Traces wanted of a backend. */
  traces?: number;
  /** The lock file; true for the usual one. */
  locked?: string | true;
}

/** What was found, and the traces that it was found in. */
export interface CheckedTraces {
  result: CheckResult;
  /** Absent where there was no trace, and flags accept that. */
  selection: Selection | undefined;
}

/** Checks the traces that are meant, one after the other; returns an exit code where there is none and that is not accepted. */
export async function checkTraces(
  context: Context,
  args: readonly string[],
  flags: CheckTracesFlags,
  budgets: readonly Budget[],
): Promise<CheckedTraces | number> {
  const details = budgetsNeedDetails(budgets);
  const hasBaseline = flags.baseline !== undefined;
  const { strict = false, allowEmpty } = flags;
  const locked = lockedShapes(context, budgets, flags.locked);
  const run = new BudgetRun(budgets, { strict, hasBaseline, locked, allowEmpty });
  if (hasBaseline) {
    const exitCode = await addBaseline(context, flags, details, run);
    if (exitCode !== undefined) return exitCode;
  }
  const selection = await selectTraces(context, args, flags, { details, limit: flags.traces });
  if (typeof selection === 'number') {
    return isAccepted(selection, flags) ? { result: run.result(), selection: undefined } : selection;
  }
  const tools = sampleTools(selection.loaded.store, flags);
  for (const trace of tracesOf(selection, flags)) run.add(trace, tools);
  return { result: run.result(), selection };
}

/** Reads the set to compare with, and lets go of it again; returns an exit code where there is no trace in it. */
async function addBaseline(
  context: Context,
  { baseline, ...flags }: CheckTracesFlags,
  details: boolean,
  run: BudgetRun,
): Promise<number | undefined> {
  const { file: _, backend: __, trace: ___, ...others } = flags;
  const selection = await selectTraces(context, [], { ...others, file: baseline ?? [] }, { details });
  if (typeof selection === 'number') return isAccepted(selection, flags) ? undefined : selection;
  const tools = sampleTools(selection.loaded.store, flags);
  for (const trace of tracesOf(selection, flags)) run.addBaseline(trace, tools);
  return undefined;
}

/** No trace is an answer, too, for a script that allows it. */
function isAccepted(exitCode: number, { allowEmpty }: PickFlags): boolean {
  return allowEmpty === true && exitCode === ExitCode.ok;
}

function* tracesOf({ loaded, groups }: Selection, flags: CheckTracesFlags): Generator<Trace> {
  for (const group of groups) yield rebuild(loaded, group, flags);
}

/** What samples of the traces of a store are made with. */
export function sampleTools(
  store: SpanStore,
  { profile, self, allRoots = false }: AnalysisFlags,
): SampleTools {
  const compiled = new Map<SpanSelector, CompiledQuery>();
  return {
    options: { profile, self, allRoots },
    findings: findingsOf,
    select(selector, trace) {
      const known = compiled.get(selector);
      const query = known ?? compileQuery(selectorQuery(selector), store);
      if (known === undefined) compiled.set(selector, query);
      return query.match(trace)?.rows ?? [];
    },
  };
}

/** What `show` tells about a trace. */
function findingsOf(analysis: TraceAnalysis): Finding[] {
  const patterns = analysis.patterns().filter((pattern) => isNoteworthy(analysis, pattern));
  return [...analysis.trace.findings, ...patterns.map((pattern) => patternFinding(analysis.trace, pattern))];
}
