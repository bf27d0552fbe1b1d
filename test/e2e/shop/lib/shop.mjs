/** Starts the services of the shop, sends requests to them and stops them again. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePorts } from '../../servers/lib/ports.mjs';
import { python, shopFolder } from './places.mjs';

/** Each service, what runs it, and the made-up host it claims to run on; callers before those they call. */
const services = [
  { name: 'frontend', program: 'frontend.mjs', host: 'node-1' },
  { name: 'orders', program: 'orders.mjs', host: 'node-2' },
  { name: 'payment', program: 'payment.py', host: 'node-3' },
  { name: 'bank', program: 'bank.mjs', host: 'node-4' },
  { name: 'cart', program: 'cart.py', host: 'node-5' },
  { name: 'catalog', program: 'catalog.mjs', host: 'node-6' },
  { name: 'notifications', program: 'notifications.py', host: 'node-7' },
];

const startSeconds = 30;
const stopSeconds = 10;

/** Processes that must not outlive this one, however it ends. */
const running = new Set();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/**
 * Starts every service on a free loopback port and resolves when all of them answer.
 *
 * exports       what the services export and where to, `{ kind, url }` each: every span goes to all of them. The kind is
 *               otlp or zipkin with the address of a receiver, or console, which has no address
 * dropHeaders   the service that neither reads nor writes propagation headers
 * noExport      the service whose spans are exported nowhere
 * slow          the service, of those in Node, whose stores take 100 ms longer: what a bad change would do
 */
export async function startShop({ exports, dropHeaders = '', noExport = '', slow = '' }) {
  const ports = await freePorts(services.length);
  const peers = Object.fromEntries(services.map(({ name }, i) => [name, `http://127.0.0.1:${ports[i]}`]));
  const children = services.map(({ name, program, host }, i) =>
    startService(program, {
      SHOP_SERVICE: name,
      SHOP_HOST: host,
      SHOP_PORT: String(ports[i]),
      SHOP_PEERS: JSON.stringify(peers),
      SHOP_EXPORTS: JSON.stringify(name === noExport ? [] : exports),
      SHOP_DROP_HEADERS: dropHeaders,
      SHOP_SLOW_MS: name === slow ? '100' : '0',
    }),
  );
  const stop = () => stopAll(children);
  try {
    await Promise.all(services.map(({ name }, i) => untilHealthy(name, peers[name], children[i])));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    search: (words) => send(`${peers.frontend}/search?q=${encodeURIComponent(words)}`),
    /** Buys `items` things; the bank is `ok`, `flaky` (two timeouts, then fine) or `down`. */
    checkout: (items, bank) => send(`${peers.frontend}/checkout`, { user: 'u-42', items, bank }),
    /** Stops the services once their spans are out, and resolves to what each has printed, by its name. */
    async stop() {
      await stop();
      return Object.fromEntries(services.map(({ name }, i) => [name, children[i].printed]));
    },
  };
}

function startService(program, settings) {
  const path = join(shopFolder, 'services', program);
  // No OTEL_* variable of whoever records may change what is recorded.
  const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith('OTEL_'));
  const environment = {
    ...Object.fromEntries(inherited),
    no_proxy: '127.0.0.1',
    NO_COLOR: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    ...settings,
  };
  const child = spawn(program.endsWith('.py') ? python : process.execPath, [path], {
    cwd: shopFolder,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const started = { child, printed: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (started.printed += text));
  child.on('error', () => {}); // untilHealthy tells, with the service's name.
  return started;
}

async function untilHealthy(name, address, { child }) {
  const deadline = Date.now() + startSeconds * 1000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.pid === undefined) throw new Error(`${name} did not start`);
    const healthy = await fetch(`${address}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await sleep(50);
  }
  throw new Error(`${name} did not answer within ${startSeconds} s`);
}

/** Stops callers before those they call, so that nothing is cut off; each exports what it has as it goes. */
async function stopAll(children) {
  for (const { child } of children) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue;
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), stopSeconds * 1000);
    await closed;
    clearTimeout(killer);
  }
}

/** Resolves to the status and the trace id of the answer. */
async function send(url, body) {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  await response.text();
  return { status: response.status, traceId: response.headers.get('x-trace-id') };
}
