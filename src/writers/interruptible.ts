/** Work that Ctrl-C ends at once, and that can then be cleaned up after. */
import { runInNewContext } from 'node:vm';

/** Ctrl-C was pressed. */
export class Interrupted extends Error {}

/**
 * Runs work that does not come to rest, and returns what it returns. Throws Interrupted on Ctrl-C: the work ends where it
 * is, its `finally` blocks are not run. A handler of the signal would not do: it runs when all work has come to rest.
 */
export function interruptible<T>(work: () => T): T {
  let result: { value: T } | undefined;
  const run = (): void => {
    result = { value: work() };
  };
  try {
    runInNewContext('run()', { run }, { breakOnSigint: true });
  } catch (error) {
    if (!isInterrupt(error)) throw error;
    throw new Interrupted('interrupted', { cause: error });
  }
  if (result === undefined) throw new Error('the work ended without a result');
  return result.value;
}

/** Not `instanceof Error`: it may be one of the other context. */
function isInterrupt(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED'
  );
}
