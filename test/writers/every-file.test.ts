/** Every file of `fixtures/`, and those of other people's systems where they are at hand, to every target. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import { InputError } from '../../src/errors.ts';
import { formats } from '../../src/formats/index.ts';
import { targets } from '../../src/writers/index.ts';
import { fixtureFiles } from '../formats/fixture-files.ts';
import { readBytes, type Reading, traceCount } from '../formats/reading.ts';
import { written, writtenText } from './writing.ts';

/** See shared-traces.test.ts of the formats. */
const shared = process.env['TRACECTL_SHARED'] ?? path.resolve(import.meta.dirname, '../../../shared');

/** What was read from a file; undefined where it is refused, as the tests of formats have it. */
function readOrRefuse(name: string, bytes: Uint8Array): Reading | undefined {
  try {
    return readBytes(bytes, { name });
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

const sharedFiles = existsSync(`${shared}/traces`) ? readdirSync(`${shared}/traces`) : [];
const files = [
  ...fixtureFiles.map((file) => ({ name: file.path, bytes: file.bytes })),
  ...sharedFiles.map((name) => ({ name, bytes: new Uint8Array(readFileSync(`${shared}/traces/${name}`)) })),
]
  .map(({ name, bytes }) => ({ name, reading: readOrRefuse(name, bytes) }))
  .filter(({ reading }) => reading !== undefined && reading.store.size > 0);

const isRead = (id: string): boolean => formats.some((format) => format.id === id);

/** Spans in what was written for people or other programs. */
const spanCounts: Readonly<Record<string, (text: string) => number>> = {
  chrome: (text) => (text.match(/"ph":"X"/g) ?? []).length,
  csv: (text) => text.trimEnd().split('\r\n').length - 1,
  ndjson: (text) => text.trimEnd().split('\n').length,
};

describe.each(files)('$name', ({ reading }) => {
  test.each(targets.filter(({ id }) => isRead(id)))('becomes $id with as many spans and traces', ({ id }) => {
    if (reading === undefined) return;
    const again = readBytes(written(id, reading.store).bytes);
    expect({ format: again.format, spans: again.store.size, damaged: again.report.damagedCount }).toEqual({
      format: id,
      spans: reading.store.size,
      damaged: 0,
    });
    expect(traceCount(again.store)).toBe(traceCount(reading.store));
  });

  test.each(Object.keys(spanCounts))('becomes %s with as many spans', (id) => {
    if (reading === undefined) return;
    expect(spanCounts[id](writtenText(id, reading.store))).toBe(reading.store.size);
  });

  test('becomes folded stacks, or nothing', () => {
    if (reading === undefined) return;
    for (const line of writtenText('folded', reading.store).split('\n').slice(0, -1)) {
      expect(line).toMatch(/^\S.* \d+$/);
    }
  });
});

test('there are files', () => {
  expect(files.length).toBeGreaterThan(fixtureFiles.length / 2);
});
