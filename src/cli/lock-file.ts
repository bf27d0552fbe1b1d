/** Lock files, read and written. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { mostLevels, ShapeCollector } from '../analysis/shape/collect.ts';
import { parseLock } from '../analysis/shape/lock-file.ts';
import type { Shape } from '../analysis/shape/shape.ts';
import { UsageError } from '../errors.ts';
import { counted } from '../views/text/numbers.ts';
import type { Context } from './context.ts';
import { printMessage } from './messages.ts';
import type { AnalysisFlags } from './options.ts';
import { rebuild } from './pick.ts';
import type { Selection } from './select.ts';

/** The shapes of a lock file; undefined where there is none. Throws a UsageError that names the line that is wrong. */
export function readLock(context: Context, path: string): Shape[] | undefined {
  const file = resolve(context.cwd, path);
  if (!existsSync(file)) return undefined;
  const parsed = parseLock(textOf(file, path));
  if (Array.isArray(parsed)) return parsed;
  throw new UsageError(`${path} is no lock file: line ${parsed.line}: ${parsed.message}`, {
    hint: 'mend the line, or remove the file and have tracectl lock write it anew',
  });
}

function textOf(file: string, path: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new UsageError(`cannot read ${path}: ${reason}`, { cause });
  }
}

/** The shapes of selected traces, which must be read with details; tells what could not be used. */
export function collectShapes(
  context: Context,
  { loaded, groups }: Selection,
  flags: Partial<AnalysisFlags> & { quiet?: boolean },
): ShapeCollector {
  const collector = new ShapeCollector();
  for (const group of groups) collector.add(rebuild(loaded, group, flags));
  const { brokenCount, deeperCount } = collector;
  if (flags.quiet) return collector;
  if (brokenCount > 0) {
    printMessage(
      context,
      `${counted(brokenCount, 'trace')} left out: spans are missing, so nobody knows their shape`,
    );
  }
  if (deeperCount > 0)
    printMessage(context, `${counted(deeperCount, 'span')} left out, below ${mostLevels} levels of calls`);
  return collector;
}
