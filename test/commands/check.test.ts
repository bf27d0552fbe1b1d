import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';

import { repository, run } from '../cli/context.ts';
import { type DumpSpan, Dumps } from './dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

const shop = 'fixtures/otlp-json/shop.jsonl';

/** Twenty traces of a web server and its database, the database taking so long; ids begin with a digit. */
function requests(first: number, queryMs: number): DumpSpan[] {
  return Array.from({ length: 20 }, (_, i): DumpSpan[] => {
    const trace = `${first}${String(i).padStart(31, '0')}`;
    const end = 60 + i + queryMs;
    return [
      { trace, id: '00000000000000a1', service: 'web', name: 'GET /', start: i * 1000, end: i * 1000 + end },
      {
        trace,
        id: '00000000000000a2',
        parent: '00000000000000a1',
        service: 'db',
        name: 'SELECT',
        start: i * 1000 + 5,
        end: i * 1000 + 5 + queryMs,
      },
    ];
  }).flat();
}

const before = dumps.dump('before.jsonl', requests(1, 20));
const after = dumps.dump('after.jsonl', requests(2, 50));
const budgets = dumps.file(
  'budgets.yaml',
  `budgets:
  - name: home
    where: '{ rootName = "GET /" }'
    assert:
      - p50: 100ms
      - spans: 1
      - baseline: 10%
  - name: quick ones
    where: '{ duration < 1ms }'
    optional: true
    assert:
      - duration: 1ms
`,
);

/** What is printed, without the folder of the test. */
async function checked(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const { exitCode, stdout, stderr } = await run(['check', ...args]);
  return { exitCode, stdout: plain(stdout), stderr: plain(stderr) };
}

function plain(text: string): string {
  return text.replaceAll(`${dumps.folder}/`, '');
}

const all = [after, '--budgets', budgets, '--baseline', before];

describe('goldens', () => {
  test.each([
    ['text', 'check.txt'],
    ['junit', 'check.junit.xml'],
    ['sarif', 'check.sarif.json'],
    ['github', 'check.github.txt'],
    ['gitlab', 'check.gitlab.json'],
    ['markdown', 'check.markdown.txt'],
  ])('%s', async (output, golden) => {
    const { exitCode, stdout, stderr } = await checked(...all, '-o', output);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    await expect(stdout).toMatchFileSnapshot(`../golden/${golden}`);
  });

  test('80 columns', async () => {
    const { stdout } = await checked(...all, '--width', '80');
    await expect(stdout).toMatchFileSnapshot('../golden/check-80.txt');
    const long = stdout.split('\n').filter((line) => line.length > 80);
    // What is there to be pasted is never cut.
    expect(long.filter((line) => !line.includes('tracectl show'))).toEqual([]);
  });
});

test('what is shown can be pasted', async () => {
  const { stdout } = await run(['check', after, '--max-spans', '1']);
  const [, line] = /tracectl (show .*)/.exec(stdout) ?? [];
  const { exitCode, stdout: shown } = await run(line.split(' '));
  expect(exitCode).toBe(0);
  expect(shown).toContain('[web] GET /');
});

describe('exit codes', () => {
  test.each([
    ['all budgets hold', [shop, '--max-duration', '10s'], 0],
    ['one is broken', [shop, '--max-duration', '1ms'], 1],
    ['nothing matches a budget', [shop, '--p95', 'GET /nowhere=1s'], 1],
    ['what is not known', [shop, '--p99', '1h'], 0],
    ['what is not known, strictly', [shop, '--p99', '1h', '--strict'], 1],
    ['nothing says what to check', [shop], 2],
    ['no such budget file', [shop, '--budgets', 'nowhere.yaml'], 2],
    ['no such finding', [shop, '--no-findings', 'n-plus-two'], 2],
    ['no such report', [shop, '--max-spans', '1', '--report', 'pdf=a.pdf'], 2],
    ['a report without a file', [shop, '--max-spans', '1', '--report', 'junit'], 2],
    ['no operation', [shop, '--p95', '=1s'], 2],
    ['no unit', [shop, '--p95', 'GET /=100'], 2],
    ['an output that is none', [shop, '--max-spans', '1', '-o', 'csv'], 2],
    ['no trace at all', [shop, '--max-spans', '1', '--service', 'nobody'], 3],
    ['no trace of the baseline', [shop, '--max-spans', '1', '--baseline', 'package.json'], 4],
    ['no dump', ['package.json', '--max-spans', '1'], 4],
    ['no such dump', ['nowhere.json', '--max-spans', '1'], 4],
    ['damaged', ['fixtures/otlp-json/quirks-damaged.jsonl', '--max-spans', '100'], 4],
    ['damaged, and broken', ['fixtures/otlp-json/quirks-damaged.jsonl', '--max-spans', '0'], 1],
    ['a report that cannot be written', [shop, '--max-spans', '99', '--report', 'junit=nowhere/a/b.xml'], 4],
  ])('%s', async (_, args, exitCode) => {
    expect((await run(['check', ...args])).exitCode).toBe(exitCode);
  });
});

test('limits as flags', async () => {
  const args = [
    shop,
    '--max-errors',
    '0',
    '--no-findings',
    'n-plus-one,cycle',
    '--p95',
    '[frontend] POST /checkout=100ms',
  ];
  const { stdout } = await run(['check', ...args, '--p50', 'POST /checkout=1h', '-o', 'json']);
  const document: {
    budgets: { name: string; where: string; assertions: { kind: string; verdict: string }[] }[];
  } = JSON.parse(stdout);
  expect(
    document.budgets.map(({ name, where, assertions }) => [
      name,
      where,
      assertions.map(({ kind, verdict }) => [kind, verdict]),
    ]),
  ).toEqual([
    [
      'all traces',
      null,
      [
        ['errors', 'fail'],
        ['findings', 'fail'],
      ],
    ],
    ['POST /checkout', '{ rootName = "POST /checkout" }', [['p50', 'inconclusive']]],
    [
      '[frontend] POST /checkout',
      '{ rootServiceName = "frontend" && rootName = "POST /checkout" }',
      [['p95', 'fail']],
    ],
  ]);
});

test('the files do not matter, nor their order', async () => {
  const parts = requests(2, 50).map((span, i) => dumps.dump(`part-${i}.jsonl`, [span]));
  const args = ['--budgets', budgets, '-o', 'json'];
  const { stdout } = await run(['check', ...parts, ...args]);
  const reversed = await run(['check', ...parts.toReversed(), ...args]);
  expect(withoutSources(reversed.stdout)).toBe(withoutSources(stdout));
  expect(withoutSources((await run(['check', after, ...args])).stdout)).toBe(withoutSources(stdout));
});

/** Commands differ in the files that they name. */
function withoutSources(text: string): string {
  return text.replaceAll(/ -f [^"]*"/g, '"');
}

test('context that was lost', async () => {
  const lost = 'fixtures/otlp-json/shop-lost-context.jsonl';
  const { exitCode, stdout } = await run([
    'check',
    lost,
    '--no-findings',
    'retry,lost-context',
    '-o',
    'json',
  ]);
  expect(exitCode).toBe(1);
  const { budgets }: { budgets: { assertions: { got: unknown; brokenCount: number }[] }[] } =
    JSON.parse(stdout);
  expect(budgets[0].assertions).toMatchObject([
    { got: { value: '1 retry, 6 lost-context' }, sampleCount: 10, brokenCount: 4 },
  ]);
  expect((await run(['check', shop, '--no-findings', 'lost-context'])).exitCode).toBe(0);
});

describe('JSON keeps to its schema', () => {
  const schema: unknown = JSON.parse(readFileSync(join(repository, 'docs/schemas/check.json'), 'utf8'));
  const validate = new Ajv({ allowUnionTypes: true }).compile(Object(schema));

  test.each([
    ['with a baseline', all],
    ['limits as flags', [shop, '--max-duration', '1ms', '--no-findings', 'retry', '--p99', '1s']],
    ['without a baseline', [shop, '--budgets', budgets]],
    ['without a trace', [shop, '--service', 'nobody', '--allow-empty', '--max-spans', '1']],
  ])('%s', async (_, args) => {
    const { stdout } = await run(['check', ...args, '-o', 'json']);
    validate(JSON.parse(stdout));
    expect(validate.errors).toBeNull();
    expect(validate({})).toBe(false);
  });
});

describe('--init', () => {
  test.each([
    ['the shop', [shop]],
    ['traces without roots', ['fixtures/otlp-json/shop-missing-parent.jsonl']],
    ['traces enough for quantiles', [after, before]],
    ['Zipkin', ['fixtures/zipkin/shop.json']],
  ])('writes budgets that %s keeps', async (name, files) => {
    const path = join(dumps.folder, `${name}.yaml`);
    expect((await run(['check', '--init', ...files, '--budgets', path])).exitCode).toBe(0);
    const { exitCode, stdout } = await run(['check', ...files, '--budgets', path]);
    expect(stdout).toMatch(/^all \d+ budgets hold|the budget holds/m);
    expect(exitCode).toBe(0);
  });

  test('is a golden', async () => {
    const { stdout } = await run(['check', '--init', shop, '--budgets', '-']);
    await expect(stdout).toMatchFileSnapshot('../golden/check-init.yaml');
  });

  test('replaces no file', async () => {
    const before = readFileSync(budgets, 'utf8');
    const { exitCode, stderr } = await run(['check', '--init', shop, '--budgets', budgets]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('is there already');
    expect(readFileSync(budgets, 'utf8')).toBe(before);
  });

  test('writes names that are not plain', async () => {
    const name = 'it\'s "x": #1\n\u001b[31m {{ }} 商品 \\ `';
    const dump = dumps.dump('odd.jsonl', [
      { trace: 'a'.repeat(32), id: 'b'.repeat(16), name, start: 0, end: 5 },
    ]);
    const path = join(dumps.folder, 'odd.yaml');
    await run(['check', '--init', dump, '--budgets', path]);
    const { exitCode, stdout } = await run(['check', dump, '--budgets', path]);
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('1 trace');
  });

  test('makes the file that is used where nothing else is said', async () => {
    const cwd = dumps.folder;
    expect((await run(['check', '--init', after], { cwd })).exitCode).toBe(0);
    expect(existsSync(join(cwd, 'tracectl.yaml'))).toBe(true);
    expect((await run(['check', after], { cwd })).exitCode).toBe(0);
  });
});

describe('on GitHub Actions', () => {
  const summary = join(dumps.folder, 'summary.md');
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };

  test('annotations stand below the text, and the summary has the Markdown', async () => {
    dumps.file('summary.md', 'of a step before\n');
    const { stdout } = await run(['check', ...all], { env });
    const text = (await run(['check', ...all])).stdout;
    const annotations = (await run(['check', ...all, '-o', 'github'])).stdout;
    expect(stdout).toBe(text + annotations);
    const markdown = (await run(['check', ...all, '-o', 'markdown'])).stdout;
    expect(readFileSync(summary, 'utf8')).toBe(`of a step before\n${markdown}\n`);
  });

  test('-o text is text only', async () => {
    const { stdout } = await run(['check', ...all, '-o', 'text'], { env });
    expect(stdout).not.toContain('::error');
  });

  test('a summary that cannot be written is told, and no failure', async () => {
    const folder = { ...env, GITHUB_STEP_SUMMARY: join(dumps.folder, 'none/summary.md') };
    const { exitCode, stderr } = await run(['check', shop, '--max-spans', '99'], { env: folder });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('warning: the summary of the job could not be written');
  });
});

test('reports are written besides what is printed', async () => {
  const outputs = ['junit', 'sarif', 'gitlab', 'markdown', 'json', 'text', 'github'];
  const reports = outputs.flatMap((output) => [
    '--report',
    `${output}=${join(dumps.folder, `report.${output}`)}`,
  ]);
  const { stdout } = await run(['check', ...all, ...reports]);
  expect(stdout).toContain('1 of 2 budgets broken');
  for (const output of outputs) {
    const printed = (await run(['check', ...all, '-o', output])).stdout;
    expect(readFileSync(join(dumps.folder, `report.${output}`), 'utf8')).toBe(printed);
  }
});
