import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { AttributeType } from '../../src/model/attributes.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import type { Trace } from '../../src/model/trace.ts';
import { groupTraces } from '../../src/tree/group.ts';
import { anonymizedStore } from '../../src/writers/anonymize/anonymize-store.ts';
import { anonymizing } from '../../src/writers/anonymize/anonymize-target.ts';
import { isKeptScope, isKeptValue, keyParts, nameParts } from '../../src/writers/anonymize/kept.ts';
import { Pseudonyms } from '../../src/writers/anonymize/pseudonyms.ts';
import { Losses } from '../../src/writers/losses.ts';
import { otlpJson } from '../../src/writers/otlp-json.ts';
import { readBytes } from '../formats/reading.ts';
import { readTraces } from '../support/files.ts';
import { brokenTrace, runs, wholeTrace } from '../support/random-traces.ts';
import { onlyTrace, type SpanSpec, storeOf } from '../support/spans.ts';
import { sideRows, spanRows } from '../support/store-contents.ts';

const pseudonyms = new Pseudonyms('seed');

/** All texts that a store holds. */
function textsOf(store: SpanStore): string[] {
  return Array.from({ length: store.strings.size }, (_, id) => store.strings.text(id));
}

describe('pseudonyms', () => {
  test('are the same for the same text and seed, and others for another', () => {
    expect(pseudonyms.text('checkout')).toBe('rakit-jijab-vizun');
    expect(new Pseudonyms('seed').text('checkout')).toBe(pseudonyms.text('checkout'));
    expect(new Pseudonyms('other').text('checkout')).not.toBe(pseudonyms.text('checkout'));
    expect(pseudonyms.text('Checkout')).not.toBe(pseudonyms.text('checkout'));
  });

  test('are words without digits, one for each text', () => {
    const texts = Array.from({ length: 20_000 }, (_, i) => `GET /user/${i}`);
    const made = texts.map((text) => pseudonyms.text(text));
    expect(new Set(made).size).toBe(texts.length);
    for (const text of made) expect(text).toMatch(/^([a-z]{5}-){2}[a-z]{5}$/);
  });

  test('of numbers are numbers of that length, and integers of 64 bits stay such', () => {
    const longest = (1n << 63n) - 1n;
    fc.assert(
      fc.property(fc.bigInt({ min: -longest, max: longest }), (value) => {
        const made = pseudonyms.number(String(value));
        expect(made).toHaveLength(String(value).length);
        expect(BigInt(made)).toBeLessThanOrEqual(longest);
        expect(BigInt(made)).toBeGreaterThanOrEqual(-longest);
      }),
    );
    expect(Number(pseudonyms.number('12.5e10'))).toBeGreaterThan(1e11);
    expect(pseudonyms.number('NaN')).toBe('NaN');
  });

  test('of ids are ids; what is no id stays', () => {
    const high = Uint32Array.of(1, 1, 0, 1);
    const low = Uint32Array.of(2, 2, 0, 3);
    pseudonyms.ids(high, low, (place) => place !== 3);
    expect([high[0], low[0]]).toEqual([high[1], low[1]]);
    expect([high[0], low[0]]).not.toEqual([1, 2]);
    expect([...high.slice(2), ...low.slice(2)]).toEqual([0, 1, 0, 3]);
  });
});

describe('what stays', () => {
  test.each<[string, string, string]>([
    ['http.request.method', 'http.request.method', ''],
    ['http.request.header.x-customer', 'http.request.header.', 'x-customer'],
    ['k8s.pod.label.team', 'k8s.pod.label.', 'team'],
    ['customer.name', '', 'customer.name'],
    ['http.Ünï', '', 'http.Ünï'],
    ['', '', ''],
  ])('of the key %s is %j', (key, kept, hidden) => {
    expect(keyParts(key)).toEqual([kept, hidden]);
  });

  test('of names is the method', () => {
    expect(nameParts('GET /cart')).toEqual(['GET ', '/cart']);
    expect(nameParts('GET')).toEqual(['GET', '']);
    expect(nameParts('GETTING')).toEqual(['', 'GETTING']);
    expect(nameParts('GET a\nb')).toEqual(['GET ', 'a\nb']);
  });

  test('of values is one of a published few', () => {
    expect(isKeptValue('http.request.method', 'POST')).toBe(true);
    expect(isKeptValue('http.request.method', 'SECRET')).toBe(false);
    expect(isKeptValue('db.system.name', 'postgresql')).toBe(true);
    expect(isKeptValue('db.system.name', 'postgresql-of-acme')).toBe(false);
    expect(isKeptValue('http.route', 'GET')).toBe(false);
    expect(isKeptValue('constructor', 'x')).toBe(false);
    expect(isKeptScope('name', '@opentelemetry/instrumentation-http')).toBe(true);
    expect(isKeptScope('name', 'acme')).toBe(false);
  });
});

describe('a store under other names', () => {
  const secrets: SpanSpec[] = [
    { id: 'a1', name: 'GET /acme', service: 'acme-web', host: 'acme-1', start: 0, end: 90, kind: 'server' },
    {
      id: 'a2',
      parent: 'a1',
      name: 'acme query',
      service: 'acme-db',
      host: 'acme-2',
      start: 10,
      end: 50,
      error: true,
      message: 'acme failed',
      attributes: { 'acme.key': 'acme value', 'server.address': 'acme-db', 'http.request.method': 'GET' },
      links: [{ trace: 'acme-trace', id: 'acme-span' }],
    },
  ];

  test('holds no name, message, key, value or id of the other', () => {
    const texts = textsOf(anonymizedStore(storeOf(secrets), pseudonyms)).join('\n');
    expect(texts).not.toContain('acme');
    expect(texts).toContain('http.request.method');
    const ids = JSON.stringify(spanRows(anonymizedStore(storeOf(secrets), pseudonyms)));
    expect(ids).not.toMatch(/"0*a[12]"/);
  });

  test('says the same of the same: a service is the address that callers know it by', () => {
    const trace = onlyTrace(anonymizedStore(storeOf(secrets), pseudonyms));
    const { attributes, service } = trace.span(1);
    expect(attributes.get('server.address')).toBe(service);
    expect(service).toBe(pseudonyms.text('acme-db'));
  });

  test('has the shape, the times and the kinds of the other', () => {
    fc.assert(
      fc.property(wholeTrace(), (specs) => {
        const before = onlyTrace(storeOf(specs));
        const after = onlyTrace(anonymizedStore(storeOf(specs), pseudonyms));
        expect(shapeOf(after)).toEqual(shapeOf(before));
        expect(new Set(after.service).size).toBe(new Set(before.service).size);
      }),
      runs,
    );
  });

  test('has one id for each id, wherever it is named', () => {
    fc.assert(
      fc.property(brokenTrace(), (specs) => {
        const before = storeOf(specs);
        const after = anonymizedStore(before, pseudonyms);
        const made = new Map<string | undefined, string | undefined>([[undefined, undefined]]);
        for (let row = 0; row < before.size; row++) {
          made.set(before.spanId(row), after.spanId(row));
          made.set(before.parentSpanId(row), after.parentSpanId(row));
        }
        expect(new Set(made.values()).size).toBe(made.size);
        for (let row = 0; row < before.size; row++) {
          expect(after.spanId(row)).toBe(made.get(before.spanId(row)));
          expect(after.parentSpanId(row)).toBe(made.get(before.parentSpanId(row)));
        }
      }),
      runs,
    );
  });

  test('leaves the other as it is', () => {
    const store = readTraces('fixtures/otlp-json/quirks.jsonl');
    const before = [spanRows(store), sideRows(store)];
    anonymizedStore(store, pseudonyms);
    expect([spanRows(store), sideRows(store)]).toEqual(before);
  });

  test('has a value of its own type for every value', () => {
    const store = readTraces('fixtures/otlp-json/quirks.jsonl');
    const copy = anonymizedStore(store, pseudonyms);
    const { size } = store.attributes;
    expect(copy.attributes.type.slice(0, size)).toEqual(store.attributes.type.slice(0, size));
    expect(store.attributes.type.slice(0, size)).toContain(AttributeType.json);
    for (let row = 0; row < size; row++) {
      if (copy.attributes.type[row] !== AttributeType.json) continue;
      const text = copy.strings.text(copy.attributes.value[row]);
      expect(() => void JSON.parse(text)).not.toThrow();
    }
  });

  test('keeps apart and together what trace ids keep apart and together', () => {
    const store = readTraces('fixtures/otlp-json/quirks.jsonl');
    const groups = groupTraces(store);
    const after = groupTraces(anonymizedStore(store, pseudonyms));
    expect(after.count).toBe(groups.count);
    for (let group = 0; group < groups.count; group++) expect(after.rows(group)).toEqual(groups.rows(group));
  });
});

test('a target before which it stands writes the same names, however spans come', () => {
  const store = readTraces('fixtures/otlp-json/shop.jsonl');
  const rows = Int32Array.from({ length: store.size }, (_, row) => row);
  const written = (parts: Int32Array[]): string => {
    let text = '';
    const losses = new Losses();
    const encoder = anonymizing(otlpJson, new Pseudonyms('x')).encoder(
      (piece) => (text += String(piece)),
      losses,
    );
    for (const part of parts) encoder.write(store, part);
    encoder.end();
    return text;
  };
  const whole = written([rows]);
  expect(readBytes(Buffer.from(whole)).store.size).toBe(store.size);
  expect(whole).not.toMatch(/frontend|checkout|SELECT/);
  expect(namesIn(written([rows.subarray(0, 50), rows.subarray(50)]))).toEqual(namesIn(whole));
});

test('the table tells what was replaced, if it was asked for', () => {
  const asked = new Pseudonyms('seed', { keepsTable: true });
  anonymizedStore(storeOf([{ id: 'a1', name: 'GET /acme', service: 'acme', start: 0, end: 1 }]), asked);
  expect(asked.replaced?.get(pseudonyms.text('/acme'))).toBe('/acme');
  expect([...(asked.replaced?.values() ?? [])]).toContain('00000000000000a1');
  expect(pseudonyms.replaced).toBeUndefined();
});

/** Depth, start and kind of each span; siblings of one start are in the order of their ids, which are others. */
function shapeOf({ depth, start, kind }: Trace): string[] {
  return Array.from(depth, (level, row) => `${level} ${start[row]} ${kind[row]}`).sort();
}

/** Names and texts in OTLP JSON. */
function namesIn(text: string): Set<string> {
  return new Set([...text.matchAll(/"(?:name|stringValue)":"([^"]*)"/g)].map(([, name]) => name));
}
