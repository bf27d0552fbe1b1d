import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { DamagedRecord } from '../../src/bytes/damaged-record.ts';
import { ProtobufReader } from '../../src/bytes/protobuf-reader.ts';
import { hexId } from '../../src/model/ids.ts';
import { StringTable } from '../../src/model/strings.ts';
import {
  bytes,
  double,
  fixed32,
  fixed64,
  framed,
  id,
  message,
  text,
  varint,
} from '../formats/protobuf-writer.ts';
import { character } from './characters.ts';
import { drip } from './drip.ts';

function readerOf(content: Uint8Array, sizes: readonly number[] = [1]): ProtobufReader {
  return new ProtobufReader(drip(content, sizes), new StringTable());
}

/** A reader at its first field. */
function at(content: Uint8Array): ProtobufReader {
  const reader = readerOf(content);
  reader.nextField(Infinity);
  return reader;
}

const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });

test('reads what was written, at any split of the window', () => {
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  fc.assert(
    fc.property(
      int64,
      fc.string({ unit: character }),
      fc.double(),
      fc.nat(),
      sizes,
      (int, string, real, nat, split) => {
        const content = message(
          varint(1, int),
          text(2, string),
          double(3, real),
          bytes(4, varint(5, nat), fixed64(6, BigInt.asUintN(64, int))),
          fixed32(7, 9),
          varint(8, nat),
        );
        const protobuf = readerOf(content, split);
        expect(protobuf.nextField(Infinity) && protobuf.int64()).toBe(int);
        expect(protobuf.nextField(Infinity) && protobuf.strings.text(protobuf.text())).toBe(string);
        expect(protobuf.nextField(Infinity) && protobuf.double()).toBe(real);
        protobuf.nextField(Infinity);
        const end = protobuf.message();
        expect(protobuf.nextField(end) && protobuf.unsigned()).toBe(nat);
        expect(protobuf.nextField(end) && protobuf.fixed64()).toBe(BigInt.asUintN(64, int));
        expect(protobuf.nextField(end)).toBe(false);
        protobuf.nextField(Infinity);
        protobuf.skip();
        expect(protobuf.nextField(Infinity) && [protobuf.field, protobuf.unsigned()]).toEqual([8, nat]);
        expect(protobuf.nextField(Infinity)).toBe(false);
      },
    ),
    { numRuns: 200 },
  );
});

test('skips fields of every wire type', () => {
  const content = message(
    varint(1, -1),
    fixed64(2, 1n),
    text(3, 'x'.repeat(1000)),
    fixed32(4, 1),
    varint(5, 7),
  );
  const protobuf = readerOf(content, [3]);
  for (let i = 0; i < 4; i++) {
    protobuf.nextField(Infinity);
    protobuf.skip();
  }
  expect(protobuf.nextField(Infinity) && protobuf.unsigned()).toBe(7);
});

describe('values', () => {
  test('an instant in nanoseconds or microseconds', () => {
    const nanos = at(fixed64(1, 1_700_000_000_123_456_789n)).instant();
    expect(nanos).toEqual({ seconds: 1_700_000_000, nanos: 123_456_789 });
    expect(at(fixed64(1, 1_700_000_000_123_456n)).instant(6)).toEqual({
      seconds: 1_700_000_000,
      nanos: 123_456_000,
    });
  });

  test('ids of up to 16 bytes; longer ones are told', () => {
    const { word0, word1, word2, word3, length } = at(id(1, '00000000000000a1')).id();
    expect(hexId(word0, word1, word2, word3, length)).toBe('00000000000000a1');
    expect(at(id(1, '')).id().length).toBe(0);
    const long = at(id(1, '00'.repeat(17)));
    long.id();
    expect([long.takeProblem(), long.takeProblem()]).toEqual(['an id is longer than 16 bytes', undefined]);
  });

  test('a copy of bytes', () => {
    expect(at(id(1, '0102')).bytes()).toEqual(Uint8Array.of(1, 2));
  });
});

describe('damage', () => {
  test.each<[string, (protobuf: ProtobufReader) => unknown, Uint8Array, string]>([
    ['a cut number', (one) => one.unsigned(), varint(1, 300).subarray(0, 2), 'protobuf ends early'],
    ['a cut text', (one) => one.text(), text(1, 'abc').subarray(0, 4), 'protobuf ends early'],
    [
      'a cut value that is skipped',
      (one) => one.skip(),
      text(1, 'abc').subarray(0, 4),
      'protobuf ends early',
    ],
    ['another type', (one) => one.unsigned(), text(1, 'a'), 'field 1 has wire type 2'],
    ['a text of another type', (one) => one.text(), varint(1, 1), 'field 1 has wire type 0'],
    ['a wire type of old', (one) => one.skip(), Uint8Array.of(0x0b), 'not protobuf: wire type 3'],
    ['a number without end', (one) => one.unsigned(), new Uint8Array(12).fill(0xff), 'a number has no end'],
  ])('%s', (_, read, content, reason) => {
    const protobuf = readerOf(content);
    expect(() => {
      protobuf.nextField(Infinity);
      read(protobuf);
    }).toThrow(reason);
  });

  test('a field number of 0', () => {
    expect(() => readerOf(Uint8Array.of(0, 1)).nextField(Infinity)).toThrow(DamagedRecord);
  });

  test('a number of 64 bits without end', () => {
    const endless = Uint8Array.of(8, ...new Uint8Array(11).fill(0xff));
    expect(() => at(endless).int64()).toThrow('a number has no end');
  });

  test('a field longer than its message, a message longer than the source', () => {
    const long = readerOf(Uint8Array.of(0x0a, 2, 0x12, 5, 1, 1, 1, 1, 1));
    long.nextField(Infinity);
    const end = long.message();
    long.nextField(end);
    long.skip();
    expect(() => long.nextField(end)).toThrow('a field is longer than its message');
    const short = readerOf(Uint8Array.of(0x0a, 9, 0x10, 1));
    short.nextField(Infinity);
    const missing = short.message();
    short.nextField(missing);
    short.skip();
    expect(() => short.nextField(missing)).toThrow('protobuf ends early');
  });
});

test('moves between messages behind their lengths', () => {
  const protobuf = readerOf(message(framed(text(1, 'first')), framed(text(1, 'second'))), [5, 1]);
  expect(protobuf.moveTo(protobuf.lengthPrefix())).toBe(true);
  const end = protobuf.lengthPrefix();
  expect(protobuf.nextField(end) && protobuf.strings.text(protobuf.text())).toBe('second');
  expect([protobuf.nextField(end), protobuf.atEnd()]).toEqual([false, true]);
  expect(protobuf.moveTo(1000)).toBe(false);
});
