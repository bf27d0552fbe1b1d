import type { ByteSource } from '../../src/bytes/source.ts';

/** A source that gives its bytes a few at a time: `sizes` in turn, over and over. */
export function drip(bytes: Uint8Array, sizes: readonly number[] = [1]): ByteSource {
  let at = 0;
  let turn = 0;
  return {
    name: 'drip',
    read(target, offset, length) {
      const size = sizes[turn++ % sizes.length] ?? 1;
      const count = Math.min(length, size, bytes.length - at);
      target.set(bytes.subarray(at, at + count), offset);
      at += count;
      return count;
    },
    close() {},
  };
}
