/** Prices from a cache and a database, and a search that asks three shards at the same time. */

import { serve, work } from './http.mjs';
import { command, query, search, step } from './steps.mjs';

serve([
  { method: 'GET', route: '/prices', handle: prices },
  { method: 'GET', route: '/search', handle: searchProducts },
]);

async function prices({ url }) {
  const items = Number(url.searchParams.get('items'));
  await command('MGET', `MGET ${'price:? '.repeat(items).trim()}`, 5);
  await query('SELECT prices', 'SELECT sku, price FROM prices WHERE sku = ANY($1)', 38);
  await command('MSET', `MSET ${'price:? ? '.repeat(items).trim()}`, 4);
  return { each: 1250 };
}

async function searchProducts({ url }) {
  const words = url.searchParams.get('q');
  return step('商品検索', { 'shop.query': words, 'shop.locale': 'ja-JP' }, async (span) => {
    await Promise.all([search('products', 0, 22), search('products', 1, 31), search('products', 2, 18)]);
    await step('rank results', { 'shop.ranker': 'bm25' }, () => work(7));
    span.setAttributes({ 'shop.hits': 3, 'shop.top_hit': '宇治抹茶 🍵' });
    return { hits: 3 };
  });
}
