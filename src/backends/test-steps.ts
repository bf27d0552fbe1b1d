/** A backend tried out step by step, so that what is wrong has a place: name, connection, TLS, credentials, kind, query. */
import { lookup } from 'node:dns/promises';

import type { BackendSettings } from '../config/settings.ts';
import { TracectlError } from '../errors.ts';
import { backendAddress } from './address.ts';
import { connect, type Connection, type Surroundings } from './connect.ts';
import { type Asked, connectionFailure } from './http/failures.ts';
import { proxyFor } from './http/proxy.ts';
import { placeOf, tryTcp, tryTls } from './http/sockets.ts';
import { tlsOptions } from './http/tls.ts';

/** The steps, in their order. */
type TestStepName = 'resolve' | 'connect' | 'tls' | 'auth' | 'kind' | 'version' | 'query';

/** What became of a step. */
export interface TestStep {
  step: TestStepName;
  ok: boolean;
  detail: string;
  hint?: string | undefined;
  durationMs?: number | undefined;
}

/** What a step found out, in words; throws where it failed. */
type Step = [name: TestStepName, run: () => Promise<string>];

/** Goes through the steps until one fails. Steps that a proxy does for us are left to it. */
export async function* testBackend(
  settings: BackendSettings,
  around: Surroundings,
): AsyncGenerator<TestStep> {
  const { base } = backendAddress(settings.url);
  const asked = askedOf(settings, base);
  const near: Step[] = isDirect(base, settings, around) ? reaching(base, settings, asked) : [];
  let connection: Connection | undefined;
  let answer = '';
  const steps: Step[] = [
    ...near,
    [
      'auth',
      async () => {
        connection = await connect(settings, around);
        answer = await firstQuery(connection);
        return asked.hasCredentials ? 'the credentials are accepted' : 'none wanted';
      },
    ],
    ['kind', () => Promise.resolve(kindOf(connection))],
    ['version', async () => (await connection?.backend.version(connection.client)) ?? 'it does not tell'],
    ['query', () => Promise.resolve(answer)],
  ];
  try {
    for (const step of steps) {
      const result = await timed(step, settings, () => (connection === undefined ? 'kind' : 'query'));
      yield result;
      if (!result.ok) return;
    }
  } finally {
    await connection?.close();
  }
}

/** Steps below HTTP. */
function reaching(base: URL, settings: BackendSettings, asked: Asked): Step[] {
  const place = placeOf(base);
  const tls = tlsOptions(settings);
  const timeout = Math.min(settings.timeoutMs, longestStep);
  const step = (name: TestStepName, run: () => Promise<string>): Step => [
    name,
    async () => {
      try {
        return await run();
      } catch (error) {
        throw connectionFailure(error, asked);
      }
    },
  ];
  const steps = [
    step('resolve', async () => {
      const addresses = await lookup(place.host, { all: true });
      return addresses.map(({ address }) => address).join(', ');
    }),
    step('connect', async () => {
      await tryTcp(place, timeout);
      return `port ${place.port} is open`;
    }),
  ];
  if (base.protocol !== 'https:') return steps;
  const secure = step('tls', async () => {
    await tryTls(place, tls, timeout);
    return settings.tls.insecure ? 'the certificate is not checked' : 'the certificate is valid';
  });
  return [...steps, secure];
}

const longestStep = 10_000;

function kindOf(connection: Connection | undefined): string {
  if (connection === undefined) return '';
  return `${connection.backend.title}${connection.isProbed ? '' : ', as stated'}`;
}

/** A question that needs the credentials, and whose answer shows that there is something to find. */
async function firstQuery({ backend, client }: Connection): Promise<string> {
  const to = BigInt(Date.now()) * 1_000_000n;
  const services = await backend.services(client, { from: to - 3_600_000_000_000n, to });
  if (services.length === 0) return 'it answers; it knows no service yet';
  return services.length === 1 ? 'it knows 1 service' : `it knows ${services.length} services`;
}

/** What fails in the step of the credentials need not be their fault: `otherwise` says what it is then. */
async function timed(
  [step, run]: Step,
  { redact }: BackendSettings,
  otherwise: () => TestStepName,
): Promise<TestStep> {
  const started = performance.now();
  const took = (): number => Math.round(performance.now() - started);
  try {
    return { step, ok: true, detail: redact(await run()), durationMs: took() };
  } catch (error) {
    if (!(error instanceof TracectlError)) throw error;
    const isRefused = isRefusal(error);
    const name = step === 'auth' && !isRefused ? otherwise() : step;
    const hint = isRefused && error.hint?.includes('context test') ? refusedHint : error.hint;
    return { step: name, ok: false, detail: redact(error.message), hint, durationMs: took() };
  }
}

const refusedHint =
  'has the token expired, and is it for this server? a tenant may be missing, too: --tenant';

function isRefusal({ message }: TracectlError): boolean {
  return / answered (401|403)\b/.test(message);
}

function isDirect(base: URL, { proxy }: BackendSettings, { env, transport }: Surroundings): boolean {
  return transport === undefined && proxyFor(base, proxy, env) === undefined;
}

function askedOf(settings: BackendSettings, base: URL): Asked {
  return {
    url: settings.redact(base.origin),
    hasCredentials: settings.headers.length > 0,
    hasCertificate: settings.tls.cert !== undefined,
    timeoutMs: settings.timeoutMs,
    redact: (text) => settings.redact(text),
  };
}
