/** Traces counted while others are read, by one thread or several, against those of a store that holds all. */
import { statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';

import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';

import { openFile } from '../../src/bytes/source.ts';
import { countingByThreads } from '../../src/cli/count-files.ts';
import { counting } from '../../src/cli/count-thread.ts';
import { PassingTraces, NotInPassing } from '../../src/cli/passing-traces.ts';
import { type CountPlan, traceCounter } from '../../src/cli/trace-counter.ts';
import { readSource } from '../../src/formats/read.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { groupTraces } from '../../src/tree/group.ts';
import { shown } from '../analysis/aggregate/counting.ts';
import { Dumps } from '../commands/dumps.ts';
import { fixtureFiles } from '../formats/fixture-files.ts';
import { runs, shuffled } from '../support/random-traces.ts';
import { type SpanSpec, storeOf } from '../support/spans.ts';
import { threadsHere } from '../support/threads-here.ts';
import { traceSet } from '../support/trace-sets.ts';
import { written } from '../writers/writing.ts';
import { repository } from './context.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

const all = { query: undefined, from: undefined, to: undefined };
const plain: CountPlan = {
  by: undefined,
  filter: all,
  match: 'trace',
  analysis: { profile: 'auto', self: 'blocking', allRoots: false },
  tree: { skew: 'auto', adoptOrphans: false },
};
const ofB = { ...all, query: parseQuery('{ resource.service.name = "b" }') };
const plans: CountPlan[] = [
  plain,
  { ...plain, by: ['root,kind'], filter: ofB },
  { ...plain, by: ['path'], filter: ofB, match: 'span', analysis: { ...plain.analysis, allRoots: true } },
  { ...plain, by: ['resource.host.name', 'service'], tree: { skew: 'off', adoptOrphans: true } },
];

/** What counting gave. */
interface Outcome {
  statistics: unknown;
  traceCount: number;
  report: ReadReport;
  /** Spans that were in the store in the end. */
  held: number;
}

/** Attributes, events and links are read. */
function emptyStore(): SpanStore {
  return new SpanStore({ details: true });
}

async function countedAtOnce(paths: readonly string[], plan: CountPlan): Promise<Outcome> {
  const passing = new PassingTraces(await traceCounter(plan));
  const [store, report] = [emptyStore(), new ReadReport()];
  for (const path of paths) readSource(openFile(path), store, {}, report);
  return outcome(passing, store, report);
}

/** How threads count. */
interface Way {
  jobs: number;
  batch: number;
  /** As in threadsHere. */
  delays?: readonly number[];
}

/** Undefined where a trace that was counted went on. */
async function countedInPassing(
  paths: readonly string[],
  plan: CountPlan,
  { jobs, batch, delays = [0] }: Way,
): Promise<Outcome | undefined> {
  const passing = new PassingTraces(await traceCounter(plan), { batch });
  const [store, report] = [emptyStore(), new ReadReport()];
  const files = paths.map((path) => ({ path, size: statSync(path).size }));
  const readHere = (path: string): void =>
    readSource(openFile(path), store, { onSettled: passing.take.bind(passing) }, report);
  const start = threadsHere(counting, delays);
  const options = { jobs, worker: '', format: undefined, shortest: 1, start, readHere };
  try {
    const isCounted = await countingByThreads(passing, batch)(files, options, store, report);
    if (!isCounted) paths.forEach(readHere);
    passing.refuseSeenIn(store);
    return outcome(passing, store, report);
  } catch (error) {
    if (error instanceof NotInPassing) return undefined;
    throw error;
  }
}

function outcome(passing: PassingTraces, store: SpanStore, report: ReadReport): Outcome {
  passing.count(store, groupTraces(store));
  const { traceCount, counter } = passing;
  return { statistics: shown(counter.statistics), traceCount, report, held: store.size };
}

/** Traces in ways that formats write them. */
const layouts: Record<string, (traces: readonly SpanSpec[][]) => string> = {
  'a Jaeger document': (traces) => textOf('jaeger', traces.flat()),
  'lines of Jaeger traces': (traces) => jaegerTraces(traces).join('\n'),
  'lines of Zipkin traces': (traces) =>
    traces.map((specs) => `[${textOf('zipkin', specs).trim()}]`).join('\n'),
  'replies of Tempo': (traces) =>
    traces.map((specs) => textOf('otlp-json', specs).trim().replace('resourceSpans', 'batches')).join('\n'),
  'OTLP lines of single spans': (traces) =>
    shuffled(traces.flat(), 7)
      .map((spec) => textOf('otlp-json', [spec]).trim())
      .join('\n'),
};

function textOf(target: string, specs: readonly SpanSpec[]): string {
  return Buffer.from(written(target, storeOf(specs)).bytes).toString();
}

function jaegerTraces(traces: readonly SpanSpec[][]): string[] {
  return traces.flatMap((specs) => {
    const { data }: { data: object[] } = JSON.parse(textOf('jaeger', specs));
    return data.map((trace) => JSON.stringify(trace));
  });
}

/** Traces of 128-bit ids, some of which are cut to 64 bits in half of the spans. */
const traceSets = fc
  .tuple(traceSet(8), fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }))
  .map(([traces, areCut]) =>
    traces.map((specs, k) =>
      specs.map((spec, i) => {
        const low = `${'c'.repeat(14)}${k + 10}`;
        return { ...spec, trace: areCut[k] && i % 2 === 1 ? low : `${'a'.repeat(16)}${low}` };
      }),
    ),
  );

const ways = fc.record({
  jobs: fc.integer({ min: 1, max: 4 }),
  batch: fc.constantFrom(1, 10, 1000),
  delays: fc.array(fc.nat(3), { minLength: 1, maxLength: 9 }),
});
let number = 0;

describe.each(Object.entries(layouts))('%s', (_, layout) => {
  const isOtlp = layout === layouts['OTLP lines of single spans'];

  test('count alike for any number of threads, in passing and at once', async () => {
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(traceSets, ways, fc.constantFrom(...plans), async (traces, way, plan) => {
        const path = dumps.file(`${number++}.json`, layout(traces));
        const found = await countedInPassing([path], plan, way);
        const { held, ...counts } = await countedAtOnce([path], plan);
        expect(found ?? counts).toMatchObject(counts);
        expect(found === undefined && isOtlp).toBe(false);
        if (found !== undefined && found.held < held) passed++;
      }),
      { numRuns: Math.min(runs.numRuns, 60) },
    );
    // Otherwise nothing but the reading was tried.
    expect(passed).toBeGreaterThan(5);
  });

  test('count alike in several files in any order, of which traces may be in more than one', async () => {
    let passed = 0;
    const cuts = fc.tuple(fc.nat(7), fc.nat(7), fc.boolean());
    await fc.assert(
      fc.asyncProperty(traceSets, cuts, fc.nat(), ways, async (traces, [one, two, isSplit], seed, way) => {
        const [from, to] = [Math.min(one, two), Math.max(one, two)];
        const border = isSplit ? 1 : 0;
        const files = [traces.slice(0, from + border), traces.slice(from, to + border), traces.slice(to)];
        const some = files.filter(({ length }) => length > 0);
        const paths = some.map((own, i) => file(`${number++}.json${i === 1 ? '.gz' : ''}`, layout(own)));
        const found = await countedInPassing(shuffled(paths, seed), plain, way);
        const { held, ...counts } = await countedAtOnce(paths, plain);
        expect(found ?? counts).toMatchObject(counts);
        expect(found === undefined && isOtlp).toBe(false);
        if (found !== undefined && found.held < held) passed++;
      }),
      { numRuns: Math.min(runs.numRuns, 60) },
    );
    expect(passed).toBeGreaterThan(5);
  });
});

/** A dump, compressed where its name says so. */
function file(name: string, text: string): string {
  const path = dumps.file(name, text);
  if (name.endsWith('.gz')) writeFileSync(path, gzipSync(text));
  return path;
}

describe('a dump of four traces', () => {
  const traces = Array.from({ length: 4 }, (_, k): SpanSpec[] => [
    { id: '1', trace: `${k + 1}`.padStart(32, 'e'), start: 0, end: 10, service: 'a' },
    { id: '2', parent: '1', trace: `${k + 1}`.padStart(32, 'e'), start: 1, end: 3 + k, service: 'b' },
  ]);
  const lines = jaegerTraces(traces);

  test.each([1, 2, 4])('is forgotten while it is read by %i threads', async (jobs) => {
    const path = dumps.file('four.jsonl', `${lines.join('\n')}\n`);
    const found = await countedInPassing([path], plain, { jobs, batch: 1 });
    expect(found).toMatchObject({ traceCount: 4, held: 0, report: { spanCount: 8 } });
  });

  const traceID = '1'.padStart(32, 'e');
  const process = { serviceName: 'a' };
  /** A span without its trace, as in an Elasticsearch index. */
  const span = { traceID, spanID: '3', operationName: 'late', startTime: 1, duration: 1, process };

  test.each([1, 2, 4])('with a trace that comes again is given up by %i threads', async (jobs) => {
    const cut = lines[0].replaceAll('e'.repeat(16), '');
    for (const again of [lines[0], lines[3], cut, JSON.stringify(span)]) {
      const path = dumps.file('again.jsonl', [...lines, again].join('\n'));
      expect(await countedInPassing([path], plain, { jobs, batch: 1 })).toBeUndefined();
    }
    const named = [...lines, lines[0]].map((line) => line.replaceAll('e'.repeat(31), 'trace '));
    const path = dumps.file('named.jsonl', named.join('\n'));
    expect(await countedInPassing([path], plain, { jobs, batch: 1 })).toBeUndefined();
    const [one, other] = [lines, lines.slice(2)].map((some, k) => dumps.file(`${k}.jsonl`, some.join('\n')));
    expect(await countedInPassing([one, other], plain, { jobs, batch: 1 })).toBeUndefined();
  });

  test.each([1, 2, 4])('with damaged records tells of each once, read by %i threads', async (jobs) => {
    const damaged = [lines[0], '{"traceID":"ff","spans":[{"spanID"', lines[1], '{"a":', ...lines.slice(2)];
    const path = dumps.file('damaged.jsonl', damaged.join('\n'));
    const { held: _, ...counts } = await countedAtOnce([path], plain);
    expect(counts.report.damages.map(({ line }) => line)).toEqual([2, 4]);
    expect(await countedInPassing([path], plain, { jobs, batch: 1 })).toMatchObject(counts);
  });

  test.each([1, 2, 4])('with damaged files tells of each in its turn, read by %i threads', async (jobs) => {
    const damage = '{"a":';
    const texts = [0, 1, 2].map((k) => (k === 0 ? lines[k] : `${lines[k]}\n${damage}`));
    texts.push('', `${'\n'.repeat(300)}${lines[3]}\n${damage}\n`);
    const paths = texts.map((text, k) => file(`some-${k}.jsonl${k === 2 ? '.gz' : ''}`, text));
    const read = paths.filter((_, k) => k !== 3);
    const { held: _, ...counts } = await countedAtOnce(read, plain);
    expect(counts.report.damages.map(({ source, line }) => [basename(source), line])).toEqual([
      ['some-1.jsonl', 2],
      ['some-2.jsonl.gz', 2],
      ['some-4.jsonl', 302],
    ]);
    expect(await countedInPassing(read, plain, { jobs, batch: 1 })).toMatchObject(counts);
    // What an empty file is said to be comes from here, and is not told twice.
    await expect(countedInPassing(paths, plain, { jobs, batch: 1 })).rejects.toThrow(
      /^cannot read .*some-3\.jsonl: /,
    );
  });

  test('may have parts with nothing in them', async () => {
    const path = dumps.file('gap.jsonl', `${lines.join('\n')}${'\n'.repeat(20_000)}`);
    const found = await countedInPassing([path], plain, { jobs: 4, batch: 1 });
    expect(found).toMatchObject({ traceCount: 4, held: 0 });
  });
});

test('very many groups are not counted by threads, and by one only in passing', async () => {
  const specs = Array.from({ length: 400 }, (_, k): SpanSpec[] =>
    Array.from({ length: 100 }, (_, i) => ({
      id: `${i + 1}`,
      trace: `${k}`.padStart(32, 'e'),
      name: `${k}/${i}`,
    })),
  );
  const plan: CountPlan = { ...plain, by: ['operation'] };
  for (const layout of [layouts['lines of Jaeger traces'], layouts['a Jaeger document']]) {
    const path = dumps.file('many.json', layout(specs));
    for (const jobs of [1, 2]) {
      const found = await countedInPassing([path], plan, { jobs, batch: 1000 });
      expect(found).toMatchObject({ traceCount: 400, statistics: { spanCount: 40_000 } });
      expect(found?.held).toBeLessThan(1100);
    }
  }
  // Of these nothing passes by: they are all held in any case.
  const lines = specs.map((trace) => textOf('otlp-json', trace).trim());
  const path = dumps.file('many.jsonl', lines.join('\n'));
  expect(await countedInPassing([path], plan, { jobs: 2, batch: 1000 })).toBeUndefined();
  expect(await countedInPassing([path], { ...plan, by: ['kind'] }, { jobs: 2, batch: 1000 })).toMatchObject({
    traceCount: 400,
    held: 0,
  });
});

test('spans of a trace in several parts are handed over, of others only what was counted', async () => {
  const spans = Array.from({ length: 20 }, (_, k): SpanSpec => {
    const trace = k === 0 || k === 19 ? 'f'.repeat(32) : `${k}`.padStart(32, 'd');
    return { id: `${k + 1}`, trace, start: k, end: k + 5, links: [{ id: '1', trace: 'f'.repeat(32) }] };
  });
  const text = spans.map((spec) => textOf('otlp-json', [spec]).trim()).join('\n');
  const path = dumps.file('ends.jsonl', text);
  const { held, ...counts } = await countedAtOnce([path], plain);
  expect(held).toBe(20);
  expect(await countedInPassing([path], plain, { jobs: 2, batch: 1 })).toEqual({ ...counts, held: 2 });
});

test.each(fixtureFiles)('$path counts alike', async (file) => {
  const path = join(repository, 'fixtures', file.path);
  const { held: _, ...counts } = await countedAtOnce([path], plain);
  for (const jobs of [1, 2, 4]) {
    const found = await countedInPassing([path], plain, { jobs, batch: 1 });
    expect(found ?? counts).toMatchObject(counts);
  }
});
