/**
 * One trace under two ids: services that still cut trace ids to 64 bits report its lower half (analysis.md 0).
 *
 *   high halves seen with one low half     {0, h}       one trace
 *                                          {0, g, h}    the 64-bit spans join the trace that holds their parents
 */
import type { Finding } from '../model/finding.ts';
import { SpanFlag } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { TraceIndex } from '../model/trace-ids.ts';
import { IdTable } from './id-table.ts';

/**
 * Sets the entry of each 64-bit id to the 128-bit id it belongs to. `representative` holds -1 for ids without spans.
 * Returns the ids that could belong to several, with a finding each.
 */
export function joinShortIds(store: SpanStore, representative: Int32Array): Map<TraceIndex, Finding> {
  const findings = new Map<TraceIndex, Finding>();
  const longs = longIds(store, representative);
  const rowsOf = rowIndex(store);
  for (let index = 0; index < representative.length; index++) {
    if (representative[index] < 0 || !isShortId(store, index)) continue;
    const candidates = longs.get(lowHalf(store, index)) ?? [];
    if (candidates.length === 0) continue;
    const home = candidates.length === 1 ? candidates[0] : homeOf(store, rowsOf, index, candidates);
    if (home === undefined) findings.set(index, ambiguous(store, index, candidates));
    else representative[index] = home;
  }
  return findings;
}

/** Whether an id has at most 64 bits. */
export function isShortId(store: SpanStore, index: TraceIndex): boolean {
  const { traces } = store;
  return !traces.isOpaque(index) && traces.word(index, 0) === 0 && traces.word(index, 1) === 0;
}

/** The 128-bit ids by low half. */
function longIds(store: SpanStore, representative: Int32Array): Map<bigint, TraceIndex[]> {
  const longs = new Map<bigint, TraceIndex[]>();
  for (let index = 0; index < representative.length; index++) {
    if (representative[index] < 0 || store.traces.isOpaque(index) || isShortId(store, index)) continue;
    const key = lowHalf(store, index);
    const list = longs.get(key);
    if (list) list.push(index);
    else longs.set(key, [index]);
  }
  return longs;
}

function lowHalf(store: SpanStore, index: TraceIndex): bigint {
  return (BigInt(store.traces.word(index, 2)) << 32n) | BigInt(store.traces.word(index, 3));
}

/** Rows by trace id, made when first asked for. */
function rowIndex(store: SpanStore): (index: TraceIndex) => SpanRow[] {
  let rows: Map<TraceIndex, SpanRow[]> | undefined;
  return (index) => {
    if (rows === undefined) {
      rows = new Map();
      for (let row = 0; row < store.size; row++) {
        const list = rows.get(store.trace[row]);
        if (list) list.push(row);
        else rows.set(store.trace[row], [row]);
      }
    }
    return rows.get(index) ?? [];
  };
}

/** The one candidate whose spans the 64-bit trace's spans name as parents, or undefined. */
function homeOf(
  store: SpanStore,
  rowsOf: (index: TraceIndex) => SpanRow[],
  short: TraceIndex,
  candidates: TraceIndex[],
): TraceIndex | undefined {
  const children = rowsOf(short);
  const homes = candidates.filter((candidate) => {
    const parents = rowsOf(candidate);
    const ids = new IdTable();
    ids.clear(parents.length);
    parents.forEach((row, node) => {
      const text = store.flags[row] & SpanFlag.textSpanId ? 1 : 0;
      ids.add(node, store.spanIdHigh[row], store.spanIdLow[row], text);
    });
    return children.some((row) => {
      const text = store.flags[row] & SpanFlag.textParentSpanId ? 1 : 0;
      return ids.find(store.parentSpanIdHigh[row], store.parentSpanIdLow[row], text) >= 0;
    });
  });
  return homes.length === 1 ? homes[0] : undefined;
}

function ambiguous(store: SpanStore, index: TraceIndex, candidates: TraceIndex[]): Finding {
  const ids = candidates.map((candidate) => store.traces.text(candidate)).sort();
  return {
    code: 'ambiguous-trace-id',
    severity: 'warning',
    message: `the 64-bit trace id ${store.traces.text(index)} could be short for ${ids.length} trace ids: it is kept apart`,
    spanIds: [],
    data: { candidates: ids },
  };
}
