import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Context } from '../../src/cli/context.ts';
import { type Run, run } from '../cli/context.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracectl-run-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Runs `run` with a store of its own. */
function tracectlRun(args: readonly string[], context: Partial<Context> = {}): Promise<Run> {
  const env = { PATH: process.env['PATH'], TRACECTL_STORE: join(folder, 'store') };
  return run(['run', ...args], { env, ...context });
}

/** A command of node that runs a script. */
function script(text: string): string[] {
  const path = join(folder, 'script.mjs');
  writeFileSync(path, text);
  return ['--', process.execPath, path];
}

const sendCheckout = `
  import { readFileSync } from 'node:fs';
  const url = process.env.OTEL_EXPORTER_OTLP_ENDPOINT + '/v1/traces';
  const body = readFileSync('fixtures/otlp-json/checkout.json');
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
`;

describe('afterwards', () => {
  test('the traces are listed on standard error, the output of the command stays clean', async () => {
    const { exitCode, stdout, stderr } = await tracectlRun(script(sendCheckout));
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toContain('48 spans received');
    expect(stderr).toMatch(/6ce9e763d20f7ce4ddba6ac6ed53adc5 .*\[frontend\] POST \/checkout/);
  });

  test('with -o they go to standard output', async () => {
    const { stdout } = await tracectlRun(['-o', 'json', ...script(sendCheckout)]);
    expect(JSON.parse(stdout).traces).toMatchObject([{ spanCount: 48 }]);
  });

  test('with --show they are drawn', async () => {
    const { stderr } = await tracectlRun(['-q', '--show', '--depth', '1', ...script(sendCheckout)]);
    expect(stderr).toContain('+-- [frontend] POST /orders (331ms)');
  });

  test('with --save they are in a file, and with the store in that, too', async () => {
    const path = join(folder, 'traces.jsonl.gz');
    const { stderr } = await tracectlRun(['--save', path, ...script(sendCheckout)]);
    expect(stderr).not.toContain('[frontend]');
    expect((await run(['show', path])).stdout).toContain('[frontend] POST /checkout (405ms)');
    const listed = await run(['list'], { env: { TRACECTL_STORE: join(folder, 'store') } });
    expect(listed.stdout).toContain('POST /checkout');
  });

  test('nothing stays behind where nobody asked for a file', async () => {
    const tmp = process.env['TMPDIR'];
    process.env['TMPDIR'] = folder;
    try {
      await tracectlRun(script(sendCheckout));
      expect(readdirSync(folder).sort()).toEqual(['script.mjs', 'store']);
    } finally {
      if (tmp === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = tmp;
    }
  });

  test('without a span there is a hint', async () => {
    const { exitCode, stderr } = await tracectlRun(script(''));
    expect(exitCode).toBe(0);
    expect(stderr).toContain('no span came from the command');
    expect((await tracectlRun(['-q', ...script('')])).stderr).toBe('');
  });

  test('a home that can’t be written to is no obstacle', async () => {
    writeFileSync(join(folder, 'file'), '');
    const env = { PATH: process.env['PATH'], TRACECTL_STORE: join(folder, 'file') };
    expect((await tracectlRun(script(sendCheckout), { env })).stderr).toContain('48 spans received');
    const named = await tracectlRun(['--store', join(folder, 'file'), ...script(sendCheckout)]);
    expect(named.exitCode).toBe(4);
  });
});

/** The flags for budgets that a checkout of 405ms keeps or breaks. */
function budgets(limit: string): string[] {
  const path = join(folder, 'budgets.yaml');
  writeFileSync(path, `budgets: [{ name: fast, where: '{ }', assert: [{ duration: ${limit} }] }]\n`);
  return ['--check', path];
}

test('a store that fails on the way has nothing sent twice', async () => {
  const store = join(folder, 'store');
  // While the command runs, a file comes to stand where the folder was.
  const command = script(`
    import { rmSync, writeFileSync } from 'node:fs';
    rmSync('${store}', { recursive: true });
    writeFileSync('${store}', '');
    ${sendCheckout}
  `);
  const { stderr } = await tracectlRun(command);
  expect(stderr).toContain('cannot write to the store');
  expect(stderr).toContain('48 spans received');
});

describe('budgets', () => {
  test('that hold are 0, that are broken 1, with the file they are told of', async () => {
    expect((await tracectlRun([...budgets('1s'), ...script(sendCheckout)])).exitCode).toBe(0);
    const { exitCode, stderr } = await tracectlRun([...budgets('100ms'), ...script(sendCheckout)]);
    expect(exitCode).toBe(1);
    const path = / -f (\S+)/.exec(stderr)?.[1] ?? '';
    expect(existsSync(path)).toBe(true);
    rmSync(join(path, '..'), { recursive: true });
  });

  test('don’t hide that the command failed, nor that nothing came', async () => {
    const failing = script(`${sendCheckout}process.exit(9)`);
    expect((await tracectlRun([...budgets('1s'), ...failing])).exitCode).toBe(9);
    expect((await tracectlRun([...budgets('1s'), ...script('')])).exitCode).toBe(3);
  });

  test('are reported, and compared with a baseline, as check does it', async () => {
    const report = join(folder, 'traces.xml');
    const more = [
      '--report',
      `junit=${report}`,
      '--baseline',
      'fixtures/otlp-json/checkout.json',
      '--strict',
    ];
    expect((await tracectlRun([...budgets('1s'), ...more, ...script(sendCheckout)])).exitCode).toBe(0);
    expect(readFileSync(report, 'utf8')).toMatch(/<testsuites? [^>]*failures="0"/);
  });

  test('and what is asked of their check, are looked at before the command runs', async () => {
    const touched = join(folder, 'touched');
    const command = script(`import { writeFileSync } from 'node:fs'; writeFileSync('${touched}', '')`);
    const misspelled = await tracectlRun([...budgets('1s'), '--report', 'junti=out.xml', ...command]);
    expect(misspelled).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('junti') });
    const without = await tracectlRun(['--strict', ...command]);
    expect(without).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('about a check') });
    expect(existsSync(touched)).toBe(false);
  });

  test('that can’t be read are told before the command runs', async () => {
    const touched = join(folder, 'touched');
    const command = script(`import { writeFileSync } from 'node:fs'; writeFileSync('${touched}', '')`);
    expect((await tracectlRun(['--check', join(folder, 'none.yaml'), ...command])).exitCode).toBe(2);
    expect(existsSync(touched)).toBe(false);
  });
});

describe('the end of the command', () => {
  test.each([
    ['its exit code', 'process.exit(7)', 7],
    ['128 and the signal', 'process.kill(process.pid, "SIGKILL")', 137],
  ])('is ours: %s', async (_name, text, exitCode) => {
    expect((await tracectlRun(['-q', ...script(text)])).exitCode).toBe(exitCode);
  });

  test('that never began is 127, or 126', async () => {
    const missing = await tracectlRun(['--', 'no-such-command-here']);
    expect(missing).toMatchObject({ exitCode: 127, stderr: expect.stringContaining('no such command') });
    expect((await tracectlRun(['--', './package.json'])).exitCode).toBe(126);
    expect(await tracectlRun([])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('no command to run'),
    });
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('comes with %s, which is passed on', async (signal) => {
    const ready = join(folder, 'ready');
    const command = script(`
      import { writeFileSync } from 'node:fs';
      process.on('${signal}', () => process.exit(33));
      writeFileSync('${ready}', '');
      setTimeout(() => {}, 60_000);
    `);
    const { exitCode } = await tracectlRun(['-q', ...command], {
      onSignal(handler) {
        const timer = setInterval(() => {
          if (!existsSync(ready)) return;
          clearInterval(timer);
          handler(signal);
        }, 20);
        return () => clearInterval(timer);
      },
    });
    expect(exitCode).toBe(33);
  });

  test('with Ctrl-C at a terminal is left to the terminal, which tells both', async () => {
    const ready = join(folder, 'ready');
    const got = join(folder, 'got');
    const command = script(`
      import { writeFileSync } from 'node:fs';
      process.on('SIGINT', () => writeFileSync('${got}', ''));
      writeFileSync('${ready}', '');
      setTimeout(() => {}, 700);
    `);
    await tracectlRun(['-q', ...command], {
      stdin: 'terminal',
      onSignal(handler) {
        const timer = setInterval(() => existsSync(ready) && handler('SIGINT'), 20);
        return () => clearInterval(timer);
      },
    });
    expect(existsSync(got)).toBe(false);
  });
});

test('spans that come after the end are waited for, but not for ever', async () => {
  expect((await tracectlRun(sendingLate(50))).stderr).toContain('48 spans received');
  expect((await tracectlRun(['--wait', '1ms', ...sendingLate(3000)])).stderr).toContain('no span came');
});

/** A command that leaves a process behind, which is up by then and sends spans so many milliseconds after the command's end. */
function sendingLate(delay: number): string[] {
  const late = join(folder, 'late.mjs');
  const ready = join(folder, `ready-${delay}`);
  writeFileSync(
    late,
    `import { readFileSync, writeFileSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    const { ppid, env } = process;
    const url = env.OTEL_EXPORTER_OTLP_ENDPOINT + '/v1/traces';
    const body = readFileSync('fixtures/otlp-json/checkout.json');
    // What a first request takes longer is over.
    await fetch(url);
    writeFileSync('${ready}', '');
    while (process.ppid === ppid) await setTimeout(2);
    await setTimeout(${delay});
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });`,
  );
  return script(`
    import { spawn } from 'node:child_process';
    import { existsSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    spawn(process.execPath, ['${late}'], { detached: true, stdio: 'ignore' }).unref();
    while (!existsSync('${ready}')) await setTimeout(2);
  `);
}
