/** The way in: asks cart and catalog at the same time, then orders, then cart again. */

import { call, serve, work } from './http.mjs';
import { step } from './steps.mjs';

serve([
  { method: 'GET', route: '/search', handle: searchProducts },
  { method: 'POST', route: '/checkout', handle: checkout },
]);

async function searchProducts({ url }) {
  await work(3);
  return call('catalog', 'GET', `/search${url.search}`);
}

async function checkout({ body }) {
  const { user, items, bank } = body;
  const cartPath = `/carts/${user}`;
  await work(4);
  const [cart, prices] = await Promise.all([
    call('cart', 'GET', `${cartPath}?items=${items}`, { template: '/carts/{user}' }),
    call('catalog', 'GET', `/prices?items=${items}`),
  ]);
  const total = await step('compute total', { 'shop.items': items, 'shop.badge': '🛒✨' }, async (span) => {
    await work(9);
    span.addEvent('discount applied', { 'shop.discount.code': 'WINTER-10', 'shop.discount.percent': 10 });
    return cart.quantity * prices.each * 0.9;
  });
  const order = await call('orders', 'POST', '/orders', { body: { user, items, bank, total } });
  await call('cart', 'DELETE', cartPath, { template: '/carts/{user}' });
  return order;
}
