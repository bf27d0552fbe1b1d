/** One line of the span tree: what it says, and how it is painted with columns and a bar, or without. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import type { PathStretches } from '../analysis/path-stretches.ts';
import { bar, type TimeScale } from './bars.ts';
import { type Label, rowLabel } from './labels.ts';
import { type Marks, marksText, rowMarks } from './marks.ts';
import type { TreeRow } from './rows.ts';
import { servicePaint, type Style } from './style.ts';
import { formatDuration } from './text/duration.ts';
import { closedText } from './text/escape.ts';
import { cutEnd, cutMiddle, displayWidth } from './text/width.ts';
import type { Layout } from './tree-layout.ts';

/** What a line says. */
export interface TreeLine {
  row: TreeRow;
  /** The connectors before the label. */
  prefix: string;
  label: Label;
  marks: Marks;
}

/** How a start is spelled where the start has a column; by default as the time since the trace's start. */
export type StartText = (trace: TraceAnalysis['trace'], row: number) => string;

/** Makes and paints the lines of one trace. */
export class LinePainter {
  private readonly model: TraceAnalysis;
  private readonly path: PathStretches;
  private readonly style: Style;
  private readonly startText: StartText;

  constructor(model: TraceAnalysis, path: PathStretches, style: Style, startText: StartText = sinceStart) {
    this.model = model;
    this.path = path;
    this.style = style;
    this.startText = startText;
  }

  /** What the line of a row says. Linear in the row's members. */
  line(row: TreeRow, prefix: string): TreeLine {
    return {
      row,
      prefix,
      label: rowLabel(this.model, row),
      marks: rowMarks(this.model.trace, this.path, row),
    };
  }

  /** The line without columns: label, marks, messages. */
  plain(line: TreeLine): string {
    const marks = marksText(line.marks, isSeveral(line.row));
    const room = this.style.width - displayWidth(line.prefix) - (marks === '' ? 0 : displayWidth(marks) + 1);
    const label = fitLabel(line.label, room);
    const left = room - displayWidth(joined(label));
    return `${this.paintLabel(line, label)}${this.paintMarks(line, marks, left)}`;
  }

  /** The line with columns of these widths. */
  columns(line: TreeLine, sizes: Layout, scale: TimeScale): string {
    const { row, prefix, marks } = line;
    const mark = marksText(marks, isSeveral(row));
    const whole = this.spansLine(row);
    // Where marks were not measured before, they take from the message, then from the label.
    const over = mark === '' ? 0 : Math.max(0, mark.length + 1 - sizes.marks);
    const message = Math.max(0, sizes.message - over);
    const labelWidth = sizes.label + sizes.message - message - over;
    const room = (whole ? this.style.width - sizes.marks - over : labelWidth) - displayWidth(prefix);
    const label = fitLabel(line.label, room, whole ? cutEnd : cutMiddle);
    const left = this.paintLabel(line, label) + ' '.repeat(Math.max(0, room - displayWidth(joined(label))));
    if (whole) return left + this.paintMarks(line, mark, 0);
    return left + this.times(row, sizes) + this.bar(row, sizes, scale) + this.paintMarks(line, mark, message);
  }

  /** Whether a row has no columns because it is not about a span's own time. */
  spansLine(row: TreeRow): boolean {
    return row.kind !== 'span' || this.model.trace.isPlaceholder(row.members[0]);
  }

  private times({ members }: TreeRow, sizes: Layout): string {
    const { trace, self } = this.model;
    const timed = members.filter((row) => trace.timed[row]);
    let own = 0;
    for (const row of timed) own += self[row];
    const start = timed.length > 0 ? this.startText(trace, timed[0]) : '';
    const startText = sizes.start > 0 ? start.padStart(sizes.start) : '';
    const selfText = timed.length > 0 ? formatDuration(own) : '';
    return startText + (sizes.self > 0 ? selfText.padStart(sizes.self) : '');
  }

  private bar({ members }: TreeRow, sizes: Layout, scale: TimeScale): string {
    if (sizes.bar === 0) return '';
    const cells = bar(this.model.trace, members, this.path, scale, sizes.bar);
    return `  |${this.style.paint.dim(cells).replace(/#+/g, (run) => this.style.paint.bold(run))}|`;
  }

  private paintLabel({ row, prefix, marks }: TreeLine, { service, name, tail }: Label): string {
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
  private paintMarks({ row, marks }: TreeLine, text: string, room: number): string {
    if (text === '') return '';
    const { paint } = this.style;
    const note = noteText(row, marks);
    const fitted = room >= Math.min(6, displayWidth(note) + 1) ? cutEnd(note, room - 1) : '';
    const painted = marks.errors > 0 ? paint.red : paint.dim;
    return ` ${text.replace(/!( [\d,]+)?/, (mark) => paint.red(mark))}${fitted === '' ? '' : ` ${painted(fitted)}`}`;
  }
}

/** What stands behind the marks: why it failed, where it links to. */
export function noteText(row: TreeRow, { errors, message, linked }: Marks): string {
  if (errors > 0 && message !== '') return message;
  return linked !== '' && row.members.length === 1 ? linked : '';
}

/** Whether a row stands for more than one span. */
export function isSeveral(row: TreeRow): boolean {
  return row.members.length > 1 || row.kind !== 'span';
}

/** A label in one piece. */
export function joined({ service, name, tail }: Label): string {
  return [service, name, tail].filter((part) => part !== '').join(' ');
}

function sinceStart({ start }: TraceAnalysis['trace'], row: number): string {
  return formatDuration(start[row]);
}

/** Columns of a name that still say what it is. */
const tellingName = 12;

/** The label in at most `width` columns: the name is cut first, then the service, then the tail. */
function fitLabel(whole: Label, width: number, cut = cutMiddle): Label {
  const label = roomier(whole, width);
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

/** The label with its short tail where the name would be cut to nothing that tells. */
function roomier(label: Label, width: number): Label {
  const { name, shortTail } = label;
  const spare = Math.max(0, displayWidth(name) - tellingName);
  if (shortTail === undefined || displayWidth(joined(label)) - width <= spare) return label;
  return { ...label, tail: shortTail };
}
