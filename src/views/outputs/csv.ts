/**
 * CSV as RFC 4180 has it: a header of field names, CRLF, quotes where needed. Numbers are whole nanoseconds.
 *
 * Cells are text for programs, with two exceptions. Control characters are spelled out as everywhere, so a row is one
 * line. And a text that starts with = + - or @ would run as a formula when a spreadsheet opens the file: such a cell gets
 * a ' in front, which spreadsheets take for "this is text", and a note says in how many cells.
 */
import { escapeText } from '../text/escape.ts';
import { counted } from '../text/numbers.ts';
import type { Cell, Output } from './report.ts';

/** The report's table as CSV. */
export const csv: Output = function* csv(report, _style, notes) {
  let guarded = 0;
  yield csvLine(report.columns.map((column) => column.key));
  for (const row of report.rows()) {
    const cells = report.columns.map((column) => column.value(row));
    yield csvLine(cells);
    for (const cell of cells) if (isFormula(cell)) guarded++;
  }
  if (guarded > 0) {
    notes.push(
      `${counted(guarded, 'cell')} starting with = + - or @ got a ' in front, so that no spreadsheet runs them (-o json has them as they are)`,
    );
  }
};

/** One line of CSV. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** One cell; see the head of this file. */
export function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = isFormula(cell) ? `'${escapeText(cell)}` : escapeText(cell);
  return /[",]|^ | $|^'/.test(text) ? quotedCell(text) : text;
}

/** A text in quotes, as it is but for quotes in it. */
export function quotedCell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Excel also takes full-width signs for the start of a formula. */
function isFormula(cell: Cell): boolean {
  return typeof cell === 'string' && /^[=+\-@＝＋－＠]/.test(cell);
}
