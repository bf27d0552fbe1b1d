/**
 * Parts of one Zipkin span: records of one id that nothing in their endpoints tells apart (analysis.md 1.2). Of each
 * field the first part that has it wins, in the order of the parts; a failed part makes the span failed.
 *
 *   part 1   service a, ip absent, timestamp            a, 10.0.0.1, timestamp and duration
 *   part 2   service a, ip 10.0.0.1, duration     ->
 */
import { SpanFlag, SpanKind } from '../model/kinds.ts';
import type { SpanRow } from '../model/span-store.ts';
import { longestNanos } from '../model/time.ts';
import type { Nodes } from './nodes.ts';

/** A span, and the other records that are parts of it. */
export interface MergedSpan {
  /** Node it gets when the distinct spans are loaded. */
  node: number;
  row: SpanRow;
  parts: SpanRow[];
}

/** What the records merged so far say of where they were made. */
interface Gathered extends MergedSpan {
  isZipkin: boolean;
  shared: number;
  timed: number;
  service: string;
  ip: string;
  port: string;
}

/** The spans that records of one id make up, in their order. */
export function mergeParts(nodes: Nodes, records: number[]): MergedSpan[] {
  const spans: Gathered[] = [];
  for (const node of records) {
    const part = gathered(nodes, node);
    const span = part.isZipkin ? spans.find((other) => areParts(other, part)) : undefined;
    if (span === undefined) {
      spans.push(part);
      continue;
    }
    span.parts.push(part.row);
    span.service ||= part.service;
    span.ip ||= part.ip;
    span.port ||= part.port;
  }
  return spans;
}

/** Sets the columns of a merged span's node. */
export function applyMerge(nodes: Nodes, { node, parts }: MergedSpan): void {
  const { store, name, service, clock, kind, reference } = nodes;
  for (const part of parts) {
    name[node] ||= store.name[part];
    service[node] ||= store.service(part);
    clock[node] ||= store.resources.clock[store.resource[part]];
    if (kind[node] === SpanKind.unspecified) kind[node] = store.kind[part];
    if (store.parentSpanId(reference[node]) === undefined) reference[node] = part;
    nodes.flags[node] |= store.flags[part] & SpanFlag.error;
    mergeEnd(nodes, node, part);
  }
}

function mergeEnd({ store, flags, timed, start, end }: Nodes, node: number, part: SpanRow): void {
  if ((flags[node] & SpanFlag.noEnd) === 0 || (store.flags[part] & SpanFlag.noEnd) !== 0) return;
  const to = start[node] + store.duration[part];
  if (timed[node] === 0 || to >= longestNanos) return;
  flags[node] &= ~SpanFlag.noEnd;
  end[node] = to;
}

function gathered(nodes: Nodes, node: number): Gathered {
  const { store } = nodes;
  const row = nodes.row[node];
  const resource = store.resource[row];
  const isZipkin = (nodes.flags[node] & SpanFlag.zipkin) !== 0;
  return {
    node: -1,
    row,
    parts: [],
    isZipkin,
    shared: nodes.flags[node] & SpanFlag.shared,
    timed: nodes.timed[node],
    service: store.strings.text(nodes.service[node]),
    ip: isZipkin ? (store.resources.get(resource, 'host.ip') ?? '') : '',
    port: isZipkin ? (store.resources.get(resource, 'net.host.port') ?? '') : '',
  };
}

function areParts(a: Gathered, b: Gathered): boolean {
  if (!a.isZipkin) return false;
  if (!agree(a.service, b.service) || !agree(a.ip, b.ip) || !agree(a.port, b.port)) return false;
  return a.shared === b.shared || ((a.timed === 0 || b.timed === 0) && a.service === b.service);
}

function agree(a: string, b: string): boolean {
  return a === '' || b === '' || a === b;
}
