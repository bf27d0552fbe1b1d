/**
 * Times. An instant is whole seconds since 1970 and nanoseconds within the second, because epoch nanoseconds do not fit
 * a double. Everything relative is a number of nanoseconds, exact below 2^53 (104 days).
 */

/** Relative time in nanoseconds, an integer. */
export type Nanos = number;

/** Absolute time in nanoseconds since 1970-01-01T00:00:00Z. */
export type UnixNano = bigint;

/** Longest time a {@link Nanos} holds exactly: 104 days. */
export const longestNanos: number = Number.MAX_SAFE_INTEGER;

/** Nanoseconds of the units in which people and languages write durations. */
export const unitNanos: Readonly<Record<string, Nanos>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 86_400e9,
  w: 7 * 86_400e9,
};

/** An instant as one integer. */
export function unixNano(seconds: number, nanos: number): UnixNano {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
}

/** Nanoseconds from one instant to another; exact when the result is below 2^53 in size. */
export function nanosBetween(fromSeconds: number, fromNanos: number, seconds: number, nanos: number): Nanos {
  return (seconds - fromSeconds) * 1e9 + (nanos - fromNanos);
}
