import { type ByteSource, DamagedBytes } from './source.ts';

/** UTF-16 text as UTF-8. A unit that is half a pair becomes U+FFFD. */
export function fromUtf16(source: ByteSource, encoding: 'utf-16le' | 'utf-16be'): ByteSource {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  const input = new Uint8Array(1 << 16);
  let ready = new Uint8Array(0);
  let ended = false;

  function refill(): void {
    const count = source.read(input, 0, input.length);
    ended = count === 0;
    try {
      ready = encoder.encode(decoder.decode(input.subarray(0, count), { stream: !ended }));
    } catch (error) {
      throw new DamagedBytes('the UTF-16 text is corrupt', { cause: error });
    }
  }

  return {
    name: source.name,
    read(target, offset, length) {
      while (ready.length === 0 && !ended) refill();
      const count = Math.min(length, ready.length);
      target.set(ready.subarray(0, count), offset);
      ready = ready.subarray(count);
      return count;
    },
    close: () => source.close(),
  };
}
