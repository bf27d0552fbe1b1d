/** Places orders: reads items one by one (the N+1), has them paid over a B3 hop, and tells the queue. */

import { randomUUID } from 'node:crypto';

import { SpanKind, trace } from '@opentelemetry/api';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';

import { call, injectedHeaders, serve, work } from './http.mjs';
import { query, step } from './steps.mjs';

const queue = trace.getTracer('shop.queue', '1.0.0');
const b3 = new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER });

serve([{ method: 'POST', route: '/orders', handle: placeOrder }]);

async function placeOrder({ body }) {
  const { user, items, bank, total } = body;
  const orderId = `A-${1000 + Math.floor(Math.random() * 9000)}`;
  await query('SELECT orders', 'SELECT * FROM orders WHERE user_id = $1 AND state = $2', 12);
  // One query an item, where one query for all would do: the N+1 pattern.
  for (let item = 0; item < items; item++) {
    await query('SELECT items', 'SELECT * FROM items WHERE sku = $1', 7);
  }
  await step('reserve stock', { 'shop.warehouses': 3 }, reserveStock);
  await call('payment', 'POST', '/charges', { body: { orderId, total, bank }, propagator: b3 });
  await query('INSERT orders', 'INSERT INTO orders (id, user_id, total) VALUES ($1, $2, $3)', 11);
  await publish({ orderId, user });
  return { orderId };
}

function reserveStock() {
  const update = 'UPDATE stock SET reserved = reserved + $1 WHERE sku = $2 AND warehouse = $3';
  const warehouses = ['東京', 'Zürich', 'São Paulo'];
  const delays = [24, 33, 28];
  return Promise.all(
    warehouses.map((warehouse, i) =>
      query('UPDATE stock', update, delays[i], { 'shop.warehouse': warehouse }),
    ),
  );
}

/**
 * Hands a message to the queue inside a PRODUCER span, the span's ids among the message's headers.
 * The request that carries it plays the broker's own protocol, so it has no HTTP span.
 */
function publish(message) {
  const attributes = {
    'messaging.system': 'kafka',
    'messaging.operation.type': 'send',
    'messaging.destination.name': 'orders',
    'messaging.message.id': randomUUID(),
  };
  return queue.startActiveSpan('publish orders', { kind: SpanKind.PRODUCER, attributes }, async (span) => {
    const { notifications } = JSON.parse(process.env.SHOP_PEERS);
    const body = JSON.stringify({ headers: injectedHeaders(), message });
    await fetch(`${notifications}/queue`, { method: 'POST', body });
    await work(2);
    span.end();
  });
}
