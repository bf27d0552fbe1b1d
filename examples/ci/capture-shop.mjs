/**
 * Stands for "run the tests" in a pipeline: starts the sample shop, sends it checkouts, and writes the traces that its SDKs
 * export to a file.
 *
 *   node examples/ci/capture-shop.mjs traces.jsonl [--checkouts 24] [--slow orders]
 *
 * --slow names a service that a bad change has made slower.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { install } from '../../test/e2e/shop/lib/install.mjs';
import { otlpFiles } from '../../test/e2e/shop/lib/otlp.mjs';
import { startReceiver } from '../../test/e2e/shop/lib/receiver.mjs';
import { startShop } from '../../test/e2e/shop/lib/shop.mjs';

/** The first requests of a process are slow in places that have nothing to do with the shop. */
const warmups = 3;

const {
  values,
  positionals: [path = 'traces.jsonl'],
} = parseArgs({
  allowPositionals: true,
  options: { checkouts: { type: 'string', default: '24' }, slow: { type: 'string' } },
});

install();
const receiver = await startReceiver();
try {
  const warm = await sendCheckouts();
  const { jsonLines } = otlpFiles(receiver.requests);
  writeFileSync(path, withoutTraces(jsonLines, warm));
} finally {
  receiver.close();
}

/** Sends the checkouts one after the other; resolves to the ids of the traces that were for warming up. */
async function sendCheckouts() {
  const shop = await startShop({ exports: [{ kind: 'otlp', url: receiver.url }], slow: values.slow });
  const warm = new Set();
  try {
    for (let i = 0; i < warmups; i++) warm.add((await shop.checkout(3, 'ok')).traceId);
    for (let i = 0; i < Number(values.checkouts); i++) await shop.checkout(3, 'ok');
  } finally {
    await shop.stop();
  }
  return warm;
}

function withoutTraces(jsonLines, traceIds) {
  const lines = jsonLines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const { resourceSpans } of lines)
    for (const { scopeSpans } of resourceSpans)
      for (const scope of scopeSpans)
        scope.spans = scope.spans.filter(({ traceId }) => !traceIds.has(traceId));
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
