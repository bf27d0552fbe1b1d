/** Files read by threads of the built command. */
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { openFile } from '../../src/bytes/source.ts';
import { readSource } from '../../src/formats/read.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import { readInParallel } from '../../src/parallel/read-file.ts';
import { sideRows, spanRows } from '../support/store-contents.ts';

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

/** One document of several traces, as Jaeger answers a search. */
function jaegerDocument(): string {
  const trace = readFileSync('fixtures/backends/jaeger-v2/trace.json', 'utf8');
  const { data }: { data: [{ traceID: string }] } = JSON.parse(trace);
  const text = JSON.stringify(data[0]);
  const traces = Array.from({ length: 6 }, (_, i) =>
    text.replaceAll(data[0].traceID, `${i}`.padStart(32, 'a')),
  );
  const path = join(folder, 'traces.json');
  writeFileSync(path, `{"data":[${traces.join(',')}],"total":0,"limit":0,"offset":0,"errors":null}`);
  return path;
}

const cases = ['fixtures/otlp-json/quirks.jsonl', jaegerDocument()].flatMap((path) =>
  [2, 3, 4].map((jobs) => ({ jobs, path })),
);

test.each(cases)('$jobs threads fill the store that one fills: $path', async ({ jobs, path }) => {
  const alone = new SpanStore();
  const expected = new ReadReport();
  readSource(openFile(path), alone, {}, expected);
  const { isRead, store, report } = await readBy(jobs, path);
  expect(isRead).toBe(true);
  expect(report).toEqual(expected);
  expect(spanRows(store)).toEqual(spanRows(alone));
  expect(sideRows(store)).toEqual(sideRows(alone));
});

test.each([
  ['is one object', 'fixtures/otlp-json/checkout.json'],
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
