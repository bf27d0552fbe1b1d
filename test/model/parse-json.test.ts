import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { parseJson } from '../../src/model/parse-json.ts';
import { runs } from '../support/random-traces.ts';

/** Keys that escapes make alike, in any order: what engines guess of the next object's keys goes wrong among these. */
const likeKeys = fc.array(fc.constantFrom('"', '\\', '\\"', '""', '\\\\', 'd\\', 'd"', 'd', '', '\n'), {
  maxLength: 4,
});

test('reads keys with escapes whatever was read before', () => {
  fc.assert(
    fc.property(fc.array(likeKeys, { minLength: 2, maxLength: 40 }), (objects) => {
      for (const keys of objects) {
        const value = Object.fromEntries(keys.map((key, index) => [key, [index]]));
        expect(Object.entries(parseJson(JSON.stringify(value)) ?? {})).toEqual(Object.entries(value));
      }
    }),
    runs,
  );
});

test('refuses what is no JSON', () => {
  expect(() => parseJson('{"a":')).toThrow(SyntaxError);
});

test('reads any value as JSON.parse does', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(3), (value, indent) => {
      const text = JSON.stringify({ '\n': value, ['__proto__']: value, list: [value, [], {}] }, null, indent);
      expect(JSON.stringify(parseJson(text), null, indent)).toBe(text);
    }),
    runs,
  );
});
