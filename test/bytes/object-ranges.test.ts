import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';

import { objectRanges } from '../../src/bytes/object-ranges.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracectl-objects-'));
const path = join(folder, 'document.json');
afterAll(() => rmSync(folder, { recursive: true }));

/** The parts of a document as lists of ids. */
function idsOf(text: string, count: number): string[][] | undefined {
  writeFileSync(path, text);
  const bytes = Buffer.from(text);
  return objectRanges(path, { field: 'data', first: 'id', second: 'spans' }, count, 1)?.map(
    ({ from, to }) => {
      const part = bytes.subarray(from, to).toString().trim().replace(/,$/, '');
      const objects: { id: string }[] = JSON.parse(`[${part}]`);
      return objects.map(({ id }) => id);
    },
  );
}

function objects(ids: readonly string[], payload = ''): object[] {
  return ids.map((id) => ({ id, spans: [{ id, payload }], rest: {} }));
}

const ids = ['a', 'b', 'c', 'd', 'e'];
const tail = '"total":0,"limit":0,"offset":0,"errors":null}';

test.each([
  ['in an answer', `{"data":${JSON.stringify(objects(ids))},${tail}`],
  ['alone', JSON.stringify(objects(ids))],
  ['over lines', `${JSON.stringify({ data: objects(ids), total: 0, errors: null }, null, 2)}\n`],
])('a list %s is cut between its objects', (_, text) => {
  const parts = idsOf(text, 2);
  expect(parts).toHaveLength(2);
  expect(parts?.flat()).toEqual(ids);
});

test.each([
  ['whose objects begin otherwise', `{"data":[{"spans":[],"id":"a"},{"spans":[],"id":"b"}]}`],
  ['with its list in another field', `{"spans":${JSON.stringify(objects(ids))},${tail}`],
  ['with something in front', `{"errors":null,"data":${JSON.stringify(objects(ids))}}`],
  ['with something of matter behind', `{"data":${JSON.stringify(objects(ids))},"errors":{"msg":"x"}}`],
  ['that ends early', `{"data":${JSON.stringify(objects(ids)).slice(0, -20)}`],
  ['of one object', `{"data":${JSON.stringify(objects(['a']))}}`],
])('a document %s is left whole', (_, text) => {
  expect(idsOf(text, 3)).toBeUndefined();
});

test('what looks like an object within a text is none, and objects longer than a part stay whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('{"id":"x","spans":[', ']}', '"', '\\', '{', 'é', 'x'.repeat(3000)), {
        maxLength: 5,
      }),
      fc.integer({ min: 2, max: 6 }),
      (pieces, count) => {
        const text = `{"data":${JSON.stringify(objects(ids, pieces.join('')))},${tail}`;
        expect(idsOf(text, count)?.flat() ?? ids).toEqual(ids);
      },
    ),
  );
});
