import { readFileSync } from 'node:fs';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { readBytes } from '../formats/reading.ts';
import { receiver, send, type TestReceiver } from './receiving.ts';
import { batch, i64, reference, spanStruct, tag } from './thrift-batch.ts';

const thrift = { 'content-type': 'application/vnd.apache.thrift.binary' };

let server: TestReceiver;
let spans: string;
let batches: string;

beforeEach(async () => {
  server = await receiver();
  spans = `${server.url('zipkin')}/api/v2/spans`;
  batches = `${server.url('jaeger')}/api/traces?format=jaeger.thrift`;
});

afterEach(() => server.close());

describe('Zipkin', () => {
  test('spans in JSON, with or without a type', async () => {
    const body = readFileSync('fixtures/zipkin/shop.json');
    expect((await send(spans, body, { 'content-type': 'application/json' })).status).toBe(202);
    expect((await send(spans, body)).status).toBe(202);
    expect(server.spans()).toHaveLength(2 * readBytes(body).store.size);
  });

  test('spans in protobuf', async () => {
    const body = readFileSync('fixtures/zipkin-proto/drawn.pb');
    expect((await send(spans, body, { 'content-type': 'application/x-protobuf' })).status).toBe(202);
    expect(server.counts.spans).toBe(readBytes(body).store.size);
  });

  test('what is no JSON, with a sentence', async () => {
    const answer = await send(spans, '[{"traceId":', { 'content-type': 'application/json' });
    expect(answer).toMatchObject({ status: 400, type: 'text/plain; charset=utf-8' });
    expect(answer.text).toContain('JSON ends early');
  });

  test('a type that a page in a browser may send without asking is refused', async () => {
    expect((await send(spans, '[]', { 'content-type': 'text/plain' })).status).toBe(415);
  });
});

describe('Jaeger', () => {
  test('a batch, its process, tags, logs and references', async () => {
    const body = batch('shop', [
      spanStruct({
        id: 2n,
        parent: 1n,
        name: 'charge',
        references: [reference(1, 7n, 9n)],
        tags: [
          tag('span.kind', { string: 'client' }),
          tag('retries', { long: -3n }),
          tag('rate', { double: 0.5 }),
          tag('cached', { bool: true }),
          tag('raw', { binary: Buffer.from([0xff, 0x00]) }),
        ],
      }),
    ]);
    const answer = await send(batches, body, thrift);
    expect(answer).toMatchObject({ status: 202, text: '' });
    expect(server.spans()).toMatchObject([
      {
        traceId: '000000000000000a000000000000000b',
        spanId: '0000000000000002',
        parentSpanId: '0000000000000001',
        name: 'charge',
        resource: { 'service.name': 'shop' },
        kind: 'client',
        start: 1_700_000_000_000_005_000n,
        duration: 7000,
        attributes: { retries: -3, rate: 0.5, cached: true, raw: new Uint8Array([0xff, 0]) },
        links: [{ traceId: '000000000000000a0000000000000007', spanId: '0000000000000009' }],
      },
    ]);
  });

  test('fields that are not known, passed over', async () => {
    const unknown = Buffer.concat([Buffer.from([12, 0, 99, 10, 0, 1]), i64(1n), Buffer.from([0])]);
    await send(batches, batch('shop', [spanStruct({ id: 2n }, unknown)]), thrift);
    expect(server.counts.spans).toBe(1);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('{"spans":[]}')],
    ['a cut batch', batch('shop', [spanStruct({ id: 2n })]).subarray(0, -9)],
    ['a batch without a process', Buffer.from([15, 0, 2, 12, 0, 0, 0, 0, 0])],
    ['two billion empty spans', Buffer.from([15, 0, 2, 12, 0x7f, 0xff, 0xff, 0xff, ...Array(64).fill(0)])],
    ['a list of negative length', Buffer.from([12, 0, 1, 11, 0, 1, 0x80, 0, 0, 0, 0, 0])],
    ['nesting without end', Buffer.from(Array.from({ length: 999 }, () => [12, 0, 99]).flat())],
  ])('%s is answered with 400', async (_name, body) => {
    const answer = await send(batches, body, thrift);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('not a batch of spans in Thrift');
    expect(server.counts.spans).toBe(0);
    expect(server.failures).toEqual([]);
  });
});
