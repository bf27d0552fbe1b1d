/** Much work that ends early: by Ctrl-C at once, leaving nothing behind, or before memory runs out. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'tracectl-interrupt-'));
const dump = join(folder, 'dump.jsonl');
const partial = join(folder, 'dump.stats');
afterAll(() => rmSync(folder, { recursive: true }));

const traceCount = 10_000;

/** A million spans: reading them takes a second or more, and so does what comes then. */
beforeAll(() => {
  const file = openSync(dump, 'w');
  for (let trace = 0; trace < traceCount; trace++)
    writeSync(file, `{"resourceSpans":[{"scopeSpans":[{"spans":[${spans(trace)}]}]}]}\n`);
  closeSync(file);
});

function spans(trace: number): string {
  const traceId = hex(trace + 1, 32);
  const list = Array.from({ length: 100 }, (_, i) => {
    const parent = i === 0 ? '' : `"parentSpanId":"${hex(i, 16)}",`;
    const [start, end] = [1_700_000_000_000_000_000n + BigInt(i), 1_700_000_000_000_001_000n - BigInt(i)];
    return `{"traceId":"${traceId}","spanId":"${hex(i + 1, 16)}",${parent}"name":"GET /${i}","kind":2,"startTimeUnixNano":"${start}","endTimeUnixNano":"${end}"}`;
  });
  return list.join(',');
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** So much to do that it is not done when this process finally has its turn, however busy the machine is. */
const dumps = Array.from({ length: 8 }, () => dump);

function counting(...flags: string[]): ChildProcess {
  const args = ['dist/tracectl.cjs', 'stats', '--verbose', '--partial', partial, ...flags];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

async function expectEndOf(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  const [code, signal]: unknown[] = await ended;
  // A shell says 130 to both. Had it gone on to its end, it would be 0.
  expect(code ?? signal).toBe(code === null ? 'SIGINT' : 130);
  expect(readdirSync(folder)).toEqual(['dump.jsonl']);
}

test.each([
  ['1', 'many files', dumps],
  ['2', 'many files', dumps],
  ['2', 'one file', [dump]],
])('Ctrl-C while it reads, with --jobs %s and %s', async (jobs, _, files) => {
  const child = counting('--jobs', jobs, ...files);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(child.exitCode).toBeNull();
  await expectEndOf(child);
});

test('Ctrl-C while it counts what was read', async () => {
  const child = counting(dump);
  const [told]: unknown[] = child.stderr === null ? [] : await once(child.stderr, 'data');
  expect(String(told)).toContain('tracectl: read 1,000,000 spans');
  await expectEndOf(child);
});

test.each([
  ['of --max-memory', ['stats', '--max-memory', '90MB', '--jobs', '1'], ''],
  ['of --max-memory, with threads', ['stats', '--max-memory', '90MB', '--jobs', '2'], ''],
  ['of --max-memory, with many files', ['stats', '--max-memory', '90MB', '--jobs', '2', ...dumps], ''],
  ['of --max-memory, listing many files', ['list', '--max-memory', '90MB', '--jobs', '2', ...dumps], ''],
  ['that node has for objects', ['slowest', '--limit', '0'], '--max-old-space-size=64'],
])('it takes no more than %s', (_, args, NODE_OPTIONS) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['dist/tracectl.cjs', ...args, dump], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS },
  });
  expect({ stdout, status }).toEqual({ stdout: '', status: 4 });
  expect(stderr).toMatch(/^tracectl: stopped.*: going on would take more than the (90|67) MB .*\n {2}hint: /);
});
