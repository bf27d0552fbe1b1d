import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { afterAll, describe, expect, test } from 'vitest';

import { repository, run } from '../cli/context.ts';
import { Dumps } from '../commands/dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

/** A package in which something was built that draws reports. */
const packageRoot = join(dumps.folder, 'package');
mkdirSync(join(packageRoot, 'dist/report'), { recursive: true });
for (const name of ['client.js', 'client.css']) writeFileSync(join(packageRoot, 'dist/report', name), '');

const checkout = join(repository, 'fixtures/otlp-json/checkout.json');
const shop = join(repository, 'fixtures/otlp-json/shop.jsonl');

/** What the blocks of a report hold, as text. */
function dataOf(text: string): string[] {
  return [...text.matchAll(/id="block-\d+">([^<]*)</g)].map(([, block]) =>
    gunzipSync(Buffer.from(block, 'base64')).toString(),
  );
}

describe('report', () => {
  test('writes a file, in full or not at all', async () => {
    const path = join(dumps.folder, 'report.html');
    const result = await run(['report', checkout, '-o', path, '-v'], { packageRoot });
    expect(result).toMatchObject({ exitCode: 0, stdout: '' });
    expect(result.stderr).toContain(`1 trace written to ${path}`);
    expect(readFileSync(path, 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
    const other = join(dumps.folder, 'none.html');
    expect((await run(['report', shop, '--service', 'nobody', '-o', other], { packageRoot })).exitCode).toBe(
      3,
    );
    expect(existsSync(other)).toBe(false);
  });

  test('writes to standard output, but not to a terminal', async () => {
    const { stdout } = await run(['report', shop, '-o', '-', '--embed', '2'], { packageRoot });
    expect(dataOf(stdout)).toHaveLength(3);
    expect(await run(['report', shop], { packageRoot, isTTY: true })).toMatchObject({
      exitCode: 2,
      stderr: 'tracectl: no word on the file to write\n  hint: -o report.html\n',
    });
  });

  test('is about the traces that are meant', async () => {
    const { stdout } = await run(['report', shop, '--errors'], { packageRoot });
    expect(stdout).toContain('<title>2 traces</title>');
    const first = await run(['report', shop, '-n', '1'], { packageRoot });
    expect(dataOf(first.stdout)).toHaveLength(2);
  });

  test('says what is missing where nothing was built', async () => {
    expect(await run(['report', checkout], { packageRoot: dumps.folder })).toMatchObject({
      exitCode: 4,
      stderr: 'tracectl: the code that draws reports is not there\n  hint: npm run build\n',
    });
  });

  test('tells nothing but pseudonyms with --anonymize', async () => {
    const path = join(dumps.folder, 'table.jsonl');
    const { stdout } = await run(['report', shop, '--anonymize', '--anonymize-table', path], { packageRoot });
    expect([stdout, ...dataOf(stdout)].join()).not.toMatch(/frontend|checkout|SELECT|shop\.jsonl|d7793bc7/);
    expect(readFileSync(path, 'utf8')).toMatch(/"pseudonym":"[a-z-]{17}","original":"frontend"/);
  });
});

describe('anonymize elsewhere', () => {
  test('convert writes the same names in every run with one seed', async () => {
    const [a, again, b] = [await converted('a'), await converted('a'), await converted('b')];
    expect(a).toBe(again);
    expect(a).not.toBe(b);
    expect(a + b).not.toMatch(/frontend|checkout/);
  });

  test('show draws them, and tells what was replaced on standard error', async () => {
    const args = ['show', checkout, '--anonymize-table', '-'];
    const { stdout, stderr } = await run(args);
    expect(stdout).not.toMatch(/frontend|checkout/);
    const [, pseudonym] = /"pseudonym":"([^"]*)","original":"frontend"/.exec(stderr) ?? [];
    expect(stdout).toContain(`[${pseudonym}]`);
  });
});

test('show -o svg is one image', async () => {
  const { stdout, exitCode } = await run(['show', checkout, '-o', 'svg', '--only-critical']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^<svg [^]*<\/svg>\n$/);
  expect(stdout).not.toContain('HGETALL');
});

async function converted(seed: string): Promise<string> {
  return (await run(['convert', shop, '--to', 'otlp-json', '--anonymize-seed', seed])).stdout;
}
