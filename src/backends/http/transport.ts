/** The connection pool that requests go through: TLS, proxies; undici's, loaded with the first request. */
import type { Agent, Dispatcher, ProxyAgent } from 'undici';

import type { BackendSettings } from '../../config/settings.ts';
import { type Environment, hasProxies, proxyFor } from './proxy.ts';
import type { TlsOptions } from './tls.ts';
import { withTunnels } from './tunnel.ts';

/** What of the settings a pool is made of. */
export type TransportSettings = Pick<BackendSettings, 'tls' | 'timeoutMs' | 'proxy'>;

/** Time for name look-up, connection and TLS, at most. */
const longestConnect = 10_000;

/**
 * A pool that reaches each server directly or through the proxy that is meant for it. Requests bound their own time.
 * Throws UsageError where a certificate can't be read.
 */
export async function openTransport(settings: TransportSettings, env: Environment): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import('undici');
  const timeout = Math.min(longestConnect, settings.timeoutMs);
  const { cert, cacert } = settings.tls;
  // node:tls takes as long to load as all else here; most backends do without.
  const hasFiles = cert !== undefined || cacert !== undefined;
  const optionsOf = hasFiles ? (await import('./tls.ts')).tlsOptions : withoutFiles;
  const connect = { ...optionsOf(settings), timeout };
  const common: Agent.Options = { connect, headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 10_000 };
  if (!hasProxies(settings.proxy, env)) return new Agent(common);
  const factory = (origin: string | URL): Dispatcher => {
    const proxy = proxyFor(new URL(origin), settings.proxy, env);
    return proxy === undefined ? new Agent(common) : new ProxyAgent(through(proxy));
  };
  // The client certificate is for the server behind it.
  const forProxy = { insecure: false, ...(cacert === undefined ? {} : { cacert }) };
  // What is http goes to the proxy as it is, as other clients do it: many let only https tunnel.
  const through = ({ href }: URL): ProxyAgent.Options => ({
    ...common,
    uri: href,
    clientFactory: (_, options) => withTunnels(new Agent(options)),
    proxyTunnel: false,
    requestTls: connect,
    proxyTls: { ...optionsOf({ tls: forProxy }), timeout },
  });
  return new Agent({ ...common, factory });
}

function withoutFiles({ tls }: Pick<BackendSettings, 'tls'>): TlsOptions {
  return tls.insecure ? { rejectUnauthorized: false } : {};
}

/**
 * The result of a request, or the reason of the signal that is to end it, at once: undici heeds a signal only when the
 * request has its connection.
 */
export function unlessAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
