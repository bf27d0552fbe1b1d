import { expect, test } from 'vitest';

import { bytes, framed, id, message, text, varint } from './protobuf-writer.ts';
import { damages, fixture, plainSpans, readBytes, traceCount } from './reading.ts';

test('every type of attribute, exactly', () => {
  const json = readBytes(fixture('otlp-json/quirks.jsonl'));
  const [fromJson] = plainSpans(json.store);
  const { store, report } = readBytes(fixture('otlp-proto/quirks.pb'));
  const [span] = plainSpans(store);
  expect(report.damagedCount).toBe(0);
  expect(span).toEqual({
    ...fromJson,
    attributes: {
      string: 'päivää \0 😀',
      int: 9_223_372_036_854_775_807n,
      'negative int': -42,
      double: 1.5e-7,
      'not a number': Number.NaN,
      true: true,
      false: false,
      bytes: new Uint8Array([0, 1, 2, 255]),
      array: ['a', '9007199254740993', 0.5, true, [], null],
      map: { x: { y: '"z"' } },
      'empty string': '',
      'empty array': [],
      'empty value': null,
      'no value': null,
    },
  });
});

test('fields in any order, unknown ones, scopes of old', () => {
  const { store } = readBytes(fixture('otlp-proto/quirks.pb'));
  expect(plainSpans(store)[1]).toMatchObject({
    traceId: '000000000000000000000000000000a1',
    spanId: '00000000000000a2',
    parentSpanId: '00000000000000a1',
    duration: 9,
    resource: { 'service.name': 'behind' },
    scope: { name: 'old', version: '0.1' },
  });
});

test.each(['shop.pb', 'shop-framed.bin'])('%s holds the spans of shop.jsonl', (file) => {
  const json = plainSpans(readBytes(fixture('otlp-json/shop.jsonl')).store);
  const { store, format } = readBytes(fixture(`otlp-proto/${file}`));
  expect(format).toBe('otlp-proto');
  expect(traceCount(store)).toBe(5);
  expect(plainSpans(store)).toEqual(json);
});

test('a damaged message does not spoil the next', () => {
  const { store, report } = readBytes(fixture('otlp-proto/quirks-damaged.bin'));
  expect(plainSpans(store).map(({ name }) => name)).toEqual(['before the damage', 'behind the damage']);
  expect(damages(report)).toEqual([
    expect.stringMatching(/^0: not the expected message/),
    '0: span without an id',
    '0: protobuf ends early',
  ]);
});

function keyed(field: number, key: string): Uint8Array {
  return bytes(field, text(1, key), bytes(2, text(1, `${key}!`)));
}

test('attributes of a span may stand between those of its events', () => {
  const span = bytes(
    2,
    id(1, '00000000000000000000000000000001'),
    id(2, '0000000000000002'),
    keyed(9, 'a'),
    bytes(11, text(2, 'event'), keyed(3, 'of the event')),
    keyed(9, 'b'),
    bytes(13, id(1, '03'), id(2, '04'), keyed(4, 'of the link')),
  );
  const { store } = readBytes(message(bytes(1, bytes(1), bytes(2, bytes(1), span))));
  expect(plainSpans(store)).toMatchObject([
    {
      attributes: { a: 'a!', b: 'b!' },
      events: [{ name: 'event', attributes: { 'of the event': 'of the event!' } }],
      links: [{ attributes: { 'of the link': 'of the link!' } }],
    },
  ]);
});

function request(span: Uint8Array): Uint8Array {
  return framed(bytes(1, bytes(1), bytes(2, span)));
}

test('what a damaged span had does not become the next one’s', () => {
  const ids = message(id(1, '00000000000000000000000000000001'), id(2, '0000000000000002'));
  const broken = bytes(
    2,
    ids,
    keyed(9, 'a'),
    bytes(11, text(2, 'event')),
    bytes(13, id(1, '03')),
    varint(5, 1),
  );
  const whole = bytes(2, ids, text(5, 'whole'));
  const { store, report } = readBytes(message(request(broken), request(whole)));
  expect(report.damagedCount).toBe(1);
  expect(plainSpans(store)).toMatchObject([{ name: 'whole', attributes: {}, events: [], links: [] }]);
});

test('a message in a message is not taken for one behind its length', () => {
  // The three bytes of its length look like the end of a length of four.
  const padding = bytes(1, text(1, 'padding'), bytes(2, text(1, 'x'.repeat(20_000))));
  const inner = bytes(1, bytes(1, padding), bytes(2, bytes(2, id(1, '01'), id(2, '02'))));
  expect(() => readBytes(bytes(1, inner))).toThrow('no known trace format');
});

test('an empty request between others', () => {
  const one = bytes(
    1,
    bytes(1),
    bytes(2, bytes(2, id(1, '00000000000000000000000000000001'), id(2, '0000000000000002'))),
  );
  const { store, report } = readBytes(message(framed(one), framed(message()), framed(one)));
  expect([store.size, report.damagedCount]).toEqual([2, 0]);
});
