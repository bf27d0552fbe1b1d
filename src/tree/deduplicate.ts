/**
 * Several records of one span id (analysis.md 1.2): exports that were repeated, parts of a Zipkin span, halves of a call,
 * or ids that collided.
 *
 *   equal in service, kind, name, start, end     one span, the others are counted
 *   Zipkin, nothing in their endpoints differs   parts of one span: merge.ts
 *   anything else                                spans of their own
 */
import { SpanFlag, SpanKind } from '../model/kinds.ts';
import type { SpanRow } from '../model/span-store.ts';
import { compareContent, compareTexts } from './compare.ts';
import { type MergedSpan, mergeParts } from './merge.ts';
import type { Nodes } from './nodes.ts';

/** The distinct spans of a trace. */
export interface DistinctSpans {
  /** One row a span; those of equal id as neighbours, the client's half first. */
  rows: Int32Array;
  merged: MergedSpan[];
  /** How many records were dropped, by the row that stands for them. */
  duplicates: Map<SpanRow, number>;
  duplicateCount: number;
}

/** Reduces the records to distinct spans. O(n + k log k) for k records that share ids. */
export function distinctSpans(nodes: Nodes): DistinctSpans {
  const { ids, row, spanCount } = nodes;
  const rows: SpanRow[] = [];
  const merged: MergedSpan[] = [];
  const duplicates = new Map<SpanRow, number>();
  for (let node = 0; node < spanCount; node++) {
    const first = ids.find(nodes.idHigh[node], nodes.idLow[node], textFlag(nodes, node));
    if (first !== node) continue;
    if (ids.next[node] < 0) {
      rows.push(row[node]);
      continue;
    }
    const distinct = withoutDuplicates(nodes, chain(nodes, node), duplicates);
    for (const span of mergeParts(nodes, distinct)) {
      span.node = rows.length;
      rows.push(span.row);
      if (span.parts.length > 0) merged.push(span);
    }
  }
  const duplicateCount = [...duplicates.values()].reduce((sum, count) => sum + count, 0);
  return { rows: Int32Array.from(rows), merged, duplicates, duplicateCount };
}

function chain({ ids }: Nodes, first: number): number[] {
  const nodes: number[] = [];
  for (let node = first; node >= 0; node = ids.next[node]) nodes.push(node);
  return nodes;
}

/** One node of each set of equal ones, in the order of {@link compareRecords}. */
function withoutDuplicates(nodes: Nodes, records: number[], duplicates: Map<SpanRow, number>): number[] {
  records.sort((a, b) => compareFields(nodes, a, b) || compareRecords(nodes, a, b));
  const kept: number[] = [];
  let last = -1;
  for (const node of records) {
    if (last >= 0 && compareFields(nodes, last, node) === 0) {
      duplicates.set(nodes.row[last], (duplicates.get(nodes.row[last]) ?? 0) + 1);
    } else {
      kept.push(node);
      last = node;
    }
  }
  return kept.sort((a, b) => compareRecords(nodes, a, b));
}

/** 0 when two records of an id are the same span, exported twice. */
function compareFields(nodes: Nodes, a: number, b: number): number {
  const { timed, start, end, kind, service, name, store } = nodes;
  return (
    timed[a] - timed[b] ||
    start[a] - start[b] ||
    end[a] - end[b] ||
    kind[a] - kind[b] ||
    compareTexts(store.strings, service[a], service[b]) ||
    compareTexts(store.strings, name[a], name[b])
  );
}

/** The order of records of one id: timed, then client's, then not shared ones first; of equal spans the failed one. */
function compareRecords(nodes: Nodes, a: number, b: number): number {
  const { timed, start, end, kind, service, name, flags, store } = nodes;
  const { strings } = store;
  const client = (node: number): number => (kind[node] === SpanKind.client ? 0 : 1);
  return (
    timed[b] - timed[a] ||
    client(a) - client(b) ||
    (flags[a] & SpanFlag.shared) - (flags[b] & SpanFlag.shared) ||
    start[a] - start[b] ||
    end[a] - end[b] ||
    compareTexts(strings, service[a], service[b]) ||
    compareTexts(strings, name[a], name[b]) ||
    (flags[b] & SpanFlag.error) - (flags[a] & SpanFlag.error) ||
    compareContent(nodes, a, b) ||
    compareDetails(nodes, nodes.row[a], nodes.row[b])
  );
}

/** Between records of one span: those with a parent first, then those with more attributes. */
function compareDetails({ store }: Nodes, a: SpanRow, b: SpanRow): number {
  const parentA = store.parentSpanId(a) ?? '';
  const parentB = store.parentSpanId(b) ?? '';
  if (parentA !== parentB) return parentA < parentB ? 1 : -1;
  return store.columns.details ? store.attributesCount[b] - store.attributesCount[a] : 0;
}

function textFlag({ flags }: Nodes, node: number): number {
  return flags[node] & SpanFlag.textSpanId ? 1 : 0;
}
