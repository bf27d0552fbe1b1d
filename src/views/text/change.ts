/** Differences as text: always with their sign. */
import type { Nanos } from '../../model/time.ts';
import { formatDuration } from './duration.ts';

/** `+32ms`, `-1.2s`; no difference is `0ms`. */
export function formatChange(nanos: Nanos): string {
  return nanos > 0 ? `+${formatDuration(nanos)}` : formatDuration(nanos);
}

/** The difference in percent of what was before: `+18%`, `-0.4%`; empty where there was nothing. */
export function formatChangeShare(nanos: Nanos, before: Nanos): string {
  if (!(before > 0)) return '';
  const percent = (100 * nanos) / before;
  const text = Math.abs(percent) < 9.95 ? percent.toFixed(1).replace(/\.0$/, '') : percent.toFixed(0);
  return `${percent > 0 ? '+' : ''}${text === '-0' ? '0' : text}%`;
}
