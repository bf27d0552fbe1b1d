/** Instants of a store as targets spell them. */
import { SpanFlag } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { InstantValue } from '../model/span-writer.ts';
import type { Losses, LossKind } from './losses.ts';

/** Nanoseconds beyond are more than 64 bits. */
const lastSecond = 18_446_744_073;

const endedEarlier: LossKind = {
  thing: 'span',
  why: 'ended before the start; by how much is not kept, the length becomes 0',
};

const outOfRange: LossKind = { thing: 'span', why: 'start before 1970 or after 2554; such times become 0' };

/** Whether targets have an instant: unsigned, in 64 bits. */
export function isInRange(seconds: number): boolean {
  return seconds >= 0 && seconds < lastSecond;
}

/** An instant as digits of nanoseconds since 1970; `0` for one out of range. */
export function unixNanoText(seconds: number, nanos: number): string {
  if (!isInRange(seconds)) return '0';
  return seconds === 0 ? String(nanos) : seconds + String(1e9 + nanos).slice(1);
}

/** An instant as digits of microseconds since 1970, cut; `0` for one out of range. */
export function unixMicroText(seconds: number, nanos: number): string {
  if (!isInRange(seconds)) return '0';
  const micros = Math.floor(nanos / 1000);
  return seconds === 0 ? String(micros) : seconds + String(1e6 + micros).slice(1);
}

/** Counts what the times of a span lose in every target. */
export function noteTimes(losses: Losses, { flags, startSeconds }: SpanStore, row: SpanRow): void {
  if (flags[row] & SpanFlag.negativeDuration) losses.note(endedEarlier);
  if (!isInRange(startSeconds[row])) losses.note(outOfRange);
}

/** Sets an instant to the end of a span; exact. */
export function endOf(store: SpanStore, row: SpanRow, into: InstantValue): void {
  const duration = store.duration[row];
  const whole = Math.floor(duration / 1e9);
  const nanos = store.startNanos[row] + (duration - whole * 1e9);
  const carry = nanos >= 1e9 ? 1 : 0;
  into.seconds = store.startSeconds[row] + whole + carry;
  into.nanos = nanos - carry * 1e9;
}

/** Whether a span has times that microseconds can't tell. */
export function isFinerThanMicros(store: SpanStore, row: SpanRow): boolean {
  return store.startNanos[row] % 1000 !== 0 || store.duration[row] % 1000 !== 0;
}
