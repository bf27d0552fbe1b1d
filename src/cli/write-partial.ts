/** Partial results written to where `--partial` says. */
import { resolve } from 'node:path';

import { ExitCode } from '../errors.ts';
import { Interrupted, interruptible } from '../writers/interruptible.ts';
import { OutFile } from '../writers/out-file.ts';
import type { Context } from './context.ts';
import { printMessage } from './messages.ts';

/** What is written. */
export interface PartialResult {
  /** One line. */
  pieces: Iterable<string>;
  /** What was counted, for a message: `34 spans of 17 traces`. */
  what: string;
  exitCode: number;
}

/**
 * Writes a partial result to a file, or for `-` to standard output, and returns the exit code. The file is there in full or
 * not at all, also after Ctrl-C. Throws a TracectlError where nothing can be written.
 */
export function writePartial(
  context: Context,
  path: string,
  { pieces, what, exitCode }: PartialResult,
  { quiet }: { quiet?: boolean },
): number {
  if (path === '-') {
    for (const piece of pieces) context.write(piece);
    return exitCode;
  }
  const file = new OutFile(resolve(context.cwd, path));
  try {
    interruptible(() => {
      for (const piece of pieces) file.write(piece);
    });
    file.commit();
  } catch (error) {
    file.discard();
    if (error instanceof Interrupted) return ExitCode.interrupted;
    throw error;
  }
  if (!quiet) printMessage(context, `${what} counted into ${path}`);
  return exitCode;
}
