/** When files are worth threads, and how many. */
import { truncateSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import type { Context } from '../../src/cli/context.ts';
import { readByThreads } from '../../src/cli/read-by-threads.ts';
import { Reading } from '../../src/cli/reading.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import { Dumps } from '../commands/dumps.ts';
import { repository } from './context.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

const context: Context = {
  stdin: 'none',
  write() {},
  warn() {},
  env: {},
  cwd: repository,
  packageRoot: repository,
  isTTY: false,
  columns: undefined,
  worker: 'worker.cjs',
  cores: 4,
  now: () => new Date('2023-11-14T23:00:00Z'),
};

/** Threads that files of so many megabytes are given to; undefined for none. */
async function threadsFor(
  sizes: readonly number[],
  { jobs, name = '.jsonl', ...outside }: Partial<Context> & { jobs?: number; name?: string } = {},
): Promise<number | undefined> {
  const names = sizes.map((size, k) => {
    const path = dumps.file(`${k}${name}`, '');
    truncateSync(path, size << 20);
    return path;
  });
  let threads: number | undefined;
  const into = { store: new SpanStore(), report: new ReadReport() };
  const isRead = await readByThreads({ ...context, ...outside }, names, {
    ...into,
    jobs,
    reading: new Reading(context, names, into, {}),
    readHere() {},
    byThreads: async (files, options) => {
      expect(files.map(({ path }) => path)).toEqual(names);
      threads = options.jobs;
      return true;
    },
  });
  expect(isRead).toBe(threads !== undefined);
  return threads;
}

test('one for each sixteen megabytes, and as many as cores at most', async () => {
  expect(await threadsFor([40])).toBe(2);
  expect(await threadsFor([20, 10, 20])).toBe(3);
  expect(await threadsFor(Array.from({ length: 20 }, () => 10))).toBe(4);
  expect(await threadsFor([40, 40], { jobs: 3 })).toBe(3);
});

test('none for little, and where one is asked for', async () => {
  expect(await threadsFor([31])).toBeUndefined();
  expect(await threadsFor([10, 10, 10])).toBeUndefined();
  expect(await threadsFor([100], { jobs: 1 })).toBeUndefined();
  expect(await threadsFor([100], { worker: undefined })).toBeUndefined();
});

test('what is compressed is worth more than its size', async () => {
  expect(await threadsFor([2, 2], { name: '.jsonl.gz' })).toBe(2);
  expect(await threadsFor([2, 2], { name: '.json.zst' })).toBe(2);
  expect(await threadsFor([1, 1], { name: '.jsonl.gz' })).toBeUndefined();
});

test('what is no file is left to one thread, what is not there is not', async () => {
  const large = dumps.file('large.jsonl', '');
  truncateSync(large, 64 << 20);
  const read = async (other: string): Promise<boolean> => {
    const into = { store: new SpanStore(), report: new ReadReport() };
    const names = [large, other];
    const reading = new Reading(context, names, into, {});
    return readByThreads(context, names, { ...into, reading, readHere() {}, byThreads: async () => true });
  };
  expect(await read('/dev/null')).toBe(process.platform === 'win32');
  expect(await read(join(dumps.folder, 'missing'))).toBe(true);
});
