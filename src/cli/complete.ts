/** What may stand where the cursor is, by the declarations of the commands. */
import type { Command, Option } from 'commander';

import { escapeText } from '../views/text/escape.ts';
import type { CommandSpec } from './command.ts';
import type { NameKind, NamePlace } from './complete-from.ts';
import { optionOf, splitOption, walk } from './complete-walk.ts';

/** A text that may stand there, and what it is. */
interface Candidate {
  value: string;
  description: string;
}

/** All that may stand there. */
export interface Completion {
  candidates: readonly Candidate[];
  /** Files may stand there, too; the shell knows them. */
  files: boolean;
}

/** A command of the registry. */
export interface KnownCommand {
  name: string;
  summary: string;
  aliases: readonly string[];
  load: () => CommandSpec | Promise<CommandSpec>;
}

/** Names that are not declared anywhere. */
export interface KnownNames {
  contexts: () => Promise<readonly string[]>;
  ofBackend: (kind: NameKind, flags: NamePlace) => Promise<readonly string[]>;
}

type WordKind = NameKind | 'context' | 'file' | 'key=';

/** What options take, and arguments by their names; options with choices declare them. */
const optionWords: Record<string, WordKind> = {
  backend: 'context',
  service: 'service',
  operation: 'operation',
  tag: 'key=',
  trace: 'traceId',
  file: 'file',
  'token-file': 'file',
  cert: 'file',
  key: 'file',
  cacert: 'file',
};

const argumentWords: Record<string, WordKind> = {
  traceId: 'traceId',
  FILE: 'file',
  context: 'context',
  service: 'service',
  key: 'tag',
};

/** Completes the last of the words behind the program's name; it is empty where the cursor stands behind a blank. */
export async function complete(
  words: readonly string[],
  commands: readonly KnownCommand[],
  names: KnownNames,
): Promise<Completion> {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? '';
  const at = before.findIndex((word) => entryOf(commands, word) !== undefined);
  const entry = entryOf(commands, before[at]);
  if (entry === undefined || before[0] === 'help') return only(programWords(commands, before), current);
  const command = (await entry.load()).declare();
  return completeCommand(command, [...before.slice(0, at), ...before.slice(at + 1)], current, names);
}

function entryOf(commands: readonly KnownCommand[], word: string | undefined): KnownCommand | undefined {
  return commands.find(({ name, aliases }) => name === word || aliases.includes(word ?? ''));
}

function programWords(commands: readonly KnownCommand[], before: readonly string[]): Candidate[] {
  const named = commands.map(({ name, summary }) => ({ value: name, description: summary }));
  if (before.length > 0) return before.length === 1 && before[0] === 'help' ? named : [];
  return [
    ...named,
    { value: 'help', description: 'help for a command' },
    { value: '--help', description: 'help' },
    { value: '--version', description: 'the version' },
  ];
}

async function completeCommand(
  command: Command,
  before: readonly string[],
  current: string,
  names: KnownNames,
): Promise<Completion> {
  const child = command.commands.find((one) => one.name() === before[0]);
  if (child) return completeCommand(child, before.slice(1), current, names);
  if (command.commands.length > 0 && before.length === 0 && !current.startsWith('-')) {
    return only(
      command.commands.map((one) => ({ value: one.name(), description: one.summary() })),
      current,
    );
  }
  const { pending, operands, isLiteral } = walk(command, before);
  const ask = (kind: WordKind | undefined, prefix: string, typed: string): Promise<Completion> =>
    wordsOf(kind, prefix, typed, flagsOf(command, pending ? before.slice(0, -1) : before), names);
  if (pending) return ask(optionWords[pending.name()], '', current).then(withChoices(pending, '', current));
  if (!isLiteral && current.startsWith('-')) {
    const [long, value] = splitOption(current);
    const option = optionOf(command, long);
    if (value === undefined) return only(optionsOf(command, current), current);
    if (!option) return only([], current);
    const prefix = `${long}=`;
    return ask(optionWords[option.name()], prefix, value).then(withChoices(option, prefix, value));
  }
  return completeArgument(command, operands, current, ask);
}

/** The argument at a place; the name of one says what it may be: `traceId|FILE`. */
async function completeArgument(
  command: Command,
  operands: number,
  current: string,
  ask: (kind: WordKind | undefined, prefix: string, typed: string) => Promise<Completion>,
): Promise<Completion> {
  const declared = command.registeredArguments;
  const last = declared.at(-1);
  const argument = declared[operands] ?? (last?.variadic ? last : undefined);
  if (!argument) return only([], current);
  if (argument.argChoices) return only(plain(argument.argChoices), current);
  const kinds = argument
    .name()
    .split('|')
    .map((name) => argumentWords[name.replace(/\.+$/, '')]);
  const found = await Promise.all(kinds.map((kind) => ask(kind, '', current)));
  return {
    candidates: found.flatMap(({ candidates }) => candidates),
    files: found.some(({ files }) => files),
  };
}

/** Options that are not in the help are offered once their first letter is there. */
function optionsOf(command: Command, current: string): Candidate[] {
  const shown = command.options.filter(({ hidden }) => !hidden || current.length > 2);
  return [
    ...shown.map(({ long, short, description }) => ({ value: long ?? short ?? '', description })),
    { value: '--help', description: 'help' },
  ];
}

function withChoices(option: Option, prefix: string, typed: string): (found: Completion) => Completion {
  const { argChoices = [] } = option;
  return ({ candidates, files }) => ({
    candidates: [...candidates, ...starting(plain(argChoices), typed).map(prefixed(prefix))],
    files,
  });
}

async function wordsOf(
  kind: WordKind | undefined,
  prefix: string,
  typed: string,
  flags: () => NamePlace,
  names: KnownNames,
): Promise<Completion> {
  if (kind === undefined || kind === 'file') return { candidates: [], files: kind === 'file' };
  const values = await valuesOf(kind, flags, names);
  return { candidates: starting(plain(values), typed).map(prefixed(prefix)), files: false };
}

async function valuesOf(
  kind: Exclude<WordKind, 'file'>,
  flags: () => NamePlace,
  names: KnownNames,
): Promise<readonly string[]> {
  if (kind === 'context') return names.contexts();
  if (kind !== 'key=') return names.ofBackend(kind, flags());
  return (await names.ofBackend('tag', flags())).map((key) => `${key}=`);
}

/** The flags before the cursor, as far as they are right. */
function flagsOf(command: Command, words: readonly string[]): () => NamePlace {
  return () => {
    command.exitOverride().configureOutput({ writeOut() {}, writeErr() {} });
    try {
      command.parseOptions([...words]);
    } catch {
      // A wrong value stands there; those before it count.
    }
    return command.opts();
  };
}

function only(candidates: readonly Candidate[], typed: string): Completion {
  return { candidates: starting(candidates, typed), files: false };
}

function plain(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value, description: '' }));
}

/** Candidates that begin as typed, each once. Names from servers that would not print as they are make no words. */
function starting(candidates: readonly Candidate[], typed: string): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const { value } = candidate;
    if (value !== '' && value.startsWith(typed) && escapeText(value) === value) found.set(value, candidate);
  }
  return [...found.values()];
}

function prefixed(prefix: string): (candidate: Candidate) => Candidate {
  return ({ value, description }) => ({ value: prefix + value, description });
}
