import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { decimal, digitsStop } from '../../src/bytes/digits.ts';
import { RecentTexts } from '../../src/bytes/recent-texts.ts';
import { StringTable } from '../../src/model/strings.ts';

/** Bytes with eight NUL behind them, as a window has. */
function windowOf(text: string): { bytes: Uint8Array; words: DataView; length: number } {
  const plain = Buffer.from(text);
  const bytes = new Uint8Array(plain.length + 8);
  bytes.set(plain);
  return { bytes, words: new DataView(bytes.buffer), length: plain.length };
}

test('texts get the numbers that interning gives them, whatever shares their slot', () => {
  // Alike at both ends and in the middle, so that many do.
  const similar = fc
    .tuple(
      fc.constantFrom('', 'a', 'GET /', 'é'),
      fc.string({ maxLength: 6 }),
      fc.constantFrom('', 'b', 'list'),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(similar, { minLength: 1, maxLength: 60 }), (texts) => {
      const strings = new StringTable();
      const recent = new RecentTexts(strings);
      for (const text of [...texts, ...texts]) {
        const { bytes, words, length } = windowOf(`"${text}",`);
        const id = recent.intern(bytes, words, 1, length - 2);
        expect(strings.text(id)).toBe(text);
        expect(id).toBe(strings.add(text));
      }
    }),
  );
});

test('a text is looked up anew when the table was cleared', () => {
  const strings = new StringTable();
  const recent = new RecentTexts(strings);
  const { bytes, words, length } = windowOf('first');
  recent.intern(bytes, words, 0, length);
  strings.truncate(1);
  strings.add('other');
  recent.clear();
  expect(strings.text(recent.intern(bytes, words, 0, length))).toBe('first');
});

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
