/** The subcommands. To add one: a file here, an entry in this list. Each is loaded when it runs. */
import type { CommandSpec } from '../cli/command.ts';

/** A subcommand before it is loaded. */
export interface CommandEntry {
  name: string;
  aliases: readonly string[];
  summary: string;
  load: () => Promise<CommandSpec>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'show',
    aliases: [],
    summary: 'the span tree of a trace',
    load: async () => (await import('./show.ts')).show,
  },
  {
    name: 'critical-path',
    aliases: [],
    summary: 'what made a request as long as it was',
    load: async () => (await import('./critical-path.ts')).criticalPath,
  },
  {
    name: 'slowest',
    aliases: [],
    summary: 'the spans that took most time',
    load: async () => (await import('./slowest.ts')).slowest,
  },
  {
    name: 'list',
    aliases: ['search'],
    summary: 'one row a trace',
    load: async () => (await import('./list.ts')).list,
  },
  {
    name: 'demo',
    aliases: [],
    summary: 'show a bundled trace, recorded from a real system',
    load: async () => (await import('./demo.ts')).demo,
  },
];
