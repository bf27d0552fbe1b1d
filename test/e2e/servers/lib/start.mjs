/** Starts a server on free loopback ports, waits until it answers, and stops it again. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { textOf } from './places.mjs';
import { freePorts } from './ports.mjs';

const guard = fileURLToPath(new URL('guard.mjs', import.meta.url));
const attempts = 3;

/**
 * Resolves to `{ name, urls, log, stop }` once the server is ready.
 *
 * plan.name          for messages
 * plan.ports         names of the ports it listens on; `urls` has an `http://127.0.0.1:…` for each
 * plan.launch        ({ ports, folder }) => { program, args, environment, files }: the command and the files, by
 *                    name, that it finds in its folder, which is made for it and removed after it
 * plan.ready         (urls) => whether it answers, as a promise
 * plan.startSeconds  how long that may take
 * plan.stopSeconds   how long it may take to end after SIGTERM, before SIGKILL
 */
export async function startServer(plan) {
  for (let attempt = 1; ; attempt++) {
    const running = await launch(plan);
    const failure = await untilReady(plan, running);
    if (!failure) return running.server;
    const log = running.server.log();
    await running.server.stop();
    // Someone else was faster to take a port that was free a moment ago.
    if (attempt < attempts && /address already in use|BindException/i.test(log)) continue;
    throw new Error(`${plan.name} did not start: ${failure}\n${lastLines(log)}`);
  }
}

async function launch({ name, ports: portNames, launch, stopSeconds }) {
  const numbers = await freePorts(portNames.length);
  const ports = Object.fromEntries(portNames.map((port, i) => [port, numbers[i]]));
  const urls = Object.fromEntries(portNames.map((port, i) => [port, `http://127.0.0.1:${numbers[i]}`]));
  const folder = mkdtempSync(join(tmpdir(), `tracectl-${name}-`));
  const { program, args, environment = {}, files = {} } = launch({ ports, folder });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const child = fork(guard, [folder, String(stopSeconds), program, ...args], {
    execArgv: [],
    env: { ...quietEnvironment(), ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const running = { ended: undefined };
  child.once('message', (how) => (running.ended = how));
  child.once('exit', () => (running.ended ??= 'its guard ended'));
  running.server = {
    name,
    urls,
    log: () => textOf(join(folder, 'server.log')),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        if (child.connected) child.disconnect();
        await exited;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return running;
}

/** What of our own environment a server gets: nothing that would change how it behaves. */
function quietEnvironment() {
  const meddling = /^(OTEL_|JAEGER_|COLLECTOR_|QUERY_|STORAGE_|JAVA_TOOL_OPTIONS$|NODE_)/;
  const kept = Object.entries(process.env).filter(([key]) => !meddling.test(key));
  return { ...Object.fromEntries(kept), NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };
}

/** Resolves to nothing when the server answers, and to why not when it ended or took too long. */
async function untilReady({ ready, startSeconds }, running) {
  const deadline = Date.now() + startSeconds * 1000;
  while (Date.now() < deadline) {
    if (running.ended) return running.ended;
    if (await ready(running.server.urls)) return undefined;
    await sleep(50);
  }
  return `it did not answer within ${startSeconds} s`;
}

/** Whether a GET is answered: with success, or with anything at all. */
export async function answers(url, { success = true } = {}) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok || !success;
  } catch {
    return false;
  }
}

function lastLines(log) {
  return log.trimEnd().split('\n').slice(-30).join('\n');
}
