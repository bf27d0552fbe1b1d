import { describe, expect, test } from 'vitest';

import { sketchJson } from '../../src/formats/json-sketch.ts';

function sketch(text: string): ReturnType<typeof sketchJson> {
  return sketchJson(Buffer.from(text));
}

describe('fields', () => {
  test('have the path of the fields that they are in; lists leave no trace', () => {
    const { has, top } = sketch('[{"a": {"b": [[{"c": 1}], "d"]}, "e": "f"}, {"b": {"a": 2}}]');
    expect(top).toEqual(['a', 'e', 'b']);
    expect(has('a', 'a.b', 'a.b.c', 'e', 'b.a')).toBe(true);
    for (const other of ['c', 'd', 'f', 'a.c', 'a.a', 'b.c', 'e.f', 'a.e']) expect(has(other)).toBe(false);
  });

  test('are told apart by all of their bytes', () => {
    const keys = ['ab', 'ba', 'abc', 'a', 'b', '', 'née', 'nee', '…'];
    expect(sketch(JSON.stringify(Object.fromEntries(keys.map((key) => [key, 0])))).top).toEqual(keys);
  });

  test('keep their path behind what was nested', () => {
    const { has } = sketch('{"a":{"b":{"c":[]}},"d":{},"e":[{"f":1},{"g":2}],"h":3}');
    expect(has('a.b.c', 'd', 'e.f', 'e.g', 'h')).toBe(true);
    expect(has('d.e')).toBe(false);
  });

  test('are not looked for too deep, nor for ever', () => {
    const { has } = sketch('{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":1}}}}}}},"i":1}');
    expect(has('a.b.c.d.e.f', 'i')).toBe(true);
    expect(has('a.b.c.d.e.f.g')).toBe(false);
    expect(has('a.b.c.d.e.f.h')).toBe(false);
    const many = Array.from({ length: 5000 }, (_, i) => [`key ${i}`, i]);
    expect(sketch(JSON.stringify(Object.fromEntries(many))).top).toHaveLength(2000);
  });

  test('are found in what is cut, or no JSON', () => {
    expect(sketch('{"a":{"b":"c').has('a.b')).toBe(true);
    expect(sketch('{"a').top).toEqual([]);
    expect(sketch('}}]"a":1,"b":{{{"c":').has('a', 'b', 'b.c')).toBe(true);
    expect(sketch('{"a\\"b":1,"c\n"d":3}').top).toEqual(['a\\"b', 'd']);
  });
});
