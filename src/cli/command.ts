/** What a subcommand is. */
import type { Command } from 'commander';

import type { Context } from './context.ts';

/** A subcommand: what it accepts, and what it does. */
export interface CommandSpec<Options = unknown> {
  declare(): Command;
  /** Returns the exit code. */
  run(context: Context, args: readonly string[], options: Options): Promise<number>;
}
