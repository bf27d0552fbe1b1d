import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { DamagedRecord } from '../../src/bytes/damaged-record.ts';
import { JsonReader } from '../../src/bytes/json-reader.ts';
import { fromBytes } from '../../src/bytes/source.ts';
import { hexId } from '../../src/model/ids.ts';
import { StringTable } from '../../src/model/strings.ts';
import { character } from './characters.ts';
import { drip } from './drip.ts';

function readerOf(text: string | Uint8Array, sizes?: readonly number[]): JsonReader {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return new JsonReader(sizes ? drip(bytes, sizes) : fromBytes(bytes, 'test'), new StringTable());
}

/** The next value, with numbers as they were written. */
function valueOf(json: JsonReader): unknown {
  switch (json.peekType()) {
    case 'object': {
      const result: [string, unknown][] = [];
      while (json.nextKey()) result.push([json.key, valueOf(json)]);
      return Object.fromEntries(result);
    }
    case 'array': {
      const result: unknown[] = [];
      while (json.nextElement()) result.push(valueOf(json));
      return result;
    }
    case 'boolean':
      return json.boolean();
    case 'number':
      return Number(json.strings.text(json.text()));
    case 'null':
      json.skip();
      return null;
    default:
      return json.strings.text(json.text());
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
const indent = fc.constantFrom(undefined, 1, '\t', '\n', '\r\n  ');
const wellFormed = fc.jsonValue({ stringUnit: character, maxDepth: 4 });

describe('any value, at any split of the window', () => {
  test('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(wellFormed, sizes, indent, (value, split, space) => {
        const text = JSON.stringify(value, null, space);
        const json = readerOf(text, split);
        expect(valueOf(json)).toEqual(JSON.parse(text));
        expect(json.atEnd()).toBe(true);
        expect(json.takeProblem()).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test('is skipped, and the line counted', () => {
    fc.assert(
      fc.property(wellFormed, sizes, indent, (value, split, space) => {
        const text = JSON.stringify(value, null, space);
        const json = readerOf(`${text}\n"next"`, split);
        json.skip();
        expect(json.line).toBe(text.split('\n').length);
        json.startRecord();
        expect(json.atEnd()).toBe(false);
        expect(json.strings.text(json.text())).toBe('next');
        expect(json.line).toBe(text.split('\n').length + 1);
      }),
      { numRuns: 300 },
    );
  });

  test('is skipped in part: every other field', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), wellFormed), sizes, (value, split) => {
        const text = JSON.stringify(value);
        const json = readerOf(text, split);
        const keys: string[] = [];
        while (json.nextKey()) {
          keys.push(json.key);
          if (keys.length % 2 === 0) json.skip();
          else valueOf(json);
        }
        expect(keys).toEqual(Object.keys(JSON.parse(text)));
      }),
      { numRuns: 200 },
    );
  });

  test('is refused when cut, never read past its end', () => {
    fc.assert(
      fc.property(
        fc.object(),
        sizes,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (value, split, part) => {
          const text = JSON.stringify(value);
          const json = readerOf(text.slice(0, Math.floor(text.length * part)), split);
          expect(() => {
            while (json.nextKey()) json.skip();
          }).toThrow(DamagedRecord);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of an id is the same as text', () => {
    const id = fc.string({
      unit: fc.constantFrom(...'0123456789abcdefABCDEF'.split('')),
      minLength: 1,
      maxLength: 32,
    });
    fc.assert(
      fc.property(id, sizes, fc.boolean(), (hex, split, isLast) => {
        const json = readerOf(JSON.stringify([hex, ...(isLast ? [] : ['x'.repeat(60)])]), split);
        json.nextElement();
        const { word0, word1, word2, word3, length } = json.id();
        expect(hexId(word0, word1, word2, word3, length)).toBe(hex.toLowerCase());
      }),
      { numRuns: 300 },
    );
  });

  test('of an instant is exact', () => {
    const nanos = fc.bigInt({ min: 0n, max: 9_000_000_000_000_000_000n });
    fc.assert(
      fc.property(nanos, fc.constantFrom(3, 6, 9), fc.boolean(), sizes, (value, digits, isQuoted, split) => {
        const text = isQuoted ? `"${value}"` : String(value);
        const json = readerOf(`[${text}]`, split);
        json.nextElement();
        const { seconds, nanos } = json.instant(digits);
        expect(BigInt(seconds) * 10n ** 9n + BigInt(nanos)).toBe(value * 10n ** BigInt(9 - digits));
      }),
      { numRuns: 300 },
    );
  });
});

describe('numbers', () => {
  test.each([
    ['0', 0],
    ['-0.5e1', -5],
    ['123456789012345678', 123_456_789_012_345_680],
    ['"17"', 17],
    ['null', 0],
    ['""', 0],
    ['"x"', Number.NaN],
  ])('%s', (text, value) => {
    const json = readerOf(`[${text}]`);
    json.nextElement();
    expect(json.number()).toBe(value);
    expect(json.takeProblem()).toBe(Number.isNaN(value) ? "'x' is not a number" : undefined);
  });
});

describe('durations', () => {
  test.each([
    ['5', 5000],
    ['"5"', 5000],
    ['2.5', 2500],
    ['-3', -3000],
    ['18446744073709546616', -5_000_000],
    ['"5000ns"', 5000],
    ['"1m2.5s"', 62_500_000_000],
    ['"soon"', Number.NaN],
  ])('%s in microseconds', (text, nanos) => {
    const json = readerOf(`[${text}]`);
    json.nextElement();
    expect(json.nanos(6)).toBe(nanos);
  });
});

describe('instants', () => {
  test.each([
    ['"2023-11-14T22:13:20.123456789Z"', 1_700_000_000_123_456_789n],
    ['"2023-11-14T23:13:20+01:00"', 1_700_000_000_000_000_000n],
    ['1.7e9', 1_700_000_000n],
    ['1700000000000000000', 1_700_000_000_000_000_000n],
    ['"00001700000000000000000"', 1_700_000_000_000_000_000n],
    ['-1', -1n],
    ['null', 0n],
    ['""', 0n],
  ])('%s in nanoseconds', (text, nanos) => {
    const json = readerOf(`[${text}]`);
    json.nextElement();
    const value = json.instant(9);
    expect(BigInt(value.seconds) * 10n ** 9n + BigInt(value.nanos)).toBe(nanos);
    expect(json.takeProblem()).toBeUndefined();
  });

  test('that are none are a problem', () => {
    const json = readerOf(`["${'later '.repeat(20)}"]`);
    json.nextElement();
    expect(json.instant(9).seconds).toBeNaN();
    expect(json.takeProblem()).toMatch(/^'later .*…' is not a time$/);
  });
});

describe('ids', () => {
  test.each([
    ['"AAAAAAAAAKM="', '00000000000000a3'],
    ['"AAAAAAAAAAAAAAAAAAAAow=="', '000000000000000000000000000000a3'],
    ['123', '123'],
    ['"F"', 'f'],
    ['""', ''],
    ['null', ''],
  ])('%s', (text, hex) => {
    const json = readerOf(`[${text}]`);
    json.nextElement();
    const { word0, word1, word2, word3, length } = json.id();
    expect(length === 0 ? '' : hexId(word0, word1, word2, word3, length)).toBe(hex);
  });

  test.each(['span-A', 'a'.repeat(33), 'AAAAAAAAAK_=', '"', 'ä'])('%s is an opaque text', (text) => {
    const json = readerOf(JSON.stringify([text]));
    json.nextElement();
    const id = json.id();
    expect([json.strings.text(id.text), id.length]).toEqual([text, 0]);
  });
});

describe('is not strict where it does no harm', () => {
  test('about commas at the end of a list', () => {
    expect(valueOf(readerOf('{"a":[1,2,],}'))).toEqual({ a: [1, 2] });
  });

  test('about bytes that are not UTF-8', () => {
    const json = readerOf(Buffer.concat([Buffer.from('["a'), Buffer.from([0xff, 0xc3]), Buffer.from('b"]')]));
    json.nextElement();
    expect(json.strings.text(json.text())).toBe('a\uDCFF\uDCC3b');
  });

  test('about control characters and wrong escapes', () => {
    expect(valueOf(readerOf('["a\tb\0c", "\\q \\u12 \\ud83d\\ude00"]'))).toEqual(['a\tb\0c', 'q u12 😀']);
  });

  test('about a value of another type, which is skipped and told', () => {
    const json = readerOf('{"a":[1],"b":{"c":2},"d":7,"e":"end"}');
    json.nextKey();
    expect(json.nextKey()).toBe(false);
    expect(json.takeProblem()).toBe('expected an object, found an array');
    json.nextKey();
    expect(json.nextElement()).toBe(false);
    expect(json.takeProblem()).toBe('expected an array, found an object');
    json.nextKey();
    expect(json.nextElement()).toBe(false);
    expect(json.takeProblem()).toBe('expected an array, found a number');
    json.nextKey();
    expect([json.key, json.strings.text(json.text())]).toEqual(['e', 'end']);
  });
});

test.each([
  ['["\\\\", "\\""]', ['\\', '"']],
  ['["a\\\\nb", "a\\nb", "a\\\\nb"]', ['a\\nb', 'a\nb', 'a\\nb']],
  ['[{"\\\\": 1}, {"\\"": 2}]', [{ '\\': 1 }, { '"': 2 }]],
])('a text with a backslash is not taken for bytes with an escape: %s', (text, value) => {
  expect(valueOf(readerOf(text))).toEqual(value);
});

describe('is strict about', () => {
  test.each([
    ['a missing colon', '{"a" 1}', "expected ':'", 1],
    ['a missing comma', '{"a":1\n "b":2}', "expected ',' or '}'", 2],
    ['a missing comma in a list', '[1 2]', "expected ',' or ']'", 1],
    ['a key without quotes', '{a:1}', 'expected a field name', 1],
    ['no value', '{"a":}', 'expected a value', 1],
    ['a line break in a string', '{"a":"b\nc"}', 'the line ends inside a string', 1],
  ])('%s', (_, text, message, line) => {
    const json = readerOf(text);
    expect(() => valueOf(json)).toThrow(expect.objectContaining({ message: `not JSON: ${message}`, line }));
  });
});

describe('even what is skipped', () => {
  test.each([
    ['a line break in a string', '\n{"a":{"b":"c\n"}}', 'the line ends inside a string', 2],
    ['a NUL', '{"a":{\0}}', 'a NUL byte', 1],
  ])('%s', (_, text, message, line) => {
    const json = readerOf(text);
    expect(() => json.skip()).toThrow(expect.objectContaining({ message: `not JSON: ${message}`, line }));
  });
});

test('after damage finds the next line that begins a record', () => {
  const json = readerOf('{"a":}\n  {"inner":1}\ntext\n{"b":2}\n[3]', [3]);
  expect(() => json.nextKey() && json.text()).toThrow(DamagedRecord);
  expect(json.resync()).toBe(true);
  json.startRecord();
  expect([json.line, valueOf(json)]).toEqual([4, { b: 2 }]);
  json.skipSeparators();
  json.startRecord();
  expect(valueOf(json)).toEqual([3]);
  expect(json.resync()).toBe(false);
});

test('a line that is cut does not swallow the next where records are lines', () => {
  const json = readerOf('{"a":[\n{"b":2}\n', [5]);
  json.lineDelimited = true;
  json.startRecord();
  json.nextKey();
  expect(() => json.nextElement()).toThrow('the line ends inside a record');
  expect(json.resync()).toBe(true);
  json.startRecord();
  expect(valueOf(json)).toEqual({ b: 2 });
});

test('names the byte where it stopped, far behind the first window', () => {
  const json = readerOf(`[${'"x",'.repeat(200_000)}?]`);
  expect(() => {
    while (json.nextElement()) json.skip();
  }).toThrow(expect.objectContaining({ byte: 1 + 4 * 200_000 }));
});

test('reads a text longer than the window', () => {
  const long = 'long '.repeat(200_000);
  expect(valueOf(readerOf(JSON.stringify({ long, escaped: `"${long}` })))).toEqual({
    long,
    escaped: `"${long}`,
  });
});
