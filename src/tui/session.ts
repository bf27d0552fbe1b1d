/** What the viewer needs of the outside; the command hands it in. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import type { TraceSummary } from '../analysis/summary.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import type { Look } from './look.ts';
import type { Terminal } from './terminal.ts';

/** What the viewer looks at, and what it may do. All that fails throws an Error whose message is for people. */
export interface Session {
  /** How people call what is read. */
  name: string;
  terminal: Terminal;
  look: Look;
  /** A query to begin with. */
  query: string;
  /** The trace to begin with; absent: the list. */
  traceId: string | undefined;
  /** Milliseconds between looks at a source that is followed; absent: it is not. */
  followEvery: number | undefined;
  /** The traces as they were read last, and whether there are more. */
  traces: () => Listing;
  /** Reads again. */
  reload: () => Promise<Listing>;
  /** A trace of those read last, or of the source. */
  open: (traceId: string) => Promise<TraceAnalysis>;
  /** The ids of the traces that a TraceQL query matches. */
  filter: (query: string, isStale: () => boolean) => Promise<ReadonlySet<string>>;
  /** The spans of a trace that a TraceQL query matches, ascending. */
  search: (query: string, trace: Trace) => Promise<readonly TraceRow[]>;
  /** Calls back with the exit code when a signal asks to end, until what is returned is called. */
  onSignal: (handler: (exitCode: number) => void) => () => void;
  /** The address that shows a trace in the backend's user interface; undefined where there is none. */
  address: (traceId: string, spanId: string | undefined) => string | undefined;
  /** Writes a file, never over another one. */
  writeFile: (path: string, pieces: Iterable<string>) => void;
  /** Traces as a page to open in a browser. */
  page: (traceIds: readonly string[]) => Promise<Iterable<string>>;
  /** The comparison of two traces, as lines for a terminal so wide. */
  compare: (traceIds: readonly string[], width: number) => Promise<readonly string[]>;
}

/** Traces as lists have them. */
interface Listing {
  traces: readonly TraceSummary[];
  hasMore: boolean;
}
