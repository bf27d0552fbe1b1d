/**
 * Which failures caused the others (analysis.md 8.9). A failed span is explained by a failed child that it waited for;
 * spans of the same service in between that did not fail themselves are looked through. What nothing explains is a cause.
 *
 *   [gw] GET /            !          explained by GET orders
 *   +-- [gw] GET orders   !          explained by SELECT, through "business"
 *       +-- [orders] business
 *           +-- [orders] SELECT  !   a cause: its chain reaches the root
 *   +-- [gw] GET ads      !          a cause, too: the hop itself, for its server is fine
 *       +-- [ads] GET /ads
 *
 * A failure that a span waited for without failing, or that a later attempt made good, was handled: it is `stopped`.
 */
import { SpanFlag, SpanKind } from '../model/kinds.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { compareSpanIds } from '../tree/compare.ts';
import { EdgeClass, tolerance } from './edges.ts';
import { failureMessage, failureNote } from './failure-text.ts';
import { recoveredAttempts } from './retries.ts';

/** A failed span that no other explains. */
export interface ErrorCause {
  row: TraceRow;
  /** The failed spans it explains, from the outermost down to itself. */
  readonly chain: TraceRow[];
  /** The chain begins at the primary root. */
  propagatedToRoot: boolean;
  onCriticalPath: boolean;
  /** Status message, or that of an exception; not escaped; empty where there is none. */
  message: string;
  /** Where it lies if not in the span itself: the hop to a healthy server, a peer that is not traced. */
  note: string | undefined;
  /** Levels between it and the outermost span above it. */
  levelsBelowRoot: number;
}

/** Failures that nothing explains. */
export interface Errors {
  /** Not handled, the most telling first. */
  causes: ErrorCause[];
  /** Handled on the way up: the outermost span of the chain has a parent that waited for it and is fine. */
  stopped: ErrorCause[];
}

/** The causes of the failed spans, the most telling first. */
export function rootCauses(trace: Trace, edges: Uint8Array, onPath: Float64Array): ErrorCause[] {
  return errorsOf(trace, edges, onPath).causes;
}

/** The failures of a trace. Linear but for sorting the causes; attributes are read of failed spans only. */
export function errorsOf(trace: Trace, edges: Uint8Array, onPath: Float64Array): Errors {
  const failed = failedRows(trace);
  if (failed.length === 0) return { causes: [], stopped: [] };
  const links = explanations(trace, edges, failed);
  const errors: Errors = { causes: [], stopped: [] };
  for (const row of failed) {
    if (links.isExplained[row]) continue;
    const isStopped = links.isStopped[links.outermost[row]] !== 0;
    errors[isStopped ? 'stopped' : 'causes'].push(causeOf(trace, edges, onPath, links, row));
  }
  const compare = (a: ErrorCause, b: ErrorCause): number => compareCauses(trace, a, b);
  errors.causes.sort(compare);
  errors.stopped.sort(compare);
  return errors;
}

function failedRows({ size, flags }: Trace): TraceRow[] {
  const rows: TraceRow[] = [];
  for (let i = 0; i < size; i++) if (flags[i] & SpanFlag.error) rows.push(i);
  return rows;
}

/** How failures hang together; columns by row. */
interface Explanations {
  /** The failed span that this one explains; -1: none. */
  explains: Int32Array;
  isExplained: Uint8Array;
  /** Its failure went no further: the span that waited for it is fine. */
  isStopped: Uint8Array;
  /** The failed span that the chain begins with. */
  outermost: Int32Array;
}

/** Parents come before children, so one pass settles each chain from the top. */
function explanations(trace: Trace, edges: Uint8Array, failed: TraceRow[]): Explanations {
  const { size, parent, adjustedStart, adjustedEnd } = trace;
  const explains = new Int32Array(size).fill(-1);
  const outermost = new Int32Array(size);
  const isExplained = new Uint8Array(size);
  const isStopped = new Uint8Array(size);
  const carrier = carriers(trace, edges);
  const recovered = recoveredAttempts(trace);
  for (const row of failed) {
    outermost[row] = row;
    if (edges[row] !== EdgeClass.sync) continue;
    const above = carrier[parent[row]];
    const noise = tolerance(adjustedEnd[above] - adjustedStart[above]);
    if ((trace.flags[above] & SpanFlag.error) === 0 || recovered[row]) {
      isStopped[row] = 1;
    } else if (adjustedEnd[row] <= adjustedEnd[above] + noise) {
      explains[row] = above;
      isExplained[above] = 1;
      outermost[row] = outermost[above];
    }
  }
  return { explains, isExplained, isStopped, outermost };
}

/** For each row, the one that a failure below it shows at: itself, or above it where it is looked through. */
function carriers({ size, parent, flags, kind, service }: Trace, edges: Uint8Array): Int32Array {
  const carrier = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const isTransparent =
      edges[i] === EdgeClass.sync &&
      (flags[i] & SpanFlag.error) === 0 &&
      kind[i] === SpanKind.internal &&
      service[i] === service[parent[i]];
    carrier[i] = isTransparent ? carrier[parent[i]] : i;
  }
  return carrier;
}

function causeOf(
  trace: Trace,
  edges: Uint8Array,
  onPath: Float64Array,
  { explains, outermost }: Explanations,
  row: TraceRow,
): ErrorCause {
  return {
    row,
    // Made when asked for: many causes deep down would together be quadratic.
    get chain() {
      const chain: TraceRow[] = [];
      for (let at = row; at >= 0; at = explains[at]) chain.push(at);
      return chain.reverse();
    },
    propagatedToRoot: outermost[row] === trace.primaryRoot,
    onCriticalPath: onPath[row] > 0,
    message: failureMessage(trace, row),
    note: failureNote(trace, edges, row),
    levelsBelowRoot: trace.depth[row] - (trace.isPlaceholder(topOf(trace, row)) ? 1 : 0),
  };
}

/** The top whose subtree holds a row. */
function topOf({ tops }: Trace, row: TraceRow): TraceRow {
  let low = 0;
  for (let high = tops.length; high - low > 1;) {
    const middle = (low + high) >>> 1;
    if (tops[middle] <= row) low = middle;
    else high = middle;
  }
  return tops[low];
}

/** What reached the root first, then what the request waited for, what says why, what lies deepest, what came first. */
function compareCauses({ depth, adjustedEnd, store, row }: Trace, a: ErrorCause, b: ErrorCause): number {
  return (
    Number(b.propagatedToRoot) - Number(a.propagatedToRoot) ||
    Number(b.onCriticalPath) - Number(a.onCriticalPath) ||
    Number(b.message !== '') - Number(a.message !== '') ||
    depth[b.row] - depth[a.row] ||
    adjustedEnd[a.row] - adjustedEnd[b.row] ||
    compareSpanIds(store, row[a.row], row[b.row]) ||
    a.row - b.row
  );
}
