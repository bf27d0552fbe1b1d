/** What the viewer knows at one moment. Immutable: an update makes a new one. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import type { PathStretches } from '../analysis/path-stretches.ts';
import type { TraceSummary } from '../analysis/summary.ts';
import type { Finding } from '../model/finding.ts';
import type { TraceRow } from '../model/trace.ts';
import type { TimeScale } from '../views/bars.ts';
import type { ListOrder } from '../views/list-order.ts';
import type { Place } from './keys.ts';
import type { Prompt } from './prompt.ts';
import type { Grouping } from './tree/grouping.ts';
import type { Outline, SortKey } from './tree/outline.ts';
import type { Choice, Folds, VisibleRows } from './tree/visible.ts';

/** Cells of a terminal. */
export interface Size {
  columns: number;
  rows: number;
}

/** How times are told: since the trace's start, in UTC, in the time of this place. */
export const timeModes = ['relative', 'utc', 'local'] as const;

export type TimeMode = (typeof timeModes)[number];

/** The list of traces. */
export interface ListState {
  all: readonly TraceSummary[];
  /** Whether the backend has more. */
  hasMore: boolean;
  /** Text, or TraceQL when it starts with `{`; empty: everything. */
  query: string;
  /** Traces that the TraceQL query matches; absent while there is none, or it is not answered. */
  matching: ReadonlySet<string> | undefined;
  /** What is wrong with the query. */
  problem: string;
  sort: ListOrder;
  /** What is left of `all`, sorted. */
  rows: readonly TraceSummary[];
  cursor: number;
  top: number;
}

/** A trace with what the viewer needs of it besides; made once when it is opened. */
export interface OpenTrace {
  analysis: TraceAnalysis;
  path: PathStretches;
  /** By row, 1: the critical path runs through it or something below it. */
  onPath: Uint8Array;
  grouping: Grouping;
  /** What was found, by the id of a span that it is about. */
  findings: ReadonlyMap<string, readonly Finding[]>;
  scale: TimeScale;
}

/** Spans found by a search, ascending. */
interface Matches {
  text: string;
  rows: readonly TraceRow[];
}

/** The screen of one trace. */
export interface TraceState {
  open: OpenTrace;
  sort: SortKey;
  outline: Outline;
  folds: Folds;
  focus: TraceRow | undefined;
  onlyCritical: boolean;
  rows: VisibleRows;
  cursor: number;
  top: number;
  /** Where keys go. */
  pane: 'tree' | 'details';
  /** Line of the details that is selected, and the first that is shown. */
  detailCursor: number;
  detailTop: number;
  matches: Matches | undefined;
  /** Segment of the critical path that was gone to last; -1: none. */
  segment: number;
}

/** A question that one key answers. */
export interface Question {
  question: string;
  options: readonly { key: string; label: string; effect: Effect }[];
}

/** Text to read over the screen: help, a comparison. */
export interface Pager {
  title: string;
  lines: readonly string[];
  top: number;
}

/** Everything. */
export interface State {
  size: Size;
  place: Place;
  list: ListState;
  trace: TraceState | undefined;
  times: TimeMode;
  /** Ids of traces marked for a comparison. */
  marked: readonly string[];
  prompt: Prompt | undefined;
  choice: Question | undefined;
  pager: Pager | undefined;
  /** Told until the next key. */
  message: string;
  /** What is being waited for. */
  busy: string;
  follows: boolean;
}

/** Something to be done outside, of which an action may tell the result. */
export type Effect =
  | { type: 'open'; traceId: string; spanId?: string | undefined }
  | { type: 'filter'; query: string }
  | { type: 'search'; query: string }
  | { type: 'copy'; what: string; text: string }
  | { type: 'browse'; traceId: string; spanId: string | undefined }
  | { type: 'write'; path: string }
  /** `always`: the trace that is open, too, even where it has no more spans than before. */
  | { type: 'reload'; always: boolean }
  | { type: 'compare'; traceIds: readonly string[] }
  | { type: 'suspend' }
  | { type: 'quit'; exitCode: number };

/** A state, and what is to be done. */
export interface Step {
  state: State;
  effects: readonly Effect[];
}

/** A step that does nothing outside. */
export function still(state: State): Step {
  return { state, effects: [] };
}

/** A state that tells something. */
export function told(state: State, message: string): Step {
  return still({ ...state, message });
}

/** Which rows of a trace are drawn. */
export function choiceOf({ focus, onlyCritical, open }: TraceState): Choice {
  return { focus, kept: onlyCritical ? open.onPath : undefined };
}
