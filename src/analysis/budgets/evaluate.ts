/** Budgets checked against traces, one trace after the other. */
import type { Trace, TraceRow } from '../../model/trace.ts';
import { LostContextCollector } from '../lost-context/collect.ts';
import type { LostContext } from '../lost-context/lost-context.ts';
import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import type { Assertion, Budget } from './budget.ts';
import { isSelective } from './field.ts';
import type { Check, CheckScope, LockedShapes } from './kind.ts';
import type { Outcome } from './outcome.ts';
import { type PathDelta, PathMeans } from './path-means.ts';
import { Sample, type SampleTools } from './sample.ts';

/** An assertion with what was found. */
export interface AssertionResult {
  assertion: Assertion;
  outcome: Outcome;
  /** Whether the budget is broken by it. */
  isBroken: boolean;
}

/** A budget with what was found. */
export interface BudgetResult {
  budget: Budget;
  /** Traces that match. */
  traceCount: number;
  /** Of the baseline. */
  baselineCount: number;
  /** Empty where nothing matches. */
  assertions: readonly AssertionResult[];
  isBroken: boolean;
  /** What changed of the critical paths against the baseline; empty without one. */
  pathDeltas: readonly PathDelta[];
}

/** What a run found. */
export interface CheckResult {
  budgets: readonly BudgetResult[];
  /** Traces that were looked at, and those of the baseline. */
  traceCount: number;
  baselineCount: number;
  brokenCount: number;
}

/** How a run is done. */
export interface CheckOptions {
  /** Whether what is not known to hold breaks a budget. */
  strict: boolean;
  hasBaseline: boolean;
  /** What lock files say, by the budget that asks for it. */
  locked?: ReadonlyMap<Budget, LockedShapes>;
  /** Whether it is fine where there is no trace at all: then no budget is broken. */
  allowEmpty?: boolean | undefined;
}

/** Takes in traces and keeps what the assertions keep of them; results do not depend on their order. */
export class BudgetRun {
  private readonly running: readonly RunningBudget[];
  private readonly options: CheckOptions;
  private traceCount = 0;
  private baselineCount = 0;
  /** Where a budget asks for it. */
  private lost: LostContextCollector | undefined;

  constructor(budgets: readonly Budget[], options: CheckOptions) {
    const { hasBaseline, locked } = options;
    this.options = options;
    const lostContexts = (): (() => readonly LostContext[]) => {
      const lost = (this.lost ??= new LostContextCollector());
      return () => lost.result();
    };
    this.running = budgets.map((budget) => {
      const scope = { unit: budget.match, hasBaseline, locked: locked?.get(budget), lostContexts };
      return new RunningBudget(budget, scope);
    });
  }

  /** Checks a trace. */
  add(trace: Trace, tools: SampleTools): void {
    this.traceCount++;
    this.lost?.add(trace);
    const sampleOf = Sample.of(trace, tools);
    for (const budget of this.running) budget.take(trace, tools, sampleOf, 'now');
  }

  /** Takes in a trace of the set to compare with. */
  addBaseline(trace: Trace, tools: SampleTools): void {
    this.baselineCount++;
    const sampleOf = Sample.of(trace, tools);
    for (const budget of this.running) budget.take(trace, tools, sampleOf, 'before');
  }

  /** What was found of all that was taken in. */
  result(): CheckResult {
    const { traceCount, baselineCount, options } = this;
    const checks = this.running.flatMap(({ checks }) => checks);
    const tested = checks.flatMap((check) => {
      const p = check.pValue?.();
      return p === undefined ? [] : [{ check, p }];
    });
    const qs = benjaminiHochberg(tested.map(({ p }) => p));
    const adjusted = new Map(tested.map(({ check }, i) => [check, qs[i]]));
    const isEmptyFine = options.allowEmpty === true && traceCount === 0;
    const budgets = this.running.map((budget) => budget.result(adjusted, options.strict, isEmptyFine));
    const brokenCount = budgets.filter(({ isBroken }) => isBroken).length;
    return { budgets, traceCount, baselineCount, brokenCount };
  }
}

type SampleOf = (unit: 'trace' | 'span', matched: readonly TraceRow[]) => Sample;

class RunningBudget {
  readonly checks: readonly Check[];
  private readonly budget: Budget;
  private readonly means: PathMeans | undefined;
  private readonly counts = { before: 0, now: 0 };

  constructor(budget: Budget, scope: CheckScope) {
    this.budget = budget;
    this.means = scope.hasBaseline ? new PathMeans() : undefined;
    this.checks = budget.assertions.map(({ kind, settings }) => kind.begin(settings, scope));
  }

  take(trace: Trace, tools: SampleTools, sampleOf: SampleOf, side: 'before' | 'now'): void {
    const { selector, match } = this.budget;
    const isAny = !isSelective(selector) && match === 'trace';
    const matched = isAny ? [] : tools.select(selector, trace);
    if (!isAny && matched.length === 0) return;
    const sample = sampleOf(match, matched);
    this.counts[side]++;
    this.means?.add(sample, side);
    for (const check of this.checks) {
      if (side === 'now') check.add(sample);
      else check.addBaseline?.(sample);
    }
  }

  result(adjusted: ReadonlyMap<Check, number>, strict: boolean, isEmptyFine: boolean): BudgetResult {
    const { budget, checks, means } = this;
    const { now: traceCount, before: baselineCount } = this.counts;
    const isEmpty = traceCount === 0;
    const assertions = isEmpty
      ? []
      : checks.map((check, i) => {
          const outcome = check.outcome(adjusted.get(check));
          const isBroken = outcome.verdict === 'fail' || (strict && outcome.verdict !== 'pass');
          return { assertion: budget.assertions[i], outcome, isBroken };
        });
    const isBroken = isEmpty
      ? !budget.optional && !isEmptyFine
      : assertions.some((assertion) => assertion.isBroken);
    return { budget, traceCount, baselineCount, assertions, isBroken, pathDeltas: means?.deltas() ?? [] };
  }
}
