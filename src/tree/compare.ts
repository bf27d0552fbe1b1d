/** The order of nodes: by start, the longer first, then by id, client first, and by what they say (analysis.md 1.6). */
import { SpanFlag, SpanKind } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { StringTable } from '../model/strings.ts';
import type { Nodes } from './nodes.ts';

/** Negative when node a comes before b; 0 only if nothing tells them apart. Untimed nodes come last. */
export function compareNodes(nodes: Nodes, a: number, b: number): number {
  const { start, end, timed } = nodes;
  if (timed[a] !== timed[b]) return timed[b] - timed[a];
  if (start[a] !== start[b]) return start[a] - start[b];
  if (end[a] !== end[b]) return end[b] - end[a];
  return compareNodeIds(nodes, a, b) || compareContent(nodes, a, b);
}

/** By id: hexadecimal ones as numbers, then opaque ones as text. */
export function compareNodeIds(nodes: Nodes, a: number, b: number): number {
  const { flags, idHigh, idLow } = nodes;
  const isText = flags[a] & SpanFlag.textSpanId;
  if (isText !== (flags[b] & SpanFlag.textSpanId)) return isText ? 1 : -1;
  if (isText) return compareTexts(nodes.store.strings, idLow[a], idLow[b]);
  return idHigh[a] - idHigh[b] || idLow[a] - idLow[b];
}

/** By what the records say, never by where they stood in the input. */
export function compareContent(nodes: Nodes, a: number, b: number): number {
  const { kind, flags, service, name, clock, store } = nodes;
  const { strings } = store;
  const otherA = kind[a] === SpanKind.client ? 0 : 1;
  const otherB = kind[b] === SpanKind.client ? 0 : 1;
  return (
    otherA - otherB ||
    compareTexts(strings, service[a], service[b]) ||
    compareTexts(strings, name[a], name[b]) ||
    kind[a] - kind[b] ||
    flags[a] - flags[b] ||
    compareTexts(strings, clock[a], clock[b])
  );
}

/** By UTF-16 units, as everywhere in JavaScript; equal strings have equal numbers. */
export function compareTexts(strings: StringTable, a: number, b: number): number {
  if (a === b) return 0;
  return strings.text(a) < strings.text(b) ? -1 : 1;
}

/** By the ids of two rows of the store, in the order of {@link compareNodeIds}. */
export function compareSpanIds(store: SpanStore, a: SpanRow, b: SpanRow): number {
  const { flags, spanIdHigh, spanIdLow, strings } = store;
  const isText = flags[a] & SpanFlag.textSpanId;
  if (isText !== (flags[b] & SpanFlag.textSpanId)) return isText ? 1 : -1;
  if (isText) return compareTexts(strings, spanIdLow[a], spanIdLow[b]);
  return spanIdHigh[a] - spanIdHigh[b] || spanIdLow[a] - spanIdLow[b];
}
