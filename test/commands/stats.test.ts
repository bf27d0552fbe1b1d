import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';

import { repository, run } from '../cli/context.ts';
import { Dumps } from './dumps.ts';
import { requests } from './requests.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

const all = dumps.dump('all.jsonl', requests.flat());
const shop = join(repository, 'fixtures/otlp-json/shop.jsonl');

/** What is wrong with a document; nothing if it keeps to the schema. */
function violations(text: string): unknown {
  const schema: unknown = JSON.parse(readFileSync(join(repository, 'docs/schemas/stats.json'), 'utf8'));
  const validate = new Ajv({ allowUnionTypes: true }).compile(Object(schema));
  validate(JSON.parse(text));
  return validate.errors;
}

describe('the table', () => {
  test('tells what was counted, the groups, and what a long request is made of', async () => {
    const { exitCode, stdout, stderr } = await run(['stats', all, '--width', '80']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(
      [
        '40 traces, 80 spans, 2023-11-14 22:13:21 to 22:14:00',
        'operation         calls  errors  total p50   p95   p99  critical p50  share',
        '[db] SELECT          40      13       25ms  43ms  45ms          25ms    63%',
        '[shop] GET /item     32       0       39ms  58ms  59ms          15ms    30%',
        '[shop] GET /list      8       0       40ms  60ms  60ms           0ms     7%',
        '',
        'a p99 request of [shop] GET /item (59ms) is made of: 74% [db] SELECT, 26% [shop]',
        '  GET /item',
        'p99 is told by 2 of 32 traces, such as 00000000000000000000000000000027; --root',
        '  takes another of 2 entry points',
        '',
      ].join('\n'),
    );
  });

  test('is the same bytes for any order of files', async () => {
    const files = requests.map((spans, k) => dumps.dump(`${k}.jsonl`, spans));
    for (const output of ['text', 'json']) {
      const { stdout } = await run(['stats', all, '-o', output]);
      expect(await run(['stats', ...files, '-o', output])).toMatchObject({ stdout });
      expect(await run(['stats', ...files.toReversed(), '-o', output])).toMatchObject({ stdout });
    }
  });

  test('says what a limit hides', async () => {
    const { stdout } = await run(['stats', all, '-n', '1']);
    expect(stdout).toContain('1 of 3 operations by time on the critical path; --limit 0 for all\n');
    expect(stdout).not.toContain('GET /list');
    const { stdout: json } = await run(['stats', all, '-n', '1', '-o', 'json']);
    expect(JSON.parse(json)).toMatchObject({ groupCount: 3, groups: [{ name: 'SELECT' }] });
  });

  test('has no more than 20 rows for people, and all for programs', async () => {
    const { stdout } = await run(['stats', shop]);
    expect(stdout).toContain('20 of 37 operations');
    const { stdout: lines } = await run(['stats', shop, '-o', 'ndjson']);
    expect(lines.trimEnd().split('\n')).toHaveLength(37);
  });

  test('draws the durations of each row', async () => {
    const { stdout } = await run(['stats', all, '-n', '1', '--histogram', '--width', '60']);
    expect(stdout.split('\n\n').at(-1)).toBe(
      [
        '[db] SELECT',
        '   5ms - 10ms  ######                                     4',
        '  10ms - 20ms  ###############                           10',
        '  20ms - 50ms  ########################################  26',
        '',
      ].join('\n'),
    );
  });
});

describe('grouped', () => {
  test.each([
    [
      ['--by', 'service'],
      ['[db]', '[shop]'],
    ],
    [['--by', 'kind'], ['server']],
    [
      ['--by', 'span.http.route'],
      ['(none)', '/item/0', '/item/1'],
    ],
    [
      ['--by', 'service,status'],
      ['[db]  unset', '[db]  error', '[shop]  unset'],
    ],
    [
      ['--by', 'root', '--by', 'service'],
      [
        '[shop] GET /item  [db]',
        '[shop] GET /list  [db]',
        '[shop] GET /item  [shop]',
        '[shop] GET /list  [shop]',
      ],
    ],
    [
      ['--by', 'path', '--where', '{ rootName = "GET /list" }'],
      ['[shop] GET /list > [db] SELECT', '[shop] GET /list'],
    ],
  ])('%j', async (flags, expected) => {
    const { exitCode, stdout } = await run(['stats', all, '-o', 'ndjson', ...flags]);
    expect(exitCode).toBe(0);
    const { stdout: text } = await run(['stats', all, ...flags]);
    const titles = text
      .split('\n')
      .slice(2, 2 + expected.length)
      .map((line) => line.replace(/ {2,}\d.*/, ''));
    expect(titles.toSorted()).toEqual(expected.toSorted());
    expect(stdout.trimEnd().split('\n')).toHaveLength(expected.length);
  });

  test('keys are values for programs', async () => {
    const { stdout } = await run(['stats', all, '-o', 'json', '--by', 'path,span.http.route', '-n', '1']);
    const [group] = Object(JSON.parse(stdout)).groups;
    expect(group).toMatchObject({
      service: null,
      name: null,
      key: {
        path: [
          { service: 'shop', name: 'GET /item' },
          { service: 'db', name: 'SELECT' },
        ],
        'span.http.route': null,
      },
    });
    const { stdout: table } = await run(['stats', all, '-o', 'csv', '--by', 'root', '-n', '1']);
    expect(table.split('\r\n')[1]).toMatch(/^"\{""service"":""shop"",""name"":""GET \/item""\}",64,11,/);
  });

  test('by something unknown is wrong usage', async () => {
    const { exitCode, stderr } = await run(['stats', all, '--by', 'route']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('unknown field in --by at 1: route\n');
    expect(stderr).toContain(
      '^ expected service, operation, kind, root, path, or a field such as span.route',
    );
  });
});

describe('filters', () => {
  const where = ['--where', '{ status = error }'];

  test('pick traces, of which all spans count', async () => {
    const { stdout } = await run(['stats', all, '-o', 'json', ...where]);
    expect(JSON.parse(stdout)).toMatchObject({ traceCount: 13, spanCount: 26, match: 'trace' });
  });

  test('or spans, of which shares are still those of the whole traces', async () => {
    const { stdout } = await run(['stats', all, '-o', 'json', ...where, '--match', 'span']);
    const { stdout: whole } = await run(['stats', all, '-o', 'json', ...where]);
    const [query] = Object(JSON.parse(whole)).groups;
    expect(JSON.parse(stdout)).toMatchObject({
      traceCount: 13,
      spanCount: 13,
      match: 'span',
      groups: [query],
    });
  });

  test('that nothing passes exit 3, or give an empty answer', async () => {
    expect((await run(['stats', all, '--service', 'nobody'])).exitCode).toBe(3);
    const { exitCode, stdout } = await run([
      'stats',
      all,
      '--service',
      'nobody',
      '--allow-empty',
      '-o',
      'json',
    ]);
    expect([exitCode, violations(stdout)]).toEqual([0, null]);
    expect(JSON.parse(stdout)).toMatchObject({ traceCount: 0, groups: [], madeOf: null });
  });
});

describe('what a request is made of', () => {
  test('is told of the entry point that is named', async () => {
    for (const root of ['shop GET /list', '[shop] GET /list', 'GET /list']) {
      const { stdout } = await run(['stats', all, '-o', 'json', '--root', root]);
      expect(JSON.parse(stdout)).toMatchObject({ madeOf: { name: 'GET /list', traceCount: 8 } });
    }
  });

  test('is told at several lengths in a table', async () => {
    const { stdout } = await run(['stats', all, '--made-of', 'p50,p99.9', '--width', '80']);
    expect(stdout).toContain(
      [
        'a request of [shop] GET /item is made of  p50 39ms  p99.9 59ms',
        '[db] SELECT                                    62%         74%',
        '[shop] GET /item                               38%         26%',
      ].join('\n'),
    );
  });

  test('is not told of few traces unless somebody asks', async () => {
    expect((await run(['stats', shop])).stdout).not.toContain('is made of');
    expect((await run(['stats', shop, '--made-of', 'p50'])).stdout).toContain(
      'a p50 request of [frontend] POST /checkout',
    );
  });

  test.each([
    [
      ['--root', 'nobody'],
      'no traces begin with nobody\n  hint: the most frequent: [shop] GET /item, [shop] GET /list',
    ],
    [['--made-of', 'p0'], 'Expected quantiles such as p50,p95,p99.9'],
    [['--made-of', 'most'], 'Expected quantiles'],
    [['--sort', 'name'], 'Allowed choices are critical, self'],
  ])('%j is wrong usage', async (flags, message) => {
    const { exitCode, stderr } = await run(['stats', all, ...flags]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('JSON keeps to its schema', () => {
  test.each([
    [[]],
    [['--histogram', '--made-of', 'p50,p99']],
    [['--by', 'path,span.http.route,status', '--match', 'span', '--errors']],
  ])('%j', async (flags) => {
    const { stdout } = await run(['stats', all, '-o', 'json', ...flags]);
    expect(violations(stdout)).toBeNull();
    expect(violations('{}')).not.toBeNull();
  });

  test('and is the same in YAML', async () => {
    const { stdout } = await run(['stats', shop, '-o', 'yaml', '-n', '1']);
    expect(stdout).toContain('groups:\n  - service: orders\n    name: POST /orders\n    key:\n');
  });
});
