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

test('half of the cores are worth little, all of them much', async () => {
  expect(await threadsFor([127])).toBeUndefined();
  expect(await threadsFor([128])).toBe(2);
  expect(await threadsFor([300, 200, 200])).toBe(2);
  expect(await threadsFor([300, 300, 200])).toBe(3);
  expect(await threadsFor([1500, 1500])).toBe(4);
  expect(await threadsFor([500], { cores: 2 })).toBeUndefined();
  expect(await threadsFor([512], { cores: 2 })).toBe(2);
  expect(await threadsFor([1500, 1500], { cores: 1 })).toBeUndefined();
});

test('as many as are asked for, if each has sixteen megabytes', async () => {
  expect(await threadsFor([31], { jobs: 4 })).toBeUndefined();
  expect(await threadsFor([32], { jobs: 4 })).toBe(2);
  expect(await threadsFor([20, 10, 20], { jobs: 4 })).toBe(3);
  expect(await threadsFor([400], { jobs: 8 })).toBe(8);
  expect(await threadsFor([1000], { jobs: 1 })).toBeUndefined();
  expect(await threadsFor([1000], { worker: undefined, jobs: 2 })).toBeUndefined();
});

test('what is compressed is worth more than its size, and so are many files', async () => {
  expect(await threadsFor([10, 10], { name: '.jsonl.gz' })).toBe(2);
  expect(await threadsFor([10, 10], { name: '.json.zst' })).toBe(2);
  expect(await threadsFor([5, 5], { name: '.jsonl.gz' })).toBeUndefined();
  expect(await threadsFor(Array.from({ length: 300 }, () => 0))).toBe(2);
  expect(await threadsFor(Array.from({ length: 200 }, () => 0))).toBeUndefined();
});

test('what is no file is left to one thread, what is not there is not', async () => {
  const large = dumps.file('large.jsonl', '');
  truncateSync(large, 128 << 20);
  const read = async (other: string): Promise<boolean> => {
    const into = { store: new SpanStore(), report: new ReadReport() };
    const names = [large, other];
    const reading = new Reading(context, names, into, {});
    return readByThreads(context, names, { ...into, reading, readHere() {}, byThreads: async () => true });
  };
  expect(await read('/dev/null')).toBe(process.platform === 'win32');
  expect(await read(join(dumps.folder, 'missing'))).toBe(true);
});
