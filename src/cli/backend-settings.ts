/** Flags, environment and contexts made into the settings of one backend. */
import type { Config, ContextEntry } from '../config/document.ts';
import { parseHeader } from '../config/headers.ts';
import { type Layer, settingsOf } from '../config/layers.ts';
import { besideFile } from '../config/paths.ts';
import { Secret, type SecretSource } from '../config/secret.ts';
import type { BackendSettings } from '../config/settings.ts';
import { parseAddress } from '../config/url.ts';
import { UsageError } from '../errors.ts';
import { type BackendFlags, type ConnectionFlags, size } from './backend-options.ts';
import type { Context } from './context.ts';
import { printMessage } from './messages.ts';
import { duration } from './parsers.ts';

/** The settings of the backend that is meant; see `backendSettings` in backend-options.ts. */
export async function findSettings(
  context: Context,
  flags: BackendFlags & { quiet?: boolean },
): Promise<BackendSettings | undefined> {
  const inEnvironment = context.env['TRACECTL_BACKEND'] || undefined;
  const named = flags.backend ?? inEnvironment;
  const ofFlags = flagLayer(context, flags);
  const ofEnvironment = environmentLayer(context);
  if (named?.includes('://')) {
    const { url, layer } = addressLayer(named, flags.backend === undefined ? ofEnvironment : ofFlags);
    const layers = flags.backend === undefined ? [ofFlags, layer] : [layer, ofEnvironment];
    return settingsOf(url, undefined, layers);
  }
  const { contextNamed, readConfig } = await import('../config/file.ts');
  const config = await readConfig(context);
  const name = named ?? config?.currentContext;
  if (name === undefined) return undefined;
  const entry = contextNamed(config, name);
  if (!flags.quiet)
    for (const warning of config?.warnings ?? []) printMessage(context, `warning: ${warning}`);
  const { url, layer } = await contextLayer(context, name, entry, config);
  return settingsOf(url, name, [ofFlags, ofEnvironment, layer]);
}

/** What an unset variable leaves on a command line must not mean "whatever is the default". */
function refuseEmpty({ backend, token, tokenFile, tokenCommand, tenant }: BackendFlags): void {
  const given = {
    '--backend': backend,
    '--token': token?.reveal(),
    '--token-file': tokenFile,
    '--token-command': tokenCommand,
    '--tenant': tenant,
  };
  const empty = Object.entries(given).find(([, text]) => text?.trim() === '');
  if (empty) throw new UsageError(`${empty[0]} is empty`);
}

/** An address, and the layer with the credentials that were in it. */
export function addressLayer(address: string, layer: Layer): { url: string; layer: Layer } {
  const { url, user, password } = parseAddress(address);
  if (user === undefined) return { url, layer };
  if (layer.basic) throw new UsageError(`a user in the address and another one ${layer.where}`);
  return { url, layer: { ...layer, basic: { user, password: password ?? '' } } };
}

/** What flags say. Throws a UsageError where one is not of its form; no message holds what may be secret. */
export function flagLayer(context: Context, flags: ConnectionFlags): Layer {
  refuseEmpty(flags);
  const tokens: SecretSource[] = [];
  if (flags.token) tokens.push(flags.token.reveal());
  if (flags.tokenFile !== undefined) tokens.push({ file: flags.tokenFile });
  if (flags.tokenCommand !== undefined) tokens.push({ command: flags.tokenCommand });
  return {
    where: 'on the command line',
    outside: context,
    kind: flags.backendKind,
    tokens,
    basic: flags.user && parseUser(flags.user),
    headers: (flags.header ?? []).map((header) => parseHeader(header.reveal(), 'a --header')),
    tenant: flags.tenant,
    cert: flags.cert,
    key: flags.key,
    cacert: flags.cacert,
    insecure: flags.insecure,
    timeoutMs: flags.timeout === undefined ? undefined : flags.timeout / 1e6,
    retries: flags.retries,
    maxBytes: flags.maxBytes,
  };
}

function parseUser(secret: Secret): { user: string; password: string } {
  const text = secret.reveal();
  const colon = text.indexOf(':');
  if (colon < 1) throw new UsageError('--user is not of the form name:password');
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function environmentLayer(context: Context): Layer {
  const { env } = context;
  const tokens: SecretSource[] = [];
  if (env['TRACECTL_TOKEN']) tokens.push(env['TRACECTL_TOKEN']);
  if (env['TRACECTL_TOKEN_FILE']) tokens.push({ file: env['TRACECTL_TOKEN_FILE'] });
  if (env['TRACECTL_TOKEN_COMMAND']) tokens.push({ command: env['TRACECTL_TOKEN_COMMAND'] });
  const headers = (env['TRACECTL_HEADERS'] ?? '').split('\n').filter((line) => line.trim() !== '');
  return {
    where: 'in the environment',
    outside: context,
    tokens,
    headers: headers.map((line) => parseHeader(line, 'a line of TRACECTL_HEADERS')),
    tenant: env['TRACECTL_TENANT'] || undefined,
  };
}

async function contextLayer(
  context: Context,
  name: string,
  entry: ContextEntry,
  config: Config | undefined,
): Promise<{ url: string; layer: Layer }> {
  const { knownKind } = await import('../config/file.ts');
  const {
    token,
    user,
    password,
    headers = {},
    timeout,
    maxBytes,
    tenant,
    cert,
    key,
    cacert,
    insecure,
  } = entry;
  return addressLayer(entry.url, {
    where: `of context ${name}`,
    outside: config ? besideFile(context, config.path) : context,
    kind: knownKind(entry),
    tokens: token === undefined ? [] : [token],
    basic: user === undefined ? undefined : { user, password: password ?? '' },
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    tenant,
    cert,
    key,
    cacert,
    insecure,
    timeoutMs: timeout === undefined ? undefined : duration(timeout) / 1e6,
    retries: entry.retries,
    maxBytes: typeof maxBytes === 'string' ? size(maxBytes) : maxBytes,
    proxy: entry.proxy,
  });
}
