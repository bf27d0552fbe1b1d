/** References of OpenTracing beside the parent. */
import { LinkType } from '../model/side-tables.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';

/** What OpenTelemetry calls a reference that is no parent, by LinkType. */
export const referenceNames: readonly string[] = ['', 'child_of', 'follows_from'];

/** Whether a row of the links is a link, or a reference to another span than the parent that the span names. */
export function isBesideParent(store: SpanStore, row: SpanRow, link: number): boolean {
  const { type, spanIdHigh, spanIdLow } = store.links;
  if (type[link] === LinkType.link) return true;
  return spanIdHigh[link] !== store.parentSpanIdHigh[row] || spanIdLow[link] !== store.parentSpanIdLow[row];
}
