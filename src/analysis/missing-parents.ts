/** What a span that was never seen most likely was, judging by the spans that name it as their parent (analysis.md 8.8). */
import { SpanKind } from '../model/kinds.ts';
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';

/** What the evidence points at. */
export type MissingParentVerdict =
  /** Children are servers: a client's span, of a caller that doesn't export, a proxy, or one that was sampled out. */
  | 'client'
  /** Children are a service's own spans: one of that service, lost in a crash, unfinished or in a dropped batch. */
  | 'same-service'
  /** Alike children far apart: a span that never ends, such as a scheduler or a health check. */
  | 'long-lived'
  | 'unknown';

/** A span that was never seen. */
export interface MissingParent {
  /** Its placeholder. */
  row: TraceRow;
  spanId: string;
  children: TraceRow[];
  verdict: MissingParentVerdict;
  /** The service that the children, or their caller, belong to; empty if they are of several. */
  service: string;
  /** The verdict as a sentence's end: `most likely a client span: its children are server spans`. */
  sentence: string;
}

/** Children of a span that never ends are at least this far apart. */
const longLived: Nanos = 60e9;

/** The missing parents of a trace, in tree order. Linear. */
export function missingParents(trace: Trace): MissingParent[] {
  const result: MissingParent[] = [];
  for (const row of trace.tops) if (trace.isPlaceholder(row)) result.push(missingParent(trace, row));
  return result;
}

function missingParent(trace: Trace, row: TraceRow): MissingParent {
  const children: TraceRow[] = [];
  const { subtreeEnd, service } = trace;
  for (let child = row + 1; child < subtreeEnd[row]; child = subtreeEnd[child]) children.push(child);
  const services = new Set(children.map((child) => service[child]));
  const own = services.size === 1 ? trace.serviceText(children[0]) : '';
  const verdict = verdictOf(trace, children, services.size);
  return {
    row,
    spanId: trace.spanId(row),
    children,
    verdict,
    service: own,
    sentence: sentenceOf(verdict, own),
  };
}

function verdictOf(trace: Trace, children: TraceRow[], services: number): MissingParentVerdict {
  if (areAlikeAndFarApart(trace, children)) return 'long-lived';
  const kinds = new Set(children.map((child) => trace.kind[child]));
  if (kinds.size === 1 && kinds.has(SpanKind.server)) return 'client';
  const isInside = [...kinds].every((kind) => kind === SpanKind.client || kind === SpanKind.internal);
  return isInside && services === 1 ? 'same-service' : 'unknown';
}

function areAlikeAndFarApart({ name, service, timed, start }: Trace, children: TraceRow[]): boolean {
  const [first] = children;
  if (children.length < 2 || !children.every((child) => timed[child] !== 0)) return false;
  if (!children.every((child) => name[child] === name[first] && service[child] === service[first]))
    return false;
  return children.every((child, k) => k === 0 || start[child] - start[children[k - 1]] > longLived);
}

function sentenceOf(verdict: MissingParentVerdict, service: string): string {
  switch (verdict) {
    case 'client':
      return `most likely a client span of the caller of ${service === '' ? 'several services' : service}: its children are server spans`;
    case 'same-service':
      return `most likely a span of ${service} itself: its children are spans of that service`;
    case 'long-lived':
      return `most likely a span of ${service} that never ends: its children are alike and more than a minute apart`;
    default:
      return 'its children do not tell what it was';
  }
}
