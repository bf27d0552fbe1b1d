import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { JsonReader } from '../../src/bytes/json-reader.ts';
import { StringTable } from '../../src/model/strings.ts';
import { character } from './characters.ts';
import { drip } from './drip.ts';
import { Format, readList } from './made-up-format.ts';

const large = [1 << 20];

/** Texts of several objects as one list. */
function listOf(...objects: string[]): string {
  return `[${objects.join(',')}]`;
}

const one =
  '{"id":"00000000000000a1","name":"GET /a","time":"1700000000000001","count":3,"more":"x","flag":true}';
const two =
  '{"id":"00000000000000b2","name":"PUT","time":"1700000000123456","count":12,"more":"a\\"b","flag":false}';

test('an object like one before is read without looking at its keys', () => {
  const { seen, byShape } = readList(listOf(one, two), true, large);
  expect(byShape).toBe(1);
  expect(seen).toEqual(readList(listOf(one, two), false, large).seen);
  expect(seen[1]).toEqual({
    byte: one.length + 2,
    line: 1,
    id: '00000000000000b2',
    name: 'PUT',
    time: { seconds: 1_700_000_000, nanos: 123_456_000 },
    count: 12,
    flag: false,
  });
});

describe('is read key by key, because nothing else tells its meaning:', () => {
  test.each([
    ['other keys', '{"a":1}', '{"b":1}'],
    ['another order', '{"a":1,"b":2}', '{"b":2,"a":1}'],
    ['other blanks', '{"a":1}', '{"a": 1}'],
    ['one more field', '{"a":1}', '{"a":1,"b":2}'],
    ['one less', '{"a":1,"b":2}', '{"a":1}'],
    ['another type', '{"a":1}', '{"a":"1"}'],
    ['a line break', '{"a":\n1}', '{"a":\n1}'],
    ['a zero in a key', '{"a\0":1}', '{"a\0":1}'],
    ['a key that comes twice', '{"name":"a","name":"b"}', '{"name":"a","name":"b"}'],
    ['a key with an escape', '{"n\\u0061me":"a"}', '{"n\\u0061me":"a"}'],
    [
      'keys with escapes',
      '{"\\u0061":1,"parts":[{"key":"\\u0061","value":""}]}',
      '{"\\u0061":1,"parts":[{"key":"\\u0061","value":""}]}',
    ],
    ['a comma too many', '{"a":1,}', '{"a":1,}'],
    ['an escape in a text that is needed', '{"name":"a"}', '{"name":"\\u0061"}'],
    ['an id of another kind', '{"id":"00000000000000a1"}', '{"id":"a1"}'],
    ['digits that are none', '{"id":"00000000000000a1"}', '{"id":"00000000000000g1"}'],
    ['a time in words', '{"time":"1700000000000001"}', '{"time":"2023-11-14T22:13:20Z"}'],
    ['a time too long', '{"time":"1700000000000001"}', '{"time":"17000000000000010000"}'],
    ['a number with a fraction', '{"count":3}', '{"count":3.5}'],
    ['a whole number with a fraction', '{"total":3}', '{"total":3.5}'],
    ['a whole number of absurd length', '{"total":3}', `{"total":${'3'.repeat(40)}}`],
    ['a number too long', '{"count":3}', '{"count":1234567890123456}'],
  ])('%s', (_, first, second) => {
    const { seen, byShape } = readList(listOf(first, second), true, large);
    expect(byShape).toBe(0);
    expect(seen).toEqual(readList(listOf(first, second), false, large).seen);
  });
});

test('of a key that comes twice the last value counts', () => {
  const twice = '{"id":"9be53f7162d5e4f7c52accd9466025b4","id":"00000000000000a1"}';
  const { seen } = readList(listOf(twice, twice), true, large);
  expect(seen.map(({ id }) => id)).toEqual(['00000000000000a1', '00000000000000a1']);
});

test('keys and texts may be in any script', () => {
  const list = listOf('{"é":1,"count":3}', '{"é":2,"count":4}');
  const { seen, byShape } = readList(list, true, large);
  expect(byShape).toBe(1);
  expect(seen).toEqual(readList(list, false, large).seen);
});

test('objects without a comma between them are no list', () => {
  const list = `[${one},${two};${one}]`;
  expect(readList(list, true, large)).toEqual({ ...readList(list, false, large), byShape: 1 });
});

test('shapes that begin alike are told apart, whichever comes next', () => {
  const kinds = ['{"a":1,"name":"x"}', '{"a":1,"count":2}', '{"a":1,"name":"x","flag":true}', '{"a":"1"}'];
  const list = listOf(...Array.from({ length: 40 }, (_, i) => kinds[(i * 7 + (i >> 2)) % 4]));
  const { seen, byShape } = readList(list, true, large);
  expect(byShape).toBe(36);
  expect(seen).toEqual(readList(list, false, large).seen);
});

test('keys of parts keep their meaning when the string table is cleared', () => {
  const text = listOf(...Array.from({ length: 3 }, () => '{"parts":[{"key":"k","value":"v"}]}'));
  const strings = new StringTable();
  const format = new Format(new JsonReader(drip(Buffer.from(text), large), strings));
  while (format.json.nextElement()) {
    format.read(true, 1);
    strings.truncate(1);
    strings.add(`something else ${format.seen.length}`);
    format.json.forget();
  }
  expect(format.seen.map(({ parts }) => parts)).toEqual([[['k', 'v']], [['k', 'v']], [['k', 'v']]]);
  expect(format.byShape).toBe(2);
});

test('where no two objects are alike, trying pauses', () => {
  const list = listOf(...Array.from({ length: 3000 }, (_, i) => `{"a${i}":1}`), one, one);
  expect(readList(list, true, large).byShape).toBe(0);
});

test('objects of many shapes are read, though not all shapes are kept', () => {
  const list = listOf(...Array.from({ length: 600 }, (_, i) => `{"a${i % 300}":1,"name":"n"}`));
  const { seen, byShape } = readList(list, true, large);
  expect(seen).toEqual(readList(list, false, large).seen);
  expect(byShape).toBeLessThan(300);
});

test('texts that are alike at both ends and in the middle are told apart, as long as they are kept and after', () => {
  const name = fc
    .tuple(
      fc.constantFrom('', 'a', 'GET /'),
      fc.string({ maxLength: 6 }),
      fc.constantFrom('', 'b', 'list'.repeat(20)),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 60 }), (names) => {
      const list = listOf(...[...names, ...names].map((name) => JSON.stringify({ name })));
      expect(readList(list, true, large).seen).toEqual(readList(list, false, large).seen);
    }),
  );
});

test('texts that are too long to be kept do no harm to others', () => {
  const names = Array.from({ length: 3000 }, (_, i) => `${i}`.padEnd(50 + ((i * 37) % 4000), 'x'));
  const list = listOf(...[...names, ...names].map((name) => `{"name":"${name}","count":${name.length}}`));
  expect(readList(list, true, large).seen).toEqual(readList(list, false, large).seen);
});

test('more texts than are kept at once are read one like the other', () => {
  const list = listOf(...Array.from({ length: 6000 }, (_, i) => `{"name":"n${(i * 7) % 2500}"}`));
  const { seen, byShape } = readList(list, true, large);
  expect(byShape).toBe(5999);
  expect(seen).toEqual(readList(list, false, large).seen);
});

test('a list that is longer than what is read at once, with values of lists, is read to its end', () => {
  const object = { parts: Array.from({ length: 30 }, (_, i) => ({ key: 'k', value: `v${i}` })) };
  const list = listOf(...Array.from({ length: 500 }, () => JSON.stringify(object)));
  const { seen, byShape } = readList(list, true, large);
  expect(byShape).toBeGreaterThan(490);
  expect(seen).toEqual(readList(list, false, large).seen);
});

test('objects with many values of lists are read a few at a time', () => {
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
  const objects = Array.from({ length: 40 }, (_, i) =>
    JSON.stringify({
      parts: Array.from({ length: 400 }, (_, k) => ({ key: 'k', value: letters[(i + k) % 26] })),
    }),
  );
  const { seen, byShape } = readList(listOf(...objects), true, large);
  expect(byShape).toBeGreaterThan(30);
  expect(seen).toEqual(readList(listOf(...objects), false, large).seen);
});

test('a value that is larger than a kernel holds is read without one', () => {
  const object = JSON.stringify({ name: 'x'.repeat(70 << 20), count: 1 });
  const format = new Format(
    new JsonReader(drip(Buffer.from(listOf(one, object, one, two)), large), new StringTable()),
  );
  while (format.json.nextElement()) format.read(true);
  expect(format.seen.map(({ count }) => count)).toEqual([3, 1, 3, 12]);
});

const digits = (count: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...Array.from('0123456789abcdefF')), { minLength: count, maxLength: count })
    .map((all) => all.join(''));
const texts = fc.string({ unit: character, maxLength: 12 });
const anything = fc.jsonValue({ stringUnit: character, maxDepth: 2 });
const often = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 39, arbitrary: value }, { weight: 1, arbitrary: anything });
const words = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('', 'GET /a', 'né', 'a name that is longer than eight bytes') },
  { weight: 1, arbitrary: texts },
);
const object = fc.record(
  {
    id: often(fc.oneof(digits(16), digits(32))),
    name: often(words),
    time: often(fc.bigInt({ min: 0n, max: 10n ** 19n - 1n }).map(String)),
    more: often(texts),
    count: often(fc.nat()),
    flag: often(fc.boolean()),
    size: often(fc.oneof(fc.integer(), fc.double({ noNaN: true }))),
    total: often(fc.bigInt({ min: -(10n ** 34n), max: 10n ** 34n }).map(Number)),
    parts: often(
      fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), value: often(words) }), { maxLength: 3 }),
    ),
    'a.b': anything,
  },
  { requiredKeys: [] },
);

describe('any objects, at any split of the window', () => {
  const sizes = fc.oneof(
    fc.constant(large),
    fc.array(fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 100, max: 4000 })), {
      minLength: 1,
      maxLength: 5,
    }),
  );
  const blanks = fc.constantFrom(undefined, undefined, undefined, '\n');
  // Each several times, or there is nothing to recognise.
  const lists = fc
    .tuple(fc.array(object, { minLength: 1, maxLength: 6 }), blanks)
    .map(([objects, space]) =>
      listOf(...[...objects, ...objects, ...objects].map((value) => JSON.stringify(value, null, space))),
    );

  test('are read by shape as they are read key by key', () => {
    let byShape = 0;
    fc.assert(
      fc.property(lists, sizes, (text, split) => {
        const shaped = readList(text, true, split);
        byShape += shaped.byShape;
        const plain = readList(text, false, split);
        expect({ ...shaped, byShape: 0 }).toEqual(plain);
      }),
      { numRuns: 500 },
    );
    expect(byShape).toBeGreaterThan(300);
  });

  test('also where bytes of them are damaged', () => {
    const damages = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...Array.from('"\\{}[],:0a \n\0'))), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(lists, sizes, damages, (text, split, changes) => {
        const damaged = Array.from(text);
        for (const [at, byte] of changes) damaged[at % damaged.length] = byte;
        const shaped = readList(damaged.join(''), true, split);
        expect({ ...shaped, byShape: 0 }).toEqual(readList(damaged.join(''), false, split));
      }),
      { numRuns: 500 },
    );
  });
});
