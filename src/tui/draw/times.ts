/** Instants as the viewer tells them: since the trace's start, in UTC, or in local time. */
import { type Nanos, unixNano } from '../../model/time.ts';
import type { Trace } from '../../model/trace.ts';
import { formatDuration } from '../../views/text/duration.ts';
import { formatTimeOfDay } from '../../views/text/instant.ts';
import type { TimeMode } from '../state.ts';

/** An instant so long after a trace's start. */
export function formatTime({ startSeconds, startNanos }: Trace, since: Nanos, mode: TimeMode): string {
  if (mode === 'relative') return formatDuration(since);
  return formatClock(unixNano(startSeconds, startNanos) + BigInt(Math.round(since)), mode);
}

/** The time of day of an instant, in UTC unless local time is asked for. */
function formatClock(instant: bigint, mode: TimeMode): string {
  return formatTimeOfDay(mode === 'local' ? inLocalTime(instant) : instant);
}

/** The instant at which UTC shows what local clocks show at this one. */
export function inLocalTime(instant: bigint): bigint {
  const offset = new Date(Number(instant / 1_000_000n)).getTimezoneOffset();
  return Number.isNaN(offset) ? instant : instant - BigInt(offset) * 60_000_000_000n;
}
