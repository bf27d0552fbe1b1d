/** A GitHub Markdown table, padded so that it reads as plain text, too. */
import { padEnd, padStart } from '../text/width.ts';
import { cellText, type Column, fitsPeople, type Output } from './report.ts';

/** The report's table as Markdown. */
export const markdown: Output = function* markdown(report) {
  const columns = report.columns.filter((column) => fitsPeople(column));
  const rows = Array.from(report.rows(), (row) =>
    columns.map((column) => markdownText(cellText(column, row))),
  );
  const headers = columns.map((column) => column.header);
  const widths = headers.map((header) => Math.max(3, header.length));
  for (const row of rows.slice(0, 1000)) {
    row.forEach((text, i) => (widths[i] = Math.max(widths[i], text.length)));
  }
  yield line(headers, widths, columns);
  yield `| ${columns.map((column, i) => rule(column, widths[i])).join(' | ')} |\n`;
  for (const row of rows) yield line(row, widths, columns);
};

function rule<Row>(column: Column<Row>, width: number): string {
  return column.align === 'right' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width);
}

function line<Row>(texts: string[], widths: number[], columns: Column<Row>[]): string {
  const cells = texts.map((text, i) =>
    columns[i].align === 'right' ? padStart(text, widths[i]) : padEnd(text, widths[i]),
  );
  return `| ${cells.join(' | ')} |\n`;
}

/** The text with what Markdown or the HTML in it would read escaped. */
export function markdownText(text: string): string {
  return text.replace(/[\\`*_[\]<>&|~#!]/g, (sign) =>
    sign === '<' ? '&lt;' : sign === '&' ? '&amp;' : `\\${sign}`,
  );
}
