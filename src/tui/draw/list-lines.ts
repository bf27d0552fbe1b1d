/** The lines of the list of traces that are in sight: the columns of `list`. */
import type { TraceSummary } from '../../analysis/summary.ts';
import { listTableColumns } from '../../views/list.ts';
import { cellText, type Column, fitsPeople } from '../../views/outputs/report.ts';
import { closedText } from '../../views/text/escape.ts';
import { formatInstant } from '../../views/text/instant.ts';
import { cutMiddle, displayWidth, padEnd, padStart } from '../../views/text/width.ts';
import { type Look, signsOf, styleOf } from '../look.ts';
import type { ListState, State, TimeMode } from '../state.ts';
import { inLocalTime } from './times.ts';

const gap = '  ';
/** The selection's sign, the mark for a comparison. */
const gutter = 3;
/** Columns go in this order where they have no room; the root is cut first. */
const dispensable = ['services', 'started', 'spans', 'trace', 'errors'];
const leastRoot = 26;

/** The names of the columns. */
export function listHeading({ list, size, times }: State, look: Look): string {
  const { columns, widths } = tableOf(list, size.columns, times);
  const cells = columns.map(({ header, align }, i) => aligned(header, widths[i], align));
  return styleOf(look, size.columns).paint.dim(`${' '.repeat(gutter)}${cells.join(gap)}`);
}

/** The lines from the first in sight on. Costs the lines drawn. */
export function listLines({ list, size, times, marked }: State, rows: number, look: Look): string[] {
  const { paint } = styleOf(look, size.columns);
  const { columns, widths } = tableOf(list, size.columns, times);
  return list.rows.slice(list.top, list.top + rows).map((summary, i) => {
    const isSelected = list.top + i === list.cursor;
    const sign = isSelected ? signsOf(look).selected : ' ';
    const mark = marked.includes(summary.traceId) ? 'd' : ' ';
    const cells = columns.map((column, at) => {
      const text = closedText(cutMiddle(cellText(column, summary), widths[at]));
      return aligned(text, widths[at], column.align);
    });
    const line = padEnd(`${sign}${mark} ${cells.join(gap)}`, size.columns);
    if (isSelected) return paint.inverse(line);
    return summary.errorCount > 0 ? paint.red(line) : line;
  });
}

function aligned(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  return align === 'right' ? padStart(text, width) : padEnd(text, width);
}

interface Table {
  key: string;
  columns: readonly Column<TraceSummary>[];
  widths: readonly number[];
}

const tables = new WeakMap<readonly TraceSummary[], Table>();

/** Columns and their widths; linear in the traces, once for a list and a width. */
function tableOf({ all }: ListState, width: number, times: TimeMode): Table {
  const key = `${width} ${times}`;
  const known = tables.get(all);
  if (known?.key === key) return known;
  const table = { key, ...measured(all, width - gutter, times) };
  tables.set(all, table);
  return table;
}

function measured(all: readonly TraceSummary[], room: number, times: TimeMode): Omit<Table, 'key'> {
  let columns = columnsIn(all, times);
  let widths = columns.map((column) => widest(column, all));
  const root = (): number => columns.findIndex(({ header }) => header === 'root');
  const over = (): number => widths.reduce((sum, one) => sum + one + gap.length, -gap.length) - room;
  for (const header of dispensable) {
    if (over() <= Math.max(0, widths[root()] - leastRoot)) break;
    widths = widths.filter((_, i) => columns[i].header !== header);
    columns = columns.filter((column) => column.header !== header);
  }
  // The root takes what is left, or gives what is missing.
  widths[root()] = Math.max(8, widths[root()] - over());
  return { columns, widths };
}

function columnsIn(all: readonly TraceSummary[], times: TimeMode): Column<TraceSummary>[] {
  const columns = listTableColumns(all).filter(fitsPeople);
  if (times !== 'local') return columns;
  const at = columns.findIndex(({ header }) => header === 'started');
  return columns.with(at, { ...columns[at], text: startedHere });
}

function startedHere({ startTimeUnixNano }: TraceSummary): string {
  return formatInstant(inLocalTime(startTimeUnixNano));
}

function widest(column: Column<TraceSummary>, all: readonly TraceSummary[]): number {
  let width = column.header.length;
  for (const summary of all) width = Math.max(width, displayWidth(cellText(column, summary)));
  return Math.min(width, 200);
}
