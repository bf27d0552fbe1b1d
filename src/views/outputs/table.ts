/**
 * Tables for a terminal, without borders, by cli-table3.
 *
 * cli-table3 measures text by an older table of Unicode than everything else here. So it lays out stand-ins of the right
 * width, and the texts take their places afterwards.
 */
import Table from 'cli-table3';

import type { Style } from '../style.ts';
import { closedText } from '../text/escape.ts';
import { cutMiddle, displayWidth } from '../text/width.ts';
import { cellText, type Column, fitsPeople } from './report.ts';

const standIn = '\u{e000}';
/** cli-table3 slows down with the length of a table; so many rows go through it at once. */
const rowsAtOnce = 200;
const gap = '  ';
/** A text of megabytes is no help in a table, even in a pipe. */
const widestColumn = 5000;

/** What gives way where a table is too wide: keys of columns. */
interface Yielding {
  /** Loses the middle of its texts. */
  flexible?: string;
  /** Left out where the other would have to be shorter than a name can be read. */
  spare?: string;
}

/** Columns of a name that tells something. */
const readableName = 24;

/** A table as text. */
export function* tableView<Row>(
  columns: readonly Column<Row>[],
  rows: Iterable<Row>,
  style: Style,
  { flexible, spare }: Yielding = {},
): Generator<string> {
  const shown = columns.filter(fitsPeople);
  let lines = Array.from(rows, (row) => shown.map((column) => cellText(column, row)));
  let widths = shown.map(({ header }, i) => widest(header, lines, i));
  const index = (key: string | undefined): number => shown.findIndex((column) => column.key === key);
  const without = index(spare);
  if (without >= 0 && totalWidth(widths) - excess(widths[index(flexible)]) > style.width) {
    shown.splice(without, 1);
    lines = lines.map((line) => line.toSpliced(without, 1));
    widths = widths.toSpliced(without, 1);
  }
  shrink(widths, index(flexible), style.width);
  const draw = (part: string[][]): string => drawn(part, widths, shown, style);
  yield draw([shown.map(({ header }) => header)]).replace(/.+/g, (line) => style.paint.dim(line));
  for (let at = 0; at < lines.length; at += rowsAtOnce) yield draw(lines.slice(at, at + rowsAtOnce));
}

function widest(header: string, lines: string[][], column: number): number {
  let width = displayWidth(header);
  for (const line of lines) width = Math.max(width, displayWidth(line[column]));
  return Math.min(width, widestColumn);
}

function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, one) => sum + one + gap.length, -gap.length);
}

/** What a name may lose. */
function excess(width = 0): number {
  return Math.max(0, width - readableName);
}

function shrink(widths: number[], flexible: number, width: number): void {
  const total = totalWidth(widths);
  if (flexible >= 0 && total > width) widths[flexible] = Math.max(8, widths[flexible] - (total - width));
}

function drawn<Row>(lines: string[][], widths: number[], columns: Column<Row>[], style: Style): string {
  const table = new Table({
    chars: borderless,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: columns.map((column) => column.align ?? 'left'),
    colWidths: widths,
  });
  const texts: string[] = [];
  for (const line of lines) {
    const cells = line.map((text, i) => cutMiddle(text, widths[i]));
    table.push(cells.map((cell) => standIn.repeat(displayWidth(cell))));
    texts.push(...cells.filter((cell) => displayWidth(cell) > 0));
  }
  let next = 0;
  const filled = table.toString().replace(/\ue000+/g, () => {
    const text = texts[next++];
    return style.columns ? closedText(text) : text;
  });
  return filled.replace(/ +$/gm, '') + '\n';
}

const borderless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: gap,
};
