/** The built command as a user runs it: `npm test` builds it first. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, describe, expect, test } from 'vitest';

const command = 'dist/tracectl.cjs';
const checkout = 'fixtures/otlp-json/checkout.json';
const traceId = '6ce9e763d20f7ce4ddba6ac6ed53adc5';

interface Result {
  stdout: string;
  stderr: string;
  status: number | null;
}

function tracectl(
  args: string[],
  options: { input?: string | Buffer; env?: Record<string, string> } = {},
): Result {
  const { input, env = {} } = options;
  const stdin = input === undefined ? ('ignore' as const) : ('pipe' as const);
  return spawnSync(process.execPath, [command, ...args], {
    encoding: 'utf8',
    input,
    stdio: [stdin, 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
  });
}

const folder = mkdtempSync(join(tmpdir(), 'tracectl-command-'));

afterAll(() => rmSync(folder, { recursive: true }));

function temporary(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('what it prints', () => {
  test('the version of the package', () => {
    const { stdout, status } = tracectl(['--version']);
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync('package.json', 'utf8'))).toMatchObject({ version: stdout.trim() });
  });

  test('the same tree from a file, a pipe, a gzipped pipe and by id', () => {
    const { stdout, status } = tracectl(['show', checkout]);
    const bytes = readFileSync(checkout);
    expect(status).toBe(0);
    expect(stdout).toContain('[frontend] POST /checkout (405ms)');
    for (const result of [
      tracectl(['show'], { input: bytes }),
      tracectl(['show', '-'], { input: gzipSync(bytes) }),
      tracectl(['show', traceId, 'fixtures/otlp-json/checkout.json']),
    ]) {
      expect(result.stdout).toBe(stdout);
      expect(result.status).toBe(0);
    }
  });

  test('no escape sequence in a pipe, colour when it is asked for', () => {
    expect(tracectl(['show', checkout]).stdout).not.toContain('\u001b');
    expect(tracectl(['show', checkout, '--color', 'always']).stdout).toContain('\u001b[');
    expect(tracectl(['show', checkout], { env: { FORCE_COLOR: '1' } }).stdout).toContain('\u001b[');
    expect(tracectl(['show', checkout], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).stdout).not.toContain(
      '\u001b',
    );
  });

  test('the demo, with the critical path and the slowest spans', () => {
    const { stdout, status } = tracectl(['demo']);
    expect(status).toBe(0);
    for (const part of ['POST /checkout', 'critical path', 'slowest (self time)'])
      expect(stdout).toContain(part);
  });

  test('a result that is larger than a pipe holds, whole', () => {
    const { stdout } = tracectl(['show', 'fixtures/otlp-json/shop.jsonl', '--all', '-o', 'ndjson']);
    expect(stdout.length).toBeGreaterThan(1 << 16);
    expect(stdout.trimEnd().split('\n')).toHaveLength(121);
    expect(stdout.endsWith('}\n')).toBe(true);
  });
});

test('the diagram of the article, character for character', () => {
  const { stdout } = tracectl(['show', 'fixtures/otlp-json/user-request.json', '--style', 'diagram']);
  expect(stdout).toBe(readFileSync('test/golden/user-request-diagram.txt', 'utf8'));
});

describe('exit codes', () => {
  test('2 for wrong usage, with a suggestion', () => {
    const { status, stderr } = tracectl(['shwo', checkout]);
    expect(status).toBe(2);
    expect(stderr).toContain('show');
    expect(tracectl(['show', '--dpeth', '1', checkout])).toMatchObject({ status: 2, stdout: '' });
  });

  test('3 for a trace that is not there', () => {
    expect(tracectl(['show', 'ffffffffffffffff', checkout])).toMatchObject({ status: 3, stdout: '' });
    expect(tracectl(['show', 'ffffffffffffffff', checkout, '--allow-empty']).status).toBe(0);
  });

  test('4 for what is no trace, with a sentence', () => {
    const page = temporary('page.json', '<!doctype html><title>Sign in to Grafana</title>');
    const { status, stderr } = tracectl(['show', page]);
    expect(status).toBe(4);
    expect(stderr).toContain('it is an HTML page ("Sign in to Grafana"), not a trace');
  });

  test('4 for damage unless it is accepted, and the rest is shown', () => {
    const cut = temporary('cut.json', readFileSync(checkout).subarray(0, 20_000));
    const strict = tracectl(['show', cut]);
    expect(strict.status).toBe(4);
    expect(strict.stderr).toContain('JSON ends early');
    expect(strict.stdout).toContain('POST /checkout');
    expect(tracectl(['show', cut, '--lenient']).status).toBe(0);
    const [trace] = JSON.parse(tracectl(['show', cut, '-o', 'json']).stdout).traces;
    expect(trace.findings).toContainEqual(
      expect.objectContaining({ code: 'damaged-record', data: expect.objectContaining({ count: 1 }) }),
    );
  });
});

test('a reader that goes away ends it quietly', async () => {
  const list = spawn(process.execPath, [
    command,
    'show',
    'fixtures/otlp-json/shop.jsonl',
    '--all',
    '-o',
    'json',
  ]);
  let stderr = '';
  list.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  list.stdout.once('data', () => list.stdout.destroy());
  const status = await new Promise((resolve) => list.on('close', resolve));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('an interrupt ends it at once', async () => {
  const waiting = spawn(process.execPath, [command, 'show', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
  waiting.stdin.write('{"resourceSpans":[');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  waiting.kill('SIGINT');
  const [status, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    waiting.on('close', (code, name) => resolve([code, name])),
  );
  // A shell reports a process that a signal ended as 128 + its number: 130.
  expect(signal ?? status).toBe(signal === null ? 130 : 'SIGINT');
});

test('the library has no side effects and reads what the command reads', () => {
  const script = `
    import { criticalPath, readTraces, treeView } from './dist/index.js';
    const [trace] = readTraces('${checkout}');
    const length = criticalPath(trace).segments.reduce((sum, { start, end }) => sum + end - start, 0);
    console.log(JSON.stringify([trace.spanCount, length === trace.duration(trace.primaryRoot), treeView(trace).split('\\n')[0]]));
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([48, true, '[frontend] POST /checkout (405ms) *']);
});
