/** Files read and counted by threads of the built command. */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, describe, expect, test } from 'vitest';

import { openFile } from '../../src/bytes/source.ts';
import { readSource } from '../../src/formats/read.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import { readInParallel } from '../../src/parallel/read-files.ts';
import { sideRows, spanRows } from '../support/store-contents.ts';

const worker = resolve('dist/worker.cjs');
const folder = mkdtempSync(join(tmpdir(), 'tracectl-threads-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Read {
  isRead: boolean;
  store: SpanStore;
  report: ReadReport;
  /** Files that were read here. */
  here: string[];
}

async function readBy(jobs: number, ...paths: string[]): Promise<Read> {
  const store = new SpanStore();
  const report = new ReadReport();
  const here: string[] = [];
  const readHere = (path: string): void => {
    here.push(path);
    readSource(openFile(path), store, {}, report);
  };
  const files = paths.map((path) => ({ path, size: statSync(path).size }));
  const options = { jobs, worker, format: undefined, shortest: 1000, readHere };
  return { isRead: await readInParallel(files, options, store, report), store, report, here };
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
  const { isRead, store, report, here } = await readBy(jobs, path);
  expect({ isRead, here }).toEqual({ isRead: true, here: [] });
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

test('parts with damaged records are read again in one piece', async () => {
  const path = join(folder, 'damaged.jsonl');
  copyFileSync('fixtures/otlp-json/shop.jsonl', path);
  appendFileSync(path, '{"resourceSpans": [{"scope\n');
  const { isRead, report, here } = await readBy(2, path);
  expect({ isRead, here }).toEqual({ isRead: true, here: [path] });
  expect(report.damagedCount).toBe(1);
});

test('threads read file after file', async () => {
  const paths = Array.from({ length: 12 }, (_, k) => `fixtures/otlp-json/${k % 2 ? 'shop' : 'quirks'}.jsonl`);
  const alone = new SpanStore();
  const expected = new ReadReport();
  for (const path of paths) readSource(openFile(path), alone, {}, expected);
  const { store, report, here } = await readBy(2, ...paths);
  expect(here).toEqual([]);
  expect(report).toEqual(expected);
  expect(spanRows(store)).toEqual(spanRows(alone));
});

/** More than what threads are started for; texts make few spans large. */
const traceCount = 3000;
const note = 'x'.repeat(6000);

/** The times of a trace's spans: microseconds. */
function times(number: number): { start: number; length: number }[] {
  return [
    { start: 1e15 + number, length: 90 + (number % 7) },
    { start: 1e15 + number + 5, length: 10 + (number % 31) },
  ];
}

function idOf(number: number): string {
  return `${number + 1}`.padStart(32, 'a');
}

function jaegerTrace(number: number): string {
  const traceID = idOf(number);
  const spans = times(number).map(({ start, length }, i) => ({
    traceID,
    spanID: `b${i}`,
    operationName: `op ${i} ${number % 3}`,
    references: i === 0 ? [] : [{ refType: 'CHILD_OF', traceID, spanID: 'b0' }],
    startTime: start,
    duration: length,
    tags: [{ key: 'note', type: 'string', value: note }],
    processID: 'p',
  }));
  return JSON.stringify({ traceID, spans, processes: { p: { serviceName: `s${number % 5}` } } });
}

function otlpLine(number: number, i: number): string {
  const { start, length } = times(number)[i];
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: `s${number % 5}` } }] };
  const span = {
    traceId: idOf(number),
    spanId: `b${i}`.padStart(16, '0'),
    parentSpanId: i === 0 ? '' : 'b0'.padStart(16, '0'),
    name: `op ${i} ${number % 3}`,
    startTimeUnixNano: `${start}000`,
    endTimeUnixNano: `${start + length}000`,
    attributes: [{ key: 'note', value: { stringValue: note } }],
  };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
}

const numbers = Array.from({ length: traceCount }, (_, number) => number);

/** The same traces in each; in the last one every tenth begins in one half and ends in the other. */
const dumps: Record<string, () => string> = {
  'a Jaeger document': () => `{"data":[${numbers.map(jaegerTrace).join(',')}]}`,
  'lines of Jaeger traces': () => numbers.map(jaegerTrace).join('\n'),
  'OTLP lines': () => {
    const late = numbers.filter((number) => number % 10 === 0).map((number) => otlpLine(number, 1));
    const others = numbers.flatMap((number) =>
      number % 10 === 0 ? otlpLine(number, 0) : [0, 1].map((i) => otlpLine(number, i)),
    );
    return [...others, ...late].join('\n');
  },
};

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

function tracectl(...args: string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/tracectl.cjs', ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return { status, stdout, stderr };
}

function stats(...args: string[]): Ended {
  return tracectl('stats', ...args);
}

describe('stats of one dump', () => {
  const expected: { stdout?: string } = {};

  test.each(Object.entries(dumps))('is the same for any number of threads: %s', (name, text) => {
    const path = join(folder, name);
    writeFileSync(path, text());
    for (const jobs of ['1', '2', '4']) {
      const { status, stdout, stderr } = stats(path, '--jobs', jobs, '-o', 'json', '--made-of', 'p50,p99');
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toBe((expected.stdout ??= stdout));
    }
    const some = [
      '--where',
      '{ name =~ "op 1.*" && duration > 20us }',
      '--match',
      'span',
      '--by',
      'span.note,root',
    ];
    const [one, two] = ['1', '2'].map((jobs) => stats(path, '--jobs', jobs, ...some, '--partial', '-'));
    expect(two).toEqual(one);
    expect(one.status).toBe(0);
  });

  test('is told with what is wrong with it once', () => {
    const path = join(folder, 'damaged.json');
    writeFileSync(path, `${dumps['lines of Jaeger traces']()}\n{"traceID":}\n`);
    const [one, two] = ['1', '2'].map((jobs) => stats(path, '--jobs', jobs));
    expect(two).toEqual(one);
    expect(one.stderr.match(/line 3,001 /g)).toHaveLength(1);
  });

  test('is exact where a trace comes again, also in another thread', () => {
    const path = join(folder, 'again.jsonl');
    writeFileSync(
      path,
      `${dumps['lines of Jaeger traces']()}\n${jaegerTrace(5).replaceAll('"b1"', '"c1"')}\n`,
    );
    const [one, two] = ['1', '2'].map((jobs) => stats(path, '--jobs', jobs, '-o', 'json'));
    expect(two).toEqual(one);
    expect(JSON.parse(one.stdout)).toMatchObject({ traceCount, spanCount: 2 * traceCount + 1 });
  });

  test.skipIf(process.platform === 'win32')('may come through a named pipe, which is read once', () => {
    const path = join(folder, 'again.jsonl');
    const pipe = join(folder, 'pipe');
    const script = 'mkfifo "$1"; cat "$2" > "$1" & "$3" dist/tracectl.cjs stats "$1" -o json';
    const { stdout } = spawnSync('sh', ['-c', script, 'sh', pipe, path, process.execPath], {
      encoding: 'utf8',
    });
    expect(stdout).toBe(stats(path, '-o', 'json').stdout);
  });
});

/** Traces in the lines and documents of several files. */
const kinds = {
  Jaeger: (some: readonly number[]) => `{"data":[${some.map(jaegerTrace).join(',')}]}`,
  OTLP: (some: readonly number[]) =>
    some.flatMap((number) => [0, 1].map((i) => otlpLine(number, i))).join('\n'),
  // Each trace begins in one file and goes on in the next.
  'OTLP in pieces': (some: readonly number[]) =>
    some.flatMap((number) => [otlpLine(number, 0), otlpLine((number + 1) % traceCount, 1)]).join('\n'),
};

/** Twenty files in a folder of their own, one of them compressed. */
function filesOf(kind: keyof typeof kinds, name: string): string[] {
  mkdirSync(join(folder, name));
  const paths = Array.from({ length: 20 }, (_, k) => {
    const path = join(folder, name, `${k}.json${k === 7 ? '.gz' : ''}`);
    const text = kinds[kind](numbers.filter((number) => number % 20 === k));
    writeFileSync(path, k === 7 ? gzipSync(text) : text);
    return path;
  });
  // With less, one thread reads them all.
  expect(paths.reduce((sum, path) => sum + statSync(path).size, 0)).toBeGreaterThan(32 << 20);
  return paths;
}

describe('many dumps', () => {
  test.each(['Jaeger', 'OTLP', 'OTLP in pieces'] as const)(
    'are counted alike by any number of threads, in any order: %s',
    (kind) => {
      const paths = filesOf(kind, `many ${kind}`);
      const flags = ['-o', 'json', '--made-of', 'p50,p99'];
      const expected = stats(...paths, '--jobs', '1', ...flags);
      expect(JSON.parse(expected.stdout)).toMatchObject({ traceCount, spanCount: 2 * traceCount });
      expect(stats(...paths, '--jobs', '2', ...flags)).toEqual(expected);
      expect(stats(...paths.toReversed(), '--jobs', '4', ...flags)).toEqual(expected);
    },
  );

  const odd = {
    'cut.jsonl.gz': gzipSync(otlpLine(2, 0).repeat(9)).subarray(0, 80),
    'damaged.jsonl': `${otlpLine(1, 0)}\n{"resourceSpans":[{"scope`,
    'empty.jsonl': '',
    'large.jsonl': `${kinds.OTLP(numbers)}\n{"resourceSpans":[{"scope\n`,
    'readme.md': '# no dump',
  };

  test.each([['stats'], ['slowest', '--limit', '3']])(
    'are told of alike by %s where some are damaged, empty or missing',
    (...command) => {
      const paths = filesOf('OTLP', `odd ${command[0]}`);
      const own = Object.entries(odd).map(([name, text]) => {
        const path = join(folder, `odd ${command[0]}`, name);
        writeFileSync(path, text);
        return path;
      });
      for (const given of [
        [join(folder, `odd ${command[0]}`)],
        [...own, ...paths, join(folder, 'missing')],
      ]) {
        const [one, two] = ['1', '2'].map((jobs) => tracectl(...command, ...given, '--jobs', jobs));
        expect(two).toEqual(one);
        expect(one.status).toBe(4);
        expect(one.stderr).toMatch(/damaged\.jsonl(.|\n)*large\.jsonl/);
      }
    },
  );
});
