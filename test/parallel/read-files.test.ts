/** Files read by several threads into one store, against one thread that reads them one after the other. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';

import { openFile } from '../../src/bytes/source.ts';
import { InputError } from '../../src/errors.ts';
import { readSource } from '../../src/formats/read.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import { type ParallelOptions, readInParallel } from '../../src/parallel/read-files.ts';
import { reading } from '../../src/parallel/read-task.ts';
import { readTasks } from '../../src/parallel/tasks.ts';
import type { Thread } from '../../src/parallel/threads.ts';
import { repository } from '../cli/context.ts';
import { Dumps } from '../commands/dumps.ts';
import { fixtureFiles } from '../formats/fixture-files.ts';
import { runs } from '../support/random-traces.ts';
import { sideRows, spanRows } from '../support/store-contents.ts';
import { threadsHere } from '../support/threads-here.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

/** What reading left behind. */
interface Read {
  store: SpanStore;
  report: ReadReport;
  /** Messages on files that could not be read, in order. */
  failures: string[];
}

/** Begins to read: into what, and how one file is read here. */
function begun(details: boolean): Read & { readHere: (path: string) => void } {
  const [store, report] = [new SpanStore({ details }), new ReadReport()];
  const failures: string[] = [];
  const readHere = (path: string): void => {
    try {
      readSource(openFile(path), store, {}, report);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failures.push(error.message);
    }
  };
  return { store, report, failures, readHere };
}

function readByOne(paths: readonly string[], details: boolean): Read {
  const { readHere, ...read } = begun(details);
  paths.forEach(readHere);
  return read;
}

/** Undefined where threads had nothing to share. */
async function readByThreads(
  paths: readonly string[],
  details: boolean,
  options: Partial<ParallelOptions>,
): Promise<Read | undefined> {
  const { readHere, ...read } = begun(details);
  const files = paths.map((path) => ({ path, size: statSync(path, { throwIfNoEntry: false })?.size ?? 0 }));
  const all = { jobs: 2, worker: '', format: undefined, shortest: 1, readHere, start: threadsHere(reading) };
  const isRead = await readInParallel(files, { ...all, ...options }, read.store, read.report);
  return isRead ? read : undefined;
}

function shown({ store, report, failures }: Read): unknown {
  const { formats, skipped } = report;
  const orders = [[...formats], [...skipped]];
  return { spans: spanRows(store), sides: sideRows(store), report, orders, failures };
}

const damaged = readFileSync(join(repository, 'fixtures/otlp-json/shop.jsonl'), 'utf8')
  .split('\n')
  .map((line, i) => (i === 2 ? line.slice(0, 40) : line))
  .join('\n');
const whole = gzipSync(damaged);
const paths = [
  ...fixtureFiles.map(({ path }) => join(repository, 'fixtures', path)),
  dumps.file('damaged.jsonl', damaged),
  dumps.file('damaged.jsonl.gz', ''),
  dumps.file('cut.jsonl.gz', ''),
  dumps.file('empty.jsonl', ''),
  dumps.file('readme.md', '# no dump\n'),
  join(dumps.folder, 'missing.jsonl'),
];
writeFileSync(join(dumps.folder, 'damaged.jsonl.gz'), whole);
writeFileSync(join(dumps.folder, 'cut.jsonl.gz'), whole.subarray(0, whole.length / 2));

const ways = fc.record({
  jobs: fc.integer({ min: 2, max: 4 }),
  shortest: fc.constantFrom(1, 1000, Infinity),
  delays: fc.array(fc.nat(3), { minLength: 1, maxLength: 9 }),
});

test('threads fill the store that one fills, and tell what it tells, whichever is done first', async () => {
  let [cut, together] = [0, 0];
  const some = fc.array(fc.constantFrom(...paths), { minLength: 2, maxLength: 16 });
  await fc.assert(
    fc.asyncProperty(some, ways, fc.boolean(), async (files, { delays, ...way }, details) => {
      const read = await readByThreads(files, details, { ...way, start: threadsHere(reading, delays) });
      // Where hardly anything is in the files there is nothing to share.
      if (read === undefined) return;
      expect(shown(read)).toEqual(shown(readByOne(files, details)));
      const sized = files.map((path) => ({
        path,
        size: statSync(path, { throwIfNoEntry: false })?.size ?? 0,
      }));
      const tasks = readTasks(sized, { ...way, format: undefined });
      if (tasks.some(({ length }) => length > 1)) cut++;
      if (tasks.some(([task]) => task.paths.length > 1)) together++;
    }),
    { numRuns: Math.min(runs.numRuns, 100) },
  );
  // Otherwise only whole files were tried, each by itself.
  expect(cut).toBeGreaterThan(5);
  expect(together).toBeGreaterThan(5);
});

test('ten damages are told of, those that come first, and all are counted', async () => {
  const text = Array.from({ length: 7 }, () => '{"a":').join('\n');
  const head = damaged.split('\n')[0];
  const files = [1, 2, 3].map((k) => dumps.file(`seven-${k}.jsonl`, `${head}\n${text}\n`));
  const read = await readByThreads(files, true, { shortest: Infinity });
  expect(read?.report).toMatchObject({ damagedCount: 21, damages: { length: 10 } });
  expect(read?.report).toEqual(readByOne(files, true).report);
});

/** A trace of one span. */
function trace(id: number): object {
  const traceID = String(id).padStart(16, '0');
  const span = {
    traceID,
    spanID: '1'.repeat(16),
    operationName: 'a',
    startTime: id,
    duration: 1,
    processID: 'p',
  };
  return { traceID, spans: [span], processes: { p: { serviceName: 's' } } };
}

describe('parts of a Jaeger document', () => {
  const list = Array.from({ length: 40 }, (_, i) => JSON.stringify(trace(i + 1)));
  const documentOf = (between: string): string => {
    const text = [list.slice(0, 5).join(','), list.slice(5).join(',')].join(between);
    return `{"data":[${text}],"total":0}`;
  };

  test.each([',', ' , ', '', ',,', ',]', ']},', ',1,', 'x'])(
    'with %j between two of them are what the whole is',
    async (between) => {
      const path = dumps.file('parts.json', documentOf(between));
      const read = await readByThreads([path], true, { shortest: 100, jobs: 4 });
      expect(read && shown(read)).toEqual(shown(readByOne([path], true)));
    },
  );
});

describe('tasks', () => {
  const line = `${damaged.split('\n')[0]}\n`;
  /** About a megabyte. */
  const path = dumps.file('large.jsonl', line.repeat(Math.ceil((1 << 20) / line.length)));
  const { size } = statSync(path);
  const parts = (copies: number, jobs: number, shortest = 1): number[] =>
    readTasks(
      Array.from({ length: copies }, () => ({ path, size })),
      { jobs, shortest, format: undefined },
    ).map(({ length }) => length);

  test('are as many of a single file as there are threads', () => {
    expect(parts(1, 2)).toEqual([2]);
    expect(parts(1, 4)).toEqual([4]);
    expect(parts(1, 4, size / 3 - 1)).toEqual([3]);
    expect(parts(1, 4, size)).toEqual([1]);
  });

  test('are whole files where there are many', () => {
    expect(parts(3, 2)).toEqual([2, 2, 2]);
    expect(parts(9, 2)).toEqual(Array.from({ length: 9 }, () => 1));
  });

  test('are several files where there are very many', () => {
    const files = Array.from({ length: 41 }, (_, k) => ({ path: `${k}`, size: k === 20 ? 0 : 10 }));
    const tasks = readTasks(files, { jobs: 2, shortest: 100, format: undefined }).flat();
    expect(tasks.flatMap(({ paths }) => paths)).toEqual(files.map(({ path }) => path));
    const pairs = Array.from({ length: 20 }, (_, k) => (k === 9 ? 3 : 2));
    expect(tasks.map((task) => task.paths.length)).toEqual(pairs);
  });

  test('cover a file once', () => {
    const [tasks] = readTasks([{ path, size }], { jobs: 3, shortest: 1, format: undefined });
    const borders = tasks.map(({ part }) => [part?.range.from, part?.range.to]);
    expect(borders.flat()).toEqual([0, borders[0][1], borders[0][1], borders[1][1], borders[1][1], size]);
  });
});

/** Threads that are watched. */
function watched(ask: (number: number, path: string) => void = () => {}) {
  const asked: number[] = [];
  let stopped = 0;
  const starting = threadsHere(reading, [0, 1]);
  const start = (script: string, setup: object): Thread => {
    const thread = starting(script, setup);
    const number = asked.push(0) - 1;
    return {
      ask(question) {
        asked[number]++;
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a ReadTask
        ask(number, (question as { paths: string[] }).paths[0]);
        return thread.ask(question);
      },
      stop: async () => stopped++,
    };
  };
  return { asked, start, stopped: () => stopped };
}

function refuse(): never {
  throw new Error('too much');
}

describe('threads', () => {
  const files = Array.from({ length: 7 }, (_, k) => dumps.file(`few-${k}.jsonl`, damaged.split('\n')[k % 2]));

  test('are no more than asked for, and each has several tasks', async () => {
    const { asked, start, stopped } = watched();
    expect(await readByThreads(files, true, { jobs: 3, start })).toBeDefined();
    expect(asked).toHaveLength(3);
    expect(asked.reduce((sum, count) => sum + count)).toBe(7);
    expect(Math.min(...asked)).toBeGreaterThan(1);
    expect(stopped()).toBe(3);
  });

  test('are no more than there are tasks, and none for a single one', async () => {
    const { asked, start } = watched();
    await readByThreads(files.slice(0, 2), true, { jobs: 9, start, shortest: Infinity });
    expect(asked).toEqual([1, 1]);
    expect(await readByThreads(files.slice(0, 1), true, { shortest: Infinity, start })).toBeUndefined();
    expect(await readByThreads(files, true, { jobs: 1, start })).toBeUndefined();
    expect(asked).toEqual([1, 1]);
  });

  test('end when one of them fails', async () => {
    const { start, stopped } = watched((_, path) => {
      if (path.endsWith('few-3.jsonl')) throw new Error('no memory');
    });
    await expect(readByThreads(files, true, { start })).rejects.toThrow('no memory');
    expect(stopped()).toBe(2);
  });

  test('end when what hears of their progress throws', async () => {
    const { stopped, start } = watched();
    const forever = (script: string, setup: object): Thread => ({
      ...start(script, setup),
      ask: () => new Promise(() => {}),
    });
    const all = { start: forever, onProgress: refuse };
    await expect(readByThreads(files, true, all)).rejects.toThrow('too much');
    expect(stopped()).toBe(2);
  });
});

test('spans are told of once while they are read: by threads until they are in the report', async () => {
  const file = dumps.file('again.jsonl', `${damaged.split('\n')[0]}\n{"a":\n`.repeat(4));
  const good = dumps.file('good.jsonl', `${damaged.split('\n')[0]}\n`.repeat(4));
  const told: number[][] = [];
  const { readHere, store, report } = begun(true);
  const files = [good, file].map((path) => ({ path, size: statSync(path).size }));
  const onProgress = (bytes: number, spanCount: number): void => {
    told.push([bytes, spanCount + report.spanCount]);
  };
  const options = { jobs: 2, worker: '', format: undefined, shortest: 1, start: threadsHere(reading) };
  await readInParallel(files, { ...options, readHere, onProgress }, store, report);
  const alone = readByOne([good], true);
  // The damaged file begins anew, and what is told then is of the other alone; each part ends with a line break more.
  expect(told).toEqual([[files[0].size + 2, alone.store.size]]);
  expect(report.spanCount).toBe(2 * alone.store.size);
});
