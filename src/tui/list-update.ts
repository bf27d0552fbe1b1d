/** What keys do in the list of traces. */
import type { TraceSummary } from '../analysis/summary.ts';
import { comparedBy, listOrders } from '../views/list-order.ts';
import type { Command } from './keys.ts';
import { listArea, scrolled } from './layout.ts';
import { moved } from './movement.ts';
import { promptFor } from './prompt.ts';
import { type ListState, type State, type Step, still, told } from './state.ts';

/** A list of nothing. */
export function emptyList(query: string): ListState {
  return {
    all: [],
    hasMore: false,
    query,
    matching: undefined,
    problem: '',
    sort: 'start',
    rows: [],
    cursor: 0,
    top: 0,
  };
}

/** Whether a query is TraceQL rather than text. */
export function isTraceQl(query: string): boolean {
  return /^\s*[({]/.test(query);
}

/** What a key does in the list. */
export function updateList(state: State, command: Command): Step {
  const { list } = state;
  const selected = list.rows[list.cursor];
  const to = moved(command, list.cursor, list.rows.length, listArea(state.size).rows);
  if (to !== undefined) return still(withList(state, { ...list, cursor: to }));
  switch (command) {
    case 'enter':
    case 'unfold':
      if (!selected) return told(state, 'no trace here');
      return { state: { ...state, busy: 'opening' }, effects: [{ type: 'open', traceId: selected.traceId }] };
    case 'search':
      return still({ ...state, prompt: promptFor('filter', list.query) });
    case 'back':
      if (list.query === '') return told(state, 'q quits');
      return filtered(state, '');
    case 'next-error':
    case 'previous-error':
      return toError(state, command === 'next-error' ? 1 : -1);
    case 'sort': {
      const sort = listOrders[(listOrders.indexOf(list.sort) + 1) % listOrders.length];
      // What comes first now is what was asked for.
      return told(withList(state, { ...arranged({ ...list, sort }), cursor: 0 }), `sorted by ${sort}`);
    }
    default:
      return still(state);
  }
}

/** The list filtered by a query; TraceQL is answered later. */
export function filtered(state: State, query: string): Step {
  const { list } = state;
  if (!isTraceQl(query)) {
    return still(withList(state, arranged({ ...list, query, matching: undefined, problem: '' })));
  }
  // What matched before stays until the answer is there.
  return { state: withList(state, { ...list, query, problem: '' }), effects: [{ type: 'filter', query }] };
}

/** The list with the selection in sight. */
export function withList(state: State, list: ListState): State {
  const cursor = Math.max(0, Math.min(list.cursor, list.rows.length - 1));
  const top = scrolled(list.top, cursor, listArea(state.size).rows, list.rows.length);
  return { ...state, list: { ...list, cursor, top } };
}

/** The list with its rows chosen and sorted anew; the selected trace stays selected. */
export function arranged(list: ListState): ListState {
  const selected = list.rows[list.cursor]?.traceId;
  const rows = list.all.filter(passes(list)).toSorted(comparedBy(list.sort));
  const at = rows.findIndex(({ traceId }) => traceId === selected);
  return { ...list, rows, cursor: at < 0 ? Math.min(list.cursor, Math.max(0, rows.length - 1)) : at };
}

function passes({ query, matching }: ListState): (summary: TraceSummary) => boolean {
  if (isTraceQl(query)) return ({ traceId }) => matching === undefined || matching.has(traceId);
  const words = query.toLowerCase().split(/\s+/);
  return ({ traceId, rootService, rootName }) => {
    const text = `${traceId} ${rootService} ${rootName}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function toError(state: State, step: 1 | -1): Step {
  const { rows, cursor } = state.list;
  for (let seen = 1; seen <= rows.length; seen++) {
    const at = (cursor + step * seen + rows.length * 2) % rows.length;
    if (rows[at].errorCount > 0) return still(withList(state, { ...state.list, cursor: at }));
  }
  return told(state, 'no trace with an error');
}
