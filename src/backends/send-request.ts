/** One request to somebody else's service, with headers that begin a trace. */
import type { Dispatcher } from 'undici';

import { connectionFailure } from './http/failures.ts';

/** What to send. */
export interface Probe {
  url: URL;
  method: string;
  headers: readonly { name: string; value: string }[];
  body: string | Uint8Array | undefined;
}

/** What came back. */
export interface ProbeAnswer {
  status: number;
  /** Bytes of the body, which is not kept. */
  size: number;
  /** Milliseconds since 1970, as precise as the clock is. */
  startedAt: number;
  endedAt: number;
}

/** Sends the request once, without following redirects: the first answer is what is measured. Throws BackendError. */
export async function sendRequest(
  transport: Dispatcher,
  { url, method, headers, body }: Probe,
  timeoutMs: number,
): Promise<ProbeAnswer> {
  const startedAt = preciseNow();
  try {
    const reply = await transport.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: headers.flatMap(({ name, value }) => [name, value]),
      body: body ?? null,
    });
    let size = 0;
    for await (const chunk of reply.body) if (chunk instanceof Uint8Array) size += chunk.length;
    return { status: reply.statusCode, size, startedAt, endedAt: preciseNow() };
  } catch (error) {
    const asked = { url: url.href, hasCredentials: false, timeoutMs, redact: (text: string) => text };
    throw connectionFailure(error, asked);
  }
}

function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
