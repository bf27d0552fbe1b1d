/** What keys do on the screen of a trace. */
import type { TraceRow } from '../model/trace.ts';
import { spanJson } from '../views/span-json.ts';
import { detailLines } from './draw/detail-lines.ts';
import type { Command } from './keys.ts';
import { traceLayout, scrolled } from './layout.ts';
import { moved } from './movement.ts';
import { promptFor } from './prompt.ts';
import { choiceOf, type State, type Step, still, told, type TraceState } from './state.ts';
import { failedRows, nextPlace } from './tree/find.ts';
import { isFolded, kindToggled, revealed, toggled } from './tree/folds.ts';
import { outlineOf, sortKeys } from './tree/outline.ts';
import { type Folds, hasLinesBelow, lineOf, parentLine, refolded, visibleRows } from './tree/visible.ts';

/** What a key does on a trace's screen. */
export function updateTrace(state: State, trace: TraceState, command: Command): Step {
  return trace.pane === 'details' && detailKeys.has(command)
    ? updateDetails(state, trace, command)
    : updateTree(state, trace, command);
}

/** Keys that go to the details while they are entered. */
const detailKeys: ReadonlySet<Command> = new Set([
  'down',
  'up',
  'half-down',
  'half-up',
  'page-down',
  'page-up',
  'first',
  'last',
  'enter',
  'back',
  'pane',
  'fold',
]);

function updateTree(state: State, trace: TraceState, command: Command): Step {
  const { rows, cursor } = trace;
  const { tree } = traceLayout(state.size, trace.pane);
  const to = moved(command, cursor, rows.count, tree.rows);
  if (to !== undefined) return still(at(state, trace, to));
  switch (command) {
    case 'enter':
    case 'pane':
      return still(withTrace(state, { ...trace, pane: 'details', detailCursor: 0, detailTop: 0 }));
    case 'back':
      return back(state, trace);
    case 'search':
      return still({ ...state, prompt: promptFor('search', '') });
    case 'next-match':
    case 'previous-match':
      return toMatch(state, trace, command === 'next-match' ? 1 : -1);
    case 'next-error':
    case 'previous-error':
      return toError(state, trace, command === 'next-error' ? 1 : -1);
    case 'next-critical':
    case 'previous-critical':
      return toSegment(state, trace, command === 'next-critical' ? 1 : -1);
    case 'sort':
      return sorted(state, trace);
    case 'focus':
      return focused(state, trace);
    case 'only-critical':
      return onlyCritical(state, trace);
    default:
      return folded(state, trace, command);
  }
}

function folded(state: State, trace: TraceState, command: Command): Step {
  const { rows, cursor, folds } = trace;
  const entry = rows.entry[cursor];
  const isClosed = isFolded(folds, entry);
  const canFold = isClosed ? canUnfold(trace, entry) : hasLinesBelow(rows, cursor);
  switch (command) {
    case 'toggle':
      return still(canFold ? refoldedAt(state, trace) : state);
    case 'unfold':
      if (isClosed && canFold) return still(refoldedAt(state, trace));
      return still(hasLinesBelow(rows, cursor) ? at(state, trace, cursor + 1) : state);
    case 'fold':
      if (!isClosed && canFold) return still(refoldedAt(state, trace));
      return still(rows.depth[cursor] > 0 ? at(state, trace, parentLine(rows, cursor)) : state);
    case 'fold-kind': {
      const { trace: spans } = trace.open.analysis;
      const { folds: all, count, closes } = kindToggled(spans, folds, rowAt(trace));
      if (count === 0) return told(state, 'nothing below spans of this name');
      return told(withFolds(state, trace, all), `${count} ${closes ? 'folded' : 'unfolded'}`);
    }
    default:
      return still(state);
  }
}

function canUnfold({ open, rows, cursor }: TraceState, entry: number): boolean {
  const { subtreeEnd } = open.analysis.trace;
  return entry < 0 || subtreeEnd[entry] > entry + 1 || hasLinesBelow(rows, cursor);
}

/** Folds or unfolds what stands at a line, selected from then on. */
export function toggleLine(state: State, trace: TraceState, line: number): State {
  const next = at(state, trace, line);
  return next.trace ? folded(next, next.trace, 'toggle').state : next;
}

/** The span that is selected; of a group the first. */
export function rowAt({ rows, cursor, outline }: TraceState): TraceRow {
  const entry = rows.entry[cursor];
  return entry < 0 ? outline.members[~entry][0] : entry;
}

/** The state with another line of the tree selected. */
export function at(state: State, trace: TraceState, cursor: number): State {
  return withTrace(state, { ...trace, cursor, detailCursor: 0, detailTop: 0 });
}

/** The state with everything that is selected in sight. */
export function withTrace(state: State, trace: TraceState): State {
  const { tree, details } = traceLayout(state.size, trace.pane);
  const cursor = Math.max(0, Math.min(trace.cursor, trace.rows.count - 1));
  const top = scrolled(trace.top, cursor, Math.max(1, tree.rows), trace.rows.count);
  const next = { ...trace, cursor, top };
  if (trace.pane === 'tree') return { ...state, trace: next };
  const lines = detailLines(next, state.times, details.columns).length;
  const detailCursor = Math.max(0, Math.min(trace.detailCursor, lines - 1));
  return {
    ...state,
    trace: { ...next, detailCursor, detailTop: scrolled(trace.detailTop, detailCursor, details.rows, lines) },
  };
}

/** The state with the lines of the tree made anew; the selected span stays selected, or what it is folded into is. */
function withRows(state: State, trace: TraceState, row: TraceRow = rowAt(trace), entry?: number): State {
  const { open, outline, folds } = trace;
  const spans = open.analysis.trace;
  const rows = visibleRows(spans, outline, folds, choiceOf(trace));
  let line = entry === undefined ? -1 : lineOf(rows, entry);
  for (let up = row; line < 0 && up >= 0; up = spans.parent[up]) {
    line = lineOf(rows, up);
    if (line < 0 && outline.group[up] >= 0) line = lineOf(rows, ~outline.group[up]);
  }
  return withTrace(state, { ...trace, rows, cursor: Math.max(0, line), detailCursor: 0, detailTop: 0 });
}

function withFolds(state: State, trace: TraceState, folds: Folds): State {
  return withRows(state, { ...trace, folds }, rowAt(trace), trace.rows.entry[trace.cursor]);
}

/** The state with the selected line folded or unfolded. */
function refoldedAt(state: State, trace: TraceState): State {
  const { open, outline, rows, cursor } = trace;
  const folds = toggled(trace.folds, rows.entry[cursor]);
  const changed = refolded(rows, cursor, open.analysis.trace, outline, folds, choiceOf(trace));
  return withTrace(state, { ...trace, folds, rows: changed });
}

/** The state with a span selected, whatever hid it. */
export function goTo(state: State, trace: TraceState, row: TraceRow): State {
  const { open, outline, folds, focus } = trace;
  const spans = open.analysis.trace;
  const isOutside = focus !== undefined && (row < focus || row >= spans.subtreeEnd[focus]);
  const isPruned = trace.onlyCritical && !open.path.isOn(row);
  return withRows(
    state,
    {
      ...trace,
      folds: revealed(spans, outline, folds, row),
      focus: isOutside ? undefined : focus,
      onlyCritical: trace.onlyCritical && !isPruned,
      pane: 'tree',
    },
    row,
  );
}

function back(state: State, trace: TraceState): Step {
  if (trace.matches) return still(withTrace(state, { ...trace, matches: undefined }));
  if (trace.focus !== undefined) return still(withRows(state, { ...trace, focus: undefined }));
  if (trace.onlyCritical) return still(withRows(state, { ...trace, onlyCritical: false }));
  return still({ ...state, place: 'list' });
}

function toRow(state: State, trace: TraceState, rows: readonly TraceRow[], step: 1 | -1): Step {
  const { order, place } = trace.outline;
  const places = rows.map((row) => place[row]);
  const next = nextPlace(places, place[rowAt(trace)], step);
  const number = places.filter((one) => one <= next).length;
  return told(goTo(state, trace, order[next]), `${number} of ${rows.length}`);
}

/** The next span that a search found. */
export function toMatch(state: State, trace: TraceState, step: 1 | -1): Step {
  const { matches } = trace;
  if (!matches) return told(state, 'nothing was searched for: / does');
  if (matches.rows.length === 0) return told(state, `no span matches ${matches.text}`);
  return toRow(state, trace, matches.rows, step);
}

function toError(state: State, trace: TraceState, step: 1 | -1): Step {
  const failed = failedRows(trace.open.analysis.trace);
  if (failed.length === 0) return told(state, 'no span failed');
  return toRow(state, trace, failed, step);
}

function toSegment(state: State, trace: TraceState, step: 1 | -1): Step {
  const { analysis } = trace.open;
  const { segments } = analysis.path;
  if (segments.length === 0) return told(state, 'there is no critical path');
  const row = rowAt(trace);
  const isThere = segments[trace.segment]?.row === row;
  const begun = segments.findIndex(({ start }) => start >= analysis.trace.adjustedStart[row]);
  const first = segments[begun]?.row === row ? begun + 1 : Math.max(0, begun);
  const from = isThere ? trace.segment + step : step === 1 ? first : begun - 1;
  const segment = (from + 2 * segments.length) % segments.length;
  const next = goTo(state, { ...trace, segment }, segments[segment].row);
  return told(next, `segment ${segment + 1} of ${segments.length} of the critical path`);
}

function sorted(state: State, trace: TraceState): Step {
  const sort = sortKeys[(sortKeys.indexOf(trace.sort) + 1) % sortKeys.length];
  const outline = outlineOf(trace.open.analysis, trace.open.grouping, sort);
  const entry = trace.rows.entry[trace.cursor];
  const next = withRows(state, { ...trace, sort, outline }, rowAt(trace), entry);
  return told(next, `siblings sorted by ${sort}`);
}

function focused(state: State, trace: TraceState): Step {
  const entry = trace.rows.entry[trace.cursor];
  if (trace.focus !== undefined && (entry === trace.focus || entry < 0)) {
    return told(withRows(state, { ...trace, focus: undefined }), 'all spans');
  }
  if (entry < 0) return told(state, 'a group: unfold it (l) and choose one of its spans');
  return told(withRows(state, { ...trace, focus: entry }), 'only this subtree; f or Esc shows all');
}

function onlyCritical(state: State, trace: TraceState): Step {
  const next = !trace.onlyCritical;
  if (next && trace.open.analysis.path.segments.length === 0) return told(state, 'there is no critical path');
  const shown = withRows(state, { ...trace, onlyCritical: next });
  return told(shown, next ? 'only the critical path; p or Esc shows all' : 'all spans');
}

function updateDetails(state: State, trace: TraceState, command: Command): Step {
  const { details } = traceLayout(state.size, trace.pane);
  const lines = detailLines(trace, state.times, details.columns);
  const to = moved(command, trace.detailCursor, lines.length, details.rows);
  if (to !== undefined) return still(withTrace(state, { ...trace, detailCursor: to }));
  if (command !== 'enter') return still(withTrace(state, { ...trace, pane: 'tree' }));
  const target = lines[trace.detailCursor]?.target;
  if (!target) return told(state, 'no link in this line');
  return followed(state, trace, target);
}

/** Where a link leads: into this trace, or another. */
function followed(state: State, trace: TraceState, target: { traceId: string; spanId: string }): Step {
  const spans = trace.open.analysis.trace;
  const isHere = target.traceId === spans.traceId;
  const row = isHere ? spans.findSpan(target.spanId) : -1;
  if (row >= 0) return still(goTo(state, trace, row));
  if (isHere) return told(state, `span ${target.spanId} is not in this trace`);
  return { state: { ...state, busy: 'opening' }, effects: [{ type: 'open', ...target }] };
}

/** The selected span as JSON, as `show -o json` has it. */
export function selectedJson(trace: TraceState): string {
  return JSON.stringify(spanJson(trace.open.analysis, rowAt(trace)), null, 2);
}
