import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { formatDuration } from '../../src/views/text/duration.ts';
import { escapeText } from '../../src/views/text/escape.ts';
import { formatInstant } from '../../src/views/text/instant.ts';
import { formatCount, formatShare } from '../../src/views/text/numbers.ts';
import { cutEnd, cutMiddle, displayWidth, padEnd, padStart } from '../../src/views/text/width.ts';
import { wrapped } from '../../src/views/text/wrap.ts';

/** Any UTF-16, lone surrogates, controls and format characters included. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
  fc
    .array(
      fc.constantFrom(
        '\x1b[2J',
        '\u202e',
        '\u200b',
        '\n',
        'a',
        '\udc80',
        '\ud83d\ude00',
        '\u200d',
        '\ufe0f',
        '\u2028',
      ),
    )
    .map((parts) => parts.join('')),
);

describe('escapeText', () => {
  test.each([
    ['plain text: ünïcode, 日本語, שלום', 'plain text: ünïcode, 日本語, שלום'],
    ['a\x1b[31mred', String.raw`a\u{1b}[31mred`],
    ['two\nlines\r\n\ttab', String.raw`two\nlines\r\n\ttab`],
    ['bidi \u202egnp.exe\u2066', String.raw`bidi \u{202e}gnp.exe\u{2066}`],
    ['c1 \u009b and \u2028', String.raw`c1 \u{9b} and \u{2028}`],
    ['zero\u200bwidth \ufeff', String.raw`zero\u{200b}width \u{feff}`],
    ['not utf-8 \udcff', String.raw`not utf-8 \xff`],
    ['half a pair \ud83d', String.raw`half a pair \u{d83d}`],
    ['👨‍👩‍👧 ❤️ 1️⃣ 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪', '👨‍👩‍👧 ❤️ 1️⃣ 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪'],
    ['e\u0301', 'e\u0301'],
  ])('%j', (text, escaped) => {
    expect(escapeText(text)).toBe(escaped);
  });

  test('lets nothing out that controls a terminal, whatever comes in', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const escaped = escapeText(text);
        expect(escaped).not.toMatch(
          /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u,
        );
        expect(escaped).not.toMatch(/(^|[^\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d/u);
      }),
      { numRuns: 500 },
    );
  });
});

describe('formatDuration', () => {
  test.each([
    [0, '0ms'],
    [12, '12ns'],
    [999, '999ns'],
    [830_000, '830µs'],
    [1_005, '1.01µs'],
    [152_000_000, '152ms'],
    [999_600_000, '1s'],
    [1_240_000_000, '1.24s'],
    [1_500_000_000, '1.5s'],
    [59_960_000_000, '1m 00s'],
    [123_000_000_000, '2m 03s'],
    [3_599_600_000_000, '1h 00m'],
    [273_600_000_000_000, '3d 04h'],
    [-5, '-5ns'],
  ])('%i ns is %s', (nanos, text) => {
    expect(formatDuration(nanos)).toBe(text);
  });

  test('is within half a unit of the third digit below a minute', () => {
    const sizes: Record<string, number> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 59_900_000_000 }), (nanos) => {
        const [, value, unit] = /^([\d.]+)(\D+)$/.exec(formatDuration(nanos)) ?? [];
        const shown = Number(value) * (sizes[unit] ?? NaN);
        expect(Math.abs(shown - nanos)).toBeLessThanOrEqual(nanos * 0.005 + 1e-6);
      }),
    );
  });
});

describe('widths', () => {
  test.each([
    ['plain', 5],
    ['×…µ', 3],
    ['日本', 4],
    ['e\u0301', 1],
    ['👨‍👩‍👧', 2],
    ['שלום', 4],
  ])('%s takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  test('cut text fits, keeps both ends and shows the cut', () => {
    expect(cutMiddle('driver.DriverService/FindNearest', 20)).toBe('driver.Dri…ndNearest');
    expect(cutMiddle('日本語日本語', 6)).toBe('日…語');
    expect(cutEnd('日本語', 4)).toBe('日…');
    expect(cutMiddle('short', 5)).toBe('short');
    const long = `start ${'漢'.repeat(2_000_000)} end`;
    expect(cutMiddle(long, 12)).toBe('start … end');
    expect(cutEnd(long, 10)).toBe('start 漢…');
  });

  test('cutting never exceeds the width and padding meets it', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 30 }), (raw, width) => {
        const text = escapeText(raw);
        for (const cut of [cutMiddle(text, width), cutEnd(text, width)]) {
          expect(displayWidth(cut)).toBeLessThanOrEqual(width);
          expect(displayWidth(padEnd(cut, width))).toBe(width);
          expect(displayWidth(padStart(cut, width))).toBe(width);
        }
      }),
    );
  });

  test('wrapping keeps all words', () => {
    const text = 'one two three four five six';
    expect(wrapped(text, 12)).toBe('one two\n  three four\n  five six');
  });
});

test('instants are UTC, rounded down to the millisecond', () => {
  expect(formatInstant(1_763_726_763_214_999_999n)).toBe('2025-11-21 12:06:03.214');
  expect(formatInstant(-1n)).toBe('1969-12-31 23:59:59.999');
  expect(formatInstant(10n ** 21n)).toMatch(/s after 1970$/);
});

test('counts have separators and shares never round to none or all', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
  expect([0, 0.001, 0.42, 0.999, 1].map(formatShare)).toEqual(['0%', '<1%', '42%', '>99%', '100%']);
});
