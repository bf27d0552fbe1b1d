/** Texts that must not show, and where they come from. */
import { readFileSync } from 'node:fs';

import { BackendError, UsageError } from '../errors.ts';
import { type Outside, resolvePath } from './paths.ts';

/** A text that shows as `***` wherever it is printed, logged, inspected or put into JSON. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself: for the wire and for nothing else. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }
}

/** Where a secret comes from: the text itself, or what to ask for it. A command is a line for the shell, or its words. */
export type SecretSource =
  | string
  | { env: string }
  | { file: string }
  | { command: string | readonly string[] };

/** Commands that ask a browser or a person take their time; one that hangs must not. */
const commandTimeoutMs = 30_000;

/**
 * The secret behind a source. `label` names it in errors: "the token of context prod". A file and a command's output lose
 * one line break at their end. Relative paths and commands start from `outside.cwd`.
 *
 * Throws a UsageError where a variable or a file is missing or empty, a BackendError where a command fails. Neither
 * holds what the command printed; its standard error goes to ours as it comes.
 */
export async function resolveSecret(
  source: SecretSource,
  label: string,
  outside: Outside,
  timeoutMs: number = commandTimeoutMs,
): Promise<Secret> {
  if (typeof source === 'string') return new Secret(source);
  if ('env' in source) return fromEnvironment(source.env, label, outside);
  if ('file' in source) return fromFile(source.file, label, outside);
  return fromCommand(source.command, label, outside, timeoutMs);
}

/** Where a source looks for its secret, in words: `environment`, `file`, `command`, or the file of contexts itself. */
export function sourceKind(source: SecretSource): string {
  return typeof source === 'string'
    ? 'config file'
    : 'env' in source
      ? 'environment'
      : Object.keys(source)[0];
}

function fromEnvironment(name: string, label: string, { env }: Outside): Secret {
  const text = env[name];
  if (text) return new Secret(text);
  // A name in lower case may be a token that was pasted in the name's place.
  const variable = /^[A-Z_][A-Z0-9_]*$/.test(name) ? `the variable ${name}` : 'its environment variable';
  throw new UsageError(`cannot get ${label}: ${variable} is not set`);
}

function fromFile(path: string, label: string, outside: Outside): Secret {
  const file = resolvePath(path, outside);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`cannot get ${label}: cannot read ${path}: ${reasonOf(cause)}`, { cause });
  }
  const secret = withoutLineBreak(text);
  if (secret === '') throw new UsageError(`cannot get ${label}: ${path} is empty`);
  return new Secret(secret);
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EACCES') return 'permission denied';
  return code === 'EISDIR' ? 'it is a directory' : String(code);
}

async function fromCommand(
  command: string | readonly string[],
  label: string,
  outside: Outside,
  timeoutMs: number,
): Promise<Secret> {
  const { outputOf } = await import('./run-command.ts');
  const { output, failure } = await outputOf(command, outside, timeoutMs);
  const secret = withoutLineBreak(output);
  if (failure === undefined && secret !== '') return new Secret(secret);
  throw new BackendError(
    `cannot get ${label}: the command ${programName(command)} ${failure ?? 'printed nothing'}`,
    { hint: 'run it by itself to see why' },
  );
}

/** The program of a command; what stands behind it, or is assigned before it, may be a secret. */
function programName(command: string | readonly string[]): string {
  if (typeof command !== 'string') return command[0];
  return /^\s*(?:\w+=\S*\s+)*([\w./~+-]+)(?=\s|$)/.exec(command)?.[1] ?? 'line';
}

function withoutLineBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}
