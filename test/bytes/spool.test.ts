import { afterEach, expect, test, vi } from 'vitest';

import type { ByteSource } from '../../src/bytes/source.ts';
import { Spool } from '../../src/bytes/spool.ts';

afterEach(() => vi.unstubAllEnvs());

function contentOf(source: ByteSource): Buffer {
  const bytes = Buffer.alloc(64 << 20);
  let size = 0;
  for (let count = 1; count > 0; size += count) count = source.read(bytes, size, bytes.length - size);
  return bytes.subarray(0, size);
}

test.each([1, 40])('gives back %i chunks of 300,000 bytes, as often as it is opened', (count) => {
  const spool = new Spool();
  const chunks = Array.from({ length: count }, (_, index) => Buffer.alloc(300_000, index + 1));
  for (const chunk of chunks) spool.write(chunk);
  for (let time = 0; time < 2; time++) {
    expect(contentOf(spool.open('reply')).equals(Buffer.concat(chunks))).toBe(true);
  }
  expect([...spool.head(3)]).toEqual([1, 1, 1]);
  expect(spool.size).toBe(count * 300_000);
  spool.dispose();
});

test('says which folder a large reply could not be kept in', () => {
  vi.stubEnv('TMPDIR', '/no/such/folder');
  const spool = new Spool();
  expect(() => spool.write(Buffer.alloc(9 << 20))).toThrow('cannot keep a large reply in /no/such/folder');
});
