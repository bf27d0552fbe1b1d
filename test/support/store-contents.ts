/** What a store holds, to be compared. */
import type { SpanStore } from '../../src/model/span-store.ts';

/** The spans of a store, in words: two stores may have other numbers for the same. */
export function spanRows(store: SpanStore): unknown {
  return Array.from({ length: store.size }, (_, row) => ({
    traceId: store.traces.text(store.trace[row]),
    spanId: store.spanId(row),
    parentSpanId: store.parentSpanId(row),
    name: store.strings.text(store.name[row]),
    resource: store.resources.read(store.resource[row]),
    scope: store.columns.details ? store.scopes.read(store.scope[row]) : undefined,
    status: store.columns.details ? store.strings.text(store.statusMessage[row]) : undefined,
    attributes: store.columns.details
      ? store.attributes.read(store.strings, store.attributesFrom[row], store.attributesCount[row])
      : undefined,
    times: [store.startSeconds[row], store.startNanos[row], store.duration[row]],
    flags: [store.kind[row], store.status[row], store.flags[row], store.idLengths[row]],
  }));
}

/** The links and events of a store, in words. */
export function sideRows(store: SpanStore): unknown {
  const { links, events } = store;
  const of = (table: typeof links, isLink: boolean): unknown =>
    Array.from({ length: table.size }, (_, row) => ({
      span: table.span[row],
      name: store.strings.text(table.name[row]),
      time: isLink ? undefined : [table.seconds[row], table.nanos[row]],
      trace: isLink ? store.traces.text(table.trace[row]) : undefined,
      spanId: isLink ? [table.spanIdHigh[row], table.spanIdLength[row], table.type[row]] : undefined,
      attributes: store.attributes.read(store.strings, table.attributesFrom[row], table.attributesCount[row]),
    }));
  return { links: of(links, true), events: of(events, false) };
}
