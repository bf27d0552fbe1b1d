/** Durations as TraceQL has them: Prometheus's (`1d12h`, `1w`) and Go's (`1.5s`, `1h30m`, `250µs`). */
import { type Nanos, unitNanos } from '../model/time.ts';

const units: Readonly<Record<string, Nanos>> = { ...unitNanos, y: 365 * 86_400e9 };

/** Whole numbers of units, each once, the larger before the smaller. */
const prometheus = /^(?=.)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/;

/** Decimal numbers of units in any order, none longer than an hour. */
const go = /^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;

/** The most that 64 bits hold: 292 years. */
const longest = 2 ** 63;

/** The length of a duration in nanoseconds; undefined if the text is none or longer than 292 years. */
export function parseDuration(text: string): number | undefined {
  if (!prometheus.test(text) && !go.test(text)) return undefined;
  let nanos = 0;
  for (const [, value, unit] of text.matchAll(/([\d.]+)([^\d.]+)/g))
    nanos += Number(value) * (units[unit] ?? NaN);
  return nanos < longest ? Math.round(nanos) : undefined;
}
