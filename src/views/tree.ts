/** The span tree, one line a row: on a terminal with columns and bars, in a pipe as plain lines of whole values. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import { axis, bar, type TimeScale, timeScale } from './bars.ts';
import { asciiConnectors, type Connectors, Guides, unicodeConnectors } from './guides.ts';
import { type Label, rowLabel } from './labels.ts';
import { type Marks, marksText, rowMarks } from './marks.ts';
import type { TreeRow, VisibleTree } from './rows.ts';
import { servicePaint, type Style } from './style.ts';
import { formatDuration } from './text/duration.ts';
import { closedText } from './text/escape.ts';
import { cutEnd, cutMiddle, displayWidth } from './text/width.ts';
import { drawnLevels, type Layout, layout, type Wanted } from './tree-layout.ts';

/** The tree with `+--` or, `unicode`, box-drawing connectors. */
export function* treeLines(
  model: TraceAnalysis,
  tree: VisibleTree,
  style: Style,
  unicode = false,
): Generator<string> {
  const connectors = unicode ? unicodeConnectors : asciiConnectors;
  const drawing = new TreeDrawing(model, tree, style, connectors);
  yield* style.columns ? drawing.columns() : drawing.lines();
}

interface Line {
  row: TreeRow;
  prefix: string;
  label: Label;
  marks: Marks;
}

class TreeDrawing {
  private readonly model: TraceAnalysis;
  private readonly tree: VisibleTree;
  private readonly style: Style;
  private readonly connectors: Connectors;

  constructor(model: TraceAnalysis, tree: VisibleTree, style: Style, connectors: Connectors) {
    this.model = model;
    this.tree = tree;
    this.style = style;
    this.connectors = connectors;
  }

  /** Without columns: label, marks, messages. */
  *lines(): Generator<string> {
    for (const line of this.content()) {
      const marks = marksText(line.marks, isSeveral(line.row));
      const room =
        this.style.width - displayWidth(line.prefix) - (marks === '' ? 0 : displayWidth(marks) + 1);
      const label = fitLabel(line.label, room);
      const left = room - displayWidth(joined(label));
      yield `${this.paintLabel(line, label)}${this.paintMarks(line, marks, left)}\n`;
    }
  }

  /** With columns. */
  *columns(): Generator<string> {
    const lines = [...this.content()];
    const sizes = layout(this.style.width, this.wanted(lines));
    if (sizes.self === 0) {
      yield* this.lines();
      return;
    }
    const scale = timeScale(this.model.trace, this.tops());
    yield this.header(sizes, scale);
    for (const line of lines) yield `${this.columnLine(line, sizes, scale).trimEnd()}\n`;
  }

  private *content(): Generator<Line> {
    const { trace } = this.model;
    const guides = new Guides(this.connectors, drawnLevels(this.style.width));
    for (const row of this.tree.rows) {
      const prefix = guides.prefix(row.depth, row.last);
      yield { row, prefix, label: rowLabel(this.model, row), marks: rowMarks(trace, this.tree, row) };
    }
  }

  private tops(): number[] {
    return this.tree.rows.flatMap((row) => (row.depth === 0 ? row.members : []));
  }

  private wanted(lines: Line[]): Wanted {
    const most = { label: 0, least: 0, marks: 0, message: 0 };
    for (const { row, prefix, label, marks } of lines) {
      most.marks = Math.max(most.marks, marksText(marks, isSeveral(row)).length);
      most.message = Math.max(most.message, displayWidth(noteText(row, marks)));
      if (this.spansLine(row)) continue;
      const before = displayWidth(prefix);
      most.label = Math.max(most.label, before + displayWidth(joined(label)));
      most.least = Math.max(
        most.least,
        before + displayWidth(joined({ ...label, name: shortest(label.name) })),
      );
    }
    return most;
  }

  /** Rows that are not about a span's own time have no columns. */
  private spansLine(row: TreeRow): boolean {
    return row.kind !== 'span' || this.model.trace.isPlaceholder(row.members[0]);
  }

  private header(sizes: Layout, scale: TimeScale): string {
    const start = sizes.start > 0 ? 'start'.padStart(sizes.start) : '';
    const text = `${' '.repeat(sizes.label)}${start}${'self'.padStart(sizes.self)}`;
    const bars = sizes.bar > 0 ? `   ${axis(scale, sizes.bar)}` : '';
    return `${this.style.paint.dim(text + bars)}\n`;
  }

  private columnLine(line: Line, sizes: Layout, scale: TimeScale): string {
    const { row, prefix, marks } = line;
    const mark = marksText(marks, isSeveral(row));
    const whole = this.spansLine(row);
    const room = (whole ? this.style.width - sizes.marks : sizes.label) - displayWidth(prefix);
    const label = fitLabel(line.label, room, whole ? cutEnd : cutMiddle);
    const left = this.paintLabel(line, label) + ' '.repeat(Math.max(0, room - displayWidth(joined(label))));
    if (whole) return left + this.paintMarks(line, mark, 0);
    return (
      left + this.times(row, sizes) + this.bar(row, sizes, scale) + this.paintMarks(line, mark, sizes.message)
    );
  }

  private times({ members }: TreeRow, sizes: Layout): string {
    const { trace, self } = this.model;
    const timed = members.filter((row) => trace.timed[row]);
    let own = 0;
    for (const row of timed) own += self[row];
    const start = timed.length > 0 ? formatDuration(trace.start[timed[0]]) : '';
    const startText = sizes.start > 0 ? start.padStart(sizes.start) : '';
    const selfText = timed.length > 0 ? formatDuration(own) : '';
    return startText + (sizes.self > 0 ? selfText.padStart(sizes.self) : '');
  }

  private bar({ members }: TreeRow, sizes: Layout, scale: TimeScale): string {
    if (sizes.bar === 0) return '';
    const cells = bar(this.model.trace, members, this.tree.path, scale, sizes.bar);
    return `  |${this.style.paint.dim(cells).replace(/#+/g, (run) => this.style.paint.bold(run))}|`;
  }

  private paintLabel({ row, prefix, marks }: Line, { service, name, tail }: Label): string {
    const { paint } = this.style;
    const parts: string[] = [];
    const serviceName = this.model.trace.serviceText(row.members[0]);
    const hue = this.spansLine(row) ? paint.yellow : servicePaint(this.style, serviceName);
    if (service !== '') parts.push(hue(this.closed(service)));
    const plain = marks.errors > 0 ? paint.red : marks.critical ? paint.bold : paint.dim;
    if (name !== '') parts.push(plain(this.closed(name)));
    if (tail !== '') parts.push(marks.critical ? tail : paint.dim(tail));
    return paint.dim(prefix) + parts.join(' ');
  }

  private closed(text: string): string {
    return this.style.columns ? closedText(text) : text;
  }

  /** The marks, then what they mean in at most `room` columns. */
  private paintMarks({ row, marks }: Line, text: string, room: number): string {
    if (text === '') return '';
    const { paint } = this.style;
    const note = noteText(row, marks);
    const fitted = room >= Math.min(6, displayWidth(note) + 1) ? cutEnd(note, room - 1) : '';
    const painted = marks.errors > 0 ? paint.red : paint.dim;
    return ` ${text.replace(/!( [\d,]+)?/, (mark) => paint.red(mark))}${fitted === '' ? '' : ` ${painted(fitted)}`}`;
  }
}

/** What stands behind the marks: why it failed, where it links to. */
function noteText(row: TreeRow, { errors, message, linked }: Marks): string {
  if (errors > 0 && message !== '') return message;
  return linked !== '' && row.members.length === 1 ? linked : '';
}

function isSeveral(row: TreeRow): boolean {
  return row.members.length > 1 || row.kind !== 'span';
}

/** A name cut so far that it still tells something. */
function shortest(name: string): string {
  return cutMiddle(name, 9);
}

function joined({ service, name, tail }: Label): string {
  return [service, name, tail].filter((part) => part !== '').join(' ');
}

/** The label in at most `width` columns: the name is cut first, then the service, then the tail. */
function fitLabel(label: Label, width: number, cut = cutMiddle): Label {
  let over = displayWidth(joined(label)) - width;
  if (over <= 0) return label;
  const fitted = { ...label };
  for (const part of ['name', 'service', 'tail'] as const) {
    const before = displayWidth(fitted[part]);
    if (before === 0) continue;
    fitted[part] = cut(fitted[part], Math.max(1, before - over));
    over -= before - displayWidth(fitted[part]);
    if (over <= 0) break;
  }
  return fitted;
}
