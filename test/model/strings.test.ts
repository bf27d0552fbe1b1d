import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { decodeUtf8, StringTable } from '../../src/model/strings.ts';
import { character } from '../bytes/characters.ts';

/** The bytes that decodeUtf8 made a string of. */
function encoded(text: string): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const character of text) {
    const code = character.charCodeAt(0);
    const isByte = character.length === 1 && code >= 0xdc80 && code <= 0xdcff;
    parts.push(isByte ? Uint8Array.of(code - 0xdc00) : new TextEncoder().encode(character));
  }
  return new Uint8Array(Buffer.concat(parts));
}

const nearlyUtf8 = fc.array(
  fc.oneof(
    fc.constantFrom(0x00, 0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff),
    fc.integer({ min: 0, max: 255 }),
  ),
  { maxLength: 12 },
);

describe('text of any bytes', () => {
  test('keeps every byte', () => {
    fc.assert(
      fc.property(nearlyUtf8, (list) => {
        const bytes = Uint8Array.from(list);
        expect(encoded(decodeUtf8(bytes))).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  test('is the same as Node’s where it is UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: character }), (text) => {
        const bytes = new TextEncoder().encode(text);
        expect(decodeUtf8(bytes)).toBe(Buffer.from(bytes).toString());
      }),
    );
  });

  test.each([
    ['a byte that begins nothing', [0x61, 0x80, 0x62], 'a\uDC80b'],
    ['a sequence that is cut', [0xe2, 0x82], '\uDCE2\uDC82'],
    ['half a surrogate pair', [0xed, 0xa0, 0x80], '\uDCED\uDCA0\uDC80'],
    ['a longer form than needed', [0xc0, 0xaf], '\uDCC0\uDCAF'],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80], '\uDCF4\uDC90\uDC80\uDC80'],
    ['a good one behind a bad one', [0xff, 0xe2, 0x82, 0xac], '\uDCFF€'],
    ['a byte order mark', [0xef, 0xbb, 0xbf], '\uFEFF'],
  ])('%s', (_, bytes, text) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBe(text);
  });
});

test('gives equal bytes one id, others another', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: character, maxLength: 6 }), { maxLength: 60 }), (texts) => {
      const table = new StringTable();
      const ids = texts.map((text) => table.add(text));
      expect(ids.map((id) => table.text(id))).toEqual(texts);
      expect(new Set([0, ...ids]).size).toBe(new Set(['', ...texts]).size);
      expect(table.size).toBe(new Set(['', ...texts]).size);
      expect(texts.map((text) => table.add(text))).toEqual(ids);
    }),
  );
});

test('the empty string is 0', () => {
  const table = new StringTable();
  expect([table.add(''), table.text(0), table.byteLength(0)]).toEqual([0, '', 0]);
});

test('grows past everything it begins with', () => {
  const table = new StringTable();
  const long = 'x'.repeat(100_000);
  const longId = table.add(long);
  const ids = Array.from({ length: 20_000 }, (_, i) => table.add(`string ${i}`));
  expect(new Set(ids).size).toBe(20_000);
  expect(table.text(ids[19_999] ?? 0)).toBe('string 19999');
  expect(table.text(longId)).toBe(long);
  expect(table.add('string 777')).toBe(ids[777]);
});

test('has each string once at any size, and hands all of them over', () => {
  const table = new StringTable();
  for (let i = 0; i < 5000; i++) {
    const id = table.add(`string ${i}`);
    expect(table.add(`string ${i}`)).toBe(id);
    if (i % 97 > 0) continue;
    const copy = new StringTable();
    expect(copy.merge(table.part())).toEqual(Int32Array.from({ length: table.size }, (_, same) => same));
    expect(copy.text(id)).toBe(`string ${i}`);
  }
});

test('tells bytes and lengths of what it holds', () => {
  const table = new StringTable();
  const id = table.add('€uro');
  expect(table.byteLength(id)).toBe(6);
  expect(Buffer.from(table.bytes(id)).toString()).toBe('€uro');
  const text = Buffer.from('--€uro--');
  expect([table.startsAt(id, text, 2), table.startsAt(id, text, 1)]).toEqual([true, false]);
});

test('a text too long for a string is cut and marked', () => {
  const text = decodeUtf8(new Uint8Array((1 << 26) + 5).fill(0x61));
  expect(text.length).toBe((1 << 26) + 1);
  expect(text.endsWith('a…')).toBe(true);
});
