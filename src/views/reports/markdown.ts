import type { TraceAnalysis } from '../../analysis/analyse.ts';
/**
 * A comment for a pull request, or the summary of a job: the verdict, a table of the assertions, the tree of the trace that
 * shows best what is broken, and what changed of the critical path against the baseline.
 */
import type { PathDelta } from '../../analysis/budgets/path-means.ts';
import { assertionTitle, evidenceText, showLine, verdictLine } from '../check-words.ts';
import { checkReport } from '../check.ts';
import { titleOf } from '../labels.ts';
import { markdown as markdownOutput, markdownText } from '../outputs/markdown.ts';
import type { Column, Report } from '../outputs/report.ts';
import { createStyle } from '../style.ts';
import { formatDuration } from '../text/duration.ts';
import { escapeMarkup } from '../text/markup.ts';
import { counted } from '../text/numbers.ts';
import { treeView } from '../tree-text.ts';
import type { CheckOutput, CheckReportModel } from './report.ts';

/** Rows of the table of changes; the rest is small. */
const shownDeltas = 8;
/** Lines of a tree that a reviewer reads; comments may not be longer than 65,536 characters, either. */
const shownLines = 60;

export const markdown: CheckOutput = (model) => {
  const { budgets, traceCount } = model.result;
  const parts = [
    `### tracectl: ${markdownText(verdictLine(budgets))}\n`,
    table(checkReport(model)),
    ...worstTrace(model),
    ...pathChanges(model),
    `<sub>${counted(traceCount, 'trace')} checked</sub>\n`,
  ];
  return parts.join('\n');
};

function table<Row>(report: Report<Row>): string {
  return Array.from(markdownOutput(report, createStyle(), [])).join('');
}

function* worstTrace({ worst, sources }: CheckReportModel): Generator<string> {
  const evidence = worst?.assertion.outcome.evidence[0];
  if (worst === undefined || evidence === undefined) return;
  const title = assertionTitle(worst.budget, worst.assertion);
  yield `<details open><summary>${escapeMarkup(title)}: the trace that shows it best</summary>\n`;
  yield `${markdownText(evidenceText(evidence))}\n`;
  yield fenced('text', treeText(worst.analysis));
  yield fenced('sh', `${showLine(evidence, sources)}\n`);
  yield '</details>\n';
}

function treeText(analysis: TraceAnalysis): string {
  const lines = treeView(analysis).split('\n');
  const more = lines.length - 1 - shownLines;
  return more <= 0
    ? lines.join('\n')
    : `${lines.slice(0, shownLines).join('\n')}\n… ${counted(more, 'row')} more\n`;
}

/** Text in a block that nothing in it can end. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}${fence}\n`;
}

/** Of the budget with the worst trace, else of the first that has a baseline. */
function* pathChanges({ result, worst }: CheckReportModel): Generator<string> {
  const budget = worst?.budget ?? result.budgets.find(({ pathDeltas }) => pathDeltas.length > 0);
  if (budget === undefined || budget.pathDeltas.length === 0) return;
  const { pathDeltas, traceCount, baselineCount } = budget;
  const whole = sumOf(pathDeltas);
  const shown = pathDeltas.filter(({ deltaNano }) => deltaNano !== 0).slice(0, shownDeltas);
  yield `Critical path of ${markdownText(budget.budget.name)}, means of ${counted(baselineCount, 'trace')} before and ${traceCount} now:\n`;
  const rest = sumOf(pathDeltas.filter((delta) => !shown.includes(delta)));
  yield table(
    deltaReport([
      ...shown.map((delta) => ({ ...delta, title: titleOf(delta.service, delta.name) })),
      ...(shown.length === pathDeltas.length ? [] : [{ ...rest, title: 'everything else' }]),
      { ...whole, title: 'the whole path' },
    ]),
  );
}

type DeltaRow = Omit<PathDelta, 'service' | 'name'> & { title: string };

function sumOf(deltas: readonly PathDelta[]): Omit<DeltaRow, 'title'> {
  const sum = { beforeNano: 0, nowNano: 0, deltaNano: 0 };
  for (const { beforeNano, nowNano, deltaNano } of deltas) {
    sum.beforeNano += beforeNano;
    sum.nowNano += nowNano;
    sum.deltaNano += deltaNano;
  }
  return sum;
}

function deltaReport(rows: readonly DeltaRow[]): Report<DeltaRow> {
  return {
    text: () => [],
    document: () => null,
    records: () => [],
    columns: deltaColumns,
    rows: () => rows,
  };
}

const deltaColumns: readonly Column<DeltaRow>[] = [
  { key: 'operation', header: 'operation', value: ({ title }) => title },
  durationColumn('beforeNano', 'before', formatDuration),
  durationColumn('nowNano', 'now', formatDuration),
  durationColumn('deltaNano', 'change', (nanos) => `${nanos > 0 ? '+' : ''}${formatDuration(nanos)}`),
];

function durationColumn(
  key: 'beforeNano' | 'nowNano' | 'deltaNano',
  header: string,
  text: (nanos: number) => string,
): Column<DeltaRow> {
  return {
    key,
    header,
    align: 'right',
    value: (row) => row[key],
    text: (row) => text(Math.round(row[key])),
  };
}
