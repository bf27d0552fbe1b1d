/** The built receiver as a process: killed under load, interrupted, and several of them at once. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const command = 'dist/tracectl.cjs';
/** Tries of what chance may spoil; more by hand. */
const tries = Number(process.env['TRACECTL_CRASH_TRIES'] ?? 3);

let folder: string;
let children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracectl-capture-'));
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  rmSync(folder, { recursive: true });
});

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  TRACECTL_STORE: join(folder, 'store'),
  TRACECTL_CONFIG: join(folder, 'none.yaml'),
});

interface Listener {
  child: ChildProcess;
  url: string;
  stderr: () => string;
}

async function listener(...args: string[]): Promise<Listener> {
  const ports = ['--grpc-port', 'off', '--http-port', '0', '--zipkin-port', 'off', '--jaeger-port', 'off'];
  const child = spawn(process.execPath, [command, 'listen', ...ports, ...args], {
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  let stderr = '';
  const port = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      const found = /HTTP\s+localhost:(\d+)/.exec(stderr)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', () => reject(new Error(`it ended: ${stderr}`)));
  });
  return { child, url: `http://127.0.0.1:${port}/v1/traces`, stderr: () => stderr };
}

let nextId = 1;

/** A request of so many spans, with ids that no other has. */
function request(spanCount: number): { ids: string[]; body: string } {
  const ids = Array.from({ length: spanCount }, () => (nextId++).toString(16).padStart(16, '0'));
  const spans = ids.map((spanId) => ({
    traceId: spanId.padStart(32, '7'),
    spanId,
    name: 'load',
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000000005000000',
    attributes: [{ key: 'text', value: { stringValue: 'x'.repeat(100) } }],
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'load' } }] };
  return { ids, body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }) };
}

/** Sends one request after the other until nobody answers; returns the ids that were acknowledged. */
async function load(url: string, acknowledged: Set<string>): Promise<void> {
  for (;;) {
    const { ids, body } = request(50);
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      if (answer.status !== 200) return;
    } catch {
      return;
    }
    for (const id of ids) acknowledged.add(id);
  }
}

/** The ids of the spans in the store, read by another process; it must not find any damage. */
function stored(): Set<string> {
  const { stdout, stderr, status } = spawnSync(process.execPath, [command, 'convert', '--to', 'ndjson'], {
    env: environment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 29,
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return new Set(Array.from(stdout.matchAll(/"spanId":"([0-9a-f]{16})"/g), ([, id]) => id));
}

function missing(acknowledged: ReadonlySet<string>, found: ReadonlySet<string>): string[] {
  return [...acknowledged].filter((id) => !found.has(id));
}

describe('what was acknowledged', () => {
  test(`is there after kill -9 under load, ${tries} times out of ${tries}`, async () => {
    const acknowledged = new Set<string>();
    for (let i = 0; i < tries; i++) {
      const { child, url } = await listener();
      const senders = Array.from({ length: 4 }, () => load(url, acknowledged));
      await new Promise((resolve) => setTimeout(resolve, 300 + 37 * i));
      child.kill('SIGKILL');
      await Promise.all(senders);
    }
    expect(acknowledged.size).toBeGreaterThan(tries * 100);
    expect(missing(acknowledged, stored())).toEqual([]);
  });

  test('by several listeners at once is there, whole', async () => {
    const acknowledged = new Set<string>();
    const listeners = await Promise.all([listener(), listener(), listener()]);
    const senders = listeners.map(({ url }) => load(url, acknowledged));
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const { child } of listeners) child.kill('SIGTERM');
    await Promise.all(senders);
    expect(missing(acknowledged, stored())).toEqual([]);
  });

  test('is there after Ctrl-C under load, which ends it with 130 and a summary', async () => {
    const acknowledged = new Set<string>();
    const { child, url, stderr } = await listener();
    const senders = Array.from({ length: 4 }, () => load(url, acknowledged));
    await new Promise((resolve) => setTimeout(resolve, 400));
    child.kill('SIGINT');
    const [status] = await once(child, 'close');
    await Promise.all(senders);
    expect(status).toBe(130);
    expect(stderr()).toMatch(/tracectl: [\d,]+ spans received/);
    expect(missing(acknowledged, stored())).toEqual([]);
  });
});

describe('run', () => {
  test('leaves the streams and the exit code of the command as they are', () => {
    const script =
      'process.stdin.on("data", (d) => { process.stdout.write(d); process.stderr.write("!"); process.exitCode = 5; })';
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [command, 'run', '-q', '--', process.execPath, '-e', script],
      { input: Buffer.from([0, 255, 10]), env: environment() },
    );
    expect({ stdout, stderr: stderr.toString(), status }).toEqual({
      stdout: Buffer.from([0, 255, 10]),
      stderr: '!',
      status: 5,
    });
  });

  test('passes SIGTERM on and ends as the command does, and by it where the command does', async () => {
    for (const [script, status] of [
      ['process.on("SIGTERM", () => process.exit(9));', 9],
      ['', 143],
    ] as const) {
      const ready = join(folder, `ready-${status}`);
      const path = join(folder, 'script.cjs');
      writeFileSync(
        path,
        `${script}require('node:fs').writeFileSync('${ready}', ''); setTimeout(() => {}, 60_000);`,
      );
      const child = spawn(process.execPath, [command, 'run', '-q', '--', process.execPath, path], {
        env: environment(),
        stdio: 'ignore',
      });
      children.push(child);
      while (!isThere(ready)) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill('SIGTERM');
      expect(await once(child, 'close')).toEqual([status, null]);
    }
  });
});

function isThere(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
