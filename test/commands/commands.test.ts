import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';

import { commands } from '../../src/commands/index.ts';
import { repository, run } from '../cli/context.ts';
import { failing, later } from '../support/two-requests.ts';
import { type DumpSpan, Dumps } from './dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

const a = failing[0].trace;
const b = later.trace;
const c = '00000000000000000000000000c0c003';

const spans: readonly DumpSpan[] = [
  ...failing,
  { ...later, attributes: [{ key: 'user', value: { intValue: '9007199254740993' } }] },
  {
    trace: c,
    id: '00000000000000c1',
    name: '=cmd',
    start: 120_000,
    end: 120_005,
    attributes: [{ key: '__proto__', value: { doubleValue: 'NaN' } }],
  },
];
const all = dumps.dump('all.jsonl', spans);
const single = dumps.dump('single.jsonl', failing);
const damaged = dumps.file('damaged.jsonl', `${readFileSync(single, 'utf8')}{"resourceSpans": [{\n`);

describe('which trace', () => {
  test('the only one needs no name', async () => {
    const { exitCode, stdout, stderr } = await run(['show', single]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('[shop] GET /a (100ms) *\n+-- [db] SELECT (80ms) * ! deadlock\n');
  });

  test('of several, a table and how to choose', async () => {
    const { exitCode, stdout, stderr } = await run(['show', all]);
    expect(exitCode).toBe(2);
    expect(stdout.split('\n').filter((line) => line.startsWith('0000'))).toHaveLength(3);
    expect(stderr).toMatch(/^tracectl: 3 traces in .*all\.jsonl.*\n {2}hint: .*--all/);
  });

  test.each([
    [['a001', all], 'GET /a'],
    [[b.toUpperCase(), all], 'GET /b'],
    [['00000000-0000-0000-0000-00000000b002', all], 'GET /b'],
    [['--trace', 'b002', all], 'GET /b'],
    [[all, '--min-duration', '200ms'], 'GET /b'],
    [[all, '--service', 'db'], 'GET /a'],
    [[all, '--errors'], 'GET /a'],
    [[all, '--tag', 'user=9007199254740993'], 'GET /b'],
    [[all, '--tag', 'service.name=db'], 'GET /a'],
    [[all, '--from', '2023-11-14T22:14:00Z', '--to', '1700000100'], 'GET /b'],
    [[all, '--since', '45m'], '=cmd'],
    [['-f', single], 'GET /a'],
  ])('show %j shows %s', async (args, name) => {
    const { exitCode, stdout } = await run(['show', ...args]);
    expect(exitCode).toBe(0);
    expect(stdout.startsWith(`${name}  [shop]`)).toBe(true);
  });

  test('all on request, blank lines between them', async () => {
    const { exitCode, stdout } = await run(['show', all, '--all']);
    expect(exitCode).toBe(0);
    expect(stdout.match(/^trace /gm)).toHaveLength(3);
  });

  test('an id that is not there names those near it', async () => {
    const { exitCode, stdout, stderr } = await run(['show', '0000000000000000000000000000a00f', all]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('tracectl: no trace 0000000000000000000000000000a00f in');
    expect(stderr).toContain(`hint: did you mean ${a}`);
    expect((await run(['show', 'a00f', all, '--allow-empty'])).exitCode).toBe(0);
  });

  test('a filter that nothing passes exits 3 in every command', async () => {
    for (const command of ['show', 'critical-path', 'slowest', 'list']) {
      expect((await run([command, all, '--service', 'nobody'])).exitCode).toBe(3);
      expect((await run([command, all, '--service', 'nobody', '--allow-empty'])).exitCode).toBe(0);
    }
  });

  test('a 64-bit id finds the trace with that low half, with a warning', async () => {
    const long = dumps.dump('long.jsonl', [
      { trace: `11112222333344440000000000000abc`, id: '00000000000000a1', start: 0, end: 1 },
    ]);
    const { exitCode, stderr } = await run(['show', 'abc', long]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^tracectl: warning: no trace has the id abc in full/);
  });
});

test('links are followed in both directions, in the same input', async () => {
  const linked = dumps.dump('linked.jsonl', [
    ...spans.slice(0, 3),
    {
      trace: c,
      id: '00000000000000c1',
      name: 'job',
      start: 500,
      end: 600,
      links: [{ traceId: a, spanId: '00000000000000a1' }],
    },
  ]);
  for (const id of [a, c]) {
    const { stdout } = await run(['show', id, linked, '--follow-links', '--style', 'diagram', '--no-fold']);
    expect(stdout.split('\n\n').map((tree) => tree.split('\n').length)).toEqual(id === a ? [3, 2] : [1, 4]);
  }
});

describe('damage', () => {
  test('is named, the rest is shown, and the exit code is 4', async () => {
    const { exitCode, stdout, stderr } = await run(['show', damaged]);
    expect(exitCode).toBe(4);
    expect(stdout).toContain('GET /a');
    expect(stderr).toMatch(
      /damaged\.jsonl: 1 record could not be read in full; 2 spans could\n {2}line 3 \(byte [\d,]+\): /,
    );
  });

  test('is accepted with --lenient and silent with -q', async () => {
    expect((await run(['show', damaged, '--lenient'])).exitCode).toBe(0);
    expect(await run(['list', damaged, '-q'])).toMatchObject({ exitCode: 4, stderr: '' });
  });

  test('where nothing but damage was read the code is 4, too', async () => {
    const { exitCode, stderr } = await run(['list', dumps.file('cut.json', '{"resourceSpans": [{')]);
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/no trace in .*cut\.json\n$/);
  });

  test('of several sources one bad one does not hide the others', async () => {
    const { exitCode, stdout, stderr } = await run(['list', single, join(dumps.folder, 'nowhere.json')]);
    expect(exitCode).toBe(4);
    expect(stdout).toContain('GET /a');
    expect(stderr).toMatch(/^tracectl: cannot read .*nowhere\.json: no such file/);
  });

  test('what else lies in a directory is passed over', async () => {
    const other = new Dumps();
    other.dump('trace.jsonl', spans.slice(0, 2));
    other.file('README.md', '# not a trace\n');
    const { exitCode, stderr } = await run(['list', other.folder]);
    other.remove();
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /^tracectl: 1 file passed over, no trace dump; the first: cannot read .*README\.md/,
    );
  });
});

describe('JSON keeps to its schema', () => {
  test.each(['show', 'critical-path', 'slowest', 'list'])('%s', async (command) => {
    const schema: unknown = JSON.parse(
      readFileSync(join(repository, `docs/schemas/${command}.json`), 'utf8'),
    );
    const validate = new Ajv({ allowUnionTypes: true }).compile(Object(schema));
    const { stdout } = await run([
      command,
      all,
      ...(command === 'list' || command === 'slowest' ? [] : ['--all']),
      '-o',
      'json',
    ]);
    const document: unknown = JSON.parse(stdout);
    validate(document);
    expect(validate.errors).toBeNull();
    expect(validate({})).toBe(false);
  });

  test('attributes are exact', async () => {
    const { stdout } = await run(['show', all, '--all', '-o', 'ndjson']);
    const [, , ofB, ofC] = stdout.trimEnd().split('\n');
    expect(ofB).toContain('"attributes":{"user":"9007199254740993"}');
    expect(ofC).toContain('"attributes":{"__proto__":"NaN"}');
  });
});

test('the other outputs of each command', async () => {
  for (const command of ['show', 'critical-path', 'slowest', 'list']) {
    for (const output of ['csv', 'ndjson', 'yaml', 'markdown']) {
      const { exitCode, stdout } = await run(
        [command, 'a001', all, '-o', output].filter((arg) => command !== 'list' || arg !== 'a001'),
      );
      expect(exitCode).toBe(0);
      expect(stdout).toContain(command === 'slowest' ? 'SELECT' : 'GET /a');
    }
  }
});

test('show writes what it read of the traces that are meant as OTLP, which shows the same', async () => {
  const shop = 'fixtures/otlp-json/shop.jsonl';
  const id = 'd7793bc7b25cc64c96fee9e719bfee7a';
  const { stdout, exitCode } = await run(['show', id, '-f', shop, '-o', 'otlp']);
  expect(exitCode).toBe(0);
  const lines = dumps.file('one.jsonl', stdout);
  const again = await run(['show', lines, '-o', 'json']);
  expect(JSON.parse(again.stdout)).toEqual(
    JSON.parse((await run(['show', id, '-f', shop, '-o', 'json'])).stdout),
  );
  expect(JSON.parse((await run(['list', lines, '-o', 'json'])).stdout).traces).toHaveLength(1);
});

test('critical-path names its segments and their sums', async () => {
  const { stdout } = await run(['critical-path', 'a001', all]);
  expect(stdout).toBe(
    `100ms on the critical path of GET /a, in 3 segments
      at      for           drag  span
     0ms     10ms  10%     100ms  [shop] GET /a
    10ms     80ms  80%      80ms  . [db] SELECT
    90ms     10ms  10%            [shop] GET /a

by service
    80ms   80%  db
    20ms   20%  shop

by operation
    80ms   80%  [db] SELECT
    20ms   20%  [shop] GET /a
`,
  );
});

test('slowest ranks over all traces', async () => {
  const { stdout } = await run(['slowest', all, '-n', '2', '--by', 'total', '-o', 'csv']);
  const rows = stdout.split('\r\n').map((line) => line.split(','));
  expect(rows[0].slice(0, 2)).toEqual(['traceId', 'spanId']);
  expect(rows.slice(1, 3).map((row) => row[1])).toEqual(['00000000000000b1', '00000000000000a1']);
});

test('list has the newest first, and search is list', async () => {
  const { stdout } = await run(['list', all]);
  expect(stdout.match(/^[0-9a-f]{32}/gm)).toEqual([c, b, a]);
  expect((await run(['search', all])).stdout).toBe(stdout);
  const limited = await run(['list', all, '-n', '1']);
  expect(limited.stdout).toContain('1 of 3 traces; --limit 0 for all');
});

test('the demo shows the bundled trace', async () => {
  const { exitCode, stdout } = await run(['demo']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('critical path');
});

test('every command has a help text with examples', async () => {
  for (const { name } of commands) {
    const { exitCode, stdout } = await run([name, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Examples[:,]/m);
    expect((await run(['help', name])).stdout).toBe(stdout);
  }
});
