/**
 * The subcommands. To add one: a file here, an entry in this list. All are loaded at once: they share nearly everything,
 * and each further file costs more than what it holds. Views that draw tables are loaded when they are needed.
 */
import type { CommandSpec } from '../cli/command.ts';
import { criticalPath } from './critical-path.ts';
import { demo } from './demo.ts';
import { list } from './list.ts';
import { show } from './show.ts';
import { slowest } from './slowest.ts';

/** A subcommand. */
export interface CommandEntry {
  name: string;
  aliases: readonly string[];
  summary: string;
  spec: CommandSpec;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'show',
    aliases: [],
    summary: 'the span tree of a trace',
    spec: show,
  },
  {
    name: 'critical-path',
    aliases: [],
    summary: 'what made a request as long as it was',
    spec: criticalPath,
  },
  {
    name: 'slowest',
    aliases: [],
    summary: 'the spans that took most time',
    spec: slowest,
  },
  {
    name: 'list',
    aliases: ['search'],
    summary: 'one row a trace',
    spec: list,
  },
  {
    name: 'demo',
    aliases: [],
    summary: 'show a bundled trace, recorded from a real system',
    spec: demo,
  },
];
