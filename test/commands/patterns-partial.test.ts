import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { PatternSummary } from '../../src/analysis/patterns/summary.ts';
import { DamagedPartial } from '../../src/cli/partial-fields.ts';
import { patternsOf } from '../../src/cli/read-patterns.ts';
import { run, type Run } from '../cli/context.ts';
import { Dumps } from './dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

/** All requests of the sample shop, and two parts of them. */
let all: string;
let parts: string[];
const files = ['0.stats', '1.stats'].map((name) => join(dumps.folder, name));

/** What writing the parts said. */
let told: Run[];

function dumpOf(name: string, traces: unknown[]): string {
  return dumps.file(name, JSON.stringify({ data: traces }));
}

beforeAll(async () => {
  const { stdout } = await run(['convert', 'fixtures/otlp-json/shop.jsonl', '--to', 'jaeger']);
  const { data }: { data: unknown[] } = JSON.parse(stdout);
  all = dumpOf('all.json', data);
  parts = [dumpOf('a.json', data.slice(0, 2)), dumpOf('b.json', data.slice(2))];
  told = [
    await run(['stats', parts[0], '--patterns', '--partial', files[0]]),
    await run(['stats', parts[1], '--patterns', '--partial', files[1]]),
  ];
});

type Json = Record<string, unknown[][]>;

function firstPart(): Json {
  return JSON.parse(readFileSync(files[0], 'utf8'));
}

describe('partial results of patterns', () => {
  test('are written instead of shown', () => {
    const counted = [2, 3].map((traces, k) => `patterns of ${traces} traces counted into ${files[k]}`);
    const expected = counted.map((text) => ({ exitCode: 0, stdout: '', stderr: `tracectl: ${text}\n` }));
    expect(told).toEqual(expected);
  });

  test.each(['text', 'json', 'csv'])('added up print the %s of one run, in any order', async (output) => {
    const flags = ['--patterns', '-o', output];
    const { stdout } = await run(['stats', all, ...flags]);
    expect(stdout).toContain(output === 'text' ? 'N+1 under' : 'n-plus-one');
    const both = dumps.file('both.stats', files.map((file) => readFileSync(file, 'utf8')).join(''));
    for (const given of [files, files.toReversed(), [both]]) {
      const merged = await run(['stats', '--merge', ...given, ...flags]);
      expect(merged).toEqual({ exitCode: 0, stdout, stderr: '' });
    }
  });

  test('merge into another one', async () => {
    const sum = join(dumps.folder, 'sum.stats');
    await run(['stats', '--patterns', '--merge', ...files, '--partial', sum]);
    const { stdout } = await run(['stats', '--patterns', '--merge', sum]);
    expect(stdout).toBe((await run(['stats', '--patterns', all])).stdout);
  });

  test('of no trace add nothing', async () => {
    const empty = dumps.file('empty.stats', '');
    await run([
      'stats',
      all,
      '--patterns',
      '--errors',
      '--max-duration',
      '1ns',
      '--allow-empty',
      '--partial',
      empty,
    ]);
    const { stdout } = await run(['stats', '--patterns', '--merge', empty]);
    expect(stdout).toBe('no repeated patterns in 0 traces\n');
  });

  test('that were counted in different ways do not add up, nor with statistics', async () => {
    const [other, statistics] = [join(dumps.folder, 'clip.stats'), join(dumps.folder, 'statistics.stats')];
    await run(['stats', parts[0], '--patterns', '--profile', 'clip', '--partial', other]);
    await run(['stats', parts[0], '--partial', statistics]);
    const different = await run(['stats', '--patterns', '--merge', files[1], other]);
    expect(different.exitCode).toBe(2);
    expect(different.stderr).toContain('one was counted with --profile auto, the other with --profile clip');
    const mixed = await run(['stats', '--patterns', '--merge', files[1], statistics]);
    expect(mixed.exitCode).toBe(4);
    expect(mixed.stderr).toContain('it holds statistics, not patterns');
    expect((await run(['stats', '--merge', files[1]])).stderr).toContain('it holds patterns, not statistics');
  });

  test('take no flags on what is counted when they are merged', async () => {
    const { exitCode, stderr } = await run(['stats', '--patterns', '--merge', files[0], '--service', 'shop']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--service does not go with --merge');
  });
});

describe('a damaged partial result of patterns', () => {
  test.each<[string, (json: Json) => void]>([
    ['has a caller that is not there', ({ groups }) => (groups[0][1] = 1e6)],
    ['has a call that is not there', ({ groups }) => (groups[0][2] = [1e6])],
    ['has a rule that nobody knows', ({ groups }) => (groups[0][0] = 'n-plus-two')],
    ['has a negative count', ({ groups }) => (groups[0][4] = -1)],
    ['has a sum that is none', ({ groups }) => (groups[0][8] = '1e9')],
    ['has a field too many', ({ groups }) => groups[0].push(1)],
    ['has an order of one call', ({ orders }) => (orders[0][2] = orders[0][1])],
    ['lacks a list', (json) => delete json['calls']],
    ['is of another version', (json) => Object.assign(json, { tracectlPatterns: 2 })],
  ])('that %s is refused', (_, damage) => {
    const json = firstPart();
    new PatternSummary().merge(patternsOf(json).state);
    damage(json);
    expect(() => patternsOf(json)).toThrow(DamagedPartial);
  });
});
