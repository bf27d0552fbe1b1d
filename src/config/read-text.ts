/** Reads a file that may not be there. */
import { readFileSync } from 'node:fs';

import { UsageError } from '../errors.ts';

/** The text of a file; undefined where there is none. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UsageError(`cannot read ${path}: ${code}`, {
      hint: 'TRACECTL_CONFIG names another file',
      cause,
    });
  }
}
