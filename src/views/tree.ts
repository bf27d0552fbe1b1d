/** The span tree, one line a row: on a terminal with columns and bars, in a pipe as plain lines of whole values. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import { axis, type TimeScale, timeScale } from './bars.ts';
import { asciiConnectors, type Connectors, Guides, unicodeConnectors } from './guides.ts';
import { marksText } from './marks.ts';
import type { VisibleTree } from './rows.ts';
import type { Style } from './style.ts';
import { cutMiddle, displayWidth } from './text/width.ts';
import { drawnLevels, type Layout, layout, type Wanted } from './tree-layout.ts';
import { isSeveral, joined, LinePainter, noteText, type TreeLine } from './tree-line.ts';

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

class TreeDrawing {
  private readonly model: TraceAnalysis;
  private readonly tree: VisibleTree;
  private readonly style: Style;
  private readonly connectors: Connectors;
  private readonly painter: LinePainter;

  constructor(model: TraceAnalysis, tree: VisibleTree, style: Style, connectors: Connectors) {
    this.model = model;
    this.tree = tree;
    this.style = style;
    this.connectors = connectors;
    this.painter = new LinePainter(model, tree.path, style);
  }

  /** Without columns: label, marks, messages. */
  *lines(): Generator<string> {
    for (const line of this.content()) yield `${this.painter.plain(line)}\n`;
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
    for (const line of lines) yield `${this.painter.columns(line, sizes, scale).trimEnd()}\n`;
  }

  private *content(): Generator<TreeLine> {
    const guides = new Guides(this.connectors, drawnLevels(this.style.width));
    for (const row of this.tree.rows) yield this.painter.line(row, guides.prefix(row.depth, row.last));
  }

  private tops(): number[] {
    return this.tree.rows.flatMap((row) => (row.depth === 0 ? row.members : []));
  }

  private wanted(lines: TreeLine[]): Wanted {
    const most = { label: 0, least: 0, marks: 0, message: 0 };
    for (const { row, prefix, label, marks } of lines) {
      most.marks = Math.max(most.marks, marksText(marks, isSeveral(row)).length);
      most.message = Math.max(most.message, displayWidth(noteText(row, marks)));
      if (this.painter.spansLine(row)) continue;
      const before = displayWidth(prefix);
      most.label = Math.max(most.label, before + displayWidth(joined(label)));
      most.least = Math.max(
        most.least,
        before + displayWidth(joined({ ...label, name: shortest(label.name) })),
      );
    }
    return most;
  }

  private header(sizes: Layout, scale: TimeScale): string {
    const start = sizes.start > 0 ? 'start'.padStart(sizes.start) : '';
    const text = `${' '.repeat(sizes.label)}${start}${'self'.padStart(sizes.self)}`;
    const bars = sizes.bar > 0 ? `   ${axis(scale, sizes.bar)}` : '';
    return `${this.style.paint.dim(text + bars)}\n`;
  }
}

/** A name cut so far that it still tells something. */
function shortest(name: string): string {
  return cutMiddle(name, 9);
}
