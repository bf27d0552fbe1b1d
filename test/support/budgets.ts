/** Budgets checked against drawn traces. */
import { BudgetRun, type CheckResult } from '../../src/analysis/budgets/evaluate.ts';
import { ShapeCollector } from '../../src/analysis/shape/collect.ts';
import type { Shape } from '../../src/analysis/shape/shape.ts';
import { parseBudgets } from '../../src/budgets/parse.ts';
import { sampleTools } from '../../src/cli/check-traces.ts';
import type { Trace } from '../../src/model/trace.ts';
import { checkReport } from '../../src/views/check.ts';
import { createStyle } from '../../src/views/style.ts';
import type { SpanSpec } from './spans.ts';
import { numbered, tracesOf } from './trace-sets.ts';

/** Traces to check, each its records. */
export interface CheckInput {
  traces: readonly SpanSpec[][];
  baseline?: readonly SpanSpec[][];
  strict?: boolean;
  allowEmpty?: boolean;
  /** Traces whose shape is locked. */
  locked?: readonly SpanSpec[][];
}

/** What checking a file's budgets finds. */
export function checkedBudgets(yaml: string, input: CheckInput): CheckResult {
  const { traces, baseline, strict = false, allowEmpty, locked } = input;
  const budgets = parseBudgets(yaml, 'tracectl.yaml');
  const shapes = locked && { path: 'tracectl.lock', shapes: shapesOf(locked) };
  const run = new BudgetRun(budgets, {
    strict,
    hasBaseline: baseline !== undefined,
    allowEmpty,
    ...(shapes ? { locked: new Map(budgets.map((budget) => [budget, shapes])) } : {}),
  });
  for (const trace of tracesOf(numbered(baseline ?? []))) run.addBaseline(trace, toolsOf(trace));
  const built = tracesOf(numbered(traces));
  const tools = built.length === 0 ? undefined : toolsOf(built[0]);
  for (const trace of built) if (tools) run.add(trace, tools);
  return run.result();
}

/** The same as a person reads it in a pipe, with commands that name `traces.jsonl`. */
export function checkedText(yaml: string, input: CheckInput): string {
  const model = { result: checkedBudgets(yaml, input), sources: ['-f', 'traces.jsonl'] };
  return Array.from(checkReport(model).text(createStyle())).join('');
}

/** A file with one budget over all traces, which asserts one thing. */
export function asserting(assertion: string, more = ''): string {
  return `budgets:\n  - name: shop\n    ${more}\n    assert:\n      - ${assertion}\n`;
}

function shapesOf(traces: readonly SpanSpec[][]): Shape[] {
  const collector = new ShapeCollector();
  for (const trace of tracesOf(numbered(traces))) collector.add(trace);
  return collector.shapes();
}

function toolsOf(trace: Trace): ReturnType<typeof sampleTools> {
  return sampleTools(trace.store, { profile: 'auto', skew: 'auto', self: 'blocking' });
}
