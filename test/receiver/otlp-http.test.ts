import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { ExitCode, TracectlError } from '../../src/errors.ts';
import { plainSpans, readBytes } from '../formats/reading.ts';
import { receiver, requestOf, send, type TestReceiver } from './receiving.ts';

const json = { 'content-type': 'application/json' };
const protobuf = { 'content-type': 'application/x-protobuf' };
const shop = readFileSync('fixtures/otlp-proto/shop.pb');
const span = 'b7ad6b7169203331';

let server: TestReceiver;
let traces: string;

beforeEach(async () => {
  server = await receiver();
  traces = `${server.url('http')}/v1/traces`;
});

afterEach(() => server.close());

describe('what is taken', () => {
  test('spans in JSON', async () => {
    const answer = await send(traces, requestOf(span), json);
    expect(answer).toMatchObject({ status: 200, type: 'application/json', text: '{}' });
    expect(server.spans()).toMatchObject([{ spanId: span, name: 'GET /' }]);
  });

  test('spans in protobuf, every one as a file would have it', async () => {
    const answer = await send(traces, shop, protobuf);
    expect(answer).toMatchObject({ status: 200, type: 'application/x-protobuf', text: '' });
    const inFile = plainSpans(readBytes(shop).store);
    expect(server.spans()).toHaveLength(inFile.length);
    expect(server.spans()).toEqual(expect.arrayContaining(inFile));
  });

  test('JSON over several lines, kept as whole lines', async () => {
    const pretty = JSON.stringify(JSON.parse(requestOf(span, 'b7ad6b7169203332')), null, 2);
    await send(traces, pretty, json);
    expect(server.lines()).toHaveLength(1);
    expect(server.spans()).toHaveLength(2);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['GZIP', gzipSync],
  ])('bodies in %s', async (encoding, compress) => {
    const answer = await send(traces, compress(requestOf(span)), { ...json, 'content-encoding': encoding });
    expect(answer.status).toBe(200);
    expect(server.spans()).toHaveLength(1);
  });

  test('a request without a span, of which nothing is kept', async () => {
    expect(await send(traces, '{}', json)).toMatchObject({ status: 200, text: '{}' });
    expect(await send(traces, '', protobuf)).toMatchObject({ status: 200, text: '' });
    expect(server.lines()).toEqual([]);
  });

  test('metrics and logs, which are counted and not kept', async () => {
    const answer = await send(`${server.url('http')}/v1/metrics`, '{"resourceMetrics":[]}', json);
    await send(`${server.url('http')}/v1/logs`, Buffer.from([1, 2]), protobuf);
    expect(answer).toMatchObject({ status: 200, text: '{}' });
    expect([...server.counts.otherSignals]).toEqual([
      ['metrics', 1],
      ['logs', 1],
    ]);
    expect(server.lines()).toEqual([]);
  });
});

describe('spans that are not taken', () => {
  test('are counted in the answer, and the others are kept', async () => {
    const answer = await send(traces, requestOf(span, '', ''), json);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      partialSuccess: { rejectedSpans: '2', errorMessage: 'span without an id' },
    });
    expect(server.spans()).toMatchObject([{ spanId: span }]);
    expect(server.counts).toMatchObject({ spans: 1, rejectedSpans: 2 });
  });

  test('are counted in protobuf, too', async () => {
    // One ResourceSpans with one ScopeSpans with one empty span.
    const { bytes } = await send(traces, Buffer.from([0x0a, 0x04, 0x12, 0x02, 0x12, 0x00]), protobuf);
    expect(bytes.subarray(2, 4)).toEqual(Buffer.from([0x08, 0x01]));
    expect(bytes.toString()).toContain('span without an id');
  });
});

describe('what is refused, in the words of OTLP', () => {
  test('JSON that breaks off, of which nothing is kept', async () => {
    const answer = await send(traces, requestOf(span, span).slice(0, -20), json);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({
      code: 3,
      message: expect.stringContaining('ends early'),
    });
    expect(server.lines()).toEqual([]);
  });

  test.each([
    ['a number', '5'],
    ['two documents', '{}{}'],
    ['no JSON', 'resourceSpans'],
    ['nothing', ''],
  ])('%s instead of a request', async (_name, body) => {
    expect(await send(traces, body, json)).toMatchObject({ status: 400, type: 'application/json' });
  });

  test('protobuf that is none, with a status in protobuf', async () => {
    const answer = await send(traces, 'nonsense', protobuf);
    expect(answer).toMatchObject({ status: 400, type: 'application/x-protobuf' });
    expect(answer.bytes.subarray(0, 2)).toEqual(Buffer.from([0x08, 0x03]));
  });

  test('a body that is not compressed as it says', async () => {
    const answer = await send(traces, requestOf(span), { ...json, 'content-encoding': 'gzip' });
    expect(answer.status).toBe(400);
  });

  test('a compression that is not known', async () => {
    const answer = await send(traces, requestOf(span), { ...json, 'content-encoding': 'br' });
    expect(answer.status).toBe(415);
    expect(answer.headers.get('accept-encoding')).toBe('gzip, deflate, identity');
  });

  test('a content type that is not OTLP’s', async () => {
    for (const headers of [{ 'content-type': 'text/plain' }, {}]) {
      const answer = await send(traces, Buffer.from(requestOf(span)), headers);
      expect(answer.status).toBe(415);
      expect(JSON.parse(answer.text).message).toContain('application/x-protobuf');
    }
  });

  test('a body over the limit, sent or decompressed', async () => {
    const large = Buffer.alloc(2 << 20, ' ');
    expect((await send(traces, large, json)).status).toBe(413);
    const answer = await send(traces, gzipSync(large), { ...json, 'content-encoding': 'gzip' });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text).code).toBe(8);
    expect(server.counts.refusedRequests).toBe(2);
  });

  test('a path and a method that nothing is behind', async () => {
    expect((await send(`${server.url('http')}/api/traces`, '{}', json)).status).toBe(404);
    const answer = await send(traces, undefined, {}, 'GET');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
  });

  test('what is no HTTP', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(server.ports.get('http') ?? 0, '127.0.0.1', () => socket.write('hello\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });
});

test('after everything that was refused the next request is taken', async () => {
  await send(traces, '{"resourceSpans":[', json);
  await send(traces, Buffer.alloc(2 << 20), protobuf);
  await send(traces, requestOf(span), json);
  expect(server.spans()).toHaveLength(1);
  expect(server.failures).toEqual([]);
});

test('what could not be kept is to be sent again, and is told here', async () => {
  await server.close();
  const full = new TracectlError('cannot write: no space is left', ExitCode.input);
  server = await receiver({
    keep: () => {
      throw full;
    },
  });
  const answer = await send(`${server.url('http')}/v1/traces`, requestOf(span), json);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('1');
  expect(server.failures).toEqual([full]);
  expect(server.counts).toMatchObject({ spans: 0, refusedRequests: 1 });
});
