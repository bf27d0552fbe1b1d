/** What is shown, as the text or JSON of a file. */
import { listReport } from '../views/list.ts';
import { json } from '../views/outputs/json.ts';
import { showReport } from '../views/show.ts';
import { createStyle } from '../views/style.ts';
import { traceTitle } from './draw/frame-lines.ts';
import { treeHeading, treeLines } from './draw/tree-lines.ts';
import type { State, TraceState } from './state.ts';

/** Files are as wide as this, whatever the terminal is. */
const fileWidth = 160;
const plain = { color: 0, unicode: true } as const;

/** The lines that the folds leave, all of them and not only those in sight. */
export function* textOf(state: State): Generator<string> {
  const { trace, place } = state;
  if (place === 'list' || !trace) {
    yield* listReport(state.list.rows, state.list.rows.length).text(createStyle());
    return;
  }
  const size = { columns: fileWidth, rows: trace.rows.count };
  yield `${traceTitle({ ...state, size }, trace, plain).trimEnd()}\n`;
  yield `${treeHeading(trace, fileWidth, state.times, plain).trimEnd()}\n`;
  const unselected = { ...trace, top: 0, cursor: -1, pane: 'tree' as const };
  for (const line of treeLines(unselected, size, state.times, plain)) yield `${line.trimEnd()}\n`;
}

/** The document of `list` or of `show`. */
export function* jsonOf({ place, trace, list }: State): Generator<string> {
  yield* place === 'list' || !trace
    ? json(listReport(list.rows, list.rows.length), createStyle(), [])
    : json(traceReport(trace), createStyle(), []);
}

function traceReport({ open }: TraceState): ReturnType<typeof showReport> {
  return showReport(() => [open.analysis], {
    treeStyle: 'ascii',
    sections: [],
    quiet: true,
    inputFindings: [],
    rows: () => ({ fold: true }),
  });
}
