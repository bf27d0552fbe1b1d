/** What a report names of a run: each assertion that does not hold or could not be told, in words, with its place. */
import type { Place } from '../../analysis/budgets/budget.ts';
import type { Evidence } from '../../analysis/budgets/outcome.ts';
import { type CheckModel, type CheckRow, checkRows } from '../check-rows.ts';
import {
  assertionTitle,
  comparisonText,
  evidenceText,
  nothingText,
  samplesText,
  showLine,
} from '../check-words.ts';
import { escapeText } from '../text/escape.ts';

/** A row of a run in words. */
export interface Statement {
  row: CheckRow;
  /** `broken` fails the run; `unsure` could not be told; `skipped` was not looked at. */
  state: 'holds' | 'broken' | 'unsure' | 'skipped';
  /** The name of the assertion's kind; `traces` where nothing matches the budget. */
  kind: string;
  /** `p95`; where a budget has several of the name, numbered. */
  subject: string;
  /** `checkout p95`: the same in each run, and in no other row of one. */
  title: string;
  /** `412ms > 300ms (+112ms, +37%), 180 traces`. */
  message: string;
  /** The spans that show it, and the command that shows each. */
  evidence: readonly { evidence: Evidence; text: string; command: string }[];
  /** Of the assertion in its budget file; absent where there is none. */
  place: Place | undefined;
}

/** The rows of a run in words. */
export function statements(model: CheckModel): Statement[] {
  const seen = new Map<string, number>();
  return Array.from(checkRows(model), (row) => {
    const { subject, title, ...statement } = statementOf(row, model);
    const count = (seen.get(title) ?? 0) + 1;
    seen.set(title, count);
    const number = count === 1 ? '' : ` #${count}`;
    return { ...statement, subject: `${subject}${number}`, title: `${title}${number}` };
  });
}

/** Those of them that a reader has to look at: what is broken, and what could not be told. */
export function problems(model: CheckModel): Statement[] {
  return statements(model).filter(({ state }) => state === 'broken' || state === 'unsure');
}

function statementOf(row: CheckRow, { sources }: CheckModel): Statement {
  const { budget, assertion } = row;
  if (assertion === undefined) {
    return {
      row,
      state: budget.isBroken ? 'broken' : 'skipped',
      kind: 'traces',
      subject: 'traces',
      title: escapeText(budget.budget.name),
      message: nothingText(budget),
      evidence: [],
      place: budget.budget.place,
    };
  }
  const { outcome, isBroken } = assertion;
  const states = { pass: 'holds', fail: 'broken', inconclusive: 'unsure', skipped: 'skipped' } as const;
  return {
    row,
    state: isBroken ? 'broken' : states[outcome.verdict],
    kind: assertion.assertion.kind.name,
    subject: escapeText(outcome.subject),
    title: assertionTitle(budget, assertion),
    message: [comparisonText(outcome), samplesText(outcome)].filter((part) => part !== '').join(', '),
    evidence: outcome.evidence.map((evidence) => ({
      evidence,
      text: evidenceText(evidence),
      command: showLine(evidence, sources),
    })),
    place: assertion.assertion.place,
  };
}
