import { readFileSync } from 'node:fs';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { fromBytes } from '../../src/bytes/source.ts';
import { readSource } from '../../src/formats/read.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import { appendPart, buffersOf, storePart } from '../../src/model/store-part.ts';
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
