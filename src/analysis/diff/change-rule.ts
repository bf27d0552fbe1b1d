/** What is called a change: a difference that is significant, and large enough to matter (analysis.md 7.2). */
import type { Location, Test } from './family.ts';

/** A q up to this is significant. */
export const significance = 0.05;

/** Fewer traces on a side tell nothing. */
export const fewestTraces = 8;

/** What a share of traces has to change by. */
const leastShareChange = 0.01;

/** Whether values shifted significantly, and by at least so much. */
export function isShift({ q, shift }: Location, least: number): boolean {
  return q <= significance && Math.abs(shift) >= least;
}

/** Whether a share changed significantly, and by enough. */
export function isShareChange({ q }: Test, before: number, after: number): boolean {
  return q <= significance && Math.abs(after - before) >= leastShareChange;
}
