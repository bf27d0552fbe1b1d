/** A receiver on free ports of the loopback interface that keeps what comes, for tests. */
import type { Keep } from '../../src/receiver/intake.ts';
import { type PortName, type Receiver, startReceiver } from '../../src/receiver/receiver.ts';
import { type PlainSpan, plainSpans, readBytes } from '../formats/reading.ts';

/** A receiver, and what it was sent. */
export interface TestReceiver extends Receiver {
  /** The address of a port. */
  url: (name: PortName) => string;
  /** The lines that were kept. */
  lines: () => string[];
  /** The spans in them, as the reader of files sees them. */
  spans: () => PlainSpan[];
  /** What went wrong on this side. */
  failures: unknown[];
}

/** Starts one; `keep` may refuse. */
export async function receiver({
  mostBytes = 1 << 20,
  keep = () => {},
}: { mostBytes?: number; keep?: Keep } = {}): Promise<TestReceiver> {
  const kept: Uint8Array[] = [];
  const failures: unknown[] = [];
  const started = await startReceiver(
    (batch) => {
      keep(batch);
      kept.push(batch.lines);
    },
    {
      hosts: ['127.0.0.1'],
      ports: { grpc: 0, http: 0, zipkin: 0, jaeger: 0 },
      mostBytes,
      onFailure: (error) => failures.push(error),
    },
  );
  const text = (): string => Buffer.concat(kept).toString();
  return {
    ...started,
    url: (name) => `http://127.0.0.1:${started.ports.get(name)}`,
    lines: () => text().split('\n').slice(0, -1),
    spans: () => (text() === '' ? [] : plainSpans(readBytes(Buffer.from(text())).store)),
    failures,
  };
}

/** An answer, as far as tests look at it. */
export interface Answer {
  status: number;
  type: string | null;
  headers: Headers;
  text: string;
  bytes: Buffer;
}

/** Sends a request. */
export async function send(
  url: string,
  body: Uint8Array | string | undefined,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<Answer> {
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers,
    text: bytes.toString(),
    bytes,
  };
}

/** An export request of OTLP JSON with one span for each id; `''` makes one that has to be refused. */
export function requestOf(...spanIds: string[]): string {
  const spans = spanIds.map((spanId) => ({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId,
    name: 'GET /',
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000000005000000',
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
}
