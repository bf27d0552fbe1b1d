/** Runs a command for what it prints. */
import { type ChildProcess, spawn } from 'node:child_process';

import type { Outside } from './paths.ts';

/** More than any secret has: bytes. */
const mostOutput = 1 << 20;

/** What a command printed, and what was wrong with how it ended, to be read behind its name: `ended with exit code 1`. */
export interface CommandResult {
  output: string;
  failure: string | undefined;
}

/**
 * Runs a line of the shell, or a program with arguments. Its standard error is ours, so that it can tell the user to go
 * and log in; it has no standard input, which may be a trace. Ends it after the timeout or when `outside.signal` says so,
 * and does not wait then for what it may have started itself.
 */
export function outputOf(
  command: string | readonly string[],
  { env, cwd, signal }: Outside,
  timeoutMs: number,
): Promise<CommandResult> {
  const isLine = typeof command === 'string';
  const [program, ...args] = isLine ? [command] : command;
  const child = spawn(program, args, {
    cwd,
    env: { ...env },
    shell: isLine,
    stdio: ['ignore', 'pipe', 'inherit'],
    windowsHide: true,
  });
  return ended(child, child.stdout, signal, timeoutMs);
}

function ended(
  child: ChildProcess,
  stdout: NonNullable<ChildProcess['stdout']>,
  signal: AbortSignal | undefined,
  timeoutMs: number,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (failure: string | undefined): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve({ output: Buffer.concat(chunks).toString('utf8'), failure });
    };
    const end = (failure: string): void => {
      child.kill();
      child.unref();
      stdout.destroy();
      settle(failure);
    };
    const stop = (): void => end('was ended');
    const timer = setTimeout(() => end(`did not end within ${timeoutMs / 1000}s`), timeoutMs);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > mostOutput) end('printed more than a secret');
    });
    child.on('error', (error) => settle(startFailure(error)));
    child.on('close', (status, killedBy) => settle(endFailure(status, killedBy)));
  });
}

function startFailure(error: Error): string {
  const code = 'code' in error ? String(error.code) : error.name;
  return code === 'ENOENT' ? 'does not exist' : `cannot be run (${code})`;
}

function endFailure(status: number | null, killedBy: string | null): string | undefined {
  if (killedBy !== null) return `was ended by ${killedBy}`;
  return status === 0 ? undefined : `ended with exit code ${status}`;
}
