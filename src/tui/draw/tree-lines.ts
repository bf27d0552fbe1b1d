/** The lines of the tree that are in sight. */
import { axis } from '../../views/bars.ts';
import { asciiConnectors, Guides } from '../../views/guides.ts';
import type { TreeRow } from '../../views/rows.ts';
import { formatDuration } from '../../views/text/duration.ts';
import { displayWidth, padEnd } from '../../views/text/width.ts';
import type { Layout } from '../../views/tree-layout.ts';
import { LinePainter } from '../../views/tree-line.ts';
import { type Look, signsOf, styleOf } from '../look.ts';
import { choiceOf, type OpenTrace, type TimeMode, type TraceState } from '../state.ts';
import { isFolded } from '../tree/folds.ts';
import { Siblings } from '../tree/last-siblings.ts';
import { hasLinesBelow } from '../tree/visible.ts';
import { formatTime } from './times.ts';

/** Before each line: whether it is selected. */
const gutter = 2;

/** The widths of the columns: fixed for a width, so that nothing moves while the tree is scrolled. */
function treeColumns(columns: number, times: TimeMode): Layout {
  const width = columns - gutter;
  const start = width < 110 ? 0 : times === 'relative' ? 9 : 14;
  const self = width < 56 ? 0 : 8;
  const marks = 4;
  const rest = width - start - self - marks;
  const bar = width < 64 ? 0 : Math.min(60, Math.floor(rest * 0.3));
  const message = width < 110 ? 0 : Math.floor(rest * 0.14);
  return { label: rest - message - (bar > 0 ? bar + 4 : 0), start, self, bar, marks, message };
}

/** Levels of indentation that leave something of the labels. */
function levelsIn(columns: number): number {
  return Math.max(2, Math.floor((treeColumns(columns, 'relative').label - 20) / 4));
}

/** The names of the columns, and the axis over the bars. */
export function treeHeading(
  { open, sort }: TraceState,
  columns: number,
  times: TimeMode,
  look: Look,
): string {
  const sizes = treeColumns(columns, times);
  const start = sizes.start > 0 ? 'start'.padStart(sizes.start) : '';
  const self = sizes.self > 0 ? 'self'.padStart(sizes.self) : '';
  const bars = sizes.bar > 0 ? `   ${axis(open.scale, sizes.bar)}` : '';
  const name = sort === 'start' ? '' : `by ${sort}`;
  return styleOf(look, columns).paint.dim(
    `${' '.repeat(gutter)}${padEnd(name, sizes.label)}${start}${self}${bars}`,
  );
}

/** The lines from `top` on, each `columns` wide, the selected one marked. Costs the lines drawn, and what is new of them. */
export function treeLines(
  trace: TraceState,
  size: { columns: number; rows: number },
  times: TimeMode,
  look: Look,
): string[] {
  const { rows, top, cursor } = trace;
  const { columns } = size;
  const { paint } = styleOf(look, columns);
  const signs = signsOf(look);
  const painted = paintedLines(trace.open, columns, times, look);
  const levels = levelsIn(columns);
  const guides = new Guides(signs.connectors, levels);
  const end = Math.min(rows.count, top + size.rows);
  const siblings = new Siblings(trace.open.analysis.trace, trace.outline, choiceOf(trace));
  const above = end > top ? siblings.above(rows.entry[top], rows.depth[top], levels) : [];
  for (const { depth, isLast } of above) guides.prefix(depth, isLast);
  const lines: string[] = [];
  for (let line = top; line < end; line++) {
    const sign = foldSign(trace, line, look);
    const prefix = `${guides.prefix(rows.depth[line], siblings.isLast(rows.entry[line]))}${sign} `;
    const text = painted.text(trace, line, prefix);
    const isSelected = line === cursor;
    const whole = padEnd(`${isSelected ? signs.selected : ' '} ${text}`, columns);
    lines.push(isSelected && trace.pane === 'tree' ? paint.inverse(whole) : whole);
  }
  return lines;
}

/** The column that the fold sign of a line stands in. */
export function foldColumn({ rows }: TraceState, line: number, columns: number): number {
  // All connectors are as wide as each other.
  const guides = new Guides(asciiConnectors, levelsIn(columns));
  return gutter + displayWidth(guides.prefix(rows.depth[line], true));
}

function foldSign({ rows, folds, open }: TraceState, line: number, look: Look): string {
  const entry = rows.entry[line];
  const { subtreeEnd } = open.analysis.trace;
  const { folded, unfolded } = signsOf(look);
  if (hasLinesBelow(rows, line)) return unfolded;
  const hides = entry < 0 || subtreeEnd[entry] > entry + 1;
  return hides && isFolded(folds, entry) ? folded : ' ';
}

/** Lines painted once are kept: this many. */
const mostKept = 2000;

class PaintedLines {
  readonly key: string;
  private readonly painter: LinePainter;
  private readonly sizes: Layout;
  private readonly open: OpenTrace;
  private readonly texts = new Map<string, string>();

  constructor(key: string, open: OpenTrace, columns: number, times: TimeMode, look: Look) {
    this.key = key;
    this.open = open;
    this.sizes = treeColumns(columns, times);
    this.painter = new LinePainter(open.analysis, open.path, styleOf(look, columns - gutter), (trace, row) =>
      times === 'relative' ? formatDuration(trace.start[row]) : formatTime(trace, trace.start[row], times),
    );
  }

  text({ rows, outline }: TraceState, line: number, prefix: string): string {
    const entry = rows.entry[line];
    const key = `${entry} ${prefix}`;
    const known = this.texts.get(key);
    if (known !== undefined) return known;
    const members = entry < 0 ? outline.members[~entry] : [entry];
    const row: TreeRow = { kind: 'span', members, depth: rows.depth[line], last: false };
    const text = this.painter.columns(this.painter.line(row, prefix), this.sizes, this.open.scale);
    if (this.texts.size >= mostKept) this.texts.clear();
    this.texts.set(key, text);
    return text;
  }
}

/** Painted lines by trace; those of another width or of other times are forgotten. */
const painted = new WeakMap<OpenTrace, PaintedLines>();

function paintedLines(open: OpenTrace, columns: number, times: TimeMode, look: Look): PaintedLines {
  const key = `${columns} ${times} ${look.color} ${look.unicode}`;
  const known = painted.get(open);
  if (known?.key === key) return known;
  const made = new PaintedLines(key, open, columns, times, look);
  painted.set(open, made);
  return made;
}
