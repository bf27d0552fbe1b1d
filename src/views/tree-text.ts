/** The span tree as one text, for programs that use the library. */
import { analyseTrace, type TraceAnalysis } from '../analysis/analyse.ts';
import { Trace } from '../model/trace.ts';
import { diagramView } from './diagram.ts';
import { type RowOptions, visibleTree } from './rows.ts';
import type { TreeStyle } from './show.ts';
import { type ColorLevel, createStyle } from './style.ts';
import { treeLines } from './tree.ts';

/** How a tree is drawn; what is absent is as `show` has it in a pipe. */
export interface TreeViewOptions extends Partial<RowOptions> {
  style?: TreeStyle;
  /** Columns to fit into, with times and bars on the right; absent: whole lines without them. */
  width?: number;
  color?: ColorLevel;
}

/**
 * The span tree of a trace, a line a span, as `tracectl show` prints it below its header. Texts of the trace are escaped.
 * Linear in the spans.
 */
export function treeView(of: Trace | TraceAnalysis, options: TreeViewOptions = {}): string {
  const { style = 'ascii', width, color, fold = true, ...rows } = options;
  const analysis = of instanceof Trace ? analyseTrace(of) : of;
  const tree = visibleTree(analysis, { fold, ...rows });
  const place = createStyle({
    ...(width === undefined ? {} : { width }),
    ...(color === undefined ? {} : { color }),
  });
  const lines =
    style === 'diagram'
      ? diagramView(analysis, tree, place)
      : treeLines(analysis, tree, place, style === 'unicode');
  return Array.from(lines).join('');
}
