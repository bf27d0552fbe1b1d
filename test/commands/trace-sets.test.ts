/** `critical-path` and `slowest` over many traces. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';

import { repository, run } from '../cli/context.ts';
import { type DumpSpan, Dumps } from './dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

/** Twenty orders with a query that takes 5 ms, once 50 ms, and one search. */
function spans(): DumpSpan[] {
  const orders = Array.from({ length: 20 }, (_, k) => orderOf(k + 1, k === 6 ? 50 : 5)).flat();
  return [...orders, { trace: idOf(99), id: '0000000000000991', name: 'GET /search', start: 0, end: 30 }];
}

function orderOf(number: number, query: number): DumpSpan[] {
  const [trace, root, child] = [idOf(number), `000000000000${number + 100}1`, `000000000000${number + 100}2`];
  return [
    { trace, id: root, name: 'POST /order', start: 0, end: 20 + query },
    { trace, id: child, parent: root, service: 'db', name: 'SELECT', start: 10, end: 10 + query },
  ];
}

function idOf(number: number): string {
  return `00000000000000000000000000000${number + 100}`;
}

const all = dumps.dump('all.jsonl', spans());
const slowId = idOf(7);

async function printed(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run(args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

async function parsed(...args: string[]): Promise<Record<string, unknown>> {
  const [command] = args;
  const document: Record<string, unknown> = JSON.parse(await printed(...args, '-o', 'json'));
  const schema: unknown = JSON.parse(readFileSync(join(repository, `docs/schemas/${command}.json`), 'utf8'));
  const validate = new Ajv({ allowUnionTypes: true }).compile(Object(schema));
  validate(document);
  expect(validate.errors).toBeNull();
  return document;
}

describe('critical-path of several traces', () => {
  test('is one tree of their call paths', async () => {
    expect(await printed('critical-path', all, '--width', '80')).toBe(
      `21 traces, 2 entry points, 575ms on their critical paths
per trace  share   own   traces    spans
   27.3ms    95%   70%       20       20  [shop] POST /order
   7.25ms    25%   25%       20       20  +-[db] SELECT
     30ms     5%    5%        1        1  [shop] GET /search

most time, and where it was longest
 70%      20ms  [shop] POST /order
      show ${idOf(1)} --focus 0000000000001011
 25%      50ms  [db] SELECT
      show ${slowId} --focus 0000000000001072
  5%      30ms  [shop] GET /search
      show ${idOf(99)} --focus 0000000000000991
`,
    );
  });

  test('keeps to its schema, and tells no trace by itself', async () => {
    expect(await parsed('critical-path', all)).toMatchObject({
      schemaVersion: 1,
      traces: [],
      profile: 'auto',
      traceCount: 21,
      spanCount: 41,
      durationNano: 575_000_000,
      contexts: [
        { context: 0, parent: null, depth: 0, service: 'shop', name: 'POST /order', spanCount: 20 },
        {
          context: 1,
          parent: 0,
          depth: 1,
          name: 'SELECT',
          criticalPathNano: 145_000_000,
          share: 145 / 575,
          exemplar: { traceId: slowId, spanId: '0000000000001072', criticalPathNano: 50_000_000 },
        },
        { context: 2, parent: null, name: 'GET /search', traceCount: 1 },
      ],
    });
  });

  test('has the same contexts as lines of JSON', async () => {
    const { contexts } = await parsed('critical-path', all);
    const lines = (await printed('critical-path', all, '-o', 'ndjson')).trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject(Object(contexts));
  });

  test('is of those that match', async () => {
    const text = await printed('critical-path', all, '--where', '{ name = "POST /order" }', '--width', '80');
    expect(text.split('\n')[0]).toBe('20 traces of [shop] POST /order, 27.3ms on average');
  });

  test('is one after the other with --all, or where they are named', async () => {
    const document = await parsed('critical-path', all, '--all');
    expect(document['traces']).toHaveLength(21);
    expect(document).not.toHaveProperty('contexts');
    expect((await parsed('critical-path', idOf(1), idOf(2), all))['traces']).toHaveLength(2);
    expect(await parsed('critical-path', idOf(1), idOf(2), all, '--aggregate')).toMatchObject({
      traces: [],
      traceCount: 2,
    });
  });

  test('of one trace is asked for by --aggregate', async () => {
    expect(await printed('critical-path', slowId, all)).toContain('in 3 segments');
    expect(await printed('critical-path', slowId, all, '--aggregate')).toContain(
      '1 trace of [shop] POST /order, 70ms on average',
    );
  });

  test.each([
    [['--all', '--aggregate'], "option '--aggregate' cannot be used with option '--all'"],
    [['--min-share', 'much'], 'Expected percent from 0 to 100'],
    [['--min-share', '101%'], 'Expected percent from 0 to 100'],
  ])('%j exits 2', async (flags, message) => {
    const { exitCode, stdout, stderr } = await run(['critical-path', all, ...flags]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('leaves out call paths with less than --min-share', async () => {
    expect(await printed('critical-path', all, '--min-share', '5.3%')).toContain(
      '1 more call path with 5% of the time left out; --min-share 0 for all',
    );
    expect(await printed('critical-path', all, '--min-share', '5')).not.toContain('left out');
  });
});

/** The names of the charts in a speedscope file. */
async function charts(...flags: string[]): Promise<string[]> {
  const text = await printed('critical-path', all, '-o', 'speedscope', ...flags);
  const { profiles }: { profiles: { name: string }[] } = JSON.parse(text);
  return profiles.map(({ name }) => name);
}

describe('flame graphs', () => {
  test('of several traces, and of one', async () => {
    expect(await printed('critical-path', all, '-o', 'folded')).toBe(
      '[shop] POST /order 400000000\n[shop] POST /order;[db] SELECT 145000000\n[shop] GET /search 30000000\n',
    );
    expect(await printed('critical-path', slowId, all, '-o', 'folded')).toBe(
      '[shop] POST /order 20000000\n[shop] POST /order;[db] SELECT 50000000\n',
    );
  });

  test('are one chart of all traces, or one for each', async () => {
    expect(await charts()).toEqual(['critical paths of 21 traces']);
    expect(await charts('--all')).toHaveLength(21);
    expect(await charts('--trace', slowId)).toEqual([
      `critical path of [shop] POST /order in trace ${slowId}`,
    ]);
  });

  test('of nothing exit 3', async () => {
    expect((await run(['critical-path', all, '--service', 'x', '-o', 'folded'])).exitCode).toBe(3);
  });
});

describe('slowest of several traces', () => {
  test('says how many times its operation’s median a span took, and where it is', async () => {
    expect(await printed('slowest', all, '-n', '2', '--width', '80')).toBe(
      `self  total  critical  share  vs p50  span
50ms   50ms      50ms    71%     10x  [db] SELECT
    show ${slowId} --focus 0000000000001072
30ms   30ms      30ms   100%          [shop] GET /search
    show ${idOf(99)} --focus 0000000000000991
2 of 41 spans by self time; --limit 0 for all
`,
    );
  });

  test('names a place that show takes', async () => {
    const text = await printed('slowest', all, '-n', '1', '--width', '80');
    const [, place = ''] = /^ {4}(show .*)$/m.exec(text) ?? [];
    expect(await printed(...place.split(' '), all)).toContain('[db] SELECT (50ms)');
  });

  test('in a narrow terminal shows the measure that counts', async () => {
    const [header] = (await printed('slowest', all, '--by', 'total', '--width', '60')).split('\n');
    expect(header).toBe('total  share  vs p50  span');
  });

  test('in a pipe has a line for each span', async () => {
    const lines = (await printed('slowest', all, '-n', '1')).trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain(slowId);
  });

  test('keeps to its schema, with the median, the samples and the ratio', async () => {
    const document = await parsed('slowest', all, '-n', '3', '--by', 'total');
    expect(document).toMatchObject({
      by: 'total',
      outliers: false,
      spans: [
        { name: 'POST /order', p50Nano: 25_000_000, sampleCount: 20, ratio: 2.8 },
        { name: 'SELECT', p50Nano: 5_000_000, sampleCount: 20, ratio: 10 },
        { name: 'GET /search', p50Nano: 30_000_000, sampleCount: 1, ratio: null },
      ],
    });
  });

  test('ranks outliers', async () => {
    const { spans: ranked, outliers } = await parsed(
      'slowest',
      all,
      '--outliers',
      '--by',
      'total',
      '-n',
      '3',
    );
    expect(outliers).toBe(true);
    expect(ranked).toMatchObject([{ ratio: 10 }, { ratio: 2.8 }, { name: 'POST /order', ratio: 1 }]);
    expect(await printed('slowest', all, '--outliers', '-n', '1')).toContain(
      '1 of 41 spans by self time vs p50; --limit 0 for all',
    );
  });

  test('says why there are no outliers', async () => {
    expect(await printed('slowest', slowId, all, '--outliers', '--by', 'critical')).toBe(
      'no operation has 20 spans and a median time on the critical path above 0\n',
    );
  });
});

test('the order of files changes no byte', async () => {
  const files = [0, 1, 2].map((part) =>
    dumps.dump(
      `part-${part}.jsonl`,
      spans().filter((_, k) => k % 3 === part),
    ),
  );
  const commands = [
    ['critical-path', '--width', '80'],
    ['critical-path', '-o', 'json'],
    ['critical-path', '-o', 'csv'],
    ['critical-path', '-o', 'folded'],
    ['critical-path', '-o', 'speedscope'],
    ['slowest', '-o', 'json', '-n', '0'],
    ['slowest', '-o', 'json', '--outliers'],
  ];
  for (const [command, ...flags] of commands) {
    const expected = await printed(command, all, ...flags);
    expect(await printed(command, ...files, ...flags)).toBe(expected);
    expect(await printed(command, ...files.toReversed(), ...flags)).toBe(expected);
  }
});
