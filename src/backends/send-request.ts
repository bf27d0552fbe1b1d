/** One request to somebody else's service, with headers that begin a trace. */
import type { Dispatcher } from 'undici';

import { connectionFailure } from './http/failures.ts';
import { unlessAborted } from './http/transport.ts';

/** What to send. */
export interface Probe {
  url: URL;
  method: string;
  headers: readonly { name: string; value: string }[];
  body: string | Uint8Array | undefined;
}

/** How the request is sent, and what messages must not show of it. */
export interface Sending {
  /** Milliseconds for all of it; a whole number. */
  timeoutMs: number;
  proxy: string | undefined;
  redact: (text: string) => string;
}

/** What came back. */
export interface ProbeAnswer {
  status: number;
  /** Whether the body, which is not kept, came to its end. */
  isWhole: boolean;
  /** Milliseconds since 1970, as precise as the clock is. */
  startedAt: number;
  endedAt: number;
}

/**
 * Sends the request once, without following redirects: the first answer is what is measured. Throws BackendError where
 * none comes.
 */
export async function sendRequest(
  transport: Dispatcher,
  { url, method, headers, body }: Probe,
  { timeoutMs, proxy, redact }: Sending,
): Promise<ProbeAnswer> {
  const startedAt = preciseNow();
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const work = transport.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: headers.flatMap(({ name, value }) => [name, value]),
      body: body ?? null,
      signal,
    });
    const reply = await unlessAborted(signal, work);
    const isWhole = await isReadToEnd(reply.body);
    return { status: reply.statusCode, isWhole, startedAt, endedAt: preciseNow() };
  } catch (error) {
    const shown = redact(url.href);
    const asked = { url: shown, hasCredentials: false, hasCertificate: false, proxy, timeoutMs, redact };
    throw connectionFailure(error, { ...asked, isBackend: false });
  }
}

async function isReadToEnd(body: AsyncIterable<unknown>): Promise<boolean> {
  try {
    for await (const _ of body);
    return true;
  } catch {
    return false;
  }
}

function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
