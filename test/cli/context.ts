/** A context that keeps what a command prints, for tests. */
import { fileURLToPath } from 'node:url';

import type { Context } from '../../src/cli/context.ts';
import { main } from '../../src/main.ts';

/** What a run left behind. */
export interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export const repository: string = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a command line in this process. */
export async function run(args: readonly string[], context: Partial<Context> = {}): Promise<Run> {
  let stdout = '';
  let stderr = '';
  const exitCode = await main(args, {
    stdin: 'none',
    write: (text) => {
      stdout += text;
    },
    warn: (text) => {
      stderr += text;
    },
    env: {},
    cwd: repository,
    packageRoot: repository,
    isTTY: false,
    columns: undefined,
    now: () => new Date('2023-11-14T23:00:00Z'),
    ...context,
  });
  return { exitCode, stdout, stderr };
}
