/** Times in the spellings that are rare: fractions, exponents, signs, RFC 3339, Go durations. The common ones never come here. */
import type { InstantValue } from '../model/span-writer.ts';

const rfc3339 = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|z|[+-]\d\d:?\d\d)$/;

/**
 * Reads an instant written as a count of 10^-digits seconds (any spelling JSON has for a number) or as RFC 3339; empty is
 * 0. False, with NaN seconds, when it is neither.
 */
export function instantOfText(text: string, digits: number, into: InstantValue): boolean {
  const match = rfc3339.exec(text);
  if (match) {
    into.seconds = Date.parse(`${match[1]}${match[3]}`) / 1000;
    into.nanos = Number((match[2] ?? '').padEnd(9, '0'));
    return !Number.isNaN(into.seconds);
  }
  const nanos = text.trim() === '' ? 0n : scaledInteger(text.trim(), 9 - digits);
  into.seconds = nanos === undefined ? Number.NaN : Number(nanos / 1_000_000_000n);
  into.nanos = nanos === undefined ? 0 : Number(nanos % 1_000_000_000n);
  if (into.nanos < 0) {
    into.seconds--;
    into.nanos += 1e9;
  }
  return nanos !== undefined;
}

const goUnits = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['µs', 1e3],
  ['μs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 60e9],
  ['h', 3600e9],
]);

/**
 * A length of time written as a count of 10^-digits seconds or as a Go duration (`1m2.5s`), in nanoseconds; empty is NaN,
 * as is everything else. A count at or above 2^63 is a negative one that was written unsigned, as Jaeger 1.42 does.
 */
export function nanosOfText(text: string, digits: number): number {
  const plain = scaledInteger(text.trim(), 9 - digits);
  if (plain !== undefined) {
    const unsigned = 1n << 63n;
    const scale = 10n ** BigInt(9 - digits);
    return Number(plain / scale >= unsigned ? plain - 2n * unsigned * scale : plain);
  }
  if (!/^-?(\d+(\.\d+)?(ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return Number.NaN;
  let nanos = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)([a-zµμ]+)/g)) {
    nanos += Number(count) * (goUnits.get(unit) ?? Number.NaN);
  }
  return Math.round(text.startsWith('-') ? -nanos : nanos);
}

/** A decimal number times 10^power, cut to an integer, exact; undefined if it is no number or absurdly large. */
function scaledInteger(text: string, power: number): bigint | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (!match || text.length > 64) return undefined;
  const fraction = match[3] ?? '';
  const shift = Number(match[4] ?? 0) + power - fraction.length;
  if (Math.abs(shift) > 64) return undefined;
  const digits = BigInt(`${match[2]}${fraction}`);
  const value = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return match[1] === '-' ? -value : value;
}
