import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { DamagedRecord } from '../../src/bytes/damaged-record.ts';
import { JsonReader } from '../../src/bytes/json-reader.ts';
import type { ShapeMeaning, ShapeUse, ShapeValue } from '../../src/bytes/json-shape-learner.ts';
import { JsonShapes, type ShapeTarget } from '../../src/bytes/json-shapes.ts';
import { hexId } from '../../src/model/ids.ts';
import { StringTable } from '../../src/model/strings.ts';
import { character } from './characters.ts';
import { drip } from './drip.ts';

/** A made-up format: objects with an id, a name, a time, a count, a flag, a size, parts with a key; the rest is passed over. */
const fields = ['id', 'name', 'time', 'count', 'flag', 'size', 'part'];

const uses: Partial<Record<string, ShapeUse>> = {
  '': { use: 'fixed' },
  id: { use: 'id', field: 0 },
  name: { use: 'text', field: 1 },
  time: { use: 'instant', field: 2, digits: 6 },
  count: { use: 'integer', field: 3 },
  flag: { use: 'flag', field: 4 },
  size: { use: 'text', field: 5 },
  parts: { use: 'fixed' },
  'parts[]': { use: 'fixed' },
  'parts[].key': { use: 'fixed' },
};

/** What was read: a field and its value each. */
type Seen = [field: string, value: unknown][];

class Format implements ShapeMeaning, ShapeTarget {
  readonly json: JsonReader;
  readonly shapes: JsonShapes;
  seen: Seen = [];
  byShape = 0;
  private key = 0;

  constructor(json: JsonReader) {
    this.json = json;
    this.shapes = new JsonShapes(json, this, this);
  }

  use(value: ShapeValue): ShapeUse {
    const { path, type } = value;
    if ((path === '' || path === 'parts[]') && type !== 'object') return { use: 'refused' };
    if (path === 'parts' && type !== 'array') return { use: 'refused' };
    if (path === 'size' && type !== 'number') return { use: 'refused' };
    if (path === 'parts[]') this.key = 0;
    if (path === 'parts[].key') {
      if (type !== 'string' || this.key !== 0) return { use: 'refused' };
      this.key = value.text();
    }
    if (path === 'parts[].value') {
      return type === 'string' && this.key !== 0
        ? { use: 'text', field: 6, key: this.key }
        : { use: 'refused' };
    }
    return uses[path] ?? { use: 'passed' };
  }

  finish(): boolean {
    return true;
  }

  id(field: number, id: Parameters<ShapeTarget['id']>[1]): void {
    this.note(
      field,
      id.text > 0 ? this.text_(id.text) : hexId(id.word0, id.word1, id.word2, id.word3, id.length),
    );
  }

  instant(field: number, { seconds, nanos }: Parameters<ShapeTarget['instant']>[1]): void {
    this.note(field, [seconds, nanos]);
  }

  integer(field: number, value: number): void {
    this.note(field, value);
  }

  text(field: number, text: number, key: number): void {
    this.note(field, key === 0 ? this.text_(text) : [this.text_(key), this.text_(text)]);
  }

  flag(field: number, value: boolean): void {
    this.note(field, value);
  }

  /** Reads the object that comes next, key by key or by shape. */
  read(isByShape: boolean): Seen {
    this.seen = [];
    if (isByShape && this.shapes.read()) this.byShape++;
    else {
      this.seen = [];
      this.readFields();
      if (isByShape) this.shapes.learn();
    }
    return this.seen;
  }

  private readFields(): void {
    const { json } = this;
    while (json.nextKey()) {
      if (json.key === 'id') this.id(0, json.id());
      else if (json.key === 'name') this.text(1, json.text(), 0);
      else if (json.key === 'time') this.instant(2, json.instant(6));
      else if (json.key === 'count') this.integer(3, json.number());
      else if (json.key === 'flag') this.flag(4, json.boolean());
      else if (json.key === 'size') this.text(5, json.text(), 0);
      else if (json.key === 'parts') while (json.nextElement()) this.readPart();
      else json.skip();
    }
  }

  private readPart(): void {
    const { json } = this;
    let key = 0;
    while (json.nextKey()) {
      if (json.key === 'key') key = json.text();
      else if (json.key === 'value') this.text(6, json.text(), key);
      else json.skip();
    }
  }

  private note(field: number, value: unknown): void {
    this.seen.push([fields[field], value]);
  }

  private text_(id: number): string {
    return this.json.strings.text(id);
  }
}

/** What is read of a list of objects, up to the first that is damaged, and how many of them were read by shape. */
function readList(
  text: string,
  isByShape: boolean,
  sizes: readonly number[],
): { seen: Seen[]; byShape: number; end: string } {
  const format = new Format(new JsonReader(drip(Buffer.from(text), sizes), new StringTable()));
  const seen: Seen[] = [];
  try {
    while (format.json.nextElement())
      seen.push([...format.read(isByShape), ['problem', format.json.takeProblem()]]);
    return { seen, byShape: format.byShape, end: String(format.json.byte) };
  } catch (error) {
    if (!(error instanceof DamagedRecord)) throw error;
    return { seen, byShape: format.byShape, end: `${error.message} ${error.byte} ${error.line}` };
  }
}

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
  expect(seen[1]).toEqual([
    ['id', '00000000000000b2'],
    ['name', 'PUT'],
    ['time', [1_700_000_000, 123_456_000]],
    ['count', 12],
    ['flag', false],
    ['problem', undefined],
  ]);
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
    ['keys that are not ASCII', '{"é":1}', '{"é":1}'],
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
    ['a number with a fraction', '{"count":3}', '{"count":3.5}'],
    ['a number too long', '{"count":3}', '{"count":1234567890123456}'],
  ])('%s', (_, first, second) => {
    const { seen, byShape } = readList(listOf(first, second), true, large);
    expect(byShape).toBe(0);
    expect(seen).toEqual(readList(listOf(first, second), false, large).seen);
  });
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
  const seen: Seen[] = [];
  while (format.json.nextElement()) {
    seen.push(format.read(true));
    strings.truncate(1);
    strings.add(`something else ${seen.length}`);
    format.json.forget();
  }
  expect(seen).toEqual(Array.from({ length: 3 }, () => [['part', ['k', 'v']]]));
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
