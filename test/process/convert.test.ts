/** Converting with the built command: pipes, files, Ctrl-C. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, expect, test } from 'vitest';

const command = 'dist/tracectl.cjs';
const shop = 'fixtures/otlp-json/shop.jsonl';
const folder = mkdtempSync(join(tmpdir(), 'tracectl-convert-'));
afterAll(() => rmSync(folder, { recursive: true }));

function convert(args: string[], input?: Uint8Array): { stdout: Buffer; status: number | null } {
  const stdin = input === undefined ? ('ignore' as const) : ('pipe' as const);
  return spawnSync(process.execPath, [command, 'convert', ...args], {
    input,
    stdio: [stdin, 'pipe', 'ignore'],
    maxBuffer: 1 << 28,
  });
}

test('a pipe, a gzipped pipe and a file give the same bytes, on standard output and in a file', () => {
  const path = join(folder, 'out.pb');
  const bytes = readFileSync(shop);
  const { stdout, status } = convert([shop, '--to', 'otlp-proto']);
  expect(status).toBe(0);
  expect(stdout.length).toBeGreaterThan(10_000);
  expect(convert(['-', '--to', 'otlp-proto'], bytes).stdout.equals(stdout)).toBe(true);
  expect(convert(['--to', 'otlp-proto'], gzipSync(bytes)).stdout.equals(stdout)).toBe(true);
  expect(convert([shop, '--to', 'otlp-proto', '-O', path]).stdout).toHaveLength(0);
  expect(readFileSync(path).equals(stdout)).toBe(true);
});

/** Takes some seconds to convert. */
function longDump(): string {
  const path = join(folder, 'long.jsonl');
  writeFileSync(path, readFileSync(shop, 'utf8').repeat(400));
  return path;
}

test('a reader that goes away ends it quietly', () => {
  const line = `${process.execPath} ${command} convert ${longDump()} --to ndjson | head -n 1`;
  const { stdout, stderr, status } = spawnSync('bash', ['-o', 'pipefail', '-c', line], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.split('\n')).toHaveLength(2);
});

test('Ctrl-C ends it at once, and leaves no file that is half written', async () => {
  const work = mkdtempSync(join(folder, 'interrupted-'));
  const args = [command, 'convert', longDump(), '--to', 'zipkin', '-O', join(work, 'out.json')];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const ended = new Promise((resolve) => {
    child.once('exit', (status) => resolve(status));
  });
  while (readdirSync(work).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(readdirSync(work)).toEqual([expect.stringMatching(/^\.out\.json\.\d+\.partial$/)]);
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(readdirSync(work)).toEqual([]);
});
