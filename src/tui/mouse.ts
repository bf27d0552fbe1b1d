/** What the mouse does: the wheel scrolls, a click selects; on a fold's sign it folds, on what is selected it opens. */
import { detailLines } from './draw/detail-lines.ts';
import { pagerRows } from './draw/pager-lines.ts';
import { foldColumn } from './draw/tree-lines.ts';
import type { Input } from './input.ts';
import { type Area, listArea, traceLayout } from './layout.ts';
import { updateList, withList } from './list-update.ts';
import { type State, type Step, still, type TraceState } from './state.ts';
import { at, toggleLine, updateTrace, withTrace } from './trace-update.ts';

type Mouse = Extract<Input, { kind: 'mouse' }>;

/** Lines that one step of the wheel moves. */
const wheelStep = 3;

/** What a click or a turn of the wheel does. */
export function clicked(state: State, mouse: Mouse): Step {
  const step = mouse.button === 'wheel-down' ? wheelStep : mouse.button === 'wheel-up' ? -wheelStep : 0;
  if (state.pager) return still(pagerScrolled(state, step));
  if (state.prompt || state.choice) return still(state);
  if (state.place === 'trace' && state.trace) return inTrace(state, state.trace, mouse, step);
  const { list } = state;
  if (step !== 0) return still(withList(state, { ...list, cursor: list.cursor + step }));
  const line = lineIn(listArea(state.size), mouse);
  if (line === undefined || list.top + line >= list.rows.length) return still(state);
  const cursor = list.top + line;
  return cursor === list.cursor ? updateList(state, 'enter') : still(withList(state, { ...list, cursor }));
}

function pagerScrolled(state: State, step: number): State {
  const { pager, size } = state;
  if (!pager) return state;
  const most = Math.max(0, pager.lines.length - pagerRows(size));
  return { ...state, pager: { ...pager, top: Math.max(0, Math.min(most, pager.top + step)) } };
}

function inTrace(state: State, trace: TraceState, mouse: Mouse, step: number): Step {
  const { tree, details } = traceLayout(state.size, trace.pane);
  const detail = lineIn(details, mouse);
  if (detail !== undefined) return inDetails(state, trace, step, trace.detailTop + detail);
  if (step !== 0) return still(at(state, trace, Math.max(0, trace.cursor + step)));
  const line = lineIn(tree, mouse);
  if (line === undefined || trace.top + line >= trace.rows.count) return still(state);
  const inTree = { ...trace, pane: 'tree' as const };
  const clicked = trace.top + line;
  const sign = foldColumn(trace, clicked, tree.columns);
  if (Math.abs(mouse.column - tree.left - sign) <= 1) return still(toggleLine(state, inTree, clicked));
  return clicked === trace.cursor && trace.pane === 'tree'
    ? updateTrace(state, trace, 'enter')
    : still(at(state, inTree, clicked));
}

function inDetails(state: State, trace: TraceState, step: number, line: number): Step {
  const { details } = traceLayout(state.size, 'details');
  const count = detailLines(trace, state.times, details.columns).length;
  const inside = { ...trace, pane: 'details' as const };
  if (step !== 0) {
    const cursor = Math.max(0, Math.min(count - 1, trace.detailCursor + step));
    return still(withTrace(state, { ...inside, detailCursor: cursor }));
  }
  const next = { ...inside, detailCursor: Math.min(line, count - 1) };
  if (trace.pane === 'details' && trace.detailCursor === line) return updateTrace(state, next, 'enter');
  return still(withTrace(state, next));
}

/** The line of an area that was clicked; undefined outside. */
function lineIn({ left, top, columns, rows }: Area, { column, row }: Mouse): number | undefined {
  const isInside = column >= left && column < left + columns && row >= top && row < top + rows;
  return isInside ? row - top : undefined;
}
