/**
 * Settings of a backend from several places, the strongest first: flags, environment, context. Each setting is taken
 * from the strongest place that has it; authentication counts as one setting, however it is given.
 */
import { UsageError } from '../errors.ts';
import { checkHeader, checkHeaderValue } from './headers.ts';
import { type Outside, resolvePath } from './paths.ts';
import { redactor } from './redact.ts';
import { resolveSecret, Secret, type SecretSource } from './secret.ts';
import type { BackendSettings, SecretHeader, TlsSettings } from './settings.ts';
import { urlSecrets } from './url.ts';

/** What one place says. */
export interface Layer {
  /** Behind "the token" in messages: `of context prod`, `on the command line`. */
  where: string;
  /** Relative paths and commands start from its folder. */
  outside: Outside;
  kind?: string | undefined;
  /** More than one of them is an error. */
  tokens?: readonly SecretSource[];
  basic?: { user: string; password: SecretSource } | undefined;
  headers?: readonly { name: string; value: SecretSource }[];
  tenant?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
  cacert?: string | undefined;
  insecure?: boolean | undefined;
  timeoutMs?: number | undefined;
  retries?: number | undefined;
  maxBytes?: number | undefined;
  proxy?: string | undefined;
}

const defaults = { timeoutMs: 30_000, retries: 4, maxBytes: 1024 ** 3 };

/** Beyond it, timers fire at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * The settings that layers make together; `url` is without credentials. Secrets are fetched: commands run, files are read.
 * Throws a UsageError where a layer contradicts itself or a header can't be sent, and what {@link resolveSecret} throws.
 */
export async function settingsOf(
  url: string,
  contextName: string | undefined,
  layers: readonly Layer[],
): Promise<BackendSettings> {
  const secrets = new Set<string>(urlSecrets(url));
  const headers = await headersOf(layers, secrets);
  const proxy = first(layers, 'proxy');
  for (const secret of urlSecrets(proxy ?? '')) secrets.add(secret);
  const tenant = first(layers, 'tenant');
  if (tenant !== undefined) checkHeaderValue(tenant, 'the tenant');
  const timeoutMs = Math.ceil(first(layers, 'timeoutMs') ?? defaults.timeoutMs);
  return {
    url,
    contextName,
    kind: first(layers, 'kind'),
    headers,
    tenant,
    tls: tlsOf(layers),
    timeoutMs: Math.min(longestTimer, Math.max(1, timeoutMs)),
    retries: first(layers, 'retries') ?? defaults.retries,
    maxBytes: (first(layers, 'maxBytes') ?? defaults.maxBytes) || Infinity,
    proxy,
    redact: redactor([...secrets]),
  };
}

function first<Name extends keyof Layer>(layers: readonly Layer[], name: Name): Layer[Name] | undefined {
  return layers.find((layer) => layer[name] !== undefined)?.[name];
}

/** All headers; what is secret of them is added to `secrets`. */
async function headersOf(layers: readonly Layer[], secrets: Set<string>): Promise<SecretHeader[]> {
  const authenticating = layers.find((layer) => authenticationsOf(layer) > 0);
  const headers: SecretHeader[] = [];
  const taken = new Set<string>();
  for (const layer of layers) {
    const names = new Set<string>();
    for (const { name, value } of layer.headers ?? []) {
      const key = name.toLowerCase();
      if (taken.has(key) || (key === 'authorization' && layer !== authenticating)) continue;
      names.add(key);
      const label = `the header ${name} ${layer.where}`;
      const secret = await resolveSecret(value, label, layer.outside);
      checkHeader(name, secret.reveal(), label);
      for (const part of secretParts(secret.reveal())) secrets.add(part);
      // As in curl, one without a value takes away what a weaker place gives.
      if (secret.reveal() !== '') headers.push({ name, value: secret });
    }
    for (const name of names) taken.add(name);
  }
  const authorization = authenticating && (await authorizationOf(authenticating, secrets));
  return authorization ? [...headers, { name: 'Authorization', value: authorization }] : headers;
}

/** How many ways a layer has to authenticate: none or one, else it throws a UsageError. */
export function authenticationsOf(layer: Layer): number {
  const count = (layer.tokens?.length ?? 0) + (layer.basic ? 1 : 0);
  const header = layer.headers?.filter(({ name }) => name.toLowerCase() === 'authorization').length ?? 0;
  if (count + header > 1) {
    throw new UsageError(`more than one way to authenticate ${layer.where}`, {
      hint: 'one token, or one user with a password, or one Authorization header',
    });
  }
  return count + header;
}

/** The value of Authorization; undefined where the layer gives the header itself. */
async function authorizationOf(layer: Layer, secrets: Set<string>): Promise<Secret | undefined> {
  const { tokens = [], basic, where, outside } = layer;
  if (basic) {
    const password = await resolveSecret(basic.password, `the password ${where}`, outside);
    const pair = `${basic.user}:${password.reveal()}`;
    // Some servers take a token for the user, and no password.
    secrets.add(pair).add(password.reveal() || basic.user);
    return new Secret(`Basic ${Buffer.from(pair).toString('base64')}`);
  }
  if (tokens.length === 0) return undefined;
  const token = await resolveSecret(tokens[0], `the token ${where}`, outside);
  checkHeaderValue(token.reveal(), `the token ${where}`);
  secrets.add(token.reveal());
  return new Secret(`Bearer ${token.reveal()}`);
}

/** A header's value and what is in it: the credentials behind `Bearer`, the password in `Basic`, the values of cookies. */
function secretParts(value: string): string[] {
  const parts = value.split(/[\s;,=]+/).filter((part) => part.length >= 16);
  const basic = /^Basic\s+(\S+)$/i.exec(value)?.[1];
  const pair = basic === undefined ? '' : Buffer.from(basic, 'base64').toString();
  const credentials = basic === undefined ? [] : [basic, pair, pair.slice(pair.indexOf(':') + 1)];
  return [value, ...parts, ...credentials].filter((part) => part !== '');
}

/** TLS settings of layers. A certificate and its key belong together: they are of one layer. */
export function tlsOf(layers: readonly Layer[]): TlsSettings {
  const own = layers.find(({ cert, key }) => cert !== undefined || key !== undefined);
  if (own && own.cert === undefined) throw new UsageError(`a key without a certificate ${own.where}`);
  const trusting = layers.find(({ cacert }) => cacert !== undefined);
  return {
    ...(own?.cert === undefined ? {} : { cert: resolvePath(own.cert, own.outside) }),
    ...(own?.key === undefined ? {} : { key: resolvePath(own.key, own.outside) }),
    ...(trusting?.cacert === undefined ? {} : { cacert: resolvePath(trusting.cacert, trusting.outside) }),
    insecure: first(layers, 'insecure') ?? false,
  };
}
