import { describe, expect, test } from 'vitest';

import { bool, double, int, list, map, text } from '../e2e/traceql/plans.ts';
import { type SpanSpec, traceOf } from '../support/spans.ts';
import { found, planned, plannedWithout } from './ask.ts';

const trace = planned(
  {
    name: 'root',
    resource: {
      tier: text('gold'),
      size: int(10),
      cpus: int(8),
      share: double(0.5),
      spot: bool(true),
      tags: list(text('x'), text('y')),
      neg: int(-1),
      none: {},
      bytes: { bytesValue: 'AAEC' },
      big: int('9007199254740993'),
    },
    attributes: {
      code: int(500),
      big: int('9007199254740993'),
      ratio: double(0.5),
      whole: double(5),
      vip: bool(true),
      route: text('/a b'),
      five: text('5'),
      neg: int(-42),
      tier: text('silver'),
      size: text('ten'),
      'key with spaces': text('k'),
    },
  },
  {
    name: 'arrays',
    attributes: {
      strings: list(text('tea'), text('cup'), text('a "b", c\\')),
      ints: list(int(1), int(2), int(3)),
      floats: list(double(1.5), double(2.5)),
      bools: list(bool(true), bool(false)),
      one: list(text('alone')),
      none: list(),
      mixed: list(text('a'), int(1)),
      nested: list(list(int(1))),
      map: map({ a: int(1) }),
      bytes: { bytesValue: 'AAEC' },
    },
  },
  { name: 'plain' },
);

const matches = (condition: string): boolean => found(trace, `{ ${condition} }`).length > 0;

describe('an attribute', () => {
  test.each([
    'span.code = 500',
    '500 = span.code',
    'span.code >= 500',
    '499 < span.code',
    '500 <= span.code',
    '501 > span.code',
    '500 >= span.code',
    'resource.neg = -1',
    'resource.none = nil',
    'resource.bytes = nil',
    'resource.big = 9007199254740993',
    'span.code != 404',
    'span.big = 9007199254740993',
    'span.ratio = 0.5',
    'span.ratio < 1.0',
    'span.whole = 5.0',
    'span.vip',
    'span.vip = true',
    'span.route = "/a b"',
    'span.route =~ "/a.*"',
    'span.route !~ "/b.*"',
    'span.route > "/"',
    'span.five = "5"',
    'span.neg = -42',
    'span."key with spaces" = "k"',
    '.code = 500',
    'resource.cpus = 8',
    'resource.share = 0.5',
    'resource.spot',
    'resource.tags = "y"',
    'span.code != nil',
    'span.nothing = nil',
    'nil != span.code',
    '!span.vip = false',
  ])('passes %s', (condition) => {
    expect(matches(condition)).toBe(true);
  });

  test.each([
    'span.code = 500.0',
    'span.code > 499.5',
    'span.code = "500"',
    'span.big = 9007199254740992',
    'span.whole = 5',
    'span.five = 5',
    'span.vip = false',
    'span.vip = "true"',
    'span.nothing != 1',
    'span.nothing !~ "x"',
    'span.nothing = span.nothing',
    'span.code > 1ns',
    'span.code = error',
    'span.code',
    '!span.code',
    '!span.nothing',
    'nil = nil',
    'nil != nil',
    'span.route =~ "/a"',
  ])('does not pass %s', (condition) => {
    expect(matches(condition)).toBe(false);
  });

  test('of the span hides one of the resource, even of another type', () => {
    expect(matches('.tier = "gold"')).toBe(false);
    expect(matches('.tier = "silver"')).toBe(true);
    expect(matches('.size = 10')).toBe(false);
    expect(matches('resource.size = 10 && .size = "ten"')).toBe(true);
  });
});

describe('calculations', () => {
  test.each([
    'span.code * 2 = 1000',
    'span.code + 0.5 = 500.5',
    'span.code / 3 = 166',
    'span.neg / 5 = -8',
    'span.neg % 5 = -2',
    '-span.neg = 42',
    'span.code - span.neg = 542',
    'span.code = span.whole * 100',
    'span.big - 1 = 9007199254740992',
    'span.ratio ^ 2 = 0.25',
    'span.whole ^ 2 = 25',
    '2 ^ 3 = 9',
    '2.0 ^ 3 = 8',
    '1 + 2 * 3 = 7',
    '(1 + 2) * 3 = 9',
    'span.code = 250 * 2',
    'duration * 2 = 20ms',
    'duration - 5ms < 6ms',
    'duration > 5',
  ])('%s', (condition) => {
    expect(matches(condition)).toBe(true);
  });

  test.each([
    'span.code / 0 = 1',
    '1 / 0 = 1',
    'span.route + 1 = 1',
    'span.nothing * 2 != 1',
    'span.ints * 2 = 4',
  ])('%s never holds', (condition) => {
    expect(matches(condition)).toBe(false);
  });
});

describe('an array', () => {
  test.each([
    'span.strings = "cup"',
    'span.strings != "tea"',
    'span.strings =~ "c.."',
    'span.strings !~ "t.*"',
    'span.strings = "a \\"b\\", c\\\\"',
    'span.ints = 2',
    'span.ints > 2',
    'span.floats < 2.0',
    'span.bools = false',
    'span.one = "alone"',
    'span.strings != nil',
    'span.ints = span.ints',
  ])('passes %s with one of its items', (condition) => {
    expect(matches(condition)).toBe(true);
  });

  test.each([
    'span.strings = "milk"',
    'span.ints > 3',
    'span.ints = 2.0',
    'span.none != nil',
    'span.mixed != nil',
    'span.mixed = "a"',
    'span.nested != nil',
    'span.map != nil',
    'span.bytes != nil',
  ])('does not pass %s', (condition) => {
    expect(matches(condition)).toBe(false);
  });
});

test('equal texts of different types are told apart', () => {
  const both = planned(
    { name: 'text', attributes: { k: text('5') } },
    { name: 'int', attributes: { k: int(5) } },
  );
  expect(found(both, '{ span.k = 5 }')).toEqual(['int']);
  expect(found(both, '{ span.k = "5" }')).toEqual(['text']);
});

test('texts are ordered by their bytes, not by UTF-16', () => {
  const wide = planned({ name: '～', attributes: { k: text('😀') } });
  expect(found(wide, '{ name < "😀" && span.k > "～" && span.k > name }')).toEqual(['～']);
});

test('a service without a name has an empty one, as Tempo keeps it', () => {
  const nameless = planned({ name: 'nameless', service: undefined });
  expect(found(nameless, '{ resource.service.name = "" }')).toEqual(['nameless']);
  expect(found(nameless, '{ resource.service.name != "a" }')).toEqual(['nameless']);
});

test('without details, what needs some is not found, and the rest is', () => {
  const bare = plannedWithout({ name: 'x', attributes: { k: text('v') }, events: [{ name: 'e', at: 0 }] });
  expect(found(bare, '{ span.k = "v" || .k != nil || event:name = "e" || statusMessage != "" }')).toEqual([]);
  expect(found(bare, '{ resource.service.name = "a" && name = "x" && instrumentation:name = "" }')).toEqual([
    'x',
  ]);
});

test('a span reported in parts has the attributes of all of them, those of the first before the others', () => {
  const part: SpanSpec = { id: '1', name: 'get', service: 'a', zipkin: true, start: 10, end: 20 };
  const parts = traceOf([
    { ...part, end: undefined, ip: '10.0.0.1', attributes: { a: '1' } },
    { ...part, name: '', kind: 'server', error: true, message: 'boom', attributes: { a: '2', b: '2' } },
  ]);
  expect(parts.merged.size).toBe(1);
  expect(found(parts, '{ span.a = "1" && span.b = "2" && resource.host.ip = "10.0.0.1" }')).toEqual(['get']);
  expect(found(parts, '{ status = error && statusMessage = "boom" && kind = server }')).toEqual(['get']);
  expect(found(parts, '{ span.a = "2" }')).toEqual([]);
});
