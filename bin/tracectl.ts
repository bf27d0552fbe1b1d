#!/usr/bin/env node
/** The only code that sees the process. `--version` is answered before anything is loaded. */
import { fstatSync, type Stats, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Context, EndSignal, StdinKind } from '../src/cli/context.ts';
import { version } from '../src/cli/version.ts';
import { cacheCode } from './code-cache.ts';
import { memory } from './memory.ts';

const args = process.argv.slice(2);
const endSignals: readonly EndSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  wroteAll(1, `${version}\n`);
} else {
  compileRarely();
  process.on('exit', cacheCode(purposeOf(args[0]), process.env));
  void run();
}

async function run(): Promise<void> {
  const { main, ClosedOutput, ExitCode, TracectlError } = await import('../src/main.ts');
  const isTTY = await isTerminal(1);
  const context: Context = {
    stdin: await stdinKind(),
    write(content) {
      let isOpen: boolean;
      try {
        isOpen = wroteAll(1, content);
      } catch (cause) {
        throw new TracectlError(`cannot write the result: ${String(cause)}`, ExitCode.input, { cause });
      }
      if (!isOpen) throw new ClosedOutput();
    },
    warn: (text) => wroteAll(2, text),
    env: process.env,
    cwd: process.cwd(),
    // Both bin/tracectl.ts and dist/tracectl.cjs lie one folder below the package.
    packageRoot: dirname(dirname(fileURLToPath(import.meta.url))),
    isTTY,
    isErrorTTY: await isTerminal(2),
    columns: isTTY ? process.stdout.columns : undefined,
    worker: join(dirname(fileURLToPath(import.meta.url)), 'worker.cjs'),
    cores: availableParallelism(),
    memory,
    now: () => new Date(),
    terminal: async () => (await import('./terminal.ts')).openTerminal((text) => wroteAll(1, text)),
    onSignal(handler) {
      for (const signal of endSignals) process.on(signal, handler);
      return () => {
        for (const signal of endSignals) process.off(signal, handler);
      };
    },
  };
  // Everything is written by now; connections that are still closing need not be waited for.
  process.exit(await main(args, context));
}

/**
 * WebAssembly is compiled again, to run faster, only when it has run for long, as reading a large dump does. undici parses HTTP
 * by WebAssembly, too, and node would wait at its end for code of it that comes too late to be used. Before anything else is
 * compiled, because cached code is good for the flags it was made with.
 */
function compileRarely(): void {
  // Loading it takes longer than --version has to give.
  const v8: typeof import('node:v8') = createRequire(import.meta.url)('node:v8');
  v8.setFlagsFromString('--wasm-tiering-budget=20000000');
}

/** Commands run different functions: those of each are kept by themselves. */
function purposeOf(command = ''): string {
  return /^[a-z]+(-[a-z]+)?$/.test(command) ? command.slice(0, 20) : 'other';
}

/**
 * Writes all of a text or of bytes; false once nobody reads any more. Not through process.stdout: in a loop that never rests it
 * piles up what a slow reader has not taken yet, and does not see that the reader has gone.
 */
function wroteAll(descriptor: number, content: string | Uint8Array): boolean {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') return false;
      if (code !== 'EAGAIN') throw error;
      // Somebody else made the pipe non-blocking, and it is full.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
  return true;
}

/** Only a character device can be one; node's own answer takes loading its network code. */
async function isTerminal(descriptor: number): Promise<boolean> {
  return statsOf(descriptor)?.isCharacterDevice() === true && (await import('node:tty')).isatty(descriptor);
}

function statsOf(descriptor: number): Stats | undefined {
  try {
    return fstatSync(descriptor);
  } catch {
    return undefined;
  }
}

/** Only what surely holds data counts as input: a script run without any stdin often has /dev/null there. */
async function stdinKind(): Promise<StdinKind> {
  // Not process.stdin: opening that makes reads of the descriptor fail where nothing is there yet.
  if (await isTerminal(0)) return 'terminal';
  const stats = statsOf(0);
  if (stats?.isFIFO() || stats?.isSocket()) return 'pipe';
  return stats?.isFile() ? 'file' : 'none';
}
