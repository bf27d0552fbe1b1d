/** A connection to a backend whose kind is known. */
import type { Dispatcher } from 'undici';

import { redactor } from '../config/redact.ts';
import type { BackendSettings } from '../config/settings.ts';
import { urlSecrets } from '../config/url.ts';
import { backendAddress } from './address.ts';
import type { Backend } from './backend.ts';
import { Client, type ClientEvents } from './http/client.ts';
import { type Environment, proxyFor } from './http/proxy.ts';
import { openTransport } from './http/transport.ts';
import { backends } from './index.ts';
import { probeKind } from './probe.ts';

/** A backend, and how it is reached. */
export interface Connection {
  backend: Backend;
  client: Client;
  /** How messages name it: `Tempo http://host:3200`. */
  name: string;
  /** Whether the kind was not known before. */
  isProbed: boolean;
  /** Ends idle connections, so that the process can end. */
  close: () => Promise<void>;
}

/** What a connection needs of its surroundings. */
export interface Surroundings {
  env: Environment;
  events: ClientEvents;
  /** A pool to use instead of an own: for tests. */
  transport?: Dispatcher | undefined;
}

/** Connects to the backend that the settings name; asks it for its kind where nothing states it. */
export async function connect(settings: BackendSettings, around: Surroundings): Promise<Connection> {
  const address = backendAddress(settings.url);
  const transport = around.transport ?? (await openTransport(settings, around.env));
  const close = async (): Promise<void> => {
    if (transport !== around.transport) await transport.destroy();
  };
  try {
    const { proxyOf, redact } = proxiesOf(settings, around, address.base);
    const safe = { ...settings, redact };
    const client = new Client({
      settings: safe,
      base: address.base,
      transport,
      events: around.events,
      proxyOf,
    });
    const kind = address.kind ?? settings.kind;
    const known = backends.find(({ id }) => id === kind);
    const backend = known ?? (await probeKind(client));
    const name = `${backend.title} ${settings.redact(address.base.href.replace(/\/$/, ''))}`;
    const isProbed = known === undefined;
    if (isProbed) around.events.explain(`it is ${backend.title}`);
    return { backend, client: withTenant(client, backend, settings), name, isProbed, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Which proxies there are, for messages; and what takes out their passwords, too. */
function proxiesOf(
  settings: BackendSettings,
  { env, transport }: Surroundings,
  base: URL,
): { proxyOf: (url: URL) => string | undefined; redact: (text: string) => string } {
  if (transport !== undefined) return { proxyOf: () => undefined, redact: settings.redact };
  const withoutSecrets = redactor(urlSecrets(proxyFor(base, settings.proxy, env)?.href ?? ''));
  return {
    proxyOf: (url) => proxyFor(url, settings.proxy, env)?.origin,
    redact: (text) => withoutSecrets(settings.redact(text)),
  };
}

function withTenant(client: Client, { tenantHeader }: Backend, { tenant }: BackendSettings): Client {
  return tenant === undefined || tenantHeader === undefined
    ? client
    : client.with({ headers: { [tenantHeader]: tenant } });
}
