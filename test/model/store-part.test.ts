import { readFileSync } from 'node:fs';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { fromBytes } from '../../src/bytes/source.ts';
import { readSource } from '../../src/formats/read.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import { appendPart, buffersOf, keepRows, storePart } from '../../src/model/store-part.ts';
import { brokenTrace, runs } from '../support/random-traces.ts';
import { storeOf } from '../support/spans.ts';
import { sideRows, spanRows } from '../support/store-contents.ts';

const files = [
  'fixtures/otlp-json/shop.jsonl',
  'fixtures/otlp-json/quirks.jsonl',
  'fixtures/otlp-json/shop-lost-context.jsonl',
  'fixtures/zipkin/quirks.jsonl',
];

function read(text: string, details: boolean): SpanStore {
  const store = new SpanStore({ details });
  if (text.trim() !== '') readSource(fromBytes(Buffer.from(text), 'part'), store, {}, new ReadReport());
  return store;
}

/** All that a store holds, with the numbers that it has for it. */
function contents(store: SpanStore): unknown {
  return structuredClone(storePart(store));
}

describe.each(files)('%s', (file) => {
  const text = readFileSync(file, 'utf8');
  const lines = text.split(/(?<=\n)/);

  test.each([true, false])('is the same in parts as in one piece, details: %s', (details) => {
    const whole = read(text, details);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: lines.length }), { maxLength: 3 }), (cuts) => {
        const borders = [0, ...cuts.toSorted((a, b) => a - b), lines.length];
        const joined = new SpanStore({ details });
        for (let i = 1; i < borders.length; i++) {
          const part = read(lines.slice(borders[i - 1], borders[i]).join(''), details);
          appendPart(joined, structuredClone(storePart(part)));
        }
        expect(spanRows(joined)).toEqual(spanRows(whole));
        expect(sideRows(joined)).toEqual(sideRows(whole));
      }),
      { numRuns: 20 },
    );
  });

  test('has the same numbers in an empty store', () => {
    const store = read(text, true);
    const copy = new SpanStore();
    appendPart(copy, storePart(store));
    expect(contents(copy)).toEqual(contents(store));
  });
});

test('all memory of a part can be moved to another thread', () => {
  const part = storePart(read(readFileSync(files[0], 'utf8'), true));
  const buffers = buffersOf(part);
  expect(new Set(buffers).size).toBe(buffers.length);
  const moved = structuredClone(part, { transfer: buffers });
  expect(part.name.length).toBe(0);
  expect(part.strings.arena.length).toBe(0);
  expect(moved.size).toBe(moved.name.length);
});

describe('of a store with some of its rows', () => {
  test('is left what a store of only those spans has', () => {
    fc.assert(
      fc.property(brokenTrace(), fc.infiniteStream(fc.boolean()), (specs, choices) => {
        const some = choices[Symbol.iterator]();
        const isKept = specs.map(() => some.next().value === true);
        const store = storeOf(specs);
        keepRows(store, Int32Array.from([...specs.keys()].filter((row) => isKept[row])));
        const alone = storeOf(specs.filter((_, row) => isKept[row]));
        expect(spanRows(store)).toEqual(spanRows(alone));
        expect(sideRows(store)).toEqual(sideRows(alone));
      }),
      runs,
    );
  });

  test('events stay with their spans', () => {
    const store = read(readFileSync(files[1], 'utf8'), true);
    const before = spanRows(store);
    const { events } = store;
    const row = events.span[events.size - 1];
    const name = store.strings.text(events.name[events.size - 1]);
    keepRows(store, Int32Array.of(row));
    expect(spanRows(store)).toEqual([Object(before)[row]]);
    expect(events.size).toBeGreaterThan(0);
    expect(events.span.subarray(0, events.size).every((span) => span === 0)).toBe(true);
    expect(store.strings.text(events.name[events.size - 1])).toBe(name);
  });
});
