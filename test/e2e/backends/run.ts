import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { bin }: { bin: { tracectl: string } } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What a program printed, and how it ended. */
export interface Result {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the built command as a user without contexts, variables and proxies of their own does. */
export async function tracectl(args: string[]): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'tracectl-home-'));
  try {
    return await run([bin.tracectl, ...args], { HOME: home, XDG_CONFIG_HOME: home });
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** Runs the sample shop, which sends its spans to all of these collectors, and resolves to the ids of its traces. */
export async function runShop(collectors: string[]): Promise<string[]> {
  const options = collectors.flatMap((collector) => ['--collector', collector]);
  const { status, stderr } = await run(['test/e2e/shop/run.mjs', ...options], {});
  if (status !== 0) throw new Error(`the shop failed: ${stderr}`);
  return [...stderr.matchAll(/^[0-9a-f]{32}(?=  )/gm)].map(([traceId]) => traceId);
}

function run(args: string[], environment: Record<string, string>): Promise<Result> {
  const inherited = Object.entries(process.env).filter(
    ([key]) => !/^(TRACECTL_|FORCE_COLOR|https?_proxy$)/i.test(key),
  );
  const child = spawn(process.execPath, args, {
    env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  });
  const result: Result = { status: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (result.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (result.stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ ...result, status }));
  });
}
