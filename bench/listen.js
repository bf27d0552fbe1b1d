/**
 * `node bench/listen.js`: how many spans `tracectl listen` takes, and whether all that were acknowledged are in its store.
 * A sender in this process keeps a rate for a minute; the receiver has the other core. Goals: 20,000 spans/s, none lost,
 * below 400 MB.
 *
 *   --short              5 seconds
 *   --rate 30000         spans a second
 *   --protocol http/json grpc (as given), http/protobuf or http/json
 *   --batch 512          spans a request, about
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import { openSender, requestBodies } from './send.js';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    rate: { type: 'string', default: '25000' },
    protocol: { type: 'string', default: 'grpc' },
    batch: { type: 'string', default: '512' },
    command: { type: 'string', default: 'dist/tracectl.cjs' },
  },
});
const goal = { rate: 20_000, megabytes: 400 };
const rate = Number(values.rate);
const seconds = values.short ? 5 : 60;
/** Requests that are under way at once. */
const concurrency = 8;

mkdirSync('.cache/bench', { recursive: true });
const store = mkdtempSync('.cache/bench/store-');
try {
  await bench();
} finally {
  rmSync(store, { recursive: true });
}

async function bench() {
  const bodies = requestBodies(values.protocol, Number(values.batch));
  const listener = startListener();
  const ports = await listener.ports;
  const sender = openSender(values.protocol, ports);
  const { acknowledged, elapsed } = await sendFor(sender, bodies);
  sender.close();
  listener.child.kill('SIGINT');
  await once(listener.child, 'close');
  const kept = await countSpans();
  const peak = Number(/^peak-kilobytes (\d+)$/m.exec(listener.stderr())?.[1]) / 1000;
  const reached = acknowledged / elapsed;
  const lost = acknowledged - kept;
  console.log(
    [
      `${values.protocol}, ${bodies.spanCount} spans a request, node ${process.version}`,
      `  sent           ${acknowledged.toLocaleString('en')} spans in ${elapsed.toFixed(1)} s`,
      `  rate           ${Math.round(reached).toLocaleString('en')} spans/s (goal ${goal.rate.toLocaleString('en')})`,
      `  lost           ${lost}`,
      `  peak memory    ${peak.toFixed(0)} MB (goal ${goal.megabytes})`,
    ].join('\n'),
  );
  // Not where it was slow: the machine may have been.
  if (lost !== 0 || peak > goal.megabytes) process.exitCode = 1;
}

function startListener() {
  const ports = ['--grpc-port', '0', '--http-port', '0', '--zipkin-port', 'off', '--jaeger-port', 'off'];
  const child = spawn(
    process.execPath,
    ['--import', './bench/report-peak.js', values.command, 'listen', ...ports]
      // Enough for all: what is trimmed would count as lost.
      .concat('--store', store, '--store-size', '20GiB', '--host', '127.0.0.1', '--settle', '2s'),
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let stderr = '';
  const found = new Promise((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
      const [grpc, http] = [/gRPC .*:(\d+)/, /HTTP .*:(\d+)/].map((port) => port.exec(stderr)?.[1]);
      if (grpc && http) resolve({ grpc, http });
    });
    child.on('exit', () => reject(new Error(`the listener ended: ${stderr}`)));
  });
  return { child, ports: found, stderr: () => stderr };
}

/** Sends at the rate asked for, as far as answers come; what was answered counts. */
async function sendFor(sender, bodies) {
  const started = performance.now();
  const end = started + seconds * 1000;
  let sent = 0;
  let acknowledged = 0;
  const work = async () => {
    for (;;) {
      const due = started + (sent / rate) * 1000;
      if (due >= end || performance.now() >= end) return;
      const body = bodies.next();
      sent += bodies.spanCount;
      if (due > performance.now())
        await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      await sender.send(body);
      acknowledged += bodies.spanCount;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { acknowledged, elapsed: Math.max(seconds, (performance.now() - started) / 1000) };
}

/** Distinct spans in the store. */
async function countSpans() {
  const ids = new Set();
  for (const name of readdirSync(store)) {
    for await (const line of createInterface({ input: createReadStream(join(store, name)) })) {
      for (const [, id] of line.matchAll(/"spanId":"([0-9a-f]{16})"/g)) ids.add(BigInt(`0x${id}`));
    }
  }
  return ids.size;
}
