/** Rows in the nesting of OTLP: by resource, then by scope. */
import type { SpanRow, SpanStore } from '../model/span-store.ts';

/** Spans of one resource and one scope; those of a resource come one after the other. */
export interface RowGroup {
  resource: number;
  scope: number;
  rows: readonly SpanRow[];
}

/** Spans that go into one request: a line that people can still look at, and that costs little to hold. */
const mostInRequest = 500;

/** The rows cut into requests, each sorted by resource and scope; otherwise in their order. */
export function* requestsOf(store: SpanStore, rows: Int32Array): Generator<RowGroup[]> {
  for (let at = 0; at < rows.length; at += mostInRequest) {
    yield grouped(store, Array.from(rows.subarray(at, at + mostInRequest)));
  }
}

function grouped({ resource, scope }: SpanStore, rows: SpanRow[]): RowGroup[] {
  rows.sort((a, b) => resource[a] - resource[b] || scope[a] - scope[b]);
  const groups: RowGroup[] = [];
  for (let from = 0; from < rows.length;) {
    const first = rows[from];
    let to = from + 1;
    while (to < rows.length && resource[rows[to]] === resource[first] && scope[rows[to]] === scope[first])
      to++;
    groups.push({ resource: resource[first], scope: scope[first], rows: rows.slice(from, to) });
    from = to;
  }
  return groups;
}
