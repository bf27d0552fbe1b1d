/** The stretch of time that is looked at. */
import type { Stretch } from './trace-model.ts';

/** Shorter than this, nothing is left to be seen. */
const shortest = 10;

/** The window made so many times as long around an instant that stays in its place, within the whole. */
export function zoomed(window: Stretch, whole: Stretch, around: number, factor: number): Stretch {
  const length = clamped(
    (window.to - window.from) * factor,
    Math.min(shortest, whole.to - whole.from),
    whole.to - whole.from,
  );
  const share = (around - window.from) / (window.to - window.from);
  return placed(around - share * length, length, whole);
}

/** The window moved by a share of its length, within the whole. */
export function moved(window: Stretch, whole: Stretch, share: number): Stretch {
  const length = window.to - window.from;
  return placed(window.from + share * length, length, whole);
}

/** The window between two instants in either order, within the whole. */
export function between(a: number, b: number, whole: Stretch): Stretch {
  const from = clamped(Math.min(a, b), whole.from, whole.to);
  const length = Math.max(
    clamped(Math.max(a, b), whole.from, whole.to) - from,
    Math.min(shortest, whole.to - whole.from),
  );
  return placed(from, length, whole);
}

/** Round instants in a window, from `least` to about twice as many. */
export function ticks({ from, to }: Stretch, least: number): number[] {
  const rough = (to - from) / least;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, unit * (rough >= 5 * unit ? 5 : rough >= 2 * unit ? 2 : 1));
  const result: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) result.push(at);
  return result;
}

function placed(from: number, length: number, whole: Stretch): Stretch {
  const start = clamped(from, whole.from, whole.to - length);
  return { from: start, to: start + length };
}

function clamped(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
