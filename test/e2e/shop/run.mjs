/** Runs the shop and sends it requests, its spans going to a collector of yours. */

import { parseArgs } from 'node:util';

import { install } from './lib/install.mjs';
import { startShop } from './lib/shop.mjs';

const { values } = parseArgs({
  options: {
    collector: { type: 'string', default: 'http://127.0.0.1:4318' },
    exporter: { type: 'string', default: 'otlp' },
    'drop-headers': { type: 'string' },
    'no-export': { type: 'string' },
    rounds: { type: 'string', default: '1' },
  },
});

install();
const shop = await startShop({
  exporter: values.exporter,
  collector: values.collector,
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
  process.stdout.write(Object.values(printed).join(''));
}

function tell(what, { status, traceId }) {
  process.stderr.write(`${traceId}  ${status}  ${what}\n`);
}
