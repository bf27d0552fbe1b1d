import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';

import { repository, run } from '../cli/context.ts';
import { hostileNames } from '../support/hostile-names.ts';
import { Dumps, type DumpSpan } from './dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

const shop = join(repository, 'fixtures/otlp-json/shop.jsonl');
const [slow, slower] = ['80cf4a36844da1630ac6ca1c8f5e6803', 'd7793bc7b25cc64c96fee9e719bfee7a'];

/** A request of so many queries, each 10 ms and a bit; the k-th of its kind. */
function request(k: number, queries: number, name = 'GET /item'): DumpSpan[] {
  const [trace, id] = [
    (k + 1).toString(16).padStart(32, '0'),
    (number: number): string => `${k}a${number}`.padStart(16, '0'),
  ];
  const start = k * 1000;
  const calls = Array.from({ length: queries }, (_, i): DumpSpan => {
    const from = start + 5 + i * 15;
    return {
      trace,
      id: id(i + 1),
      parent: id(0),
      service: 'db',
      name: 'SELECT',
      start: from,
      end: from + 10 + (k % 5),
    };
  });
  return [{ trace, id: id(0), name, start, end: start + 10 + queries * 15 + (k % 3) }, ...calls];
}

function requests(count: number, queries: number, name?: string): DumpSpan[] {
  return Array.from({ length: count }, (_, k) => request(k, queries, name)).flat();
}

const before = dumps.dump('before.jsonl', requests(30, 1));
const after = dumps.dump('after.jsonl', requests(30, 3));
const one = dumps.dump('one.jsonl', request(0, 1));
const other = dumps.dump('other.jsonl', request(0, 3));

/** What is wrong with a document; nothing if it keeps to the schema. */
function violations(text: string): unknown {
  const schema: unknown = JSON.parse(readFileSync(join(repository, 'docs/schemas/diff.json'), 'utf8'));
  const validate = new Ajv({ allowUnionTypes: true, strict: false }).compile(Object(schema));
  validate(JSON.parse(text));
  return validate.errors;
}

/** What a path, or a pair of spans of it, changed by. */
interface Delta {
  name: string;
  criticalPathDeltaNano: number;
  spans?: Delta[];
}

function sumOf(deltas: readonly Delta[]): number {
  return deltas.reduce((sum, { criticalPathDeltaNano }) => sum + criticalPathDeltaNano, 0);
}

describe('two traces', () => {
  test('are one tree', async () => {
    const { exitCode, stdout, stderr } = await run(['diff', one, other, '--width', '80']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(
      [
        '[shop] GET /item  25ms -> 55ms  (+30ms, +120%)  2 -> 4 spans',
        'before  trace 00000000000000000000000000000001',
        'after   trace 00000000000000000000000000000001',
        '',
        '    total      self  critical',
        '    +30ms     +10ms     +10ms  ~ [shop] GET /item',
        '    +20ms     +20ms     +20ms  ~ +-- [db] SELECT ×1 -> ×3',
        '',
      ].join('\n'),
    );
  });

  test('of one dump are named by their ids, however that is read', async () => {
    const { stdout } = await run(['diff', slow, slower, '-f', shop]);
    expect(stdout).toContain('  + +-- [frontend] DELETE /carts/{user}\n');
    expect(stdout).toContain('unchanged spans in 2 branches');
    expect(await run(['diff', '--trace', slow, '--trace', slower, shop])).toMatchObject({ stdout });
    const { stdout: all } = await run(['diff', slow, slower, '-f', shop, '--all']);
    expect(all).not.toContain('unchanged');
    expect(all.split('\n').length).toBeGreaterThan(stdout.split('\n').length);
  });

  test('of which the changes of the critical path add up to that of the root', async () => {
    const { stdout } = await run(['diff', slow, slower, '-f', shop, '-o', 'json', '--attributes']);
    expect(violations(stdout)).toBeNull();
    const parsed: { durationDeltaNano: number; paths: Delta[] } = JSON.parse(stdout);
    expect(sumOf(parsed.paths)).toBe(parsed.durationDeltaNano);
    expect(sumOf(parsed.paths.flatMap(({ spans = [] }) => spans))).toBe(parsed.durationDeltaNano);
  });

  test('may be the same', async () => {
    const { stdout, exitCode } = await run(['diff', slow, slow, '-f', shop, '--fail-on-regression', '0%']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('nothing changed: the same 33 spans');
  });

  test('are sorted by what changed most', async () => {
    const { stdout } = await run(['diff', one, other, '--sort', 'self', '-o', 'ndjson']);
    const rows: Delta[] = JSON.parse(`[${stdout.trim().replaceAll('\n', ',')}]`);
    const names = rows.map(({ name }) => name);
    expect(names).toEqual(['SELECT', 'GET /item']);
  });

  test('tell which attributes differ', async () => {
    const { stdout } = await run(['diff', slow, slower, '-f', shop, '--attributes']);
    expect(stdout).toMatch(/error\.type: "\w+" -> \(none\)/);
    expect((await run(['diff', slow, slower, '-f', shop])).stdout).not.toContain('error.type');
  });

  test('print no name that controls a terminal', async () => {
    const spans = hostileNames.map((name, k): DumpSpan => {
      return { trace: 'a1', id: (k + 2).toString(16), parent: '1', service: name, name, start: 0, end: 1 };
    });
    const root: DumpSpan = { trace: 'a1', id: '1', name: 'root', start: 0, end: 9 };
    const [a, b] = [dumps.dump('plain.jsonl', [root]), dumps.dump('hostile.jsonl', [root, ...spans])];
    for (const args of [[], ['--sets'], ['--attributes'], ['-o', 'markdown'], ['-o', 'json']]) {
      const { stdout } = await run(['diff', a, b, ...args, '--all']);
      // oxlint-disable-next-line no-control-regex -- what must not be there
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });
});

describe('two sets', () => {
  test('are told by what changed', async () => {
    const { exitCode, stdout } = await run(['diff', before, after, '--width', '100']);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').slice(3)).toEqual([
      '[shop] GET /item  p50 26ms -> 56ms  (+30ms, 95% interval +30ms..+30ms)  30 and 30 traces',
      '    +24ms  [db] SELECT       calls 1 -> 3 in every trace (q < 0.001)',
      '     +6ms  [shop] GET /item  same calls, slower (q < 0.001)',
      '  p95: too few traces to compare',
      '',
    ]);
  });

  test('may be the same, and say so', async () => {
    const { exitCode, stdout } = await run(['diff', before, before, '--fail-on-regression', '0%']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('nothing changed: no significant difference in 2 operations of 1 entry point');
  });

  test('may be too small to tell', async () => {
    const few = dumps.dump('few.jsonl', requests(7, 3));
    const { exitCode, stdout } = await run(['diff', before, few, '--fail-on-regression', '1%']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('too few traces to tell');
    expect(stdout).not.toContain('nothing changed');
  });

  test('are the same bytes for any order of spans', async () => {
    const [a, b] = [
      dumps.dump('b2.jsonl', requests(30, 1).toReversed()),
      dumps.dump('a2.jsonl', requests(30, 3).toReversed()),
    ];
    for (const output of ['markdown', 'csv']) {
      const { stdout } = await run(['diff', before, after, '-o', output]);
      expect(await run(['diff', a, b, '-o', output])).toMatchObject({ stdout });
    }
  });

  test('keep to their schema', async () => {
    const mixed = dumps.dump('mixed.jsonl', [...requests(30, 3), ...requests(42, 1, 'GET /list').slice(60)]);
    for (const args of [
      [before, after],
      [before, mixed],
      [one, mixed],
      [mixed, mixed, '--by', 'self'],
    ]) {
      const { stdout } = await run(['diff', ...args, '-o', 'json']);
      expect(violations(stdout)).toBeNull();
    }
  });

  test('are filtered on both sides', async () => {
    const { stdout, exitCode } = await run(['diff', before, after, '--where', '{ name = "GET /list" }']);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
    const { stdout: json } = await run(['diff', before, after, '--min-duration', '27ms', '-o', 'json']);
    expect(JSON.parse(json)).toMatchObject({ before: { traceCount: 10 }, after: { traceCount: 30 } });
  });

  test('have a table of what changed in Markdown, and of everything with --all', async () => {
    const { stdout } = await run(['diff', before, after, '-o', 'markdown']);
    expect(stdout).toMatch(/^\| operation +\| change/);
    expect(stdout).toMatch(/\| · \\\[db\\\] SELECT +\| slower \|/);
    const { stdout: same } = await run(['diff', before, before, '-o', 'markdown']);
    expect(same.trim().split('\n')).toHaveLength(3);
    const { stdout: all } = await run(['diff', before, before, '-o', 'markdown', '--all']);
    expect(all.trim().split('\n')).toHaveLength(5);
  });
});

describe('--fail-on-regression', () => {
  test.each([
    [[before, after], '5%', 1],
    [[before, after], '200%', 0],
    [[after, before], '5%', 0],
    [[one, other], '119%', 1],
    [[one, other], '120', 0],
    [[before, after], 'much', 2],
  ])('%# is decided by the size and the sign', async (sides, percent, expected) => {
    const { exitCode } = await run(['diff', ...sides, '--fail-on-regression', percent]);
    expect(exitCode).toBe(expected);
  });
});

describe('wrong usage', () => {
  test.each([
    [[before], 2, '1 given to compare instead of two'],
    [['a', 'b', 'c'], 2, 'quote globs'],
    [['-', '-'], 2, 'standard input can be one side only'],
    [['--trace', slow, shop], 2, '--trace names 1 of two sides'],
    [[before, after, '-f', shop], 2, 'besides two sides'],
    [[before, 'nosuch.jsonl'], 4, 'cannot read nosuch.jsonl'],
    [[slow, 'ffffffffffffffff', '-f', shop], 3, 'no trace ffffffffffffffff'],
  ])('%j', async (args, expected, message) => {
    const { exitCode, stderr } = await run(['diff', ...args]);
    expect(exitCode).toBe(expected);
    expect(stderr).toContain(message);
  });
});

test('a side can be a context of the configuration', async () => {
  const config = dumps.file('config.yaml', 'contexts:\n  staging:\n    url: http://127.0.0.1:1\n');
  const { exitCode, stderr } = await run(['diff', 'staging', before, '--retries', '0'], {
    env: { TRACECTL_CONFIG: config },
  });
  expect(exitCode).toBe(5);
  expect(stderr).toContain('127.0.0.1:1');
});
