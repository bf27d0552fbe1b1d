/** Traces with values that are hard to keep. */
import { SpanKind } from '../../../src/model/kinds.ts';
import { bool, double, failed, int, list, map, ok, text, type SpanPlan } from './plans.ts';

export function unicode(): SpanPlan[] {
  return [
    {
      name: 'naïve ☕ 日本',
      service: 'ünïcode',
      parent: -1,
      start: 0,
      length: 10,
      attributes: {
        'key with spaces': text('a'),
        clé: text('valeur'),
        quotes: text('say "hi" \\ back'),
        lines: text('one\ntwo\tthree'),
        emoji: text('👩‍👩‍👧 🏳️‍🌈'),
        empty: text(''),
        upper: text('ÀÉÎ'),
      },
    },
    {
      name: 'a.b*c(d)',
      service: 'ünïcode',
      parent: 0,
      start: 1,
      length: 2,
      attributes: { 'a"b\\c': text('x') },
    },
  ];
}

export function numbers(): SpanPlan[] {
  return [
    {
      name: 'ints',
      service: 'numbers',
      parent: -1,
      start: 0,
      length: 10,
      attributes: {
        big: int('9007199254740993'),
        most: int('9223372036854775807'),
        least: int('-9223372036854775807'),
        neg: int(-42),
        zero: int(0),
        five: int(5),
        six: int(6),
        text5: text('5'),
      },
    },
    {
      name: 'floats',
      service: 'numbers',
      parent: 0,
      start: 1,
      length: 2,
      attributes: {
        tenth: double(0.1),
        huge: double(1e300),
        neg: double(-2.5),
        five: double(5),
        six: double(6.5),
      },
    },
    {
      name: 'bools',
      service: 'numbers',
      parent: 0,
      start: 2,
      length: 2,
      attributes: { yes: bool(true), no: bool(false) },
    },
  ];
}

export function arrays(): SpanPlan[] {
  return [
    {
      name: 'arrays',
      service: 'arrays',
      parent: -1,
      start: 0,
      length: 10,
      attributes: {
        strings: list(text('tea'), text('cup'), text('spoon')),
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
      resource: { tags: list(text('x'), text('y')) },
    },
    {
      name: 'plain',
      service: 'arrays',
      parent: 0,
      start: 1,
      length: 2,
      attributes: { strings: text('tea'), ints: int(2) },
    },
  ];
}

export function events(): SpanPlan[] {
  return [
    {
      name: 'with events',
      service: 'events',
      parent: -1,
      start: 0,
      length: 20,
      events: [
        { name: 'start', at: 0, attributes: { step: int(1), who: text('a') } },
        { name: 'retry', at: 5, attributes: { step: int(2), who: text('b') } },
        { name: 'retry', at: 9, attributes: { step: int(3), who: text('a') } },
      ],
    },
    {
      name: 'one event',
      service: 'events',
      parent: 0,
      start: 1,
      length: 9,
      events: [{ name: 'retry', at: 0.5 }],
    },
    { name: 'no event', service: 'events', parent: 0, start: 2, length: 9 },
  ];
}

export function links(): SpanPlan[] {
  return [
    {
      name: 'batch',
      service: 'links',
      parent: -1,
      start: 0,
      length: 20,
      links: [
        { trace: 0, span: 0, attributes: { reason: text('batch'), n: int(1) } },
        { trace: 1, span: 2, attributes: { reason: text('retry'), n: int(2) } },
      ],
    },
    { name: 'follower', service: 'links', parent: 0, start: 1, length: 2, links: [{ trace: 2, span: 1 }] },
    { name: 'alone', service: 'links', parent: 0, start: 2, length: 2 },
  ];
}

export function scopes(): SpanPlan[] {
  return [
    {
      name: 'scoped',
      service: 'scopes',
      parent: -1,
      start: 0,
      length: 10,
      scope: { name: 'lib.http', version: '1.2.3', attributes: { layer: text('web'), depth: int(1) } },
    },
    {
      name: 'other',
      service: 'scopes',
      parent: 0,
      start: 1,
      length: 5,
      scope: { name: 'lib.db', version: '0.9' },
    },
    { name: 'unscoped', service: 'scopes', parent: 0, start: 2, length: 5 },
  ];
}

export function kindsAndStatuses(): SpanPlan[] {
  return Object.values(SpanKind).map((kind, k) => ({
    name: `kind ${kind}`,
    service: 'kinds',
    parent: k === 0 ? -1 : 0,
    start: k,
    length: 3,
    kind,
    status: [{}, ok, failed('boom'), failed(''), {}, ok][k] ?? {},
  }));
}

/** One key on the span and its resource, with different values and types. */
export function shadows(): SpanPlan[] {
  const resource = { tier: text('gold'), size: int(10) };
  return [
    {
      name: 'own',
      service: 'shadows',
      parent: -1,
      start: 0,
      length: 10,
      resource,
      attributes: { tier: text('silver') },
    },
    { name: 'inherited', service: 'shadows', parent: 0, start: 1, length: 5, resource },
    {
      name: 'typed',
      service: 'shadows',
      parent: 0,
      start: 2,
      length: 5,
      resource,
      attributes: { size: text('10') },
    },
  ];
}

export function instants(): SpanPlan[] {
  return [
    { name: 'outer', service: 'instants', parent: -1, start: 0, length: 0 },
    { name: 'inner', service: 'instants', parent: 0, start: 0, length: 0 },
    { name: 'short', service: 'instants', parent: 0, start: 0, length: 0.000001 },
    { name: 'micro', service: 'instants', parent: 0, start: 0, length: 0.001 },
  ];
}

export function nameless(): SpanPlan[] {
  return [
    { name: '', parent: -1, start: 0, length: 10, attributes: { a: int(1) } },
    { name: '', service: '', parent: 0, start: 1, length: 5, attributes: { b: int(1) } },
  ];
}
