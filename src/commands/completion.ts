/** `tracectl completion`: scripts for shells, and the answers to them. */
import { Argument, Command } from 'commander';

import type { CommandSpec } from '../cli/command.ts';
import { type CompleteFrom, completeFrom } from '../cli/complete-from.ts';
import { complete, type Completion, type KnownCommand } from '../cli/complete.ts';
import { completionScripts, type Shell, shells } from '../cli/completion-scripts.ts';
import type { Context } from '../cli/context.ts';
import { bashWord, splitLine } from '../cli/shell-words.ts';
import { readConfig } from '../config/file.ts';
import { ExitCode, UsageError } from '../errors.ts';

/** Who presses tab does not wait longer: milliseconds. */
const patienceMs = 2000;

const examples = `
Examples, for ~/.bashrc, for ~/.zshrc (behind compinit), and for fish:
  source <(tracectl completion bash)
  source <(tracectl completion zsh)
  tracectl completion fish > ~/.config/fish/completions/tracectl.fish
`;

/** The command; it completes by the declarations of the commands given. */
export function completionCommand(
  commands: readonly KnownCommand[],
  askBackend: CompleteFrom = completeFrom,
): CommandSpec {
  return {
    declare: () =>
      new Command('completion')
        .summary('completion for bash, zsh and fish')
        .description(
          'Prints the script that makes a shell complete commands, options, contexts and services.',
        )
        .addArgument(new Argument('<shell>', 'your shell').choices(shells))
        .addHelpText('after', examples),

    async run(context, [name, ...words]) {
      const shell = shells.find((one) => one === name);
      if (shell === undefined) throw new UsageError(`no completion for '${name}'`);
      if (words.length === 0) context.write(completionScripts[shell]);
      else context.write(await answer(context, shell, words, commands, askBackend));
      return ExitCode.ok;
    },
  };
}

/** Answers a script. bash hands over its line and its word breaks, others the words. */
async function answer(
  context: Context,
  shell: Shell,
  given: readonly string[],
  commands: readonly KnownCommand[],
  askBackend: CompleteFrom,
): Promise<string> {
  const names = namesOf(context, askBackend);
  if (shell !== 'bash') {
    const completion = await complete(given, commands, names);
    const lines = completion.candidates.map(({ value, description }) => `${value}\t${description}`);
    return [directive(completion), ...lines, ''].join('\n');
  }
  const [line, wordBreaks = ''] = given;
  const typed = splitLine(line);
  const completion = await complete(typed.words.slice(1), commands, names);
  const lines = completion.candidates.flatMap(({ value }) => bashWord(value, typed, wordBreaks) ?? []);
  return [directive(completion), ...lines, ''].join('\n');
}

function directive({ candidates, files }: Completion): string {
  if (files) return 'files';
  const goesOn = candidates.length > 0 && candidates.every(({ value }) => value.endsWith('='));
  return goesOn ? 'nospace' : '';
}

/** Names that take a look elsewhere. What fails is silent: nobody asked for anything yet. */
function namesOf(context: Context, askBackend: CompleteFrom): Parameters<typeof complete>[2] {
  const silent = { ...context, warn() {}, signal: AbortSignal.timeout(patienceMs) };
  return {
    contexts: () => silently(readConfig(silent).then((config) => [...(config?.contexts.keys() ?? [])])),
    ofBackend: (kind, flags) =>
      silently(Promise.race([askBackend(silent, kind, { ...flags }), aborted(silent.signal)])),
  };
}

async function silently(names: Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await names;
  } catch {
    return [];
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('took too long')));
  });
}
