/** Records the fixtures: runs the shop once in each way and writes what its SDKs export. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { install } from './lib/install.mjs';
import { assertNothingOfThisMachine } from './lib/machine.mjs';
import { jsonRows, oneTrace, otlpFiles, parsedLines, spansOf } from './lib/otlp.mjs';
import { fixturesFolder } from './lib/places.mjs';
import { startReceiver } from './lib/receiver.mjs';
import { startShop } from './lib/shop.mjs';

const { values } = parseArgs({ options: { out: { type: 'string', default: fixturesFolder } } });

install();
await recordShop();
await recordCheckout();
await recordLostContext();
await recordMissingParent();
await recordZipkin();
await recordConsole();

async function recordShop() {
  const { requests } = await record({ exporter: 'otlp' }, async (shop) => {
    await shop.search('抹茶');
    // At the same time, so that the messages of both share a batch.
    await Promise.all([shop.checkout(6, 'ok'), shop.checkout(1, 'flaky')]);
    await shop.checkout(1, 'down');
  });
  const { jsonLines, merged, framed } = otlpFiles(requests);
  write('otlp-json/shop.jsonl', jsonLines);
  write('otlp-proto/shop.pb', merged);
  write('otlp-proto/shop-framed.bin', framed);
}

async function recordCheckout() {
  const { requests, result } = await record({ exporter: 'otlp' }, async (shop) => {
    // The first requests of a process are slow in places that have nothing to do with the shop.
    await shop.checkout(1, 'flaky');
    await shop.checkout(1, 'flaky');
    return shop.checkout(8, 'flaky');
  });
  write('otlp-json/checkout.json', oneTrace(otlpFiles(requests).jsonLines, result.traceId));
}

async function recordLostContext() {
  const { requests } = await record({ exporter: 'otlp', dropHeaders: 'payment' }, async (shop) => {
    await shop.checkout(1, 'ok');
    await shop.checkout(1, 'flaky');
  });
  write('otlp-json/shop-lost-context.jsonl', otlpFiles(requests).jsonLines);
}

async function recordMissingParent() {
  const { requests } = await record({ exporter: 'otlp', noExport: 'orders' }, async (shop) => {
    await shop.checkout(1, 'ok');
    await shop.checkout(1, 'flaky');
  });
  write('otlp-json/shop-missing-parent.jsonl', otlpFiles(requests).jsonLines);
}

async function recordZipkin() {
  const { requests } = await record({ exporter: 'zipkin' }, async (shop) => {
    await shop.search('抹茶');
    await shop.checkout(5, 'ok');
    await shop.checkout(1, 'down');
  });
  const spans = requests.flatMap(({ body }) => JSON.parse(body.toString()));
  write('zipkin/shop.json', `[\n${jsonRows(spans)}\n]\n`);
}

async function recordConsole() {
  const { printed } = await record({ exporter: 'console' }, async (shop) => {
    await shop.search('抹茶');
    await shop.checkout(2, 'flaky');
  });
  write('console/shop-node.txt', printed.orders);
  write('console/shop-python.txt', printed.payment);
}

/** Runs the shop, sends it requests, and returns all that it exported and printed. */
async function record({ exporter, ...options }, sendRequests) {
  const receiver = await startReceiver();
  try {
    const shop = await startShop({ ...options, exports: [{ kind: exporter, url: receiver.url }] });
    let result;
    let printed;
    try {
      result = await sendRequests(shop);
    } finally {
      printed = await shop.stop();
    }
    return { result, printed, requests: receiver.requests };
  } finally {
    receiver.close();
  }
}

function write(name, content) {
  const bytes = Buffer.from(content);
  assertNothingOfThisMachine(name, bytes);
  const path = join(resolve(values.out), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  process.stdout.write(`${String(bytes.length).padStart(7)} bytes  ${name}${counts(name, content)}\n`);
}

function counts(name, content) {
  if (!/\.jsonl?$/.test(name)) return '';
  const values = name.endsWith('.jsonl') ? parsedLines(content) : [JSON.parse(content)];
  const spans = name.startsWith('zipkin/') ? values.flat() : spansOf(values).map(({ span }) => span);
  const traces = new Set(spans.map(({ traceId }) => traceId));
  return `  ${spans.length} spans in ${traces.size} traces`;
}
