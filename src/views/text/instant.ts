/** Instants as text, always UTC: what is printed must not depend on where it runs. */
import type { UnixNano } from '../../model/time.ts';

/** `2026-11-21 12:06:03.214`, to the millisecond, rounded down; years outside 0 to 9999 as Unix seconds. */
export function formatInstant(instant: UnixNano): string {
  const milliseconds = instant / 1_000_000n - (instant % 1_000_000n < 0n ? 1n : 0n);
  if (milliseconds < -62_167_219_200_000n || milliseconds > 253_402_300_799_999n)
    return `${milliseconds / 1000n}s after 1970`;
  return new Date(Number(milliseconds)).toISOString().slice(0, 23).replace('T', ' ');
}

/** `12:06:03.214`. */
export function formatTimeOfDay(instant: UnixNano): string {
  return formatInstant(instant).slice(11);
}
