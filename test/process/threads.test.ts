/** Files read by threads of the built command. */
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { openFile } from '../../src/bytes/source.ts';
import { readSource } from '../../src/formats/read.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import { storePart } from '../../src/model/store-part.ts';
import { readInParallel } from '../../src/parallel/read-file.ts';

const worker = resolve('dist/worker.cjs');
const folder = mkdtempSync(join(tmpdir(), 'tracectl-threads-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Read {
  isRead: boolean;
  store: SpanStore;
  report: ReadReport;
}

async function readBy(jobs: number, path: string): Promise<Read> {
  const store = new SpanStore();
  const report = new ReadReport();
  const options = { jobs, worker, format: undefined, shortest: 1000 };
  return { isRead: await readInParallel(path, options, store, report), store, report };
}

test.each([2, 3, 4])('%d threads fill the store that one fills', async (jobs) => {
  const path = 'fixtures/otlp-json/quirks.jsonl';
  const alone = new SpanStore();
  const expected = new ReadReport();
  readSource(openFile(path), alone, {}, expected);
  const { isRead, store, report } = await readBy(jobs, path);
  expect(isRead).toBe(true);
  expect(report).toEqual(expected);
  expect(storePart(store)).toEqual(storePart(alone));
});

test.each([
  ['is one document', 'fixtures/jaeger/drawn.json'],
  ['goes over lines', 'fixtures/otlp-json/quirks-pretty.json'],
  ['is protobuf', 'fixtures/otlp-proto/shop-framed.bin'],
])('a file that %s is left to one thread', async (_, path) => {
  const { isRead, store } = await readBy(2, path);
  expect({ isRead, size: store.size }).toEqual({ isRead: false, size: 0 });
});

test('a file with damaged records is left to one thread', async () => {
  const path = join(folder, 'damaged.jsonl');
  copyFileSync('fixtures/otlp-json/shop.jsonl', path);
  appendFileSync(path, '{"resourceSpans": [{"scope\n');
  const { isRead, store, report } = await readBy(2, path);
  expect({ isRead, size: store.size, damaged: report.damagedCount }).toEqual({
    isRead: false,
    size: 0,
    damaged: 0,
  });
  expect(readFileSync(path, 'utf8')).toContain('{"scope\n');
});
