/** `context test`, with a check that is made up. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';

import type { TestStep } from '../../src/backends/test-steps.ts';
import type { Context } from '../../src/cli/context.ts';
import { contextCommand } from '../../src/commands/context.ts';
import { commands } from '../../src/commands/index.ts';
import type { BackendSettings } from '../../src/config/settings.ts';
import { repository, type Run, run } from '../cli/context.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracectl-context-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'config.yaml');
const url = 'https://tempo.example.com';
beforeEach(() =>
  writeFileSync(file, `currentContext: prod\ncontexts: {prod: {url: "${url}", token: hush-hush}}\n`, {
    mode: 0o600,
  }),
);

const steps: TestStep[] = [
  { step: 'resolve', ok: true, detail: 'localhost is 127.0.0.1', durationMs: 1.5 },
  { step: 'auth', ok: false, detail: '401 for hush-hush: \u001b[2J', hint: 'another token than hush-hush' },
];

let asked: string[] = [];

async function tested(shown: readonly TestStep[], ...args: string[]): Promise<Run> {
  asked = [];
  async function* check(_context: Context, settings: BackendSettings): AsyncGenerator<TestStep> {
    asked.push(`${settings.url} ${settings.timeoutMs}`);
    yield* shown;
  }
  const spec = contextCommand(async () => check);
  const entry = commands.find(({ name }) => name === 'context');
  if (!entry) throw new Error('no context command');
  const load = vi.spyOn(entry, 'load').mockReturnValue(spec);
  try {
    return await run(['context', 'test', ...args], { cwd: folder, env: { TRACECTL_CONFIG: file } });
  } finally {
    load.mockRestore();
  }
}

test('tells each step, and where it failed, without secrets', async () => {
  expect(await tested(steps)).toEqual({
    exitCode: 5,
    stdout: [
      'ok    resolve  localhost is 127.0.0.1  1.5ms',
      String.raw`FAIL  auth     401 for ***: \u{1b}[2J`,
      '      hint: another token than ***',
      '',
    ].join('\n'),
    stderr: 'tracectl: prod failed at auth\n',
  });
  expect(asked).toEqual([`${url} 30000`]);
});

test('takes a name or a URL, and flags', async () => {
  expect(await tested(steps.slice(0, 1), 'prod', '--timeout', '5s')).toMatchObject({
    exitCode: 0,
    stderr: '',
  });
  expect(asked).toEqual([`${url} 5000`]);
  await tested(steps, 'http://other');
  expect(asked).toEqual(['http://other 30000']);
});

test('as JSON fits its schema', async () => {
  const schema: object = JSON.parse(readFileSync(join(repository, 'docs/schemas/context-test.json'), 'utf8'));
  const { stdout } = await tested(steps, 'prod', '-o', 'json');
  expect(new Ajv({ allowUnionTypes: true }).validate(schema, JSON.parse(stdout))).toBe(true);
  expect(JSON.parse(stdout)).toMatchObject({
    context: 'prod',
    url,
    ok: false,
    steps: [
      { step: 'resolve', durationNano: 1_500_000, hint: null },
      { step: 'auth', ok: false },
    ],
  });
  expect((await tested(steps, '-o', 'csv')).stdout).toContain('resolve,true,localhost is 127.0.0.1,,1500000');
  expect((await tested(steps, '-o', 'ndjson')).stdout.split('\n')[0]).toContain('"step":"resolve"');
});

test('needs a context or a URL', async () => {
  rmSync(file);
  expect(await tested(steps)).toMatchObject({
    exitCode: 2,
    stderr: 'tracectl: no context to test\n  hint: tracectl context add <name> <url> makes one\n',
  });
});
