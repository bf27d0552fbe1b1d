/** Contexts from flags, and in words. */
import type { ContextEntry } from '../config/document.ts';
import { knownKind } from '../config/file.ts';
import { authenticationsOf, tlsOf } from '../config/layers.ts';
import { resolvePath } from '../config/paths.ts';
import { redactor } from '../config/redact.ts';
import { type SecretSource, sourceKind } from '../config/secret.ts';
import { urlSecrets } from '../config/url.ts';
import { UsageError } from '../errors.ts';
import type { ContextRow } from '../views/contexts.ts';
import type { ConnectionFlags } from './backend-options.ts';
import { addressLayer, flagLayer } from './backend-settings.ts';
import type { Context } from './context.ts';

/**
 * The context that flags describe. Paths become absolute; credentials in the address become user and password. Throws a
 * UsageError where the address or a flag is wrong.
 */
export function contextEntry(
  context: Context,
  address: string,
  flags: ConnectionFlags & { tokenEnv?: string },
): ContextEntry {
  const { url, layer: given } = addressLayer(address, flagLayer(context, flags));
  const layer = { ...given, tokens: [...(given.tokens ?? []), ...environmentTokens(flags.tokenEnv)] };
  authenticationsOf(layer);
  const { tokens, basic, headers = [], tenant, timeoutMs, retries, maxBytes } = layer;
  const { insecure, ...files } = tlsOf([layer]);
  return {
    url,
    kind: flags.backendKind,
    headers:
      headers.length > 0 ? Object.fromEntries(headers.map(({ name, value }) => [name, value])) : undefined,
    token: tokens.map((token) => withPath(token, context))[0],
    user: basic?.user,
    password: basic?.password,
    tenant,
    ...files,
    insecure: insecure || undefined,
    timeout: timeoutMs === undefined ? undefined : durationText(timeoutMs),
    retries,
    maxBytes,
  };
}

function environmentTokens(name: string | undefined): SecretSource[] {
  if (name === undefined) return [];
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return [{ env: name }];
  // What is not a name may be the token itself.
  throw new UsageError('--token-env is not the name of a variable', {
    hint: 'without a $: --token-env TOKEN',
  });
}

function withPath(source: SecretSource, context: Context): SecretSource {
  return typeof source === 'object' && 'file' in source
    ? { file: resolvePath(source.file, context) }
    : source;
}

function durationText(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}

/** How a context authenticates, in words and without any secret: `token from command`; null where it does not. */
function authText({ url, token, user, password = '', headers = {}, cert }: ContextEntry): string | null {
  const ways: string[] = [];
  if (token !== undefined) ways.push(`token from ${sourceKind(token)}`);
  if (user !== undefined) ways.push(`password from ${sourceKind(password)}`);
  if (urlSecrets(url).length > 0) ways.push('secret in the URL');
  for (const [name, source] of Object.entries(headers)) ways.push(`${name} from ${sourceKind(source)}`);
  if (cert !== undefined) ways.push('client certificate');
  return ways.length > 0 ? ways.join(', ') : null;
}

/** A context as it is listed. */
export function contextRow(name: string, entry: ContextEntry, isCurrent: boolean): ContextRow {
  const { url, kind, probed, tenant } = entry;
  const known = knownKind(entry) ?? /^([a-z]+)\+/.exec(url)?.[1];
  const isProbed = kind === undefined && probed?.url === url;
  return {
    name,
    isCurrent,
    url: redactor(urlSecrets(url))(url),
    kind: known ?? null,
    kindFrom: known === undefined ? null : isProbed ? 'probed' : 'stated',
    version: (isProbed && probed.version) || null,
    auth: authText(entry),
    tenant: tenant ?? null,
  };
}
