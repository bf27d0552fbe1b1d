/**
 * JUnit XML, as Jenkins, GitLab, Azure DevOps and CircleCI read it: a suite for each budget, a test case for each
 * assertion. What could not be told is skipped, with the reason.
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
import type { BudgetResult } from '../../analysis/budgets/evaluate.ts';
import { escapeText } from '../text/escape.ts';
import { type Statement, statements } from './problems.ts';
import type { CheckOutput } from './report.ts';
import { element, xmlText } from './xml.ts';

export const junit: CheckOutput = (model) => {
  const all = statements(model);
  const suites = model.result.budgets.map((budget) => {
    return suite(
      budget,
      all.filter(({ row }) => row.budget === budget),
    );
  });
  const root = element('testsuites', { name: 'tracectl check', ...counts(all) }, [`\n${suites.join('')}`]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
};

function suite({ budget }: BudgetResult, cases: readonly Statement[]): string {
  const skipped = cases.filter(isSkipped).length;
  const head = { name: escapeText(budget.name), ...counts(cases), skipped, time: 0 };
  return `  ${element('testsuite', head, [`\n${cases.map(testCase).join('')}  `])}\n`;
}

function counts(cases: readonly Statement[]): { tests: number; failures: number; errors: number } {
  return { tests: cases.length, failures: cases.filter(({ state }) => state === 'broken').length, errors: 0 };
}

function isSkipped({ state }: Statement): boolean {
  return state === 'unsure' || state === 'skipped';
}

function testCase(statement: Statement): string {
  const { row, kind, message, evidence, subject, state } = statement;
  const head = { name: subject, classname: escapeText(row.budget.budget.name), time: 0 };
  const lines = [message, ...evidence.flatMap(({ text, command }) => [`in ${text}`, command])];
  const content =
    state === 'broken'
      ? [element('failure', { message, type: kind }, [xmlText(lines)])]
      : isSkipped(statement)
        ? [element('skipped', { message })]
        : [element('system-out', {}, [xmlText([message])])];
  return `    ${element('testcase', head, content)}\n`;
}
