/** The keys that move a cursor over lines, the same everywhere. */
import type { Command } from './keys.ts';

/** Where a key moves the cursor among `count` lines of which `page` are seen; undefined where it is no such key. */
export function moved(command: Command, cursor: number, count: number, page: number): number | undefined {
  const half = Math.max(1, Math.floor(page / 2));
  const steps: Partial<Record<Command, number>> = {
    down: 1,
    up: -1,
    'half-down': half,
    'half-up': -half,
    'page-down': Math.max(1, page - 1),
    'page-up': -Math.max(1, page - 1),
    first: -count,
    last: count,
  };
  const step = steps[command];
  return step === undefined ? undefined : Math.max(0, Math.min(count - 1, cursor + step));
}
