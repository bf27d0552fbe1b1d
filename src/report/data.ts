/**
 * What a report's file carries for the code that draws it, as plain JSON: columns of numbers, texts by their number in a
 * table, nothing an object a span. The overview is one block, and each trace that can be opened one more, compressed by
 * itself, so that opening the file costs what is looked at.
 */

/** Nanoseconds; those of many traces may pass 2^53 and are rounded. */
type Nanos = number;

/** The first block. */
export interface OverviewData {
  /** How messages name what was read; empty where that is not told. */
  source: string;
  /** Traces found, of which those in `traces` are told. */
  traceCount: number;
  spanCount: number;
  traces: ListedTrace[];
  /** Absent where the report is about one trace. */
  figures?: ManyTraces;
}

/** One line about a trace. */
export interface ListedTrace {
  traceId: string;
  rootService: string;
  rootName: string;
  startTimeUnixNano: string;
  durationNano: Nanos;
  spanCount: number;
  serviceCount: number;
  errorCount: number;
  /** Number of its block; 0 where the file does not hold it. */
  block: number;
}

/** What many traces have in common. */
export interface ManyTraces {
  operations: OperationFigures[];
  /** Operations that were counted. */
  operationCount: number;
  paths: PathColumns;
  graph: GraphData;
}

/** The spans of one service and name. */
export interface OperationFigures {
  service: string;
  name: string;
  count: number;
  errorCount: number;
  /** Quantiles of the durations; null where no span has a time. */
  p50: Nanos | null;
  p95: Nanos | null;
  p99: Nanos | null;
  max: Nanos | null;
  /** Time on their own work, all together. */
  self: Nanos;
  /** Of all critical paths, 0 to 1. */
  share: number;
  /** How the durations are distributed: bounds, one more than counts. */
  bounds: Nanos[];
  counts: number[];
}

/** The calling-context tree of the critical paths: columns, parents before children, -1 at the top. */
export interface PathColumns {
  texts: string[];
  parent: number[];
  /** Numbers of texts. */
  service: number[];
  name: number[];
  /** Time on critical paths with everything below, and without. */
  total: Nanos[];
  own: Nanos[];
  spans: number[];
  traces: number[];
  /** The span that shows it best: the number of its trace in the list, -1 where there is none, and the span's id. */
  trace: number[];
  span: string[];
  /** Contexts left out for being too small to be seen. */
  left: number;
}

/** Who calls whom. */
export interface GraphData {
  nodes: { kind: string; service: string; spanCount: number; errorCount: number }[];
  edges: {
    from: number;
    to: number;
    type: string;
    calls: number;
    errors: number;
    p50: Nanos | null;
    p95: Nanos | null;
    /** The slowest call: the number of its trace in the list, -1 where it is not told, and the span. */
    trace: number;
    span: string;
  }[];
}

/** Bits of a row's flags. */
export const RowFlag = { error: 1, missing: 2, timed: 4, unfinished: 8 } as const;

/** One trace; rows are spans in tree order. */
export interface TraceData {
  traceId: string;
  /** Of the trace's first span. */
  startTimeUnixNano: string;
  durationNano: Nanos;
  extentNano: Nanos;
  primaryRoot: number;
  errorCount: number;
  /** Texts by number; 0 is the empty one. */
  texts: string[];
  ids: string[];
  rows: RowColumns;
  /** The critical path in time order. */
  path: { row: number[]; start: Nanos[]; end: Nanos[] };
  details: DetailColumns;
  notes: Note[];
}

/** Columns by row. */
export interface RowColumns {
  /** How many rows above the parent stands; 0 at the top. */
  up: number[];
  service: number[];
  name: number[];
  kind: number[];
  flags: number[];
  /** From the trace's start, clocks corrected; and what was added to what was recorded. */
  start: Nanos[];
  shift: Nanos[];
  duration: Nanos[];
  self: Nanos[];
  onPath: Nanos[];
  /** The first of the siblings that look alike and fold into one row with it, as a number of rows up; 0 where it is that one itself, or alone. */
  like: number[];
}

/** What is told of the span that is looked at. Lists of attributes stand in `pairs`: key, value, key, value. */
export interface DetailColumns {
  status: number[];
  message: number[];
  /** Numbers of `sets`. */
  resource: number[];
  scope: number[];
  /** Each a list of attributes. */
  sets: number[][];
  attributes: number[];
  events: number[];
  links: number[];
  /** All of these in the order of rows: each span's own, then those of its events, then of its links. */
  pairs: number[];
  eventName: number[];
  /** From the trace's start. */
  eventTime: Nanos[];
  eventAttributes: number[];
  linkTrace: number[];
  linkSpan: number[];
  linkAttributes: number[];
}

/** An error that nothing explains, or something worth knowing. */
export interface Note {
  kind: 'error' | 'warning' | 'note';
  text: string;
  /** Spans it is about. */
  rows: number[];
}
