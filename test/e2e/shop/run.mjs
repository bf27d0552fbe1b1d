/** Runs the shop and sends it requests, its spans going to collectors of yours. */

import { parseArgs } from 'node:util';

import { openCollectors } from './lib/collectors.mjs';
import { install } from './lib/install.mjs';
import { startShop } from './lib/shop.mjs';

const { values } = parseArgs({
  options: {
    collector: { type: 'string', multiple: true, default: ['http://127.0.0.1:4318'] },
    exporter: { type: 'string', default: 'otlp' },
    'drop-headers': { type: 'string' },
    'no-export': { type: 'string' },
    rounds: { type: 'string', default: '1' },
  },
});

install();
const collectors = await openCollectors(values.collector, values.exporter);
const shop = await startShop({
  exports: collectors.exports,
  dropHeaders: values['drop-headers'],
  noExport: values['no-export'],
});
try {
  for (let round = 0; round < Number(values.rounds); round++) {
    tell('search', await shop.search('抹茶'));
    tell('checkout', await shop.checkout(6, 'ok'));
    tell('checkout, flaky bank', await shop.checkout(3, 'flaky'));
    tell('checkout, bank down', await shop.checkout(2, 'down'));
  }
} finally {
  const printed = await shop.stop();
  await collectors.close();
  process.stdout.write(Object.values(printed).join(''));
}

function tell(what, { status, traceId }) {
  process.stderr.write(`${traceId}  ${status}  ${what}\n`);
}
