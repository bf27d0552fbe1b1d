/** What a report says to those who run no scripts: headers and tables. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import type { TraceSummary } from '../analysis/summary.ts';
import { rowLabel } from '../views/labels.ts';
import { marksText, rowMarks } from '../views/marks.ts';
import { visibleTree } from '../views/rows.ts';
import { summaryLine } from '../views/summary-line.ts';
import { formatDuration } from '../views/text/duration.ts';
import { formatInstant } from '../views/text/instant.ts';
import { escapeMarkup } from '../views/text/markup.ts';
import { counted, formatCount } from '../views/text/numbers.ts';

/** Levels that are indented. */
const mostLevels = 30;

/** One trace: the tree that `show` prints. */
export function* plainTrace(model: TraceAnalysis): Generator<string> {
  const { trace, summary, self } = model;
  yield `<h1>${escapeMarkup(summary.rootName) || '(no name)'}</h1>\n`;
  yield `<p>${escapeMarkup(summaryLine(summary))}</p>\n`;
  const tree = visibleTree(model, { fold: true });
  const rows = tree.rows.map((row) => {
    const { service, name, tail } = rowLabel(model, row);
    const [first] = row.members;
    const marks = rowMarks(trace, tree.path, row);
    const label = [service, name, tail].filter((part) => part !== '').join(' ');
    const isSpan = row.kind === 'span' && trace.timed[first] !== 0;
    return [
      `${'· '.repeat(Math.min(mostLevels, row.depth))}${label}`,
      isSpan ? formatDuration(trace.start[first]) : '',
      isSpan ? formatDuration(row.members.reduce((sum, member) => sum + self[member], 0)) : '',
      `${marksText(marks, row.members.length > 1)} ${marks.message}`.trim(),
    ];
  });
  yield* table(['span', 'start', 'self', 'marks'], rows);
}

/** Many traces: the list. */
export function* plainList(summaries: readonly TraceSummary[], total: number): Generator<string> {
  yield `<h1>${counted(total, 'trace')}</h1>\n`;
  const rows = summaries.map((summary) => [
    summary.traceId,
    `${formatInstant(summary.startTimeUnixNano)} UTC`,
    summary.rootService,
    summary.rootName,
    formatDuration(summary.durationNano),
    formatCount(summary.spanCount),
    formatCount(summary.errorCount),
  ]);
  yield* table(['trace', 'started', 'service', 'root', 'total', 'spans', 'errors'], rows);
}

/** A table of texts, which are escaped here; what is escaped for a screen already stays as it is. */
function* table(headers: readonly string[], rows: Iterable<readonly string[]>): Generator<string> {
  yield `<table>\n<thead><tr>${headers.map((header) => `<th scope="col">${header}</th>`).join('')}</tr></thead>\n<tbody>\n`;
  for (const row of rows) yield `<tr>${row.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join('')}</tr>\n`;
  yield '</tbody>\n</table>\n';
}
