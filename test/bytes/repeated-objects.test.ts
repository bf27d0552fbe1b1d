import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { JsonReader } from '../../src/bytes/json-reader.ts';
import { RepeatedObjects } from '../../src/bytes/repeated-objects.ts';
import { StringTable } from '../../src/model/strings.ts';
import { drip } from './drip.ts';

/** Numbers of the objects of a list, one for each text, and how many of them were not read again. */
function numbersOf(
  objects: readonly string[],
  sizes: readonly number[],
): { numbers: number[]; known: number } {
  const json = new JsonReader(drip(Buffer.from(`[${objects.join(',')}]`), sizes), new StringTable());
  const repeated = new RepeatedObjects(json);
  const numbers: number[] = [];
  let known = 0;
  for (let i = 0; json.nextElement(); i++) {
    const found = repeated.find();
    if (found >= 0) known++;
    else {
      json.skip();
      repeated.keep(objects.indexOf(objects[i]));
    }
    numbers.push(found < 0 ? objects.indexOf(objects[i]) : found);
  }
  json.leaveKernel();
  return { numbers, known };
}

test('an object that comes again is known by its bytes', () => {
  const [one, two] = ['{"a":[1,{"b":"}"}]}', '{"a":[1,{"b":"{"}]}'];
  expect(numbersOf([one, two, one, two, one], [1 << 20])).toEqual({ numbers: [0, 1, 0, 1, 0], known: 3 });
});

test('objects are never taken for others, whatever they have in common and wherever the window ends', () => {
  const text = fc.constantFrom('node-1', 'node-2', 'é', 'a\\"b', '', 'x'.repeat(3000));
  const object = fc.record({ a: text, b: fc.nat(3) }).map((value) => JSON.stringify(value));
  const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(object, { minLength: 1, maxLength: 40 }), sizes, (objects, split) => {
      expect(numbersOf(objects, split).numbers).toEqual(objects.map((one) => objects.indexOf(one)));
    }),
  );
});

/** What is found of an object that comes twice, where something happens before and after it is kept. */
function foundOfTwo(before: (json: JsonReader) => void, after: (json: JsonReader) => void): number[] {
  const json = new JsonReader(drip(Buffer.from('[{"a":1},{"a":1}]'), [1 << 20]), new StringTable());
  const repeated = new RepeatedObjects(json);
  const found: number[] = [];
  while (json.nextElement()) {
    found.push(repeated.find());
    if (found.length > 1) break;
    json.skip();
    before(json);
    repeated.keep(7);
    after(json);
  }
  json.leaveKernel();
  return found;
}

const nothing = (): void => {};
const complain = (json: JsonReader): void => json.complain('odd');

test('what is wrong with an object is told each time it comes', () => {
  expect(foundOfTwo(nothing, nothing)).toEqual([-1, 7]);
  expect(foundOfTwo(complain, (json) => json.takeProblem())).toEqual([-1, -1]);
});

test('numbers are forgotten with the strings', () => {
  expect(foundOfTwo(nothing, (json) => json.forget())).toEqual([-1, -1]);
});
