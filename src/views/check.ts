/** `check`: budgets and what was found of them, one row an assertion. */
import type { AssertionResult, BudgetResult } from '../analysis/budgets/evaluate.ts';
import type { Evidence } from '../analysis/budgets/outcome.ts';
import { type CheckModel, type CheckRow, checkRows, verdictWord } from './check-rows.ts';
import { checkText } from './check-text.ts';
import { assertionTitle, comparisonText, nothingText, samplesText, showLine } from './check-words.ts';
import type { Column, Json, Report } from './outputs/report.ts';
import { escapeText } from './text/escape.ts';

/** The report of a run. */
export function checkReport(model: CheckModel): Report<CheckRow> {
  const { budgets, traceCount, baselineCount, brokenCount } = model.result;
  return {
    text: (style) => checkText(model, style),
    document: () => ({
      schemaVersion: 1,
      ok: brokenCount === 0,
      traceCount,
      baselineCount,
      brokenCount,
      budgets: budgets.map((budget) => budgetJson(budget, model)),
    }),
    *records() {
      for (const budget of budgets) yield { schemaVersion: 1, ...budgetJson(budget, model) };
    },
    columns,
    rows: () => checkRows(model),
  };
}

const columns: readonly Column<CheckRow>[] = [
  { key: 'verdict', header: '', value: verdictWord },
  {
    key: 'budget',
    header: 'budget',
    value: ({ budget }) => budget.budget.name,
    text: ({ budget, assertion }) =>
      assertion === undefined ? escapeText(budget.budget.name) : assertionTitle(budget, assertion),
  },
  {
    key: 'comparison',
    header: 'got',
    value: ({ budget, assertion }) =>
      assertion === undefined ? nothingText(budget) : comparisonText(assertion.outcome),
  },
  {
    key: 'samples',
    header: 'of',
    value: ({ assertion }) => (assertion === undefined ? '' : samplesText(assertion.outcome)),
  },
];

function budgetJson(result: BudgetResult, model: CheckModel): { [key: string]: Json } {
  const { budget, traceCount, baselineCount, isBroken, pathDeltas } = result;
  const { name, match, optional, selector, place } = budget;
  return {
    name,
    where: selector.where ?? null,
    match,
    optional,
    place: place === undefined ? null : { ...place },
    broken: isBroken,
    traceCount,
    baselineCount,
    assertions: result.assertions.map((assertion) => assertionJson(assertion, model)),
    pathDeltas: pathDeltas.map(({ service, name, beforeNano, nowNano, deltaNano }) => ({
      service,
      name,
      beforeNano: Math.round(beforeNano),
      nowNano: Math.round(nowNano),
      deltaNano: Math.round(deltaNano),
    })),
  };
}

function assertionJson({ assertion, outcome, isBroken }: AssertionResult, { sources }: CheckModel): Json {
  const { verdict, subject, relation, expected, sampleCount, samples } = outcome;
  return {
    kind: assertion.kind.name,
    subject,
    verdict,
    broken: isBroken,
    relation,
    expected: { ...expected },
    got: optional(outcome.got),
    by: optional(outcome.by),
    interval: optional(outcome.interval),
    sampleCount,
    samples,
    brokenCount: outcome.brokenCount ?? null,
    neededCount: outcome.neededCount ?? null,
    note: outcome.note ?? null,
    place: optional(assertion.place),
    evidence: outcome.evidence.map((evidence) => evidenceJson(evidence, sources)),
  };
}

function evidenceJson(evidence: Evidence, sources: readonly string[]): Json {
  const { traceId, spanId, service, name, got } = evidence;
  return { traceId, spanId, service, name, got: { ...got }, show: showLine(evidence, sources) };
}

function optional(value: object | undefined): Json {
  return value === undefined ? null : Object.fromEntries(Object.entries(value));
}
