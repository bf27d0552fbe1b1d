/** `check --init`: a budget file that the traces keep. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { Observations } from '../analysis/budgets/observed.ts';
import { Sample } from '../analysis/budgets/sample.ts';
import { startingFile } from '../budgets/starting-file.ts';
import { UsageError } from '../errors.ts';
import { counted } from '../views/text/numbers.ts';
import { OutFile } from '../writers/out-file.ts';
import { usualFile } from './check-budgets.ts';
import { type CheckTracesFlags, sampleTools } from './check-traces.ts';
import type { Context } from './context.ts';
import { printMessage } from './messages.ts';
import { rebuild } from './pick.ts';
import { selectTraces } from './select.ts';

/** Writes the file, or for `-` prints it. Never replaces one; returns the exit code. */
export async function writeStartingFile(
  context: Context,
  args: readonly string[],
  flags: CheckTracesFlags,
  [path, ...more]: readonly string[] = [usualFile],
): Promise<number> {
  if (more.length > 0) throw new UsageError(`--init writes one file, and --budgets names ${more.length + 1}`);
  const place = resolve(context.cwd, path);
  if (path !== '-' && existsSync(place)) {
    throw new UsageError(`${path} is there already`, {
      hint: '--budgets names another file, or - to print it',
    });
  }
  const selection = await selectTraces(context, args, flags, { details: true, limit: flags.traces });
  if (typeof selection === 'number') return selection;
  const { loaded, groups, exitCode } = selection;
  const tools = sampleTools(loaded.store, flags);
  const observations = new Observations();
  for (const group of groups) observations.add(Sample.of(rebuild(loaded, group, flags), tools)('trace', []));
  const observed = observations.list();
  const text = startingFile(observed, observations.withoutRoot());
  if (path === '-') context.write(text);
  else {
    writeFile(place, text);
    if (!flags.quiet) printMessage(context, `${path} written, from ${counted(groups.length, 'trace')}`);
  }
  return exitCode;
}

function writeFile(place: string, text: string): void {
  const file = new OutFile(place);
  try {
    file.write(text);
    file.commit();
  } finally {
    file.discard();
  }
}
