/**
 * Stands for "run the tests" in a pipeline: starts the sample shop, sends it checkouts, and leaves when all spans are out.
 * Where they go is what the environment says, as `tracectl run` sets it.
 *
 *   tracectl run -- node examples/ci/shop-tests.mjs [--checkouts 24] [--slow orders]
 *
 * --slow names a service that a bad change has made slower.
 */
import { parseArgs } from 'node:util';

import { install } from '../../test/e2e/shop/lib/install.mjs';
import { startShop } from '../../test/e2e/shop/lib/shop.mjs';

const { values } = parseArgs({
  options: { checkouts: { type: 'string', default: '24' }, slow: { type: 'string' } },
});
const url = process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? 'http://127.0.0.1:4318';

install();
const shop = await startShop({ exports: [{ kind: 'otlp', url }], slow: values.slow });
try {
  for (let i = 0; i < Number(values.checkouts); i++) await shop.checkout(3, 'ok');
} finally {
  await shop.stop();
}
