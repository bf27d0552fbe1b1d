/** One state and what happened make the next: pure, everything outside is asked for by effects. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import type { TraceSummary } from '../analysis/summary.ts';
import type { TraceRow } from '../model/trace.ts';
import { helpLines, pagerRows } from './draw/pager-lines.ts';
import type { Input } from './input.ts';
import { type Command, commandFor } from './keys.ts';
import { arranged, emptyList, filtered, updateList, withList } from './list-update.ts';
import { clicked } from './mouse.ts';
import { moved } from './movement.ts';
import { openTrace, traceState } from './open-trace.ts';
import { edited, inserted, promptFor } from './prompt.ts';
import { type Question, type Size, type State, type Step, still, timeModes, told } from './state.ts';
import { goTo, rowAt, selectedJson, toMatch, updateTrace, withTrace } from './trace-update.ts';

/** Something that happened. */
export type Action =
  | { type: 'input'; input: Input }
  | { type: 'resized'; size: Size }
  | { type: 'listed'; traces: readonly TraceSummary[]; hasMore: boolean }
  | { type: 'opened'; analysis: TraceAnalysis; spanId?: string | undefined }
  | { type: 'filtered'; query: string; matching: ReadonlySet<string> }
  | { type: 'searched'; query: string; rows: readonly TraceRow[] }
  | { type: 'refused'; query: string; problem: string }
  | { type: 'told'; message: string }
  | { type: 'paged'; title: string; lines: readonly string[] };

/** The state before anything was read. */
export function initialState(size: Size, options: { query: string; follows: boolean }): State {
  return {
    size,
    place: 'list',
    list: emptyList(options.query),
    trace: undefined,
    times: 'relative',
    marked: [],
    prompt: undefined,
    choice: undefined,
    pager: undefined,
    message: '',
    busy: '',
    follows: options.follows,
  };
}

/** What an action makes of a state. */
export function update(state: State, action: Action): Step {
  switch (action.type) {
    case 'input':
      return updateInput({ ...state, message: '' }, action.input);
    case 'resized':
      return still(resized({ ...state, size: action.size }));
    case 'listed':
      return listed({ ...state, busy: '' }, action.traces, action.hasMore);
    case 'opened':
      return opened({ ...state, busy: '' }, action.analysis, action.spanId);
    case 'filtered':
      return answered(state, action.query, action.matching);
    case 'searched':
      return found({ ...state, busy: '' }, action.query, action.rows);
    case 'refused':
      if (action.query !== state.list.query) return told({ ...state, busy: '' }, action.problem);
      return still({ ...state, busy: '', list: { ...state.list, problem: action.problem } });
    case 'told':
      return told({ ...state, busy: '' }, action.message);
    case 'paged':
      return still({ ...state, busy: '', pager: { title: action.title, lines: action.lines, top: 0 } });
    default:
      return still(state);
  }
}

function updateInput(state: State, input: Input): Step {
  if (input.kind === 'paste') {
    return state.prompt ? changed(state, inserted(state.prompt, input.text)) : still(state);
  }
  if (input.kind === 'mouse') return clicked(state, input);
  const { key } = input;
  // These leave whatever is on the screen.
  if (key === 'ctrl-c') return { state, effects: [{ type: 'quit', exitCode: 130 }] };
  if (key === 'ctrl-z') return { state, effects: [{ type: 'suspend' }] };
  if (state.prompt) return typed(state, key);
  if (state.choice) return chosen(state, key);
  const command = commandFor(key, state.place);
  if (state.pager) return still(paged(state, key, command));
  return command === undefined
    ? told(state, `${key} does nothing here; ? lists the keys`)
    : run(state, command);
}

/** What a key does, wherever it was bound. */
function run(state: State, command: Command): Step {
  switch (command) {
    case 'quit':
      return { state, effects: [{ type: 'quit', exitCode: 0 }] };
    case 'help':
      return still({ ...state, pager: { title: 'tracectl explore: keys', lines: helpLines(), top: 0 } });
    case 'reload':
      return { state: { ...state, busy: 'reading' }, effects: [{ type: 'reload', always: true }] };
    case 'times':
      return timesChanged(state);
    case 'mark':
      return marked(state);
    case 'copy':
      return copyChoice(state);
    case 'browse': {
      const traceId = currentTrace(state);
      if (traceId === undefined) return told(state, 'no trace here');
      return { state, effects: [{ type: 'browse', traceId, spanId: selectedSpan(state) }] };
    }
    case 'write':
      return still({ ...state, prompt: promptFor('write', defaultFile(state)) });
    default:
      if (state.place === 'trace' && state.trace) return updateTrace(state, state.trace, command);
      return updateList(state, command);
  }
}

function typed(state: State, key: string): Step {
  const { prompt } = state;
  if (!prompt) return still(state);
  const done = { ...state, prompt: undefined };
  if (key === 'escape') return prompt.purpose === 'filter' ? filtered(done, '') : still(done);
  if (key !== 'enter') return changed(state, edited(prompt, key));
  const text = prompt.text.trim();
  if (prompt.purpose === 'filter') return still(done);
  if (text === '') return still(done);
  if (prompt.purpose === 'write')
    return { state: { ...done, busy: 'writing' }, effects: [{ type: 'write', path: text }] };
  return { state: { ...done, busy: 'searching' }, effects: [{ type: 'search', query: text }] };
}

/** A filter works while it is typed. */
function changed(state: State, prompt: NonNullable<State['prompt']>): Step {
  const next = { ...state, prompt };
  if (prompt.purpose !== 'filter' || prompt.text === state.list.query) return still(next);
  return filtered(next, prompt.text);
}

function chosen(state: State, key: string): Step {
  const option = state.choice?.options.find((one) => one.key === key);
  const next = { ...state, choice: undefined };
  return option ? { state: next, effects: [option.effect] } : still(next);
}

function paged(state: State, key: string, command: Command | undefined): State {
  const { pager, size } = state;
  if (!pager || key === 'escape' || key === 'q' || key === '?' || command === undefined) {
    return { ...state, pager: undefined };
  }
  const page = pagerRows(size);
  const top = moved(command, pager.top, Math.max(1, pager.lines.length - page + 1), page);
  return top === undefined ? { ...state, pager: undefined } : { ...state, pager: { ...pager, top } };
}

function resized(state: State): State {
  const list = withList(state, state.list);
  return list.trace ? withTrace(list, list.trace) : list;
}

function listed(state: State, all: readonly TraceSummary[], hasMore: boolean): Step {
  return filtered(withList(state, arranged({ ...state.list, all, hasMore })), state.list.query);
}

function answered(state: State, query: string, matching: ReadonlySet<string>): Step {
  // Something else was typed meanwhile.
  if (query !== state.list.query) return still(state);
  return still(withList(state, arranged({ ...state.list, matching, problem: '' })));
}

/** A trace that is read again keeps what was selected. */
function opened(state: State, analysis: TraceAnalysis, spanId: string | undefined): Step {
  const isSame = state.trace?.open.analysis.trace.traceId === analysis.trace.traceId;
  const trace = traceState(openTrace(analysis), isSame ? state.trace?.sort : undefined);
  const wanted = spanId ?? (isSame ? selectedSpan(state) : undefined);
  const next = withTrace({ ...state, place: 'trace', prompt: undefined, pager: undefined }, trace);
  if (wanted === undefined) return still(next);
  const row = analysis.trace.findSpan(wanted);
  return row < 0 ? told(next, `span ${wanted} is not in this trace`) : still(goTo(next, trace, row));
}

function found(state: State, query: string, rows: readonly TraceRow[]): Step {
  const { trace } = state;
  if (!trace) return still(state);
  const matches = { text: query, rows };
  if (rows.length === 0) return told(withTrace(state, { ...trace, matches }), `no span matches ${query}`);
  return toMatch(state, { ...trace, matches }, 1);
}

function timesChanged(state: State): Step {
  const times = timeModes[(timeModes.indexOf(state.times) + 1) % timeModes.length];
  const words = { relative: 'since the trace’s start', utc: 'in UTC', local: 'in local time' };
  return told({ ...state, times }, `times ${words[times]}`);
}

function marked(state: State): Step {
  const traceId = currentTrace(state);
  if (traceId === undefined) return told(state, 'no trace here');
  if (state.marked.includes(traceId)) {
    return told({ ...state, marked: state.marked.filter((id) => id !== traceId) }, 'no longer marked');
  }
  const marks = [...state.marked, traceId];
  if (marks.length < 2) return told({ ...state, marked: marks }, 'marked; d on another trace compares them');
  return {
    state: { ...state, marked: [], busy: 'comparing' },
    effects: [{ type: 'compare', traceIds: marks }],
  };
}

function copyChoice(state: State): Step {
  const traceId = currentTrace(state);
  if (traceId === undefined) return told(state, 'no trace here');
  const spanId = selectedSpan(state);
  const ofSpan =
    spanId !== undefined && state.trace
      ? [copyOption('y', 'span id', spanId), copyOption('j', 'span as JSON', selectedJson(state.trace))]
      : [];
  const ofTrace = copyOption(spanId === undefined ? 'y' : 't', 'trace id', traceId);
  return still({ ...state, choice: { question: 'copy', options: [...ofSpan, ofTrace] } });
}

function copyOption(key: string, what: string, text: string): Question['options'][number] {
  return { key, label: what, effect: { type: 'copy', what, text } };
}

/** The trace that is open, or selected in the list. */
function currentTrace({ place, list, trace }: State): string | undefined {
  return place === 'trace' ? trace?.open.analysis.trace.traceId : list.rows[list.cursor]?.traceId;
}

function selectedSpan({ place, trace }: State): string | undefined {
  if (place === 'list' || !trace || trace.rows.count === 0) return undefined;
  return trace.open.analysis.trace.spanId(rowAt(trace));
}

function defaultFile(state: State): string {
  const traceId = state.place === 'trace' ? currentTrace(state) : undefined;
  return traceId === undefined
    ? 'traces.txt'
    : `trace-${traceId.replace(/[^0-9a-z]/gi, '').slice(0, 16)}.txt`;
}
