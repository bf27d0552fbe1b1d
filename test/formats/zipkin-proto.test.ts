import { expect, test } from 'vitest';

import { bytes, id, message, text, varint } from './protobuf-writer.ts';
import { damages, fixture, plainSpans, readBytes } from './reading.ts';

const { store, report } = readBytes(fixture('zipkin-proto/drawn.pb'));
const [client, server, producer, consumer, unknown] = plainSpans(store);

test('a span means what it means in JSON', () => {
  expect(report.damagedCount).toBe(0);
  expect(client).toEqual({
    traceId: '00000000000000f10000000000000001',
    spanId: '0000000000000001',
    parentSpanId: undefined,
    name: 'get',
    kind: 'client',
    start: 1_700_000_000_000_001_000n,
    duration: 5_000_000,
    flags: ['zipkin'],
    status: 'unset',
    message: '',
    resource: { 'service.name': 'frontend', 'host.ip': '10.0.0.1', 'net.host.port': 8080 },
    scope: {},
    attributes: {
      'peer.service': 'backend',
      'network.peer.address': '2001:db8::2',
      'network.peer.port': 9000,
      'http.method': 'GET',
      empty: '',
    },
    events: [
      { name: 'cache miss', time: 1_700_000_000_000_101_000n, attributes: {} },
      { name: 'retry', time: 1_700_000_000_000_201_000n, attributes: { attempt: 1 } },
    ],
    links: [],
  });
  expect(server).toMatchObject({ kind: 'server', flags: ['shared', 'zipkin'] });
  expect(server?.resource).toEqual({ 'service.name': 'backend', 'host.ip': '10.0.0.2' });
  expect(producer).toMatchObject({
    kind: 'producer',
    traceId: '000000000000000000000000000000a1',
    parentSpanId: '00000000000000a0',
    status: 'error',
    message: 'connection reset',
    flags: ['error', 'noStart', 'noEnd', 'zipkin'],
  });
  expect(consumer).toMatchObject({ kind: 'consumer', parentSpanId: '00000000000000a1', resource: {} });
  expect(unknown).toMatchObject({ kind: 'unspecified', name: 'no kind known' });
});

test('counts each damage and goes on behind it, because spans have lengths', () => {
  const damaged = readBytes(fixture('zipkin-proto/damaged.pb'));
  expect(plainSpans(damaged.store).map(({ name }) => name)).toEqual([
    'before the damage',
    'behind the damage',
  ]);
  expect(damages(damaged.report)).toEqual([
    '0: span without an id',
    '0: not the expected message: field 1 has wire type 5',
    '0: protobuf ends early',
  ]);
});

test('an address of a wrong length is none', () => {
  const span = bytes(1, id(1, '00000000000000a1'), id(3, '00000000000000a1'), bytes(8, id(3, '0102')));
  const read = readBytes(message(span), { format: 'zipkin-proto' });
  expect(plainSpans(read.store)[0]?.resource).toEqual({});
});

test('what OTLP would read is not taken for it', () => {
  // A resource of 16 bytes, and scope spans of 8.
  const resource = bytes(1, bytes(1, text(1, 'k'), bytes(2, text(1, '1234567'))));
  const request = bytes(1, resource, bytes(2, bytes(1, text(1, 'abcd'))), text(3, '12345678'));
  expect(resource).toHaveLength(2 + 16);
  expect(readBytes(request).format).toBe('otlp-proto');
});

test('unknown fields are passed over', () => {
  const span = bytes(1, id(1, '00000000000000a1'), id(3, '00000000000000a1'), text(5, 'n'), text(77, 'x'));
  const read = readBytes(message(span, varint(2, 1)), { format: 'zipkin-proto' });
  expect(plainSpans(read.store)).toMatchObject([{ name: 'n' }]);
});
