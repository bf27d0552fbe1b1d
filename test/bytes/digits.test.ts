import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { decimal, digitsStop } from '../../src/bytes/digits.ts';

/** Bytes with eight NUL behind them, as a window has. */
function windowOf(text: string): { bytes: Uint8Array; words: DataView } {
  const plain = Buffer.from(text);
  const bytes = new Uint8Array(plain.length + 8);
  bytes.set(plain);
  return { bytes, words: new DataView(bytes.buffer) };
}

test('digits end where anything else stands, and are worth what they spell', () => {
  const text = fc.array(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...Array.from('0123456789')) },
      fc.constantFrom('/', ':', '°', 'p', '@', ' '),
    ),
    { maxLength: 24 },
  );
  fc.assert(
    fc.property(text, (characters) => {
      const { bytes, words } = windowOf(characters.join(''));
      const [digits] = /^[0-9]*/.exec(characters.join('')) ?? [''];
      const stop = digitsStop(bytes, words, 0);
      expect(stop).toBe(digits.length);
      const last = Math.max(0, stop - 15);
      expect(decimal(bytes, words, last, stop)).toBe(Number(digits.slice(last)));
    }),
    { numRuns: 500 },
  );
});
