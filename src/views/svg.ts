/**
 * The tree with its bars as one SVG image, for READMEs and pull requests: no script, no font but the reader's, colours
 * that follow the reader's preference, and all that it says also as text.
 */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import { type TimeScale, timeScale } from './bars.ts';
import { rowLabel } from './labels.ts';
import { marksText, rowMarks } from './marks.ts';
import { type RowOptions, type TreeRow, type VisibleTree, visibleTree } from './rows.ts';
import { summaryLine } from './summary-line.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { escapeMarkup } from './text/markup.ts';
import { distinctColors } from './text/service-hash.ts';
import { cutMiddle } from './text/width.ts';

/** Sizes in pixels. */
const size = { width: 960, row: 20, head: 46, axis: 22, label: 480, margin: 12, indent: 12 };
/** Width of a letter of a monospaced font of 12 pixels, a little more than most have. */
const letter = 7.25;
const mostLevels = 16;
/** Between two traces. */
const gap = 16;

const colors = [
  '#6b7fd7',
  '#2f9e8f',
  '#b8813a',
  '#a863b5',
  '#4f9a46',
  '#3d8fc4',
  '#c0638d',
  '#8a8f2e',
  '#7a8794',
  '#8d6e52',
];
const colorCount = colors.length;

const style = `
text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#1b1f24}
.back{fill:#fff}.dim{fill:#57606a}.bold{font-weight:600}.error{fill:#b3261e}
.guide{stroke:#d0d7de}.path{fill:#1b1f24}
${colors.map((color, i) => `.s${i}{fill:${color}}`).join('')}
@media (prefers-color-scheme:dark){text,.path{fill:#e6e9ec}.back{fill:#14171b}.dim{fill:#a3adb8}.error{fill:#ff9a90}.guide{stroke:#3a414a}}
`;

/** Traces as one image, one below the other; of each, the rows that `rows` asks for. Holds the image's text. */
export function* svgView(
  models: Iterable<TraceAnalysis>,
  rows: (model: TraceAnalysis) => RowOptions,
): Generator<string> {
  const parts: string[] = [];
  const titles: string[] = [];
  let top = 0;
  for (const model of models) {
    const drawing = new Drawing(model, rows(model));
    if (top > 0) top += gap;
    parts.push(`<g transform="translate(0 ${top})">\n`, ...drawing.parts(), '</g>\n');
    titles.push(
      `${escapeMarkup(model.summary.rootName) || '(no name)'}, ${formatDuration(model.summary.durationNano)}`,
    );
    top += drawing.height;
  }
  const { width } = size;
  yield `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" viewBox="0 0 ${width} ${top}" role="img">\n`;
  yield `<title>${titles.join('; ')}</title>\n<style>${style}</style>\n<rect class="back" width="${width}" height="${top}" rx="6"/>\n`;
  yield* parts;
  yield '</svg>\n';
}

class Drawing {
  readonly height: number;
  private readonly model: TraceAnalysis;
  private readonly tree: VisibleTree;
  private readonly scale: TimeScale;
  private readonly colors: ReadonlyMap<string, number>;

  constructor(model: TraceAnalysis, options: RowOptions) {
    this.model = model;
    this.tree = visibleTree(model, options);
    const tops = this.tree.rows.flatMap((row) => (row.depth === 0 ? row.members : []));
    this.scale = timeScale(model.trace, tops);
    const services = this.tree.rows.map(({ members }) => model.trace.serviceText(members[0]));
    this.colors = distinctColors(services, colorCount);
    this.height = size.head + size.axis + this.tree.rows.length * size.row + size.margin;
  }

  *parts(): Generator<string> {
    yield* this.head();
    yield* this.axis();
    let top = size.head + size.axis;
    for (const row of this.tree.rows) {
      yield* this.row(row, top);
      top += size.row;
    }
  }

  private *head(): Generator<string> {
    const { rootName } = this.model.summary;
    const name = cutMiddle(escapeText(rootName) || '(no name)', 100);
    yield textAt(size.margin, 20, name, 'bold');
    yield textAt(size.margin, 37, cutMiddle(summaryLine(this.model.summary), 125), 'dim');
  }

  /** Begin, middle and end of the bars. */
  private *axis(): Generator<string> {
    const { from, to } = this.scale;
    const [left, right] = barSpan;
    const y = size.head + 12;
    for (const share of [0, 0.5, 1]) {
      const x = left + share * (right - left);
      const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle';
      yield `<text class="dim" x="${x}" y="${y}" text-anchor="${anchor}">${formatDuration(from + share * (to - from))}</text>\n`;
      yield `<line class="guide" x1="${x}" x2="${x}" y1="${y + 5}" y2="${this.height - size.margin}"/>\n`;
    }
  }

  private *row(row: TreeRow, top: number): Generator<string> {
    const { trace } = this.model;
    const marks = rowMarks(trace, this.tree.path, row);
    const left = size.margin + Math.min(mostLevels, row.depth) * size.indent;
    const mark = marksText(marks, row.members.length > 1);
    const markText = mark === '' ? '' : ` ${mark}`;
    const room = Math.floor((size.label - left) / letter) - markText.length;
    const { service, name, tail } = rowLabel(this.model, row);
    const label = [service, name, tail].filter((part) => part !== '').join(' ');
    const classes = marks.errors > 0 ? 'error' : marks.critical ? '' : 'dim';
    yield textAt(left, top + 14, cutMiddle(label, room) + markText, classes);
    if (row.kind !== 'span') return;
    const color = this.colors.get(trace.serviceText(row.members[0])) ?? 0;
    for (const [from, to] of this.stretches(row.members)) {
      yield rectAt(this.x(from), top + 4, this.x(to), 12, `s${color}`);
    }
    for (const member of row.members) {
      const { path } = this.tree;
      if (path.isOn(member))
        yield rectAt(this.x(path.from[member]), top + 13, this.x(path.to[member]), 3, 'path');
    }
  }

  /** When spans ran, those that can't be told apart as one. */
  private stretches(members: readonly number[]): [from: number, to: number][] {
    const { trace } = this.model;
    const pixel = (this.scale.to - this.scale.from) / (barSpan[1] - barSpan[0]);
    const result: [number, number][] = [];
    for (const row of members) {
      if (trace.timed[row] === 0) continue;
      const [from, to] = [trace.adjustedStart[row], trace.adjustedEnd[row]];
      const last = result.at(-1);
      if (last !== undefined && from - last[1] < pixel) last[1] = Math.max(last[1], to);
      else result.push([from, to]);
    }
    return result;
  }

  private x(instant: number): number {
    const { from, to } = this.scale;
    const share = to > from ? (instant - from) / (to - from) : 0;
    return barSpan[0] + Math.max(0, Math.min(1, share)) * (barSpan[1] - barSpan[0]);
  }
}

/** Where bars begin and end. */
const barSpan = [size.label + size.margin, size.width - size.margin] as const;

function textAt(x: number, y: number, text: string, classes: string): string {
  const named = classes === '' ? '' : ` class="${classes}"`;
  return `<text${named} x="${x}" y="${y}" xml:space="preserve">${escapeMarkup(text)}</text>\n`;
}

/** From one place to another, at least a pixel wide. */
function rectAt(left: number, y: number, right: number, height: number, classes: string): string {
  const width = Math.max(1, right - left);
  return `<rect class="${classes}" x="${left.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${height}"/>\n`;
}
