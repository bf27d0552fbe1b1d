import type { OnSignal } from './child.ts';

/** Milliseconds without a span after which none is expected any more: several times what an export may be delayed. */
const quietMs = 400;
const pollMs = 25;

/**
 * Waits until nothing has arrived for a moment, since now or since what came last, at most so many milliseconds or until a
 * signal comes. `arrived` tells when something came last, as performance.now() has it.
 */
export async function untilQuiet(
  arrived: () => number,
  mostMs: number,
  onSignal: OnSignal | undefined,
): Promise<void> {
  const from = performance.now();
  let isInterrupted = false;
  const silence = onSignal?.(() => (isInterrupted = true));
  try {
    for (;;) {
      const now = performance.now();
      const isQuiet = now - Math.max(from, arrived()) >= Math.min(quietMs, mostMs);
      if (isQuiet || isInterrupted || now - from >= mostMs) return;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } finally {
    silence?.();
  }
}
