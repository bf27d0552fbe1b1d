/** What OTLP can't hold, in either encoding. */
import { SpanFlag } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { Losses, LossKind } from './losses.ts';
import { noteTimes } from './times.ts';

const shared: LossKind = {
  thing: 'span',
  why: 'id shared with the client’s half of a call; OTLP has no mark for that',
};
const deferred: LossKind = {
  thing: 'span',
  why: 'parent named by FOLLOWS_FROM; in OTLP a child like any other',
};

export const tooLarge: LossKind = {
  thing: 'attribute',
  why: 'no integer of 64 bits; written as text',
};

export const noContainer: LossKind = {
  thing: 'attribute',
  why: 'nested too deep, or no JSON; written as text',
};

/** Counts what a span loses, apart from ids and attributes. */
export function noteOtlpLosses(losses: Losses, store: SpanStore, row: SpanRow): void {
  losses.nextSpan();
  noteTimes(losses, store, row);
  if (store.flags[row] & SpanFlag.shared) losses.note(shared);
  if (store.flags[row] & SpanFlag.followsFrom) losses.note(deferred);
}
