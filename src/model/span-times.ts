/** The times of a span in its store. */
import { SpanFlag } from './kinds.ts';
import type { SpanRow, SpanStore } from './span-store.ts';
import { longestNanos, nanosBetween } from './time.ts';

/** Sets start, duration and the flags about them; a time of 0 is none. `length` in nanoseconds counts where there is no end, if it is a number. */
export function setTimes(
  store: SpanStore,
  row: SpanRow,
  startSeconds: number,
  startNanos: number,
  endSeconds: number,
  endNanos: number,
  length: number,
): void {
  if (startSeconds === 0 && startNanos === 0) store.flags[row] |= SpanFlag.noStart;
  store.startSeconds[row] = startSeconds;
  store.startNanos[row] = startNanos;
  const hasEnd = endSeconds !== 0 || endNanos !== 0;
  const known = hasEnd ? nanosBetween(startSeconds, startNanos, endSeconds, endNanos) : length;
  if (Number.isNaN(known)) store.flags[row] |= SpanFlag.noEnd;
  else if (known < 0) store.flags[row] |= SpanFlag.negativeDuration;
  store.duration[row] = known > 0 ? Math.min(known, longestNanos) : 0;
}
