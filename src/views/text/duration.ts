/**
 * Durations as people say them, the same everywhere:
 *
 *   below a minute     three significant digits in the largest unit that leaves at least 1: 12ns 830µs 15.2ms 1.24s
 *   from a minute      two units: 2m 03s, 5h 07m, 3d 04h
 *
 * Rounded half away from zero; zeros behind the point are dropped (1.5s, not 1.50s). Whole nanoseconds, microseconds and
 * milliseconds below 1000 are exact; nothing is 0ms.
 */
import type { Nanos } from '../../model/time.ts';

const units = [
  { name: 'ns', size: 1 },
  { name: 'µs', size: 1e3 },
  { name: 'ms', size: 1e6 },
  { name: 's', size: 1e9 },
];

const pairs = [
  { big: 'm', size: 60, small: 's', smallSize: 1 },
  { big: 'h', size: 3600, small: 'm', smallSize: 60 },
  { big: 'd', size: 86_400, small: 'h', smallSize: 3600 },
];

/** The duration in the unit a person would use. */
export function formatDuration(nanos: Nanos): string {
  if (!Number.isFinite(nanos)) return '?';
  if (nanos === 0) return '0ms';
  if (nanos < 0) return `-${formatDuration(-nanos)}`;
  for (const { name, size } of units) {
    const text = threeDigits(nanos / size);
    if (Number(text) < (size === 1e9 ? 60 : 1000)) return text + name;
  }
  return inPairs(nanos / 1e9);
}

function threeDigits(value: number): string {
  const decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
  const scale = 10 ** decimals;
  // 1.005 is kept as 1.00499… and must round up; whole nanoseconds are farther from a half than this nudge.
  const rounded = Math.round(value * scale + 1e-9) / scale;
  return String(rounded);
}

function inPairs(seconds: number): string {
  let text = '';
  for (const { big, size, small, smallSize } of pairs) {
    const steps = Math.round(seconds / smallSize);
    const per = size / smallSize;
    text = `${Math.floor(steps / per)}${big} ${String(steps % per).padStart(2, '0')}${small}`;
    if (steps < (big === 'm' ? 3600 : 86_400 / smallSize)) return text;
  }
  return text;
}
