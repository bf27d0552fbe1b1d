/** What a run keeps of the compiled command for the next one. */
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { startServer } from '../support/http.ts';

const files = `${process.version}-${process.arch}`;
let home: string;
let folder: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tracectl-cache-'));
  folder = join(home, 'tracectl', 'code', files);
});

afterEach(() => rmSync(home, { recursive: true }));

function run(args: string[], env: Record<string, string> = {}): string {
  const { NODE_DISABLE_COMPILE_CACHE: _, ...outer } = process.env;
  return execFileSync(process.execPath, ['dist/tracectl.cjs', ...args], {
    encoding: 'utf8',
    // The folder is that of Linux; other systems find it by their own variables.
    env: { ...outer, HOME: home, XDG_CACHE_HOME: home, ...env },
  });
}

test.skipIf(process.platform !== 'linux')('the second run takes what the first one wrote', () => {
  const first = run(['demo']);
  const main = join(folder, 'demo-main.cjs');
  const { ino } = statSync(main);
  expect(run(['demo'])).toBe(first);
  // A file made anew would be another one.
  expect(statSync(main).ino).toBe(ino);
  expect(readdirSync(folder).filter((name) => /\.\d+$/.test(name))).toEqual([]);
});

test.skipIf(process.platform !== 'linux')('what does not fit the command is made anew', () => {
  const first = run(['demo']);
  const main = join(folder, 'demo-main.cjs');
  const written = readFileSync(main);
  for (const broken of [written.subarray(0, written.length >> 1), written.subarray(10), Buffer.alloc(0)]) {
    writeFileSync(main, broken);
    expect(run(['demo'])).toBe(first);
    expect(readFileSync(main).length).toBeGreaterThan(written.length >> 1);
  }
});

test.skipIf(process.platform !== 'linux')('nothing is run from a folder that others can write to', () => {
  const first = run(['demo']);
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  chmodSync(folder, 0o777);
  expect(run(['demo'])).toBe(first);
  expect(readdirSync(folder)).toEqual([]);
});

test('nothing is kept with NODE_DISABLE_COMPILE_CACHE', () => {
  run(['demo'], { NODE_DISABLE_COMPILE_CACHE: '1' });
  expect(existsSync(join(home, 'tracectl'))).toBe(false);
});

test.skipIf(process.platform !== 'linux')('what asks a server is kept, too', async () => {
  const server = await startServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(readFileSync('fixtures/otlp-json/checkout.json'));
  });
  const { NODE_DISABLE_COMPILE_CACHE: _, ...outer } = process.env;
  const args = ['dist/tracectl.cjs', 'show', '6ce9e763d20f7ce4ddba6ac6ed53adc5', '-b', `tempo+${server.url}`];
  const show = async (): Promise<number[]> => {
    const env = { ...outer, HOME: home, XDG_CACHE_HOME: home };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    expect(stdout).toContain('POST /checkout');
    return ['main', 'backends', 'undici'].map((name) => statSync(join(folder, `show-${name}.cjs`)).ino);
  };
  expect(await show()).toEqual(await show());
  await server.close();
});
