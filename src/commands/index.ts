/**
 * The subcommands. To add one: a file here, an entry in this list. Those that show traces are loaded at once: they share
 * nearly everything, and each further file costs more than what it holds. The others are loaded when they are called.
 */
import type { CommandSpec } from '../cli/command.ts';
import { criticalPath } from './critical-path.ts';
import { list } from './list.ts';
import { show } from './show.ts';
import { slowest } from './slowest.ts';

/** A subcommand. */
export interface CommandEntry {
  name: string;
  aliases: readonly string[];
  summary: string;
  load: () => CommandSpec | Promise<CommandSpec>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'show',
    aliases: [],
    summary: 'the span tree of a trace',
    load: () => show,
  },
  {
    name: 'critical-path',
    aliases: [],
    summary: 'what made a request as long as it was',
    load: () => criticalPath,
  },
  {
    name: 'slowest',
    aliases: [],
    summary: 'the spans that took most time',
    load: () => slowest,
  },
  {
    name: 'list',
    aliases: ['search'],
    summary: 'one row a trace',
    load: () => list,
  },
  {
    name: 'explore',
    aliases: [],
    summary: 'move through traces in the terminal',
    load: async () => (await import('./explore.ts')).explore,
  },
  {
    name: 'stats',
    aliases: [],
    summary: 'where the requests of many traces spend their time',
    load: async () => (await import('./stats.ts')).stats,
  },
  {
    name: 'check',
    aliases: [],
    summary: 'latency and shape budgets for CI',
    load: async () => (await import('./check.ts')).check,
  },
  {
    name: 'graph',
    aliases: [],
    summary: 'who calls whom',
    load: async () => (await import('./graph.ts')).graph,
  },
  {
    name: 'report',
    aliases: [],
    summary: 'traces as one HTML file to look into',
    load: async () => (await import('./report.ts')).report,
  },
  {
    name: 'diff',
    aliases: [],
    summary: 'what changed between two traces, or two sets',
    load: async () => (await import('./diff.ts')).diff,
  },
  {
    name: 'lock',
    aliases: [],
    summary: 'the shape of requests, in a file that is committed',
    load: async () => (await import('./lock.ts')).lock,
  },
  {
    name: 'convert',
    aliases: [],
    summary: 'traces in another format',
    load: async () => (await import('./convert.ts')).convert,
  },
  {
    name: 'services',
    aliases: [],
    summary: 'the services that a backend or a dump knows',
    load: async () => (await import('./services.ts')).services,
  },
  {
    name: 'operations',
    aliases: [],
    summary: 'the operations of a service',
    load: async () => (await import('./operations.ts')).operations,
  },
  {
    name: 'tags',
    aliases: [],
    summary: 'the keys of attributes, or the values of one',
    load: async () => (await import('./tags.ts')).tags,
  },
  {
    name: 'listen',
    aliases: [],
    summary: 'receive traces on this machine, and keep them',
    load: async () => (await import('./listen.ts')).listen,
  },
  {
    name: 'run',
    aliases: [],
    summary: 'run a command and show the traces that it makes',
    load: async () => (await import('./run.ts')).run,
  },
  {
    name: 'probe',
    aliases: [],
    summary: 'send one request and show the trace that it makes',
    load: async () => (await import('./probe.ts')).probe,
  },
  {
    name: 'decode',
    aliases: [],
    summary: 'what a propagation header says, and what is wrong with it',
    load: async () => (await import('./decode.ts')).decode,
  },
  {
    name: 'context',
    aliases: [],
    summary: 'backends by name: add, list, use, remove, test',
    load: async () => (await import('./context.ts')).context,
  },
  {
    name: 'demo',
    aliases: [],
    summary: 'show a bundled trace, recorded from a real system',
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    name: 'completion',
    aliases: [],
    summary: 'completion for bash, zsh and fish',
    load: async () => (await import('./completion.ts')).completionCommand(commands),
  },
];
