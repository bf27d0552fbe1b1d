/** The options that say which backend to ask, and how. What they mean is found out when one is asked: backend-settings.ts. */
import { type Command, InvalidArgumentError, Option } from 'commander';

import { Secret } from '../config/secret.ts';
import { type BackendKind, backendKinds, type BackendSettings } from '../config/settings.ts';
import type { Context } from './context.ts';
import { duration, wholeNumber } from './parsers.ts';

/** How a backend is talked to. */
export interface ConnectionFlags {
  backendKind?: BackendKind;
  /** `K: V` each. */
  header?: Secret[];
  token?: Secret;
  tokenFile?: string;
  tokenCommand?: string;
  /** `name:password`. */
  user?: Secret;
  tenant?: string;
  cert?: string;
  key?: string;
  cacert?: string;
  insecure?: boolean;
  /** Nanoseconds. */
  timeout?: number;
  retries?: number;
  maxBytes?: number;
}

/** Which backend, and how it is talked to. */
export interface BackendFlags extends ConnectionFlags {
  /** A URL or the name of a context. */
  backend?: string;
}

/** Adds the options that say which backend and how; those that few need are not in the help. */
export function backendOptions(command: Command): Command {
  command
    .optionsGroup('Backend:')
    .option(
      '-b, --backend <url or context>',
      'a Jaeger, Tempo or Zipkin server (context add --help: all options)',
    );
  return addOptions(
    command,
    connectionOptions().map((option) => option.hideHelp(!common.includes(option.name()))),
  );
}

/** Adds the options that say how a backend is talked to, all of them in the help. */
export function allConnectionOptions(command: Command): Command {
  return addOptions(command.optionsGroup('Backend:'), connectionOptions());
}

const common = ['backend-kind', 'header', 'token', 'tenant', 'timeout'];

function addOptions(command: Command, options: readonly Option[]): Command {
  for (const option of options) command.addOption(option);
  return command;
}

/** Secrets are parsed later, too: what a parser refuses, commander prints. */
function connectionOptions(): Option[] {
  return [
    new Option('--backend-kind <kind>', 'what it is, instead of asking it').choices(backendKinds),
    new Option('--header <K: V>', 'a header to send; repeatable').argParser(collectSecrets),
    new Option('--token <secret>', 'bearer token; TRACECTL_TOKEN keeps it out of the command line').argParser(
      (text) => new Secret(text),
    ),
    new Option('--token-file <path>', 'a file that holds the token'),
    new Option('--token-command <command>', 'a command that prints the token'),
    new Option('--user <name:password>', 'basic authentication').argParser((text) => new Secret(text)),
    new Option('--tenant <id>', 'X-Scope-OrgID of Tempo, x-tenant of Jaeger'),
    new Option('--cert <path>', 'client certificate (PEM)'),
    new Option('--key <path>', 'its private key, unless the certificate holds it'),
    new Option('--cacert <path>', 'certificates to trust besides those of the system'),
    new Option('--insecure', 'do not check certificates'),
    new Option('--timeout <duration>', 'for a request: 30s unless told otherwise').argParser(duration),
    new Option('--retries <n>', 'times a failed request is sent again: 4').argParser(wholeNumber),
    new Option('--max-bytes <size>', 'largest answer: 1GiB; 0 for any').argParser(size),
  ];
}

function collectSecrets(text: string, before: Secret[] = []): Secret[] {
  return [...before, new Secret(text)];
}

const sizeUnits: Record<string, number> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
};

/** A number of bytes: `300MB`, `1GiB`, `1000`. */
export function size(text: string): number {
  const [, value, unit = ''] = /^(\d{1,15}(?:\.\d{1,9})?)\s*([kmg]i?)?b?$/i.exec(text) ?? [];
  if (value === undefined) throw new InvalidArgumentError('Expected a size such as 300MB or 1GiB.');
  return Math.round(Number(value) * sizeUnits[unit.toLowerCase()]);
}

/**
 * The backend that is meant: the one of `-b`, of TRACECTL_BACKEND, the current context; undefined where there is none of
 * them. Secrets are fetched, which may run a command. The file of contexts is read only where it is needed.
 *
 * Throws a UsageError where flags, environment or that file are wrong, a BackendError where a command fails.
 */
export async function backendSettings(
  context: Context,
  flags: BackendFlags & { quiet?: boolean },
): Promise<BackendSettings | undefined> {
  const { findSettings } = await import('./backend-settings.ts');
  return findSettings(context, flags);
}
