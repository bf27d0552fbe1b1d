import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';

import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { receiver, type TestReceiver } from './receiving.ts';

const service = (signal: string): string =>
  `/opentelemetry.proto.collector.${signal.toLowerCase()}.v1.${signal}Service/Export`;
const shop = readFileSync('fixtures/otlp-proto/shop.pb');

let server: TestReceiver;
let clients: Client[] = [];

beforeEach(async () => {
  server = await receiver();
});

afterEach(async () => {
  for (const client of clients) client.close();
  clients = [];
  await server.close();
});

interface Answer {
  bytes: Buffer | undefined;
  error: ServiceError | undefined;
}

function call(
  body: Uint8Array,
  path = service('Trace'),
  port: 'grpc' | 'http' = 'grpc',
  gzip = false,
): Promise<Answer> {
  const options = gzip ? { 'grpc.default_compression_algorithm': 2 } : {};
  const client = new Client(`127.0.0.1:${server.ports.get(port)}`, credentials.createInsecure(), options);
  clients.push(client);
  return new Promise((resolve) => {
    client.makeUnaryRequest(path, buffer, buffer, body, new Metadata(), (error, bytes) =>
      resolve({ bytes, error: error ?? undefined }),
    );
  });
}

function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}

describe('what is taken', () => {
  test('spans', async () => {
    expect(await call(shop)).toEqual({ bytes: Buffer.alloc(0), error: undefined });
    expect(server.counts).toMatchObject({ requests: 1, spans: 121 });
    expect(server.spans()).toHaveLength(121);
  });

  test('messages in gzip', async () => {
    await call(shop, service('Trace'), 'grpc', true);
    expect(server.counts.spans).toBe(121);
  });

  test('gRPC on the port of HTTP, and HTTP on the port of gRPC', async () => {
    expect((await call(shop, service('Trace'), 'http')).error).toBeUndefined();
    const headers = { 'content-type': 'application/x-protobuf' };
    const answer = await fetch(`${server.url('grpc')}/v1/traces`, { method: 'POST', headers, body: shop });
    expect(answer.status).toBe(200);
    expect(server.counts.spans).toBe(242);
  });

  test('metrics and logs, which are counted and not kept', async () => {
    expect((await call(Buffer.from([1]), service('Metrics'))).error).toBeUndefined();
    expect((await call(Buffer.from([1]), service('Logs'))).error).toBeUndefined();
    expect([...server.counts.otherSignals]).toEqual([
      ['metrics', 1],
      ['logs', 1],
    ]);
  });

  test('part of the spans, with the number of the others', async () => {
    const { bytes } = await call(Buffer.from([0x0a, 0x04, 0x12, 0x02, 0x12, 0x00]));
    expect(bytes?.subarray(2, 4)).toEqual(Buffer.from([0x08, 0x01]));
    expect(bytes?.toString()).toContain('span without an id');
  });
});

describe('what is refused', () => {
  test('what is no export request', async () => {
    const { error } = await call(Buffer.from('nonsense'));
    expect(error?.code).toBe(status.INVALID_ARGUMENT);
    expect(error?.details).toContain('not protobuf');
    expect(server.counts).toMatchObject({ spans: 0, malformedRequests: 1 });
  });

  test('a message over the limit', async () => {
    expect((await call(Buffer.alloc(2 << 20))).error?.code).toBe(status.RESOURCE_EXHAUSTED);
  });

  test('a service that is not there', async () => {
    const profiles = '/opentelemetry.proto.collector.profiles.v1.ProfilesService/Export';
    expect((await call(shop, profiles)).error?.code).toBe(status.UNIMPLEMENTED);
  });

  test('what could not be kept, to be sent again', async () => {
    await server.close();
    server = await receiver({
      keep: () => {
        throw new Error('full');
      },
    });
    expect((await call(shop)).error?.code).toBe(status.UNAVAILABLE);
    expect(server.failures).toHaveLength(1);
  });

  test('HTTP/2 that is no gRPC, and the next call is taken', async () => {
    const session = connect(server.url('grpc'));
    const answered = new Promise<unknown>((resolve) => {
      session
        .request({ ':method': 'POST', ':path': '/v1/traces' })
        .on('response', (headers) => resolve(headers[':status']))
        .on('error', resolve)
        .end('hello');
    });
    expect(await answered).toBe(415);
    session.destroy();
    expect((await call(shop)).error).toBeUndefined();
  });
});
