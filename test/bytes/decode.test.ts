import { gzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { decodeSource } from '../../src/bytes/decode.ts';
import { type ByteSource, DamagedBytes, fromBytes } from '../../src/bytes/source.ts';
import { drip } from './drip.ts';
import { zstdFrame } from './zstd-frame.ts';

const text = 'line one\nline two, ünïcödé 😀\n'.repeat(5000);
const plain = Buffer.from(text);

/** Whether bytes are the first of the text, and some. */
function isBeginning(bytes: Uint8Array): boolean {
  return bytes.length > 0 && plain.subarray(0, bytes.length).equals(bytes);
}

/** What is read of a source as text, and why reading ended if it was not at the end. */
function drained(source: ByteSource): { text: string; error: unknown } {
  const { bytes, error } = drainedBytes(source);
  return { text: Buffer.from(bytes).toString(), error };
}

function drainedBytes(source: ByteSource): { bytes: Uint8Array; error: unknown } {
  const chunks: Uint8Array[] = [];
  const decoded = decodeSource(source);
  try {
    for (;;) {
      const chunk = new Uint8Array(5000);
      const count = decoded.read(chunk, 0, chunk.length);
      if (count === 0) return { bytes: Buffer.concat(chunks), error: undefined };
      chunks.push(chunk.subarray(0, count));
    }
  } catch (error) {
    return { bytes: Buffer.concat(chunks), error };
  }
}

const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');

describe.each<[string, Uint8Array]>([
  ['plain text', plain],
  ['a byte order mark', Buffer.from(`\uFEFF${text}`)],
  ['UTF-16, little-endian', utf16],
  ['UTF-16, big-endian', Buffer.from(utf16).swap16()],
  ['gzip', gzipSync(plain)],
  ['gzip of several members', Buffer.concat([gzipSync('line one\n'), gzipSync(plain.subarray(9))])],
  ['gzip in gzip in gzip', gzipSync(gzipSync(gzipSync(plain)))],
  ['UTF-16 in gzip', gzipSync(utf16)],
  ['zstd', zstdFrame(plain)],
  ['zstd of several frames', Buffer.concat([zstdFrame(plain.subarray(0, 7)), zstdFrame(plain.subarray(7))])],
  ['zstd in gzip', gzipSync(zstdFrame(plain))],
])('%s', (_, bytes) => {
  test('is read as the text', () => {
    expect(drained(fromBytes(bytes, 'x'))).toEqual({ text, error: undefined });
  });

  test('is read the same a few bytes at a time', () => {
    expect(drained(drip(bytes, [1, 900, 7, 4000]))).toEqual({ text, error: undefined });
  });
});

describe.each<[string, Uint8Array, string]>([
  ['gzip', gzipSync(plain), 'the gzip data ends early'],
  ['zstd', zstdFrame(plain), 'the zstd data ends early'],
])('%s that is cut', (_, bytes, message) => {
  test('gives what it holds, then says so', () => {
    const { bytes: read, error } = drainedBytes(fromBytes(bytes.subarray(0, bytes.length - 20), 'x'));
    expect(error).toBeInstanceOf(DamagedBytes);
    expect(error).toMatchObject({ message });
    expect(isBeginning(read)).toBe(true);
  });
});

test('gzip that is corrupt gives what was read before, then says so', () => {
  // Long enough for several reads although it is compressed.
  const numbers = Array.from({ length: 100_000 }, (_, i) => Math.imul(i, 0x9e3779b1)).join();
  const bytes = Buffer.from(gzipSync(numbers));
  const checksum = bytes.length - 8;
  bytes.fill(0xff, checksum, checksum + 4);
  const { text: read, error } = drained(fromBytes(bytes, 'x'));
  expect(error).toMatchObject({ message: 'the gzip data is corrupt' });
  expect(read.length).toBeGreaterThan(100_000);
  expect(numbers.startsWith(read)).toBe(true);
});

test('after so many layers, bytes are taken as they are', () => {
  let bytes: Uint8Array = plain;
  for (let i = 0; i < 5; i++) bytes = gzipSync(bytes);
  expect(drained(fromBytes(bytes, 'x')).error).toBeUndefined();
  expect(drained(fromBytes(bytes, 'x')).text).not.toBe(text);
});

/** As the collector frames zstd: a length, big-endian, and a frame. */
function framed(...messages: string[]): Uint8Array {
  const parts = messages.flatMap((message) => {
    const frame = zstdFrame(Buffer.from(message));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(frame.length);
    return [length, frame];
  });
  return Buffer.concat(parts);
}

describe('the collector’s frames of zstd', () => {
  test('of JSON become lines', () => {
    expect(drained(fromBytes(framed('{"a":1}', '{"b":2}'), 'x'))).toEqual({
      text: '{"a":1}\n{"b":2}\n',
      error: undefined,
    });
  });

  test('of protobuf become messages behind their lengths', () => {
    expect(drained(fromBytes(framed('\n\u0001x', '\n'), 'x')).text).toBe(
      '\0\0\0\u0003\n\u0001x\0\0\0\u0001\n',
    );
  });

  test('that are cut give those before', () => {
    const bytes = framed('{"a":1}', '{"b":2}');
    const { text: read, error } = drained(fromBytes(bytes.subarray(0, bytes.length - 3), 'x'));
    expect(read).toBe('{"a":1}\n');
    expect(error).toMatchObject({ message: 'a zstd frame ends early' });
  });

  test('with a length that makes no sense give those before', () => {
    const bytes = Buffer.concat([framed('{"a":1}'), Buffer.from([0, 0, 0, 0, 1])]);
    const { text: read, error } = drained(fromBytes(bytes, 'x'));
    expect(read).toBe('{"a":1}\n');
    expect(error).toMatchObject({ message: 'a zstd frame has no sensible length' });
  });
});

test('an empty source is empty, and closing closes what lies below', () => {
  let closed = 0;
  const source = { ...fromBytes(gzipSync(''), 'x'), close: () => closed++ };
  const decoded = decodeSource(source);
  expect(decoded.peek(10)).toHaveLength(0);
  decoded.close();
  expect([closed, decoded.name]).toEqual([1, 'x']);
});
