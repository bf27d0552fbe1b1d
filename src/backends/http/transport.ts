/** The connection pool that requests go through: TLS, proxies, time limits; undici's, loaded with the first request. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

import type { Agent, Dispatcher, ProxyAgent } from 'undici';

import type { BackendSettings } from '../../config/settings.ts';
import { UsageError } from '../../errors.ts';

/** What of the environment decides about proxies. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What of the settings a pool is made of. */
export type TransportSettings = Pick<BackendSettings, 'tls' | 'timeoutMs' | 'proxy'>;

/** Time for name look-up, connection and TLS, at most. */
const longestConnect = 10_000;

/**
 * A pool for one backend. Proxies: the settings' own, else HTTP(S)_PROXY but for the hosts of NO_PROXY. Throws UsageError
 * where a certificate can't be read.
 */
export async function openTransport(settings: TransportSettings, env: Environment): Promise<Dispatcher> {
  // undici parses HTTP by WebAssembly; node would wait at its end for code that is compiled again, to run faster later.
  setFlagsFromString('--liftoff-only');
  const { Agent, EnvHttpProxyAgent, ProxyAgent } = await import('undici');
  const connect = { ...tlsOptions(settings), timeout: Math.min(longestConnect, settings.timeoutMs) };
  const common: Agent.Options & Pick<ProxyAgent.Options, 'requestTls' | 'proxyTls'> = {
    connect,
    requestTls: connect,
    headersTimeout: settings.timeoutMs,
    bodyTimeout: settings.timeoutMs,
    keepAliveTimeout: 10_000,
  };
  if (settings.proxy !== undefined) return new ProxyAgent({ ...common, uri: settings.proxy });
  const httpProxy = env['http_proxy'] ?? env['HTTP_PROXY'] ?? '';
  const httpsProxy = env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '';
  if (httpProxy === '' && httpsProxy === '') return new Agent(common);
  const noProxy = env['no_proxy'] ?? env['NO_PROXY'] ?? '';
  return new EnvHttpProxyAgent({ ...common, httpProxy, httpsProxy, noProxy });
}

/** As node:tls takes them. */
export interface TlsOptions {
  cert?: Buffer;
  key?: Buffer;
  ca?: Buffer;
  rejectUnauthorized?: boolean;
}

/** TLS as the settings ask for it. Throws UsageError where a file of theirs cannot be read. */
export function tlsOptions({ tls }: Pick<BackendSettings, 'tls'>): TlsOptions {
  const options: TlsOptions = {};
  if (tls.cert !== undefined) options.cert = readPem('--cert', tls.cert);
  if (tls.key !== undefined) options.key = readPem('--key', tls.key);
  if (tls.cacert !== undefined) options.ca = readPem('--cacert', tls.cacert);
  if (tls.insecure) options.rejectUnauthorized = false;
  return options;
}

function readPem(flag: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new UsageError(`cannot read ${path} (${flag}): ${String(cause)}`, { cause });
  }
}
